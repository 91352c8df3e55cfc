package vn.huetwin.ontology.query;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** Geometries in a filter: GeoJSON (RFC 7946, clause 3.1) and boxes, two-dimensional. */
final class CqlShape {
    private static final GeometryFactory SHAPES = new GeometryFactory();

    private CqlShape() {}

    /** @param at JSON pointer of the geometry */
    static Geometry read(Map<?, ?> json, String at) {
        if (json.get("bbox") instanceof List<?> box) {
            return box(box, at + "/bbox");
        }
        if (!(json.get("type") instanceof String type)) {
            throw CqlJsonParser.wrong(
                    at, "cần hình học GeoJSON hoặc {\"bbox\": […]}", "GeoJSON or {\"bbox\": […]} is needed");
        }
        try {
            if (type.equals("GeometryCollection")) {
                List<?> parts = list(json.get("geometries"), at + "/geometries");
                Geometry[] read = new Geometry[parts.size()];
                for (int i = 0; i < read.length; i++) {
                    String inside = at + "/geometries/" + i;
                    if (!(parts.get(i) instanceof Map<?, ?> part)) {
                        throw CqlJsonParser.wrong(inside, "cần hình học GeoJSON", "GeoJSON is needed");
                    }
                    read[i] = read(part, inside);
                }
                return SHAPES.createGeometryCollection(read);
            }
            return geometry(type, list(json.get("coordinates"), at + "/coordinates"), at);
        } catch (IllegalArgumentException e) {
            throw CqlJsonParser.wrong(at, "hình học sai: " + e.getMessage(), "not a geometry: " + e.getMessage());
        }
    }

    private static Geometry geometry(String type, List<?> coordinates, String at) {
        String inside = at + "/coordinates";
        return switch (type) {
            case "Point" -> SHAPES.createPoint(position(coordinates, inside));
            case "LineString" -> SHAPES.createLineString(positions(coordinates, inside));
            case "Polygon" -> polygon(coordinates, inside);
            case "MultiPoint" -> SHAPES.createMultiPointFromCoords(positions(coordinates, inside));
            case "MultiLineString" -> {
                LineString[] lines = new LineString[coordinates.size()];
                for (int i = 0; i < lines.length; i++) {
                    lines[i] = SHAPES.createLineString(positions(coordinates.get(i), inside + "/" + i));
                }
                yield SHAPES.createMultiLineString(lines);
            }
            case "MultiPolygon" -> {
                Polygon[] polygons = new Polygon[coordinates.size()];
                for (int i = 0; i < polygons.length; i++) {
                    polygons[i] = polygon(coordinates.get(i), inside + "/" + i);
                }
                yield SHAPES.createMultiPolygon(polygons);
            }
            default -> throw CqlJsonParser.wrong(at + "/type", "không phải kiểu GeoJSON", "not a type of GeoJSON");
        };
    }

    private static Polygon polygon(@Nullable Object json, String at) {
        List<?> rings = list(json, at);
        LinearRing[] read = new LinearRing[rings.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = SHAPES.createLinearRing(positions(rings.get(i), at + "/" + i));
        }
        if (read.length == 0) {
            throw CqlJsonParser.wrong(at, "đa giác cần một vòng", "a polygon needs a ring");
        }
        return SHAPES.createPolygon(read[0], java.util.Arrays.copyOfRange(read, 1, read.length));
    }

    private static Coordinate[] positions(@Nullable Object json, String at) {
        List<?> positions = list(json, at);
        Coordinate[] read = new Coordinate[positions.size()];
        for (int i = 0; i < read.length; i++) {
            read[i] = position(positions.get(i), at + "/" + i);
        }
        return read;
    }

    private static Coordinate position(@Nullable Object json, String at) {
        List<?> numbers = list(json, at);
        if (numbers.size() < 2 || numbers.size() > 3) {
            throw CqlJsonParser.wrong(at, "cần 2 số", "2 numbers are needed");
        }
        return new Coordinate(number(numbers, 0, at), number(numbers, 1, at));
    }

    /** As the same box in text is read. */
    private static Geometry box(List<?> numbers, String at) {
        if (numbers.size() != 4 && numbers.size() != 6) {
            throw CqlJsonParser.wrong(at, "cần 4 hoặc 6 số", "4 or 6 numbers are needed");
        }
        int upper = numbers.size() / 2;
        double west = number(numbers, 0, at);
        double south = number(numbers, 1, at);
        double east = number(numbers, upper, at);
        double north = number(numbers, upper + 1, at);
        return SHAPES.createPolygon(new Coordinate[] {
            new Coordinate(west, north),
            new Coordinate(west, south),
            new Coordinate(east, south),
            new Coordinate(east, north),
            new Coordinate(west, north)
        });
    }

    private static List<?> list(@Nullable Object json, String at) {
        if (json instanceof List<?> items) {
            return items;
        }
        throw CqlJsonParser.wrong(at, "cần một mảng", "an array is needed");
    }

    private static double number(List<?> items, int index, String at) {
        if (items.get(index) instanceof Number number && Double.isFinite(number.doubleValue())) {
            return number.doubleValue();
        }
        throw CqlJsonParser.wrong(at + "/" + index, "cần một số", "a number is needed");
    }
}
