package vn.huetwin.ingest.source.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/**
 * Observations of OGC SensorThings 1.1: one entity, a list, a page of entities, or data arrays of
 * {@code CreateObservations} (clause 13.3); the datastream by its id, a navigation link, or the MQTT topic (clause 14.2).
 * Rows have the columns of the observation, {@code datastream}, and what is declared of the datastream.
 */
public final class SensorThingsFormat implements MessageFormat {
    private static final Pattern STREAM = Pattern.compile("Datastreams\\(['\"]?([^)'\"]+)['\"]?\\)");
    private static final String ID = "@iot.id";
    private static final int MOST = 100_000;

    private final String source;
    private final EventMapping mapping;
    private final CloudEventJson events;
    private final Map<String, Map<String, String>> datastreams;

    /** @param datastreams id of a datastream → columns that its observations get, such as {@code station} */
    public SensorThingsFormat(
            String source, EventMapping mapping, CloudEventJson events, Map<String, Map<String, String>> datastreams) {
        this.source = source;
        this.mapping = mapping;
        this.events = events;
        this.datastreams = Map.copyOf(datastreams);
    }

    @Override
    public List<CloudEventJson.Item> read(Message message) throws EventException {
        List<CloudEventJson.Item> items = new ArrayList<>();
        RowEvents rows = new RowEvents(source, mapping, events);
        JsonNode body = JsonText.parse(message.body());
        JsonNode list = body.isArray() ? body : body.path("value").isArray() ? body.get("value") : null;
        String topic = match(message.name());
        if (list == null) {
            add(rows, body, topic, message, items);
        } else {
            for (JsonNode member : list) {
                if (member.has("dataArray")) {
                    addArray(rows, member, message, items);
                } else {
                    add(rows, member, topic, message, items);
                }
            }
        }
        if (items.size() > MOST) {
            throw JsonText.refusal(
                    "too-many-events",
                    "body",
                    "Quá " + MOST + " số đo trong một thông điệp",
                    "More than " + MOST + " observations in one message");
        }
        return items;
    }

    private void addArray(RowEvents rows, JsonNode block, Message message, List<CloudEventJson.Item> items) {
        String stream = stream(block);
        for (JsonNode values : block.path("dataArray")) {
            Map<String, Object> columns = new LinkedHashMap<>();
            for (int i = 0; i < block.path("components").size(); i++) {
                Object value = JsonText.scalar(values.path(i));
                if (value != null) {
                    columns.put(block.path("components").get(i).asText(), value);
                }
            }
            add(rows, columns, stream, values, message, items);
        }
    }

    private void add(
            RowEvents rows,
            JsonNode observation,
            @Nullable String topic,
            Message message,
            List<CloudEventJson.Item> items) {
        Map<String, Object> columns = new LinkedHashMap<>();
        observation.properties().forEach(member -> {
            Object value = JsonText.scalar(member.getValue());
            if (value != null) {
                columns.put(member.getKey(), value);
            }
        });
        String own = stream(observation);
        add(rows, columns, own == null ? topic : own, observation, message, items);
    }

    private void add(
            RowEvents rows,
            Map<String, Object> columns,
            @Nullable String stream,
            JsonNode original,
            Message message,
            List<CloudEventJson.Item> items) {
        Map<String, String> declared = stream == null ? null : datastreams.get(stream);
        if (stream == null || declared == null) {
            byte[] bytes = original.toString().getBytes(StandardCharsets.UTF_8);
            items.add(new CloudEventJson.Item(source, null, bytes, null, List.of(unknown(stream))));
            return;
        }
        columns.put("datastream", stream);
        columns.putAll(declared);
        columns.computeIfPresent("phenomenonTime", (name, time) -> end(time.toString()));
        CloudEventJson.Item item = rows.item(new Row.Read(items.size() + 1L, null, null, columns), message.received());
        if (item != null) {
            items.add(item);
        }
    }

    /** The end of an interval: then the value is known. */
    private static String end(String time) {
        return time.substring(time.indexOf('/') + 1);
    }

    private static @Nullable String stream(JsonNode node) {
        JsonNode id = node.path("Datastream").path(ID);
        if (!id.isMissingNode()) {
            return id.asText();
        }
        for (String link : List.of("Datastream@iot.navigationLink", "@iot.selfLink")) {
            String found = match(node.path(link).asText());
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String match(String text) {
        Matcher matcher = STREAM.matcher(text);
        return matcher.find() ? matcher.group(1) : null;
    }

    private static Problem unknown(@Nullable String stream) {
        return new Problem(
                "unknown-datastream",
                "Datastream",
                new Text(
                        "Chưa khai báo Datastream '" + stream + "' trong datastreams của nguồn",
                        "The Datastream '" + stream + "' is not declared in the source's datastreams"));
    }
}
