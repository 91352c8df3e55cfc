package vn.huetwin.ingest.format;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateXY;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * Reads GeoJSON geometry objects (RFC 7946 §3.1) from a token stream, members in any order. Whatever is wrong with
 * one is kept in {@link #problem}, and the parser stands behind the object all the same.
 */
final class GeoJsonGeometry {
    private static final GeometryFactory FACTORY = new GeometryFactory();
    private static final int DEEPEST = 4;

    private final int maxVertices;
    private @Nullable Problem problem;
    private int vertices;

    /** Vertices of the coordinates array being read: x, y, z with NaN where there is no height. */
    private double[] ordinates = new double[3 * 64];

    private int count;
    private boolean hasZ;
    /** For each level of nesting, the vertex counts at which its arrays ended; level 0 are arrays of positions. */
    private final List<List<Integer>> ends = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());

    private int depth;

    GeoJsonGeometry(int maxVertices) {
        this.maxVertices = maxVertices;
    }

    @Nullable
    Problem problem() {
        return problem;
    }

    void reset() {
        problem = null;
        vertices = 0;
    }

    /** @param parser at the first token of the value of a {@code geometry} member; afterwards at its last */
    @Nullable
    Geometry read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            fail("geometry-malformed", "Hình học phải là một đối tượng JSON", "A geometry must be a JSON object");
            parser.skipChildren();
            return null;
        }
        String type = null;
        Shape shape = null;
        List<Geometry> members = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (name.equals("type") && token == JsonToken.VALUE_STRING) {
                type = parser.getText();
            } else if (name.equals("coordinates")) {
                shape = coordinates(parser, token);
            } else if (name.equals("geometries") && token == JsonToken.START_ARRAY) {
                members = members(parser);
            } else {
                parser.skipChildren();
            }
        }
        if (problem != null) {
            return null;
        }
        if (members != null && "GeometryCollection".equals(type)) {
            return FACTORY.createGeometryCollection(members.toArray(Geometry[]::new));
        }
        if (type == null || shape == null) {
            fail(
                    "geometry-malformed",
                    "Hình học thiếu " + (type == null ? "'type'" : "'coordinates'"),
                    "The geometry lacks " + (type == null ? "'type'" : "'coordinates'"));
            return null;
        }
        return build(type, shape);
    }

    private List<Geometry> members(JsonParser parser) throws IOException {
        List<Geometry> members = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Geometry member = read(parser);
            counted();
            if (member != null && problem == null) {
                members.add(member);
            }
        }
        return members;
    }

    /** A coordinates array: its vertices, and where the arrays of each level ended. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Shape(int depth, Coordinate[] vertices, int[][] ends) {}

    private @Nullable Shape coordinates(JsonParser parser, JsonToken first) throws IOException {
        if (first != JsonToken.START_ARRAY) {
            fail("coordinates-malformed", "'coordinates' phải là mảng", "'coordinates' must be an array");
            parser.skipChildren();
            return null;
        }
        count = 0;
        hasZ = false;
        depth = 0;
        ends.forEach(List::clear);
        int level = 1;
        while (level > 0) {
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_ARRAY) {
                level++;
            } else if (token == JsonToken.END_ARRAY) {
                level--;
                ended(level);
            } else if (token == null) {
                parser.skipChildren();
                return null;
            } else if (problem == null && token.isNumeric()) {
                position(parser, level);
                level--;
            } else if (problem == null) {
                fail(
                        "coordinates-malformed",
                        "Tọa độ không phải là số: " + parser.getText(),
                        "A coordinate is not a number: " + parser.getText());
            }
        }
        return problem == null ? shape() : null;
    }

    /** An array at this level has ended: level 0 is the coordinates array itself. */
    private void ended(int level) {
        int above = depth == 0 ? -1 : depth - 2 - level;
        counted();
        if (problem == null && above >= 0 && above < ends.size()) {
            ends.get(above).add(count);
        }
    }

    /** Parser at the first number of a position; afterwards at the end of its array. */
    private void position(JsonParser parser, int level) throws IOException {
        if (depth == 0) {
            depth = level;
        }
        if (depth != level || level > DEEPEST) {
            fail(
                    "coordinates-malformed",
                    "Các tọa độ lồng nhau không đều ở đỉnh thứ " + (count + 1),
                    "The coordinates are nested unevenly at vertex " + (count + 1));
        }
        double x = parser.getDoubleValue();
        double y = Double.NaN;
        double z = Double.NaN;
        int size = 1;
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            size++;
            if (token == null || !token.isNumeric()) {
                fail(
                        "coordinates-malformed",
                        "Đỉnh thứ " + (count + 1) + " có thành phần không phải là số",
                        "Vertex " + (count + 1) + " has a member that is not a number");
                parser.skipChildren();
                if (token == null) {
                    return;
                }
            } else if (size == 2) {
                y = parser.getDoubleValue();
            } else if (size == 3) {
                z = parser.getDoubleValue();
                hasZ = true;
            }
        }
        if (size < 2) {
            fail(
                    "coordinates-malformed",
                    "Đỉnh thứ " + (count + 1) + " chỉ có một số",
                    "Vertex " + (count + 1) + " has one number only");
        }
        counted();
        if (problem == null) {
            add(x, y, z);
        }
    }

    /** Empty parts take memory like vertices. */
    private void counted() {
        if (++vertices > maxVertices) {
            fail(
                    "feature-too-large",
                    "Đối tượng có hơn " + maxVertices + " đỉnh; hãy chia nhỏ hoặc giản lược",
                    "The feature has more than " + maxVertices + " vertices; split or simplify it");
        }
    }

    private void add(double x, double y, double z) {
        if (3 * count + 3 > ordinates.length) {
            ordinates = Arrays.copyOf(ordinates, ordinates.length * 2);
        }
        ordinates[3 * count] = x;
        ordinates[3 * count + 1] = y;
        ordinates[3 * count + 2] = z;
        count++;
    }

    private Shape shape() {
        Coordinate[] all = new Coordinate[count];
        for (int i = 0; i < count; i++) {
            double x = ordinates[3 * i];
            double y = ordinates[3 * i + 1];
            all[i] = hasZ ? new Coordinate(x, y, ordinates[3 * i + 2]) : new CoordinateXY(x, y);
        }
        int[][] levels = new int[ends.size()][];
        for (int i = 0; i < levels.length; i++) {
            levels[i] = ends.get(i).stream().mapToInt(Integer::intValue).toArray();
        }
        return new Shape(depth, all, levels);
    }

    private @Nullable Geometry build(String type, Shape shape) {
        int wanted = switch (type) {
            case "Point" -> 1;
            case "MultiPoint", "LineString" -> 2;
            case "Polygon", "MultiLineString" -> 3;
            case "MultiPolygon" -> 4;
            default -> 0;
        };
        if (wanted == 0) {
            fail(
                    "geometry-malformed",
                    "Không có kiểu hình học '" + type + "' trong GeoJSON",
                    "GeoJSON has no geometry type '" + type + "'");
            return null;
        }
        if (shape.depth() == 0) {
            return FACTORY.createGeometryCollection();
        }
        if (shape.depth() != wanted) {
            fail(
                    "coordinates-malformed",
                    "Tọa độ của " + type + " phải lồng " + wanted + " cấp, ở đây là " + shape.depth(),
                    "The coordinates of a " + type + " are nested " + wanted + " deep, these " + shape.depth());
            return null;
        }
        Coordinate[] all = shape.vertices();
        int[] inner = shape.ends()[0];
        return switch (type) {
            case "Point" -> FACTORY.createPoint(all[0]);
            case "MultiPoint" ->
                FACTORY.createMultiPoint(
                        Arrays.stream(all).map(FACTORY::createPoint).toArray(Point[]::new));
            case "LineString" -> line(all);
            case "MultiLineString" -> lines(all, inner);
            case "Polygon" -> polygon(all, inner, 0, inner.length, 0);
            default -> polygons(all, inner, shape.ends()[1]);
        };
    }

    private @Nullable LineString line(Coordinate[] vertices) {
        if (vertices.length < 2) {
            fail("geometry-degenerate", "Đường chỉ có một đỉnh", "A line has one vertex only");
            return null;
        }
        return FACTORY.createLineString(vertices);
    }

    private @Nullable Geometry lines(Coordinate[] all, int[] ends) {
        LineString[] lines = new LineString[ends.length];
        int start = 0;
        for (int i = 0; i < ends.length; i++) {
            LineString line = line(Arrays.copyOfRange(all, start, ends[i]));
            if (line == null) {
                return null;
            }
            lines[i] = line;
            start = ends[i];
        }
        return FACTORY.createMultiLineString(lines);
    }

    private @Nullable Geometry polygons(Coordinate[] all, int[] ringEnds, int[] polygonEnds) {
        Polygon[] polygons = new Polygon[polygonEnds.length];
        int ring = 0;
        int vertex = 0;
        for (int i = 0; i < polygonEnds.length; i++) {
            int to = ring;
            while (to < ringEnds.length && ringEnds[to] <= polygonEnds[i]) {
                to++;
            }
            Polygon polygon = polygon(all, ringEnds, ring, to, vertex);
            if (polygon == null) {
                return null;
            }
            polygons[i] = polygon;
            ring = to;
            vertex = polygonEnds[i];
        }
        return FACTORY.createMultiPolygon(polygons);
    }

    private @Nullable Polygon polygon(Coordinate[] all, int[] ends, int from, int to, int firstVertex) {
        LinearRing shell = null;
        LinearRing[] holes = new LinearRing[Math.max(0, to - from - 1)];
        int start = firstVertex;
        for (int i = from; i < to; i++) {
            Coordinate[] vertices = Arrays.copyOfRange(all, start, ends[i]);
            Problem fault = Rings.fault(vertices, i - from + 1);
            if (fault != null) {
                problem = fault;
                return null;
            }
            LinearRing ring = FACTORY.createLinearRing(vertices);
            if (shell == null) {
                shell = ring;
            } else {
                holes[i - from - 1] = ring;
            }
            start = ends[i];
        }
        return FACTORY.createPolygon(shell, holes);
    }

    private void fail(String code, String vi, String en) {
        if (problem == null) {
            problem = new Problem(code, "geometry", new Text(vi, en));
        }
    }
}
