package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/**
 * A shape drawn on paper with squares of 4 × 4 and both their diagonals, all of whose lines and edges follow those of the
 * paper. So each triangle, each piece of a line between two crossings, and each crossing lies wholly inside, on the
 * boundary of, or outside the shape, and one point of each tells which. Points beside them tell what is inside areas.
 */
final class SquaredPaper {
    private static final GeometryFactory FACTORY = new GeometryFactory();
    private static final int SQUARE = 4;
    private static final int SQUARES = 7;
    /** Of the paper, with an empty margin. */
    private static final int WIDTH = (SQUARES + 2) * SQUARE;
    /** Into each of the eight triangles that meet where lines cross. */
    private static final double[][] BESIDE = {
        {.2, .1}, {.1, .2}, {-.1, .2}, {-.2, .1}, {-.2, -.1}, {-.1, -.2}, {.1, -.2}, {.2, -.1}
    };

    private final Geometry shape;
    private final List<Polygon> areas = new ArrayList<>();
    private final List<LineString> lines = new ArrayList<>();
    private final List<Point> points = new ArrayList<>();
    private final int[] places;

    private SquaredPaper(Geometry shape) {
        this.shape = shape;
        take(shape);
        places = new int[WIDTH * WIDTH];
        for (int i = 0; i < places.length; i++) {
            places[i] = place(i / WIDTH - SQUARE, i % WIDTH - SQUARE);
        }
    }

    static SquaredPaper of(Random random) {
        return new SquaredPaper(random.nextInt(4) == 0 ? member(random, 1) : collection(random, 2));
    }

    Geometry shape() {
        return shape;
    }

    int dimension() {
        return !areas.isEmpty() ? 2 : !lines.isEmpty() ? 1 : points.isEmpty() ? -1 : 0;
    }

    private void take(Geometry geometry) {
        if (geometry instanceof GeometryCollection) {
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                take(geometry.getGeometryN(i));
            }
        } else if (geometry instanceof Polygon polygon) {
            areas.add(polygon);
        } else if (geometry instanceof LineString line) {
            lines.add(line);
        } else {
            points.add((Point) geometry);
        }
    }

    /** DE-9IM: the highest dimension of what is in a place of both. */
    String matrix(SquaredPaper other) {
        int[] matrix = new int[9];
        Arrays.fill(matrix, -1);
        for (int i = 0; i < places.length; i++) {
            int entry = places[i] * 3 + other.places[i];
            matrix[entry] = Math.max(matrix[entry], dimension(i / WIDTH, i % WIDTH));
        }
        StringBuilder text = new StringBuilder();
        for (int dimension : matrix) {
            text.append(dimension < 0 ? "F" : dimension);
        }
        return text.toString();
    }

    /** 0 where lines of the paper cross, 1 on one, 2 on none. */
    private static int dimension(int x, int y) {
        boolean onDiagonal = (x + y) % SQUARE == 0 || (x - y) % SQUARE == 0;
        boolean upright = x % SQUARE == 0;
        boolean level = y % SQUARE == 0;
        boolean middle = x % SQUARE == 2 && y % SQUARE == 2;
        return (upright && level) || middle ? 0 : onDiagonal || upright || level ? 1 : 2;
    }

    /** 0 inside, 1 on the boundary, 2 outside. */
    private int place(int x, int y) {
        long around = Arrays.stream(BESIDE)
                .filter(d -> areas.stream().anyMatch(a -> isIn(a, x + d[0], y + d[1])))
                .count();
        if (around > 0) {
            return around == BESIDE.length ? 0 : 1;
        }
        long ends = lines.stream()
                .flatMap(l -> List.of(l.getStartPoint(), l.getEndPoint()).stream())
                .filter(e -> e.getX() == x && e.getY() == y)
                .count();
        if (ends % 2 == 1) {
            return 1;
        }
        boolean on = lines.stream().anyMatch(l -> isOn(l, x, y))
                || points.stream().anyMatch(p -> p.getX() == x && p.getY() == y);
        return on ? 0 : 2;
    }

    /** Whether a ray from there to the right crosses its rings an odd number of times. */
    private static boolean isIn(Polygon polygon, double x, double y) {
        boolean odd = false;
        for (int r = 0; r <= polygon.getNumInteriorRing(); r++) {
            LinearRing ring = r == 0 ? polygon.getExteriorRing() : polygon.getInteriorRingN(r - 1);
            Coordinate[] c = ring.getCoordinates();
            for (int i = 1; i < c.length; i++) {
                boolean beside = (c[i].y > y) != (c[i - 1].y > y);
                odd ^= beside && x < c[i].x + (y - c[i].y) * (c[i - 1].x - c[i].x) / (c[i - 1].y - c[i].y);
            }
        }
        return odd;
    }

    private static boolean isOn(LineString line, int x, int y) {
        Coordinate[] c = line.getCoordinates();
        for (int i = 1; i < c.length; i++) {
            double turn = (c[i].x - c[i - 1].x) * (y - c[i - 1].y) - (c[i].y - c[i - 1].y) * (x - c[i - 1].x);
            if (turn == 0 && new Envelope(c[i], c[i - 1]).covers(x, y)) {
                return true;
            }
        }
        return false;
    }

    private static Geometry collection(Random random, int depth) {
        Geometry[] members = new Geometry[random.nextInt(5)];
        Arrays.setAll(members, i -> member(random, depth));
        return FACTORY.createGeometryCollection(members);
    }

    private static Geometry member(Random random, int depth) {
        int x = SQUARE * random.nextInt(5);
        int y = SQUARE * random.nextInt(5);
        int width = SQUARE * (1 + random.nextInt(3));
        int height = SQUARE * (1 + random.nextInt(3));
        return switch (random.nextInt(depth > 0 ? 11 : 9)) {
            case 0 -> FACTORY.createPoint(new Coordinate(x, y));
            case 1 -> FACTORY.createMultiPointFromCoords(coordinates(x, y, width, y, x, height));
            case 2, 3 -> line(random, x, y);
            case 4 -> FACTORY.createMultiLineString(new LineString[] {line(random, x, y), line(random, y, x)});
            case 5 -> FACTORY.createPolygon(coordinates(x, y, x + width, y, x, y + width, x, y));
            case 6 -> FACTORY.createPolygon(coordinates(x + 4, y, x + 8, y + 4, x + 4, y + 8, x, y + 4, x + 4, y));
            case 7 -> rectangle(x, y, width, height);
            case 8 -> rectangle(x, y, 12, 12).difference(rectangle(x + 4, y + 4, 4, 4));
            case 9 ->
                FACTORY.createMultiPolygon(new Polygon[] {rectangle(x, y, 4, 4), rectangle(x + 4, y + 4, width, 4)});
            default -> collection(random, depth - 1);
        };
    }

    private static Polygon rectangle(int x, int y, int width, int height) {
        return (Polygon) FACTORY.toGeometry(new Envelope(x, x + width, y, y + height));
    }

    /** From crossing to crossing of the paper, at most three times straight on. */
    private static LineString line(Random random, int x, int y) {
        List<Integer> numbers = new ArrayList<>(List.of(x, y));
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            int toX = SQUARE * random.nextInt(SQUARES + 1);
            int last = numbers.size();
            int fromX = numbers.get(last - 2);
            int fromY = numbers.get(last - 1);
            int up = fromY + (random.nextInt(3) - 1) * (toX - fromX);
            boolean straight = toX == fromX || up < 0 || up > SQUARES * SQUARE;
            numbers.add(straight ? fromX : toX);
            numbers.add(straight ? (fromY + SQUARE * (1 + random.nextInt(SQUARES))) % (SQUARE * (SQUARES + 1)) : up);
        }
        return FACTORY.createLineString(
                coordinates(numbers.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static Coordinate[] coordinates(int... numbers) {
        Coordinate[] coordinates = new Coordinate[numbers.length / 2];
        Arrays.setAll(coordinates, i -> new Coordinate(numbers[2 * i], numbers[2 * i + 1]));
        return coordinates;
    }
}
