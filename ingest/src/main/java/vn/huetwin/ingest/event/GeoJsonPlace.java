package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** Reads the GeoJSON geometry of an event (RFC 7946, section 3.1): lon, lat. */
public final class GeoJsonPlace {
    private static final int MAX_VERTICES = 100_000;
    private final GeometryFactory factory;

    public GeoJsonPlace() {
        this(new GeometryFactory());
    }

    GeoJsonPlace(GeometryFactory factory) {
        this.factory = factory;
    }

    /** @throws EventException if it is no GeoJSON geometry */
    public Geometry geometry(JsonNode node) throws EventException {
        JsonNode coordinates = node.path("coordinates");
        try {
            return switch (node.path("type").asText()) {
                case "Point" -> factory.createPoint(position(coordinates));
                case "MultiPoint" -> factory.createMultiPointFromCoords(positions(coordinates));
                case "LineString" -> factory.createLineString(positions(coordinates));
                case "Polygon" -> polygon(coordinates);
                case "MultiLineString" -> {
                    List<LineString> parts = new ArrayList<>();
                    for (JsonNode part : coordinates) {
                        parts.add(factory.createLineString(positions(part)));
                    }
                    yield factory.createMultiLineString(parts.toArray(LineString[]::new));
                }
                case "MultiPolygon" -> {
                    List<Polygon> parts = new ArrayList<>();
                    for (JsonNode part : coordinates) {
                        parts.add(polygon(part));
                    }
                    yield factory.createMultiPolygon(parts.toArray(Polygon[]::new));
                }
                default -> throw invalid("type '" + node.path("type").asText() + "'");
            };
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private Polygon polygon(JsonNode rings) throws EventException {
        List<LinearRing> all = new ArrayList<>();
        for (JsonNode ring : rings) {
            all.add(factory.createLinearRing(positions(ring)));
        }
        if (all.isEmpty()) {
            throw invalid("a polygon without rings");
        }
        return factory.createPolygon(all.get(0), all.subList(1, all.size()).toArray(LinearRing[]::new));
    }

    private static Coordinate[] positions(JsonNode array) throws EventException {
        if (!array.isArray() || array.size() > MAX_VERTICES) {
            throw invalid("coordinates that are no list or hold more than " + MAX_VERTICES + " vertices");
        }
        Coordinate[] all = new Coordinate[array.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = position(array.get(i));
        }
        return all;
    }

    private static Coordinate position(JsonNode array) throws EventException {
        if (!array.isArray()
                || array.size() < 2
                || !array.get(0).isNumber()
                || !array.get(1).isNumber()) {
            throw invalid("a position that is not [longitude, latitude]");
        }
        return new Coordinate(array.get(0).doubleValue(), array.get(1).doubleValue());
    }

    private static EventException invalid(String what) {
        return new EventException(
                "geometry-invalid",
                "geometry",
                "geometry không phải GeoJSON hợp lệ: " + what,
                "geometry is not valid GeoJSON: " + what);
    }
}
