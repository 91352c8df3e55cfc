package vn.huetwin.ontology.query;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;

/** A geometry that a filter compares with, checked before PostGIS sees it. */
final class ConstantGeometry {
    /** One statement tests it against many rows; the border of a country has this many. */
    private static final int MAX_COORDINATES = 100_000;

    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);

    private ConstantGeometry() {}

    /** @throws FilterException unless it is a valid geometry within the world */
    static Geometry of(Object value) {
        Geometry geometry;
        if (value instanceof Geometry found) {
            geometry = found;
        } else if (value instanceof Envelope box) {
            geometry = FACTORY.toGeometry(box);
        } else {
            throw refused("cần một hình học cố định", "a constant geometry is needed");
        }
        check(geometry);
        return geometry;
    }

    private static void check(Geometry geometry) {
        if (geometry.isEmpty()) {
            throw refused("hình học rỗng", "the geometry is empty");
        }
        if (geometry.getClass() == GeometryCollection.class) {
            throw refused(
                    "không dùng GEOMETRYCOLLECTION; hãy dùng MULTI…", "no GEOMETRYCOLLECTION: use a MULTI… geometry");
        }
        if (geometry.getNumPoints() > MAX_COORDINATES) {
            throw refused("quá " + MAX_COORDINATES + " điểm", "more than " + MAX_COORDINATES + " points");
        }
        Coordinate broken = find(geometry, c -> !Double.isFinite(c.x) || !Double.isFinite(c.y));
        if (broken != null) {
            throw refused("có tọa độ không phải số", "a coordinate is not a number");
        }
        if (geometry.getSRID() == 0 || geometry.getSRID() == 4326) {
            checkWorld(geometry);
        }
        TopologyValidationError error = new IsValidOp(geometry).getValidationError();
        if (error != null) {
            throw refused(
                    "hình học không hợp lệ gần " + error.getCoordinate(),
                    "the geometry is not valid: " + error.getMessage() + " near " + error.getCoordinate());
        }
    }

    private static void checkWorld(Geometry geometry) {
        Coordinate outside = find(geometry, c -> Math.abs(c.x) > 180 || Math.abs(c.y) > 90);
        if (outside != null) {
            boolean swapped = Math.abs(outside.x) <= 90 && Math.abs(outside.y) <= 180;
            throw refused(
                    outside + " nằm ngoài thế giới" + (swapped ? "; có lẽ hai trục bị đảo: viết kinh độ trước" : ""),
                    outside + " lies outside the world"
                            + (swapped ? "; the axes seem to be swapped: longitude comes first" : ""));
        }
    }

    private interface Test {
        boolean holds(Coordinate c);
    }

    private static @Nullable Coordinate find(Geometry geometry, Test test) {
        Coordinate[] found = new Coordinate[1];
        geometry.apply(new CoordinateSequenceFilter() {
            private boolean done;

            @Override
            public void filter(CoordinateSequence sequence, int i) {
                Coordinate c = new Coordinate(sequence.getX(i), sequence.getY(i));
                if (test.holds(c)) {
                    found[0] = c;
                    done = true;
                }
            }

            @Override
            public boolean isDone() {
                return done;
            }

            @Override
            public boolean isGeometryChanged() {
                return false;
            }
        });
        return found[0];
    }

    private static FilterException refused(String vi, String en) {
        return new FilterException("filter", "Bộ lọc không gian: " + vi, "Spatial condition: " + en);
    }
}
