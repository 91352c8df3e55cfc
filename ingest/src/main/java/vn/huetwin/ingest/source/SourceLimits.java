package vn.huetwin.ingest.source;

import java.time.Duration;

/**
 * What a source may take at once.
 *
 * @param messageBytes largest message of a broker
 * @param bodyBytes    largest file or answer that is read as a whole
 * @param events       events in one parcel; well below the queue of the intake
 * @param patience      longest wait for an answer of another server
 */
public record SourceLimits(int messageBytes, int bodyBytes, int events, Duration patience) {
    public static final SourceLimits DEFAULT = new SourceLimits(1 << 20, 1 << 26, 1_000, Duration.ofSeconds(30));
}
