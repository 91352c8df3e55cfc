package vn.huetwin.ingest.source.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.GeoJsonPlace;
import vn.huetwin.ingest.format.Row;

/**
 * Notifications of NGSI-LD (ETSI GS CIM 009, clause 5.3.1) and bare entities, in every representation: normalised,
 * concise, simplified and GeoJSON. Rows have the entity's attributes by their short names, {@code <name>.observedAt} and
 * {@code <name>.unitCode}; {@code location} is the geometry. Contexts are not fetched.
 */
public final class NgsiLdFormat implements MessageFormat {
    private static final Set<String> STRUCTURE = Set.of("id", "type", "@context", "location", "geometry");

    private final String source;
    private final EventMapping mapping;
    private final CloudEventJson events;
    private final GeoJsonPlace places = new GeoJsonPlace();

    public NgsiLdFormat(String source, EventMapping mapping, CloudEventJson events) {
        this.source = source;
        this.mapping = mapping;
        this.events = events;
    }

    @Override
    public List<CloudEventJson.Item> read(Message message) throws EventException {
        List<CloudEventJson.Item> items = new ArrayList<>();
        RowEvents rows = new RowEvents(source, mapping, events);
        for (JsonNode entity : entities(JsonText.parse(message.body()))) {
            byte[] original = entity.toString().getBytes(StandardCharsets.UTF_8);
            try {
                CloudEventJson.Item item = rows.item(row(entity, items.size() + 1L), message.received());
                if (item != null) {
                    boolean raw = item.event() == null;
                    items.add(raw ? new CloudEventJson.Item(source, null, original, null, item.problems()) : item);
                }
            } catch (EventException e) {
                items.add(new CloudEventJson.Item(source, null, original, null, e.problems()));
            }
        }
        return items;
    }

    private static Iterable<JsonNode> entities(JsonNode body) throws EventException {
        if (body instanceof ArrayNode array) {
            return array;
        }
        if (body.path("type").asText().equals("Notification")) {
            JsonNode data = body.path("data");
            return data.has("features") ? data.get("features") : data.isArray() ? data : List.of(data);
        }
        if (body.path("features").isArray()) {
            return body.get("features");
        }
        if (body.has("id")) {
            return List.of(body);
        }
        throw noEntity();
    }

    private static EventException noEntity() {
        return JsonText.refusal(
                "not-an-entity",
                "id",
                "Không phải thông báo hay thực thể NGSI-LD có 'id'",
                "This is neither an NGSI-LD notification nor an entity with an 'id'");
    }

    private Row.Read row(JsonNode entity, long number) throws EventException {
        if (!entity.path("id").isTextual()) {
            throw noEntity();
        }
        boolean feature = entity.path("type").asText().equals("Feature") && entity.has("properties");
        JsonNode attributes = feature ? entity.get("properties") : entity;
        Map<String, Object> columns = new LinkedHashMap<>();
        put(columns, "type", attributes.path("type"));
        for (Map.Entry<String, JsonNode> member : attributes.properties()) {
            if (!STRUCTURE.contains(member.getKey())) {
                attribute(columns, member.getKey(), member.getValue());
            }
        }
        JsonNode location = attributes.has("location") ? attributes.get("location") : entity.path("geometry");
        return new Row.Read(number, entity.path("id").asText(null), geometry(location), columns);
    }

    private static void attribute(Map<String, Object> columns, String name, JsonNode given) {
        JsonNode node = given instanceof ArrayNode several && several.path(0).isObject() ? several.get(0) : given;
        if (!(node instanceof ObjectNode object)) {
            put(columns, name, node);
            return;
        }
        JsonNode value = object.has("object") ? object.get("object") : object.path("value");
        if (object.has("languageMap")) {
            JsonNode words = object.get("languageMap");
            value = words.has("vi") ? words.get("vi") : words.path("en");
        }
        if (object.has("@value")) {
            value = object.get("@value");
        }
        put(columns, name, value.has("@value") ? value.get("@value") : value);
        put(columns, name + ".observedAt", object.path("observedAt"));
        put(columns, name + ".unitCode", object.path("unitCode"));
    }

    private static void put(Map<String, Object> columns, String name, JsonNode value) {
        Object scalar = JsonText.scalar(value);
        if (scalar != null) {
            columns.put(name, scalar);
        }
    }

    private @Nullable Geometry geometry(JsonNode location) throws EventException {
        JsonNode value = location.has("value") ? location.get("value") : location;
        return value.isObject() ? places.geometry(value) : null;
    }
}
