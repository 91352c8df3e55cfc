package vn.huetwin.ingest.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the log as it is read back.
 *
 * @param layer null for entries that concern no layer
 * @param lon   a point of the feature, WGS 84; null if it is not known
 * @param data  JSON text
 * @param extensions JSON text of an object: all other attributes of the event
 */
public record LogEntry(
        long position,
        String source,
        String id,
        String type,
        @Nullable String layer,
        @Nullable String subject,
        Instant time,
        Instant recordedAt,
        @Nullable String wardCode,
        @Nullable Double lon,
        @Nullable Double lat,
        String data,
        String extensions) {}
