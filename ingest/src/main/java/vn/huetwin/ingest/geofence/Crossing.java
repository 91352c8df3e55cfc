package vn.huetwin.ingest.geofence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ontology.feature.Feature;

/**
 * A feature has entered or left a fence.
 *
 * @param feature as it is now; null if it is gone
 * @param since   since when it is so
 * @param cause   log position of what made it so
 */
record Crossing(Fence fence, String key, @Nullable Feature feature, boolean entered, Instant since, long cause) {
    static final String SOURCE = "urn:hue:twin:geofence";
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** As an entry of the log. Its subject is the fence. */
    EventLog.Draft draft(String base) {
        Geofence declared = fence.declared();
        Point place = place();
        ObjectNode data = JsonNodeFactory.instance
                .objectNode()
                .put("geofence", declared.id())
                .put("title", declared.title())
                .put("layer", declared.layer())
                .put("feature", key)
                .put("iri", base + "id/" + declared.layer() + "/" + key)
                .put("cause", cause)
                .put("gone", feature == null);
        if (place != null) {
            data.putObject("geometry")
                    .put("type", "Point")
                    .putArray("coordinates")
                    .add(place.getX())
                    .add(place.getY());
        }
        String verb = entered ? "entered" : "left";
        return new EventLog.Draft(
                SOURCE,
                declared.id() + "/" + key + "/" + cause + "/" + verb,
                "vn.hue.geofence." + verb,
                null,
                declared.id(),
                since,
                feature == null ? null : feature.wardCode(),
                json(data),
                json(JsonNodeFactory.instance
                        .objectNode()
                        .put("accessclass", fence.access().keyword())),
                null,
                null,
                place,
                null);
    }

    private @Nullable Point place() {
        Geometry geometry = feature == null ? null : feature.geometry();
        return geometry == null || geometry.isEmpty() ? null : geometry.getInteriorPoint();
    }

    private static String json(ObjectNode node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
