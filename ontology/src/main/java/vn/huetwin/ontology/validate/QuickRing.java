package vn.huetwin.ontology.validate;

import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/**
 * Tells in a microsecond that a small ring does not cross itself, by robust orientation tests of each pair of its
 * segments. Most buildings have five vertices; the general test of JTS costs many times more.
 */
final class QuickRing {
    private static final int MOST_VERTICES = 24;

    private QuickRing() {}

    /** True if certainly valid; false means that the general test must decide. */
    static boolean isPlainlyValid(Geometry geometry) {
        if (geometry.getNumGeometries() != 1
                || !(geometry.getGeometryN(0) instanceof Polygon polygon)
                || polygon.getNumInteriorRing() > 0
                || polygon.getNumPoints() > MOST_VERTICES) {
            return false;
        }
        return isSimple(polygon.getExteriorRing().getCoordinates());
    }

    private static boolean isSimple(Coordinate[] ring) {
        int segments = ring.length - 1;
        for (int i = 0; i < segments; i++) {
            Coordinate a = ring[i];
            Coordinate b = ring[i + 1];
            Coordinate next = ring[i + 2 > segments ? 1 : i + 2];
            if (Orientation.index(a, b, next) == 0) {
                boolean back = (b.x - a.x) * (next.x - b.x) + (b.y - a.y) * (next.y - b.y) < 0;
                if (back) {
                    return false;
                }
            }
            int last = i == 0 ? segments - 2 : segments - 1;
            for (int j = i + 2; j <= last; j++) {
                if (touch(a, b, ring[j], ring[j + 1])) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean touch(Coordinate a, Coordinate b, Coordinate c, Coordinate d) {
        if (!Envelope.intersects(a, b, c, d)) {
            return false;
        }
        int abc = Orientation.index(a, b, c);
        int abd = Orientation.index(a, b, d);
        if (abc != 0 && abc == abd) {
            return false;
        }
        int cda = Orientation.index(c, d, a);
        return cda == 0 || cda != Orientation.index(c, d, b);
    }
}
