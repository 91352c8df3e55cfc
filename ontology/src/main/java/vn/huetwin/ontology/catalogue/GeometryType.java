package vn.huetwin.ontology.catalogue;

/** The one geometry type of a layer. Single parts are promoted into a MULTI type, never the reverse. */
public enum GeometryType {
    NONE(""),
    POINT("Point"),
    MULTI_POINT("MultiPoint"),
    LINE_STRING("LineString"),
    MULTI_LINE_STRING("MultiLineString"),
    POLYGON("Polygon"),
    MULTI_POLYGON("MultiPolygon"),
    GEOMETRY("Geometry");

    private final String simpleFeatures;

    GeometryType(String simpleFeatures) {
        this.simpleFeatures = simpleFeatures;
    }

    /** The name in OGC Simple Features, which PostGIS, JTS and GeoJSON share; empty for {@link #NONE}. */
    public String simpleFeatures() {
        return simpleFeatures;
    }

    /** 0 for points, 1 for lines, 2 for polygons, -1 where there is none or it is not fixed. */
    public int dimension() {
        return switch (this) {
            case POINT, MULTI_POINT -> 0;
            case LINE_STRING, MULTI_LINE_STRING -> 1;
            case POLYGON, MULTI_POLYGON -> 2;
            case NONE, GEOMETRY -> -1;
        };
    }
}
