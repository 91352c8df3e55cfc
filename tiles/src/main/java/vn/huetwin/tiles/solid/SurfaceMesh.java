package vn.huetwin.tiles.solid;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * Triangles of one polygon in space, cut in its own plane.
 *
 * @param points    metres east, north, up, one after the other
 * @param normal    unit vector, east, north, up: away from the building, if the source turns its rings as CityGML does
 * @param triangles three point numbers each, anticlockwise seen from outside
 */
record SurfaceMesh(double[] points, double[] normal, int[] triangles) {
    private static final GeometryFactory FACTORY = new GeometryFactory();
    /** Square metres below which there is nothing to see. */
    private static final double SMALLEST = 1e-6;

    /**
     * Null if the polygon has no area.
     *
     * @param lift    added to heights
     * @param upwards whether it must face up: some sources turn roofs the wrong way
     */
    static @Nullable SurfaceMesh of(Polygon polygon, LocalFrame local, double lift, boolean upwards) {
        int[] holes = new int[polygon.getNumInteriorRing()];
        int count = polygon.getNumPoints() - holes.length - 1;
        double[] points = new double[3 * count];
        int n = place(polygon.getExteriorRing(), local, lift, points, 0);
        int shell = n;
        for (int h = 0; h < holes.length; h++) {
            holes[h] = n;
            n = place(polygon.getInteriorRingN(h), local, lift, points, n);
        }
        double[] normal = normal(points, shell);
        if (normal == null) {
            return null;
        }
        if (upwards && normal[2] < 0) {
            normal = new double[] {-normal[0], -normal[1], -normal[2]};
        }
        double[] flat = flat(points, count, normal);
        int[] triangles = Triangulation.of(polygon(flat, shell, holes), flat, holes);
        return triangles.length == 0 ? null : new SurfaceMesh(points, normal, triangles);
    }

    private static int place(LinearRing ring, LocalFrame local, double lift, double[] points, int from) {
        int n = from;
        for (int i = 0; i < ring.getNumPoints() - 1; i++) {
            Coordinate c = ring.getCoordinateN(i);
            double[] at = local.place(c.x, c.y, c.getZ() + lift);
            System.arraycopy(at, 0, points, 3 * n++, 3);
        }
        return n;
    }

    /** By Newell's method; null if it has no area. */
    private static double @Nullable [] normal(double[] points, int count) {
        double x = 0;
        double y = 0;
        double z = 0;
        for (int i = 0, j = count - 1; i < count; j = i++) {
            x += (points[3 * j + 1] - points[3 * i + 1]) * (points[3 * j + 2] + points[3 * i + 2]);
            y += (points[3 * j + 2] - points[3 * i + 2]) * (points[3 * j] + points[3 * i]);
            z += (points[3 * j] - points[3 * i]) * (points[3 * j + 1] + points[3 * i + 1]);
        }
        double length = Math.sqrt(x * x + y * y + z * z);
        return length < 2 * SMALLEST ? null : new double[] {x / length, y / length, z / length};
    }

    /** Coordinates in the plane: two axes that, with the normal, make a right-handed frame. */
    private static double[] flat(double[] points, int count, double[] normal) {
        boolean steep = Math.abs(normal[2]) < 0.9;
        double[] u = steep ? unit(-normal[1], normal[0], 0) : unit(normal[2], 0, -normal[0]);
        double[] v = {
            normal[1] * u[2] - normal[2] * u[1],
            normal[2] * u[0] - normal[0] * u[2],
            normal[0] * u[1] - normal[1] * u[0]
        };
        double[] flat = new double[2 * count];
        for (int i = 0; i < count; i++) {
            double x = points[3 * i] - points[0];
            double y = points[3 * i + 1] - points[1];
            double z = points[3 * i + 2] - points[2];
            flat[2 * i] = x * u[0] + y * u[1] + z * u[2];
            flat[2 * i + 1] = x * v[0] + y * v[1] + z * v[2];
        }
        return flat;
    }

    private static double[] unit(double x, double y, double z) {
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    private static Polygon polygon(double[] flat, int shell, int[] holes) {
        LinearRing[] inner = new LinearRing[holes.length];
        for (int h = 0; h < holes.length; h++) {
            inner[h] = ring(flat, holes[h], h + 1 < holes.length ? holes[h + 1] : flat.length / 2);
        }
        return FACTORY.createPolygon(ring(flat, 0, shell), inner);
    }

    private static LinearRing ring(double[] flat, int from, int to) {
        Coordinate[] ring = new Coordinate[to - from + 1];
        for (int i = from; i <= to; i++) {
            int at = i == to ? from : i;
            ring[i - from] = new Coordinate(flat[2 * at], flat[2 * at + 1]);
        }
        return FACTORY.createLinearRing(ring);
    }
}
