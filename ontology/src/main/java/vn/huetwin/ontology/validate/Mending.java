package vn.huetwin.ontology.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateXY;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.operation.valid.IsValidOp;
import org.locationtech.jts.operation.valid.TopologyValidationError;
import org.locationtech.jts.precision.GeometryPrecisionReducer;
import vn.huetwin.ontology.catalogue.GeometryType;

/**
 * Rebuilds one geometry in the form in which it is stored: 2D, no vertex twice in a row, valid, exterior rings
 * anticlockwise, promoted into the layer's type.
 */
final class Mending {
    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);
    private static final PrecisionModel GRID = new PrecisionModel(1e9);
    /** A mended polygon whose area moves by more than this part of its convex hull is not what was drawn. */
    private static final double MOST_CHANGE = 0.6;
    /** What crosses itself more often is a scribble, and mending it would be an attack on us. */
    private static final int MOST_CROSSINGS = 1_000;

    private final GeometryType type;
    private final List<Problem> problems;
    private final List<Problem> repairs;
    private int repeated;
    private @Nullable String collapsed;

    Mending(GeometryType type, List<Problem> problems, List<Problem> repairs) {
        this.type = type;
        this.problems = problems;
        this.repairs = repairs;
    }

    /** @return null if it was refused, with the reason among the problems */
    @Nullable
    Geometry mend(Geometry geometry) {
        List<Geometry> parts = new ArrayList<>(1);
        for (Geometry part : GeometryCheck.parts(geometry)) {
            Geometry clean = clean(part);
            if (clean == null) {
                problems.add(GeometryCheck.problem(
                        "geometry-degenerate",
                        "Hình suy biến: " + collapsed + " trùng nhau hoặc thẳng hàng",
                        "The geometry is degenerate: " + collapsed + " coincide or lie on one line"));
                return null;
            }
            parts.add(clean);
        }
        if (repeated > 0) {
            repairs.add(GeometryCheck.problem(
                    "repeated-points-removed",
                    "Bỏ " + repeated + " đỉnh lặp lại liên tiếp",
                    repeated + " vertices that repeat the one before were removed"));
        }
        Geometry built = build(parts);
        return built.getDimension() == 2 ? repair(built) : built;
    }

    private @Nullable Geometry clean(Geometry part) {
        if (part instanceof Point point) {
            return FACTORY.createPoint(new CoordinateXY(point.getX(), point.getY()));
        }
        if (part instanceof Polygon polygon) {
            LinearRing shell = ring(polygon.getExteriorRing(), true);
            if (shell == null) {
                return null;
            }
            List<LinearRing> holes = new ArrayList<>(polygon.getNumInteriorRing());
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                LinearRing hole = ring(polygon.getInteriorRingN(i), false);
                if (hole == null) {
                    repairs.add(GeometryCheck.problem(
                            "hole-dropped",
                            "Bỏ lỗ thứ " + (i + 1) + " vì không có diện tích",
                            "Hole " + (i + 1) + " was dropped because it has no area"));
                } else {
                    holes.add(hole);
                }
            }
            return FACTORY.createPolygon(shell, holes.toArray(LinearRing[]::new));
        }
        Coordinate[] line = distinct(((LineString) part).getCoordinateSequence());
        if (line.length < 2) {
            collapsed = "mọi đỉnh / all vertices";
            return null;
        }
        return FACTORY.createLineString(line);
    }

    private @Nullable LinearRing ring(LinearRing given, boolean anticlockwise) {
        Coordinate[] ring = distinct(given.getCoordinateSequence());
        if (ring.length < 4 || (Area.ofRingSigned(ring) == 0 && isLine(ring))) {
            collapsed = "các đỉnh của vòng / the vertices of a ring";
            return null;
        }
        if (Orientation.isCCW(ring) != anticlockwise) {
            for (int i = 0, j = ring.length - 1; i < j; i++, j--) {
                Coordinate swap = ring[i];
                ring[i] = ring[j];
                ring[j] = swap;
            }
        }
        return FACTORY.createLinearRing(ring);
    }

    private static boolean isLine(Coordinate[] ring) {
        return FACTORY.createMultiPointFromCoords(ring).convexHull().getDimension() < 2;
    }

    private Coordinate[] distinct(CoordinateSequence sequence) {
        int size = sequence.size();
        Coordinate[] kept = new Coordinate[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            double x = sequence.getX(i);
            double y = sequence.getY(i);
            if (count > 0 && kept[count - 1].x == x && kept[count - 1].y == y) {
                repeated++;
            } else {
                kept[count++] = new CoordinateXY(x, y);
            }
        }
        return count == size ? kept : java.util.Arrays.copyOf(kept, count);
    }

    private Geometry build(List<Geometry> parts) {
        return switch (type) {
            case MULTI_POINT -> FACTORY.createMultiPoint(parts.toArray(Point[]::new));
            case MULTI_LINE_STRING -> FACTORY.createMultiLineString(parts.toArray(LineString[]::new));
            case MULTI_POLYGON -> FACTORY.createMultiPolygon(parts.toArray(Polygon[]::new));
            default -> parts.size() == 1 ? parts.get(0) : FACTORY.buildGeometry(parts);
        };
    }

    private @Nullable Geometry repair(Geometry built) {
        if (QuickRing.isPlainlyValid(built)) {
            return built;
        }
        TopologyValidationError error = new IsValidOp(built).getValidationError();
        if (error == null) {
            return built;
        }
        Coordinate at = error.getCoordinate();
        String where = at == null ? "" : String.format(Locale.ROOT, " (%.6f, %.6f)", at.x, at.y);
        String what = error.getMessage() + where;
        if (Crossings.exceed(MOST_CROSSINGS, built)) {
            problems.add(GeometryCheck.problem(
                    "geometry-invalid",
                    "Hình tự cắt hơn " + MOST_CROSSINGS + " lần, không sửa được chắc chắn: " + what,
                    "The geometry crosses itself more than " + MOST_CROSSINGS + " times and has no sure repair: "
                            + what));
            return null;
        }
        List<Geometry> polygons = polygons(fix(built));
        double before = built.getArea();
        double after = polygons.stream().mapToDouble(Geometry::getArea).sum();
        double hull = built.convexHull().getArea();
        boolean absurd = Math.abs(after - before) > MOST_CHANGE * hull || after < 0.05 * before;
        boolean fits = type != GeometryType.POLYGON || polygons.size() == 1;
        Geometry mended = polygons.isEmpty() ? null : build(polygons);
        if (mended == null || absurd || !fits || !mended.isValid()) {
            problems.add(GeometryCheck.problem(
                    "geometry-invalid",
                    "Hình không hợp lệ và không sửa được chắc chắn: " + what,
                    "The geometry is invalid and has no sure repair: " + what));
            return null;
        }
        repairs.add(GeometryCheck.problem(
                "geometry-mended", "Đã sửa hình không hợp lệ: " + what, "An invalid geometry was mended: " + what));
        return mended;
    }

    /** Rounding can leave the first repair invalid by a hair; on a grid of 0.1 mm it is exact. */
    private static Geometry fix(Geometry broken) {
        Geometry fixed = GeometryFixer.fix(broken);
        return fixed.isValid() ? fixed : GeometryFixer.fix(GeometryPrecisionReducer.reduce(fixed, GRID));
    }

    private static List<Geometry> polygons(Geometry geometry) {
        return GeometryCheck.parts(geometry).stream()
                .filter(p -> p instanceof Polygon && !p.isEmpty())
                .map(Mending::oriented)
                .toList();
    }

    private static Geometry oriented(Geometry geometry) {
        Polygon polygon = (Polygon) geometry;
        LinearRing[] holes = new LinearRing[polygon.getNumInteriorRing()];
        for (int i = 0; i < holes.length; i++) {
            holes[i] = turned(polygon.getInteriorRingN(i), false);
        }
        return FACTORY.createPolygon(turned(polygon.getExteriorRing(), true), holes);
    }

    private static LinearRing turned(LinearRing ring, boolean anticlockwise) {
        return Orientation.isCCW(ring.getCoordinateSequence()) == anticlockwise ? ring : ring.reverse();
    }
}
