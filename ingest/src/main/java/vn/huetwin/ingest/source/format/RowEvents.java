package vn.huetwin.ingest.source.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.event.CityEvent;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.format.GeoJsonText;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ingest.mapping.RowMapper;
import vn.huetwin.ingest.source.Digest;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.Problem;

/**
 * Makes events of rows: each says the whole state of a feature at a time. The id is made of the content, so that the same
 * row again is a duplicate, and a row that was corrected is a new event of the same subject.
 */
final class RowEvents {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String source;
    private final EventMapping mapping;
    private final CloudEventJson events;
    private final RowMapper mapper;

    RowEvents(String source, EventMapping mapping, CloudEventJson events) {
        this.source = source;
        this.mapping = mapping;
        this.events = events;
        mapper = mapping.mapper();
    }

    /**
     * @param received the time of rows that say none
     * @return null if the mapping does not want the row
     */
    CloudEventJson.@Nullable Item item(Row row, Instant received) {
        if (row instanceof Row.Broken broken) {
            return refused(broken.original().getBytes(StandardCharsets.UTF_8), List.of(broken.problem()));
        }
        Row.Read read = (Row.Read) row;
        RowMapper.Outcome outcome = mapper.map(read);
        if (outcome instanceof RowMapper.Outcome.Refused refused) {
            return refused(GeoJsonText.of(read).getBytes(StandardCharsets.UTF_8), refused.problems());
        }
        if (!(outcome instanceof RowMapper.Outcome.Mapped mapped)) {
            return null;
        }
        ObjectNode made = event(mapped.draft(), received);
        byte[] event = made.toString().getBytes(StandardCharsets.UTF_8);
        try {
            CityEvent parsed = events.parse(event);
            return new CloudEventJson.Item(source, parsed.id(), event, parsed, List.of());
        } catch (EventException e) {
            return new CloudEventJson.Item(source, made.path("id").asText(), event, null, e.problems());
        }
    }

    private CloudEventJson.Item refused(byte[] original, List<Problem> problems) {
        return new CloudEventJson.Item(source, null, original, null, problems);
    }

    private ObjectNode event(Draft draft, Instant received) {
        ObjectNode data = data(draft);
        Instant said = draft.validFrom();
        String type = CityEvent.PREFIX + mapping.layer().name() + "." + mapping.verb();
        String content = type + '\n' + draft.key() + '\n' + said + '\n' + data;
        ObjectNode event = JSON.createObjectNode()
                .put("specversion", "1.0")
                .put("id", draft.key() + "@" + Digest.of(content.getBytes(StandardCharsets.UTF_8)))
                .put("source", source)
                .put("type", type)
                .put("subject", draft.key())
                .put("time", (said == null ? received : said).toString());
        event.set("data", data);
        return event;
    }

    /** All properties that the mapping knows: what the row does not say is taken away. */
    private ObjectNode data(Draft draft) {
        ObjectNode data = JSON.createObjectNode();
        Geometry geometry = draft.geometry();
        if (geometry != null) {
            Geometry place = mapping.system().toWgs84(geometry);
            try {
                data.set("geometry", JSON.readTree(GeoJsonText.of(place)));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
        Map<String, Object> values = new TreeMap<>(draft.properties());
        for (String name : mapping.mapping().properties().keySet()) {
            Property property = mapping.layer().find(name);
            if (!values.containsKey(name) && property != null && !property.required()) {
                data.putNull(name);
            }
        }
        values.forEach((name, value) -> {
            if (value instanceof Number || value instanceof Boolean) {
                data.set(name, JSON.valueToTree(value));
            } else {
                data.put(name, value.toString());
            }
        });
        return data;
    }
}
