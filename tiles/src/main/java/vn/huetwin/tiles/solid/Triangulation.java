package vn.huetwin.tiles.solid;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.triangulate.polygon.PolygonTriangulator;

/**
 * Triangles of a polygon with holes: earcut, checked by area; where its triangles do not cover the polygon to 0.1 %,
 * the slower triangulator of JTS.
 */
final class Triangulation {
    private static final double TOLERANCE = 1e-3;

    private Triangulation() {}

    /**
     * @param flat  x, y of the points of the shell and then of each hole, without closing points
     * @param holes number of the first point of each hole
     * @return three point numbers a triangle, anticlockwise
     */
    static int[] of(Polygon polygon, double[] flat, int[] holes) {
        List<Integer> ears = earcut4j.Earcut.earcut(flat, holes.length == 0 ? null : holes, 2);
        int[] triangles = ears.stream().mapToInt(Integer::intValue).toArray();
        double covered = turnAnticlockwise(flat, triangles);
        double wanted = area(flat, holes);
        if (Math.abs(covered - wanted) <= TOLERANCE * wanted) {
            return triangles;
        }
        int[] slower = byJts(polygon);
        return Math.abs(turnAnticlockwise(flat, slower) - wanted) < Math.abs(covered - wanted) ? slower : triangles;
    }

    private static int[] byJts(Polygon polygon) {
        Map<Coordinate, Integer> numbers = new HashMap<>();
        int next = number(polygon.getExteriorRing().getCoordinates(), numbers, 0);
        for (int h = 0; h < polygon.getNumInteriorRing(); h++) {
            next = number(polygon.getInteriorRingN(h).getCoordinates(), numbers, next);
        }
        Geometry cut;
        try {
            cut = PolygonTriangulator.triangulate(polygon);
        } catch (RuntimeException e) {
            return new int[0];
        }
        int[] triangles = new int[cut.getNumGeometries() * 3];
        for (int t = 0; t < cut.getNumGeometries(); t++) {
            Coordinate[] corners = cut.getGeometryN(t).getCoordinates();
            for (int i = 0; i < 3; i++) {
                Integer number = numbers.get(corners[i]);
                if (number == null) {
                    return new int[0];
                }
                triangles[3 * t + i] = number;
            }
        }
        return triangles;
    }

    /** Repeated points keep their first number; the place is the same. */
    private static int number(Coordinate[] ring, Map<Coordinate, Integer> numbers, int from) {
        for (int i = 0; i + 1 < ring.length; i++) {
            numbers.putIfAbsent(ring[i], from + i);
        }
        return from + ring.length - 1;
    }

    /** @return the area of all */
    private static double turnAnticlockwise(double[] flat, int[] triangles) {
        double total = 0;
        for (int t = 0; t < triangles.length; t += 3) {
            int a = triangles[t];
            int b = triangles[t + 1];
            int c = triangles[t + 2];
            double area = ((flat[2 * b] - flat[2 * a]) * (flat[2 * c + 1] - flat[2 * a + 1])
                            - (flat[2 * c] - flat[2 * a]) * (flat[2 * b + 1] - flat[2 * a + 1]))
                    / 2;
            if (area < 0) {
                triangles[t + 1] = c;
                triangles[t + 2] = b;
            }
            total += Math.abs(area);
        }
        return total;
    }

    private static double area(double[] flat, int[] holes) {
        double area = Math.abs(ring(flat, 0, holes.length == 0 ? flat.length / 2 : holes[0]));
        for (int h = 0; h < holes.length; h++) {
            area -= Math.abs(ring(flat, holes[h], h + 1 < holes.length ? holes[h + 1] : flat.length / 2));
        }
        return area;
    }

    private static double ring(double[] flat, int from, int to) {
        double twice = 0;
        for (int i = from, j = to - 1; i < to; j = i++) {
            twice += flat[2 * j] * flat[2 * i + 1] - flat[2 * i] * flat[2 * j + 1];
        }
        return twice / 2;
    }
}
