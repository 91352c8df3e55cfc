package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * A CloudEvent of the city (CloudEvents 1.0) whose envelope is in order.
 *
 * @param type       {@code vn.hue.<layer>.<verb>}
 * @param subject    key of the feature it is about
 * @param time       when it happened
 * @param data       {@code {"geometry": GeoJSON or null, "<property>": value, …}}
 * @param extensions all other attributes, as sent
 */
public record CityEvent(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        ObjectNode data,
        Map<String, String> extensions) {
    public static final String PREFIX = "vn.hue.";

    /** The layer that the type names. */
    public String layer() {
        return type.substring(PREFIX.length(), type.lastIndexOf('.'));
    }

    public String verb() {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
