package vn.huetwin.server.wfs;

import vn.huetwin.ontology.catalogue.GeometryType;

/** The names of geometries in the versions of GML. */
enum Gml {
    /** OGC 02-069: {@code gml:coordinates}, no identifiers of geometries. */
    V2,
    /** OGC 03-105r1. */
    V3_1,
    /** OGC 07-036: every geometry has a {@code gml:id}. */
    V3_2;

    static Gml of(WfsVersion version) {
        return switch (version) {
            case V1_0 -> V2;
            case V1_1 -> V3_1;
            case V2_0 -> V3_2;
        };
    }

    boolean hasIds() {
        return this == V3_2;
    }

    /** The property type of a layer's geometry, with the prefix {@code gml}. */
    String propertyType(GeometryType type) {
        boolean simple = this == V2;
        return switch (type) {
            case POINT -> "gml:PointPropertyType";
            case MULTI_POINT -> "gml:MultiPointPropertyType";
            case LINE_STRING -> simple ? "gml:LineStringPropertyType" : "gml:CurvePropertyType";
            case MULTI_LINE_STRING -> simple ? "gml:MultiLineStringPropertyType" : "gml:MultiCurvePropertyType";
            case POLYGON -> simple ? "gml:PolygonPropertyType" : "gml:SurfacePropertyType";
            case MULTI_POLYGON -> simple ? "gml:MultiPolygonPropertyType" : "gml:MultiSurfacePropertyType";
            case GEOMETRY, NONE -> simple ? "gml:GeometryAssociationType" : "gml:GeometryPropertyType";
        };
    }

    /** The element of a WKB type that has parts, 4 to 7. */
    String collection(int wkbType) {
        boolean simple = this == V2;
        return switch (wkbType) {
            case 4 -> "MultiPoint";
            case 5 -> simple ? "MultiLineString" : "MultiCurve";
            case 6 -> simple ? "MultiPolygon" : "MultiSurface";
            default -> "MultiGeometry";
        };
    }

    /** What holds a part of it. */
    String member(int wkbType) {
        boolean simple = this == V2;
        return switch (wkbType) {
            case 4 -> "pointMember";
            case 5 -> simple ? "lineStringMember" : "curveMember";
            case 6 -> simple ? "polygonMember" : "surfaceMember";
            default -> "geometryMember";
        };
    }
}
