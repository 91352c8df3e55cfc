package vn.huetwin.ingest.webhook;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ontology.access.Access;

/**
 * Somebody who is told of entries of the log by web hook.
 *
 * @param access        what it may be told
 * @param secret        key of its signatures, as Standard Webhooks writes it: {@code whsec_} and base64; empty if the key
 *     of this installation does not open it
 * @param ratePerMinute most deliveries in a minute, or null if the sink does not mind
 */
public record Subscription(
        String id,
        URI sink,
        EventFilter.Wish wish,
        Access access,
        String secret,
        @Nullable Integer ratePerMinute,
        Progress progress) {
    /** {@code ACTIVE}: it is told; {@code PAUSED}: it waits; {@code ENDED}: its sink said that it is gone (410). */
    public enum State {
        ACTIVE,
        PAUSED,
        ENDED
    }

    /**
     * How far it has been told.
     *
     * @param position  all that is wanted up to here was taken, or is a dead letter
     * @param attempts  how often the next one was sent in vain
     * @param retryAt   when that is sent again
     * @param delivered how many were taken
     */
    public record Progress(
            State state,
            @Nullable String reason,
            long position,
            int attempts,
            @Nullable Instant retryAt,
            @Nullable String lastError,
            long delivered) {
        static Progress from(long position) {
            return new Progress(State.ACTIVE, null, position, 0, null, null, 0);
        }

        Progress taken(long to, int count) {
            return new Progress(state, reason, to, 0, null, null, delivered + count);
        }

        Progress failed(int attempt, Instant again, String error) {
            return new Progress(state, reason, position, attempt, again, error, delivered);
        }

        Progress ended(String why) {
            return new Progress(State.ENDED, why, position, attempts, null, why, delivered);
        }
    }

    /** Whether it can be told of anything: deliveries have to be signed. */
    public boolean hasSecret() {
        return !secret.isEmpty();
    }

    /** Without its secret, since records are written to logs. */
    @Override
    public String toString() {
        return "Subscription[" + id + ", " + sink + ", " + progress + "]";
    }

    Subscription with(Progress other) {
        return new Subscription(id, sink, wish, access, secret, ratePerMinute, other);
    }
}
