package vn.huetwin.ontology.geosparql;

import java.util.stream.DoubleStream;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Dimension;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.IntersectionMatrix;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.MultiLineString;
import org.locationtech.jts.operation.distance.IndexedFacetDistance;
import org.locationtech.jts.operation.relateng.RelateNG;

/**
 * The DE-9IM matrix (OGC 06-103r4, clause 6.1.15.2) of two geometries of which one has many members: what RelateNG of JTS
 * 1.20 says, without its faults. It takes a point outside the other shape to mean that the other one's area is not
 * covered, passes over ends of lines outside the other one's box, and over the edge of overlapping areas where no
 * member's first corner lies on it. So points and ends of lines are located here one by one, and edges of united areas.
 */
final class RelationMatrix {
    private static final int INTERIOR = Location.INTERIOR;
    private static final int BOUNDARY = Location.BOUNDARY;
    private static final int EXTERIOR = Location.EXTERIOR;
    /** Of the size of the numbers: so far may a corner of united areas be from where it should be. */
    private static final double ROUNDING = 1e-12;

    private final IntersectionMatrix matrix = new IntersectionMatrix();
    private final Side a;
    private final Side b;

    private RelationMatrix(Members a, Members b) {
        this.a = new Side(a);
        this.b = new Side(b);
    }

    /** Whether RelateNG may be wrong about it. */
    static boolean concerns(Geometry geometry) {
        return PointSets.isMixed(geometry) || (geometry instanceof MultiLineString && geometry.getNumGeometries() > 1);
    }

    /** Whatever they are, empty ones too. */
    static IntersectionMatrix of(Members a, Members b) {
        RelationMatrix made = new RelationMatrix(a, b);
        made.compareBodies();
        made.locate(made.a, made.b, false);
        made.locate(made.b, made.a, true);
        return made.matrix;
    }

    private void compareBodies() {
        matrix.set(EXTERIOR, EXTERIOR, 2);
        if (a.members.body().isEmpty() || b.members.body().isEmpty()) {
            addAll(a.members, false);
            addAll(b.members, true);
            return;
        }
        matrix.add(a.relating.evaluate(b.members.body()));
        // ends of lines may lie on points, and some were passed over
        forgetEnds(BOUNDARY, EXTERIOR);
        forgetEnds(EXTERIOR, BOUNDARY);
    }

    /** Lines and areas where there are none in the other shape. */
    private void addAll(Members of, boolean turned) {
        if (of.hasLines()) {
            set(INTERIOR, EXTERIOR, 1, turned);
        }
        if (of.hasAreas()) {
            set(INTERIOR, EXTERIOR, 2, turned);
            set(BOUNDARY, EXTERIOR, 1, turned);
        }
    }

    private void forgetEnds(int row, int column) {
        if (matrix.get(row, column) == 0) {
            matrix.set(row, column, Dimension.FALSE);
        }
    }

    private void locate(Side from, Side to, boolean turned) {
        for (Coordinate point : from.members.points()) {
            set(INTERIOR, to.locate(point), 0, turned);
        }
        for (Coordinate end : from.members.ends()) {
            set(BOUNDARY, to.locate(end), 0, turned);
        }
        for (LineString ring : from.members.rings()) {
            // which is wholly on one side, as it meets no line and no edge
            if (!to.meets(ring)) {
                int side = Members.locate(to.relating, ring.getCoordinate());
                set(INTERIOR, side, 2, turned);
                set(BOUNDARY, side, 1, turned);
                set(EXTERIOR, side, 2, turned);
            }
        }
    }

    private void set(int from, int to, int dimension, boolean turned) {
        matrix.setAtLeast(turned ? to : from, turned ? from : to, dimension);
    }

    /** One of the two. */
    private record Side(Members members, RelateNG relating) {
        Side(Members members) {
            this(members, RelateNG.prepare(members.body()));
        }

        int locate(Coordinate point) {
            return members.points().contains(point) ? INTERIOR : Members.locate(relating, point);
        }

        /** Whether a ring meets its lines or the edges of its areas, or nearly so. */
        boolean meets(LineString ring) {
            Envelope box = ring.getEnvelopeInternal();
            double largest = DoubleStream.of(box.getMinX(), box.getMaxX(), box.getMinY(), box.getMaxY())
                    .map(Math::abs)
                    .max()
                    .orElse(0);
            return !members.body().isEmpty()
                    && new IndexedFacetDistance(members.body()).isWithinDistance(ring, ROUNDING * largest);
        }
    }
}
