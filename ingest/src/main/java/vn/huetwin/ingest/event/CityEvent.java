package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
    static final String SEQUENCE = "sequence";
    static final String RECORDED_TIME = "recordedtime";
    static final String CORRECTS = "corrects";
    static final String RETRACTS = "retracts";

    /** The layer that the type names. */
    public String layer() {
        return type.substring(PREFIX.length(), type.lastIndexOf('.'));
    }

    /** Place in the order of the subject's events, if the source numbers them. */
    public @Nullable Long sequence() {
        String text = extensions.get(SEQUENCE);
        return text == null ? null : Long.valueOf(text);
    }

    /** When the source recorded it, if it says. */
    public @Nullable Instant recordedTime() {
        String text = extensions.get(RECORDED_TIME);
        return text == null ? null : OffsetDateTime.parse(text).toInstant();
    }

    /** The id of the event of the same source whose content this one puts right, or null. */
    public @Nullable String corrects() {
        return extensions.get(CORRECTS);
    }

    /** The id of the event of the same source that is taken back, or null. */
    public @Nullable String retracts() {
        return extensions.get(RETRACTS);
    }

    /** The id of the event that this one corrects or retracts, or null. */
    public @Nullable String amends() {
        String corrected = corrects();
        return corrected == null ? retracts() : corrected;
    }

    /** The verb of an event that says that its feature is no more. */
    public static final String DELETED = "deleted";

    /** Whether the feature is no more from then on; a later event lets it begin anew. */
    public boolean deletes() {
        return verb().equals(DELETED);
    }

    public String verb() {
        return verb(type);
    }

    /** The last part of a type. */
    static String verb(String type) {
        return type.substring(type.lastIndexOf('.') + 1);
    }
}
