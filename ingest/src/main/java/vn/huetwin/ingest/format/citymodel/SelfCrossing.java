package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.noding.BasicSegmentString;
import org.locationtech.jts.noding.MCIndexNoder;
import org.locationtech.jts.noding.SegmentIntersectionDetector;
import org.locationtech.jts.noding.SegmentString;

/**
 * Whether the edges of a surface cross, seen along the axis that it faces most. Edges that touch or lie on each other
 * do not: many programs cut holes into a surface by an edge that runs there and back.
 */
final class SelfCrossing {
    private SelfCrossing() {}

    /** @param outer closed, three corners or more */
    static boolean is(Coordinate[] outer, List<LinearRing> holes) {
        if (outer.length <= 4 && holes.isEmpty()) {
            return false;
        }
        int axis = axis(outer);
        Coordinate[] shell = seen(outer, axis);
        if (holes.isEmpty() && isConvex(shell)) {
            return false;
        }
        List<SegmentString> edges = new ArrayList<>(holes.size() + 1);
        edges.add(new BasicSegmentString(shell, null));
        for (LinearRing hole : holes) {
            edges.add(new BasicSegmentString(seen(hole.getCoordinates(), axis), null));
        }
        SegmentIntersectionDetector crossing = new SegmentIntersectionDetector();
        crossing.setFindProper(true);
        new MCIndexNoder(crossing).computeNodes(edges);
        return crossing.hasProperIntersection();
    }

    /** Of the largest triangle with the first corner: the area of the whole may come to nothing where edges cross. */
    private static int axis(Coordinate[] ring) {
        double most = 0;
        int axis = 2;
        for (int i = 1; i + 1 < ring.length; i++) {
            double ax = ring[i].x - ring[0].x;
            double ay = ring[i].y - ring[0].y;
            double az = ring[i].getZ() - ring[0].getZ();
            double bx = ring[i + 1].x - ring[0].x;
            double by = ring[i + 1].y - ring[0].y;
            double bz = ring[i + 1].getZ() - ring[0].getZ();
            double[] normal = {ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx};
            for (int a = 0; a < 3; a++) {
                if (Math.abs(normal[a]) > most) {
                    most = Math.abs(normal[a]);
                    axis = a;
                }
            }
        }
        return axis;
    }

    private static Coordinate[] seen(Coordinate[] ring, int axis) {
        Coordinate[] flat = new Coordinate[ring.length];
        for (int i = 0; i < ring.length; i++) {
            Coordinate c = ring[i];
            flat[i] = axis == 0
                    ? new Coordinate(c.y, c.getZ())
                    : axis == 1 ? new Coordinate(c.x, c.getZ()) : new Coordinate(c.x, c.y);
        }
        return flat;
    }

    /** Turns to one side only, and once round. */
    private static boolean isConvex(Coordinate[] ring) {
        int side = 0;
        int turnsBack = 0;
        int heading = 0;
        int first = 0;
        for (int i = 0; i + 1 < ring.length; i++) {
            Coordinate next = ring[i + 2 < ring.length ? i + 2 : 1];
            int turn = Orientation.index(ring[i], ring[i + 1], next);
            if (turn == 0 || (side != 0 && turn != side)) {
                return false;
            }
            side = turn;
            int east = Double.compare(ring[i + 1].x, ring[i].x);
            if (east != 0) {
                turnsBack += heading != 0 && east != heading ? 1 : 0;
                first = first == 0 ? east : first;
                heading = east;
            }
        }
        return turnsBack + (heading != first ? 1 : 0) <= 2;
    }
}
