package vn.huetwin.ingest.source.registry;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.source.SourceSpec;

/**
 * How a source is doing. Counts are since the server started.
 *
 * @param lastSeen when it last brought something; null if never
 * @param silent   whether its period is over without a sign of it
 * @param lag      messages that wait at the source, or null if it cannot tell
 * @param progress share of a recording that is played, from 0 to 1; null if the source has no end
 * @param setAside messages in quarantine
 */
public record SourceReport(
        SourceSpec spec,
        String state,
        @Nullable Instant lastSeen,
        boolean silent,
        @Nullable Long lag,
        @Nullable Double progress,
        long accepted,
        long duplicates,
        long setAside,
        long failures,
        @Nullable String lastError) {}
