package vn.huetwin.ontology.validate;

import java.util.List;
import org.locationtech.jts.algorithm.LineIntersector;
import org.locationtech.jts.algorithm.RobustLineIntersector;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.util.LinearComponentExtracter;
import org.locationtech.jts.noding.BasicSegmentString;
import org.locationtech.jts.noding.MCIndexNoder;
import org.locationtech.jts.noding.SegmentIntersector;
import org.locationtech.jts.noding.SegmentString;

/**
 * Counts how often the lines of a geometry cross, up to a limit. Mending takes time and memory by the number of
 * crossings: a ring of a thousand vertices at random crosses itself 100,000 times and takes a minute and a gigabyte.
 */
final class Crossings implements SegmentIntersector {
    private final LineIntersector intersector = new RobustLineIntersector();
    private final int limit;
    private int count;

    private Crossings(int limit) {
        this.limit = limit;
    }

    /** Whether there are more; ends as soon as that is known. */
    static boolean exceed(int limit, Geometry geometry) {
        Crossings crossings = new Crossings(limit);
        @SuppressWarnings("unchecked")
        List<LineString> lines = LinearComponentExtracter.getLines(geometry);
        List<SegmentString> strings = lines.stream()
                .<SegmentString>map(line -> new BasicSegmentString(line.getCoordinates(), line))
                .toList();
        new MCIndexNoder(crossings).computeNodes(strings);
        return crossings.isDone();
    }

    @Override
    public void processIntersections(SegmentString a, int i, SegmentString b, int j) {
        if ((a == b && i == j) || isDone()) {
            return;
        }
        intersector.computeIntersection(
                a.getCoordinate(i), a.getCoordinate(i + 1), b.getCoordinate(j), b.getCoordinate(j + 1));
        if (intersector.hasIntersection() && intersector.isInteriorIntersection()) {
            count++;
        }
    }

    @Override
    public boolean isDone() {
        return count > limit;
    }
}
