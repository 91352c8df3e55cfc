package vn.huetwin.ingest.webhook;

import java.time.Instant;

/**
 * An event that a sink did not take.
 *
 * @param position of its entry in the log
 * @param event    as it was sent
 */
public record DeadLetter(
        long id, String subscription, long position, String event, int attempts, String error, Instant deadAt) {}
