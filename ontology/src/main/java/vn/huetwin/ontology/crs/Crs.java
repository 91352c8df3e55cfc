package vn.huetwin.ontology.crs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.proj4j.BasicCoordinateTransform;
import org.locationtech.proj4j.CoordinateReferenceSystem;
import org.locationtech.proj4j.ProjCoordinate;

/**
 * A coordinate reference system that the city speaks.
 *
 * <p>Inside the product x (longitude, easting) always comes before y; {@link #isNorthingFirst()} says what its
 * authority prescribes at the border. Immutable; safe for several threads.
 */
public final class Crs {
    /** Whose code it is; the two that OGC standards name. */
    public enum Authority {
        EPSG,
        OGC
    }

    private static final int BOX_STEPS = 16;

    private final Authority authority;
    private final String code;
    private final int srid;
    private final String name;
    private final boolean geographic;
    private final boolean northingFirst;
    private final String parameters;
    private final CoordinateReferenceSystem system;
    private final CoordinateReferenceSystem wgs84;

    Crs(
            Authority authority,
            String code,
            int srid,
            String name,
            boolean northingFirst,
            CoordinateReferenceSystem system,
            String parameters,
            CoordinateReferenceSystem wgs84) {
        this.authority = authority;
        this.code = code;
        this.srid = srid;
        this.name = name;
        this.geographic = parameters.startsWith("+proj=longlat");
        this.northingFirst = northingFirst;
        this.parameters = parameters;
        this.system = system;
        this.wgs84 = wgs84;
    }

    /** As PostGIS knows it: the EPSG code; 4326 for CRS84, whose axes are turned only. */
    public int srid() {
        return srid;
    }

    public String name() {
        return name;
    }

    /** Whether its unit is the degree; otherwise it is the metre. */
    public boolean isGeographic() {
        return geographic;
    }

    /** Whether its authority puts latitude before longitude: EPSG:4326 and 4756, but no projected system here. */
    public boolean isNorthingFirst() {
        return northingFirst;
    }

    /** {@code http://www.opengis.net/def/crs/EPSG/0/9214}, as OGC APIs name it. */
    public String uri() {
        return "http://www.opengis.net/def/crs/" + authority + "/" + (authority == Authority.OGC ? "1.3" : "0") + "/"
                + code;
    }

    /** {@code urn:ogc:def:crs:EPSG::9214}, as WFS and GML name it. */
    public String urn() {
        return "urn:ogc:def:crs:" + authority + ":" + (authority == Authority.OGC ? "1.3" : "") + ":" + code;
    }

    /** {@code EPSG:9214} or {@code CRS:84}, as WMS names it. */
    public String shortName() {
        return authority == Authority.OGC ? "CRS:" + code.substring("CRS".length()) : "EPSG:" + code;
    }

    /** PROJ parameters, with the shift to WGS 84 in the position-vector convention. */
    public String parameters() {
        return parameters;
    }

    /** Whether it has the same coordinates as WGS 84 lon/lat, x before y. */
    public boolean isWgs84() {
        return srid == 4326;
    }

    /** Several of them are not shared between threads. */
    private BasicCoordinateTransform toWgs84() {
        return new BasicCoordinateTransform(system, wgs84);
    }

    private BasicCoordinateTransform fromWgs84() {
        return new BasicCoordinateTransform(wgs84, system);
    }

    /** @return longitude, latitude in degrees */
    public double[] toWgs84(double x, double y) {
        return isWgs84() ? new double[] {x, y} : apply(toWgs84(), x, y);
    }

    /** @return x (longitude, easting), y (latitude, northing) */
    public double[] fromWgs84(double longitude, double latitude) {
        return isWgs84() ? new double[] {longitude, latitude} : apply(fromWgs84(), longitude, latitude);
    }

    /** A copy in WGS 84 lon/lat with SRID 4326; heights stay as they are. */
    public Geometry toWgs84(Geometry geometry) {
        return transformed(geometry, isWgs84() ? null : toWgs84(), 4326);
    }

    /** A copy in this system with its SRID; heights stay as they are. */
    public Geometry fromWgs84(Geometry geometry) {
        return transformed(geometry, isWgs84() ? null : fromWgs84(), srid);
    }

    /** The WGS 84 lon/lat box around a box of this system; its edges are followed, not its corners only. */
    public Envelope toWgs84(Envelope box) {
        if (isWgs84() || box.isNull()) {
            return new Envelope(box);
        }
        BasicCoordinateTransform transform = toWgs84();
        Envelope result = new Envelope();
        for (int i = 0; i <= BOX_STEPS; i++) {
            double x = box.getMinX() + box.getWidth() * i / BOX_STEPS;
            double y = box.getMinY() + box.getHeight() * i / BOX_STEPS;
            include(result, apply(transform, x, box.getMinY()));
            include(result, apply(transform, x, box.getMaxY()));
            include(result, apply(transform, box.getMinX(), y));
            include(result, apply(transform, box.getMaxX(), y));
        }
        return result;
    }

    /** The WGS 84 lon/lat area that a box of this system covers; its edges are followed, which are curves there. */
    public Geometry areaInWgs84(Envelope box) {
        List<Coordinate> ring = new ArrayList<>();
        edge(ring, box.getMinX(), box.getMinY(), box.getMaxX(), box.getMinY());
        edge(ring, box.getMaxX(), box.getMinY(), box.getMaxX(), box.getMaxY());
        edge(ring, box.getMaxX(), box.getMaxY(), box.getMinX(), box.getMaxY());
        edge(ring, box.getMinX(), box.getMaxY(), box.getMinX(), box.getMinY());
        ring.add(new Coordinate(box.getMinX(), box.getMinY()));
        return toWgs84(new GeometryFactory().createPolygon(ring.toArray(Coordinate[]::new)));
    }

    private static void edge(List<Coordinate> ring, double x1, double y1, double x2, double y2) {
        for (int i = 0; i < BOX_STEPS; i++) {
            ring.add(new Coordinate(x1 + (x2 - x1) * i / BOX_STEPS, y1 + (y2 - y1) * i / BOX_STEPS));
        }
    }

    private static void include(Envelope box, double[] point) {
        box.expandToInclude(point[0], point[1]);
    }

    private static double[] apply(BasicCoordinateTransform transform, double x, double y) {
        ProjCoordinate out = new ProjCoordinate();
        transform.transform(new ProjCoordinate(x, y), out);
        return new double[] {out.x, out.y};
    }

    private static Geometry transformed(Geometry geometry, @Nullable BasicCoordinateTransform transform, int srid) {
        Geometry copy = geometry.copy();
        if (transform != null) {
            copy.apply(new CoordinateSequenceFilter() {
                private final ProjCoordinate in = new ProjCoordinate();
                private final ProjCoordinate out = new ProjCoordinate();

                @Override
                public void filter(CoordinateSequence sequence, int i) {
                    in.setValue(sequence.getX(i), sequence.getY(i));
                    transform.transform(in, out);
                    sequence.setOrdinate(i, 0, out.x);
                    sequence.setOrdinate(i, 1, out.y);
                }

                @Override
                public boolean isDone() {
                    return false;
                }

                @Override
                public boolean isGeometryChanged() {
                    return true;
                }
            });
        }
        setSrid(copy, srid);
        return copy;
    }

    private static void setSrid(Geometry geometry, int srid) {
        geometry.setSRID(srid);
        if (geometry instanceof GeometryCollection) {
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                setSrid(geometry.getGeometryN(i), srid);
            }
        }
    }

    @Override
    public String toString() {
        return shortName();
    }
}
