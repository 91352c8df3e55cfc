package vn.huetwin.ingest.demo;

import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.AffineTransformation;

/** The drawing board: metres east and north of the city centre, flat; good enough for a schematic city. */
final class Frame {
    static final GeometryFactory FACTORY = new GeometryFactory();
    private static final double LON = 107.58;
    private static final double LAT = 16.465;
    private static final double METRES_PER_LON = 106_790;
    private static final double METRES_PER_LAT = 110_665;

    private Frame() {}

    static Coordinate metres(double lon, double lat) {
        return new Coordinate((lon - LON) * METRES_PER_LON, (lat - LAT) * METRES_PER_LAT);
    }

    /** To WGS 84 lon/lat, rounded to 1e-7 degrees (1 cm). */
    static <G extends Geometry> G degrees(G drawn) {
        @SuppressWarnings("unchecked")
        G copy = (G) AffineTransformation.scaleInstance(1 / METRES_PER_LON, 1 / METRES_PER_LAT)
                .translate(LON, LAT)
                .transform(drawn);
        copy.apply((Coordinate c) -> {
            c.x = Math.rint(c.x * 1e7) / 1e7;
            c.y = Math.rint(c.y * 1e7) / 1e7;
        });
        copy.geometryChanged();
        return copy;
    }

    /** A line through lon, lat pairs, its corners cut twice (Chaikin). */
    static LineString course(double... lonLat) {
        Coordinate[] line = new Coordinate[lonLat.length / 2];
        for (int i = 0; i < line.length; i++) {
            line[i] = metres(lonLat[2 * i], lonLat[2 * i + 1]);
        }
        return FACTORY.createLineString(smooth(smooth(line)));
    }

    /** A line with its corners cut twice (Chaikin). */
    static LineString smooth(Coordinate first, Coordinate second, Coordinate third) {
        return FACTORY.createLineString(smooth(smooth(new Coordinate[] {first, second, third})));
    }

    private static Coordinate[] smooth(Coordinate[] line) {
        Coordinate[] cut = new Coordinate[2 * line.length];
        cut[0] = line[0];
        int n = 1;
        for (int i = 0; i + 1 < line.length; i++) {
            cut[n++] = between(line[i], line[i + 1], 0.25);
            cut[n++] = between(line[i], line[i + 1], 0.75);
        }
        cut[n] = line[line.length - 1];
        return cut;
    }

    static Coordinate between(Coordinate a, Coordinate b, double t) {
        return new Coordinate(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t);
    }

    static Polygon polygon(Coordinate... corners) {
        Coordinate[] ring = new Coordinate[corners.length + 1];
        System.arraycopy(corners, 0, ring, 0, corners.length);
        ring[corners.length] = corners[0].copy();
        return FACTORY.createPolygon(ring);
    }

    /** A rectangle with one corner at {@code origin}, along the unit vector (ux, uy) and to its left. */
    static Polygon rectangle(Coordinate origin, double ux, double uy, double width, double depth) {
        return polygon(
                new Coordinate(origin),
                new Coordinate(origin.x + ux * width, origin.y + uy * width),
                new Coordinate(origin.x + ux * width - uy * depth, origin.y + uy * width + ux * depth),
                new Coordinate(origin.x - uy * depth, origin.y + ux * depth));
    }
}
