package vn.huetwin.server.config;

import java.time.Duration;

/**
 * The limits of the server, in one place.
 *
 * @param maxEventBytes     one event (CloudEvents asks for 64 KiB at least)
 * @param maxBatchBytes     one batch of events: it is held in memory as a whole
 * @param maxBatchEvents    events in one batch; sources do best with about 1,000
 * @param eventQueue        events waiting for the writer; more are answered 429
 * @param maxListeners      open event streams
 * @param maxReplay         log entries sent to a listener that resumes
 * @param workerThreads     blocking requests at once
 * @param workerQueue       requests waiting for a worker; more are answered 503
 * @param poolSize          connections to PostGIS
 * @param sparqlTimeout     longest SPARQL query
 * @param sparqlThreads     SPARQL queries at once; each holds a connection, so well below {@code poolSize}
 * @param sparqlQueue       SPARQL queries waiting; more are answered 503
 * @param maxSparqlBytes    longest SPARQL text
 * @param maxRequestLine    QGIS sends filters of several kB by GET
 * @param maxSearchLength   longest search text
 * @param maxItems          features in one answer of OGC API; larger wishes get this many and a next link
 * @param maxCount          features counted for numberMatched: about 20 ms of the database
 */
public record Limits(
        int maxEventBytes,
        int maxBatchBytes,
        int maxBatchEvents,
        int eventQueue,
        int maxListeners,
        int maxReplay,
        int workerThreads,
        int workerQueue,
        int poolSize,
        Duration sparqlTimeout,
        int sparqlThreads,
        int sparqlQueue,
        int maxSparqlBytes,
        int maxRequestLine,
        int maxSearchLength,
        int maxItems,
        int maxCount) {
    public static final Limits DEFAULT = new Limits(
            1 << 20,
            1 << 24,
            10_000,
            20_000,
            2_000,
            10_000,
            8,
            200,
            16,
            Duration.ofSeconds(30),
            4,
            32,
            1 << 18,
            1 << 16,
            100,
            10_000,
            100_000);

    /** The same with other limits for SPARQL queries. */
    public Limits sparql(Duration timeout, int threads, int queue) {
        return new Limits(
                maxEventBytes,
                maxBatchBytes,
                maxBatchEvents,
                eventQueue,
                maxListeners,
                maxReplay,
                workerThreads,
                workerQueue,
                poolSize,
                timeout,
                threads,
                queue,
                maxSparqlBytes,
                maxRequestLine,
                maxSearchLength,
                maxItems,
                maxCount);
    }
}
