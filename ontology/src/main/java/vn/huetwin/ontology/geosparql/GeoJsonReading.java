package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.atlas.json.JSON;
import org.apache.jena.atlas.json.JsonArray;
import org.apache.jena.atlas.json.JsonException;
import org.apache.jena.atlas.json.JsonObject;
import org.apache.jena.atlas.json.JsonValue;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** Reads a geometry object of GeoJSON (RFC 7946, clause 3.1). */
final class GeoJsonReading {
    private static final int DEEPEST = 20;
    private final GeometryFactory factory;

    GeoJsonReading(GeometryFactory factory) {
        this.factory = factory;
    }

    Geometry read(String text) {
        try {
            JsonObject object = JSON.parse(text);
            if (object.hasKey("crs") && !object.get("crs").isNull()) {
                throw new MalformedGeometryException("GeoJSON has no crs (RFC 7946, clause 4): it is in CRS84");
            }
            return geometry(object, 0);
        } catch (JsonException | IllegalArgumentException | NullPointerException | UnsupportedOperationException e) {
            throw new MalformedGeometryException("Not a GeoJSON geometry: " + e.getMessage());
        }
    }

    private Geometry geometry(JsonObject object, int depth) {
        String type = object.hasKey("type") ? object.get("type").getAsString().value() : "";
        if (type.equals("GeometryCollection") && depth < DEEPEST) {
            return factory.createGeometryCollection(array(object, "geometries").stream()
                    .map(g -> geometry(g.getAsObject(), depth + 1))
                    .toArray(Geometry[]::new));
        }
        JsonArray coordinates = array(object, "coordinates");
        return switch (type) {
            case "Point" -> point(coordinates);
            case "LineString" -> line(coordinates);
            case "Polygon" -> polygon(coordinates);
            case "MultiPoint" ->
                factory.createMultiPoint(
                        coordinates.stream().map(c -> point(c.getAsArray())).toArray(Point[]::new));
            case "MultiLineString" ->
                factory.createMultiLineString(
                        coordinates.stream().map(c -> line(c.getAsArray())).toArray(LineString[]::new));
            case "MultiPolygon" ->
                factory.createMultiPolygon(
                        coordinates.stream().map(c -> polygon(c.getAsArray())).toArray(Polygon[]::new));
            default -> throw new MalformedGeometryException("GeoJSON has no geometry of the type '" + type + "'");
        };
    }

    private static JsonArray array(JsonObject object, String name) {
        if (!object.hasKey(name) || !object.get(name).isArray()) {
            throw new MalformedGeometryException("The GeoJSON geometry has no array '" + name + "'");
        }
        return object.get(name).getAsArray();
    }

    private Point point(JsonArray position) {
        return position.isEmpty() ? factory.createPoint() : factory.createPoint(position(position));
    }

    private LineString line(JsonArray positions) {
        return factory.createLineString(positions(positions));
    }

    private Polygon polygon(JsonArray rings) {
        List<LinearRing> made = new ArrayList<>();
        rings.forEach(r -> made.add(factory.createLinearRing(positions(r.getAsArray()))));
        return made.isEmpty()
                ? factory.createPolygon()
                : factory.createPolygon(
                        made.get(0), made.subList(1, made.size()).toArray(LinearRing[]::new));
    }

    private static Coordinate[] positions(JsonArray positions) {
        return positions.stream().map(p -> position(p.getAsArray())).toArray(Coordinate[]::new);
    }

    private static Coordinate position(JsonArray numbers) {
        if (numbers.size() < 2) {
            throw new MalformedGeometryException("A GeoJSON position has at least two numbers");
        }
        double x = number(numbers.get(0));
        double y = number(numbers.get(1));
        return numbers.size() > 2 ? new Coordinate(x, y, number(numbers.get(2))) : new Coordinate(x, y);
    }

    private static double number(JsonValue value) {
        return value.getAsNumber().value().doubleValue();
    }
}
