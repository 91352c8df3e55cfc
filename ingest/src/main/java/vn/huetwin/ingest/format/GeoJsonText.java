package vn.huetwin.ingest.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** Writes GeoJSON geometries and values (RFC 7946 §3.1). */
public final class GeoJsonText {
    private static final JsonFactory FACTORY = new JsonFactory();
    /** Vertices of a set-aside row that are worth keeping. */
    private static final int MOST_VERTICES = 1_000;

    private GeoJsonText() {}

    /** A row as a feature, in the CRS of its file; for people and for sending it again. */
    public static String of(Row.Read row) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("type", "Feature");
            if (row.id() != null) {
                json.writeStringField("id", row.id());
            }
            json.writeFieldName("properties");
            value(json, row.attributes());
            json.writeFieldName("geometry");
            Geometry geometry = row.geometry();
            if (geometry != null && geometry.getNumPoints() > MOST_VERTICES) {
                json.writeString(geometry.getGeometryType() + ", " + geometry.getNumPoints() + " vertices");
            } else {
                geometry(json, geometry);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Writes a value of any Java class; what JSON has no word for goes as text. */
    static void value(JsonGenerator json, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                value(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> list) {
            json.writeStartArray();
            for (Object member : list) {
                value(json, member);
            }
            json.writeEndArray();
        } else {
            json.writeString(value.toString());
        }
    }

    /** A geometry as it is, x before y. */
    public static String of(Geometry geometry) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            geometry(json, geometry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    static void geometry(JsonGenerator json, @Nullable Geometry geometry) throws IOException {
        if (geometry == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringField("type", geometry instanceof LinearRing ? "LineString" : geometry.getGeometryType());
        if (geometry.getClass() == GeometryCollection.class) {
            json.writeArrayFieldStart("geometries");
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                geometry(json, geometry.getGeometryN(i));
            }
            json.writeEndArray();
        } else {
            json.writeFieldName("coordinates");
            coordinates(json, geometry);
        }
        json.writeEndObject();
    }

    private static void coordinates(JsonGenerator json, Geometry geometry) throws IOException {
        if (geometry instanceof Point point) {
            if (point.isEmpty()) {
                json.writeStartArray();
                json.writeEndArray();
            } else {
                position(json, point.getCoordinate());
            }
            return;
        }
        json.writeStartArray();
        if (geometry instanceof LineString line) {
            line(json, line);
        } else if (geometry instanceof Polygon polygon) {
            ring(json, polygon.getExteriorRing());
            for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
                ring(json, polygon.getInteriorRingN(i));
            }
        } else {
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                coordinates(json, geometry.getGeometryN(i));
            }
        }
        json.writeEndArray();
    }

    private static void ring(JsonGenerator json, LinearRing ring) throws IOException {
        json.writeStartArray();
        line(json, ring);
        json.writeEndArray();
    }

    private static void line(JsonGenerator json, LineString line) throws IOException {
        for (int i = 0; i < line.getNumPoints(); i++) {
            position(json, line.getCoordinateN(i));
        }
    }

    private static void position(JsonGenerator json, Coordinate vertex) throws IOException {
        json.writeStartArray();
        json.writeNumber(vertex.x);
        json.writeNumber(vertex.y);
        if (!Double.isNaN(vertex.getZ())) {
            json.writeNumber(vertex.getZ());
        }
        json.writeEndArray();
    }
}
