package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** Rings and polygons in space. Mends what has one meaning, and counts it. */
final class Ring3D {
    /** Metres from the plane through a surface, above which it is said to be bent. */
    private static final double BENT = 0.05;

    /** Square metres: below, corners lie on a line. */
    private static final double LEAST_AREA = 1e-6;

    private static final double METRES_PER_DEGREE = 111_320;

    private final GeometryFactory factory = new GeometryFactory();
    private final boolean degrees;

    /** @param degrees whether x and y are degrees; heights are metres always */
    Ring3D(boolean degrees) {
        this.degrees = degrees;
    }

    GeometryFactory factory() {
        return factory;
    }

    /**
     * Places what is told in metres around a point of the world: prototypes (CityGML 2.0, 8.2; CityGML 3.0, 7.2) and
     * templates (CityJSON 2.0, 3.4) are in a local Cartesian system whose axes go east, north and up, whatever the order
     * and the unit of the axes of the file.
     *
     * @param matrix 4 × 4, row by row: what is done to the local point first
     * @param origin where the local system has its zero
     */
    Coordinate placed(double[] matrix, Coordinate origin, Coordinate local) {
        double[] out = new double[3];
        for (int row = 0; row < 3; row++) {
            out[row] = matrix[4 * row] * local.x
                    + matrix[4 * row + 1] * local.y
                    + matrix[4 * row + 2] * local.getZ()
                    + matrix[4 * row + 3];
        }
        double east = 1;
        double north = 1;
        if (degrees) { // of the ellipsoid of WGS 84, to some centimetres a kilometre
            double latitude = Math.toRadians(origin.y);
            east = 111_412.84 * Math.cos(latitude) - 93.5 * Math.cos(3 * latitude);
            north = 111_132.92 - 559.82 * Math.cos(2 * latitude);
        }
        return new Coordinate(origin.x + out[0] / east, origin.y + out[1] / north, origin.getZ() + out[2]);
    }

    /** Null if nothing is left of it. Holes that come to nothing are left out. */
    @Nullable
    Polygon polygon(List<Coordinate> shell, List<List<Coordinate>> holes, Mended mended) {
        Coordinate[] outer = ring(shell, mended);
        if (outer == null) {
            return null;
        }
        List<LinearRing> inner = new ArrayList<>(holes.size());
        for (List<Coordinate> hole : holes) {
            Coordinate[] ring = ring(hole, mended);
            if (ring != null) {
                inner.add(factory.createLinearRing(ring));
            }
        }
        double[] plane = plane(outer);
        if (plane[3] > 0 && farthest(outer, plane) > BENT) {
            mended.add(Mended.Kind.NOT_PLANAR);
        }
        if (SelfCrossing.is(outer, inner)) {
            mended.add(Mended.Kind.SELF_CROSSING);
        } else if (plane[3] < LEAST_AREA) {
            mended.add(Mended.Kind.NO_AREA);
        }
        return factory.createPolygon(factory.createLinearRing(outer), inner.toArray(LinearRing[]::new));
    }

    private static Coordinate @Nullable [] ring(List<Coordinate> points, Mended mended) {
        List<Coordinate> kept = new ArrayList<>(points.size() + 1);
        for (Coordinate point : points) {
            if (!Double.isFinite(point.x) || !Double.isFinite(point.y) || !Double.isFinite(point.getZ())) {
                mended.add(Mended.Kind.NOT_FINITE);
                return null;
            }
            if (!kept.isEmpty() && kept.get(kept.size() - 1).equals3D(point)) {
                mended.add(Mended.Kind.DUPLICATE_POINT);
            } else {
                kept.add(point);
            }
        }
        boolean closed = kept.size() > 1 && kept.get(0).equals3D(kept.get(kept.size() - 1));
        if (kept.size() < (closed ? 4 : 3)) {
            mended.add(Mended.Kind.RING_DEGENERATE);
            return null;
        }
        if (!closed) {
            mended.add(Mended.Kind.RING_CLOSED);
            kept.add(kept.get(0).copy());
        }
        return kept.toArray(Coordinate[]::new);
    }

    private double east(Coordinate origin) {
        return degrees ? METRES_PER_DEGREE * Math.cos(Math.toRadians(origin.y)) : 1;
    }

    private double north() {
        return degrees ? METRES_PER_DEGREE : 1;
    }

    /** Unit normal (east, north, up) and area in m² of a ring, by Newell's method. */
    double[] plane(Coordinate[] ring) {
        double x = 0;
        double y = 0;
        double z = 0;
        Coordinate origin = ring[0];
        double east = east(origin);
        double north = north();
        for (int i = 1; i + 1 < ring.length; i++) {
            double ax = (ring[i].x - origin.x) * east;
            double ay = (ring[i].y - origin.y) * north;
            double az = ring[i].getZ() - origin.getZ();
            double bx = (ring[i + 1].x - origin.x) * east;
            double by = (ring[i + 1].y - origin.y) * north;
            double bz = ring[i + 1].getZ() - origin.getZ();
            x += ay * bz - az * by;
            y += az * bx - ax * bz;
            z += ax * by - ay * bx;
        }
        double length = Math.sqrt(x * x + y * y + z * z);
        return length == 0 ? new double[4] : new double[] {x / length, y / length, z / length, length / 2};
    }

    private double farthest(Coordinate[] ring, double[] plane) {
        double middle = 0;
        for (int i = 0; i + 1 < ring.length; i++) {
            middle += offset(ring[i], ring[0], plane);
        }
        middle /= ring.length - 1;
        double farthest = 0;
        for (int i = 0; i + 1 < ring.length; i++) {
            farthest = Math.max(farthest, Math.abs(offset(ring[i], ring[0], plane) - middle));
        }
        return farthest;
    }

    private double offset(Coordinate point, Coordinate origin, double[] plane) {
        return (point.x - origin.x) * east(origin) * plane[0]
                + (point.y - origin.y) * north() * plane[1]
                + (point.getZ() - origin.getZ()) * plane[2];
    }
}
