package vn.huetwin.server.config;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Map;

/** The limits of the server, in one place. */
public record Limits(
        @Limit("bytes of one event; CloudEvents asks for 65536 at least")
        int maxEventBytes,

        @Limit("bytes of one batch of events: it is held in memory as a whole")
        int maxBatchBytes,

        @Limit("events in one batch; sources do best with about 1000")
        int maxBatchEvents,

        @Limit("bytes of one file, or one answer of another server, that a source brings; held in memory as a whole")
        int maxSourceBytes,

        @Limit("longest wait of a source for another server")
        Duration sourcePatience,

        @Limit("events that wait for the writer; more are answered 429")
        int eventQueue,

        @Limit("calls for rescue that wait in room of their own when event-queue is full")
        int urgentQueue,

        @Limit("open event streams; each holds a connection and a queue")
        int maxListeners,

        @Limit("log entries that a listener may resume over; who missed more is told to load the city anew")
        int maxReplay,

        @Limit("geofences; each changed feature is compared with those round it")
        int maxGeofences,

        @Limit("web hook subscriptions; each reads the log for itself")
        int maxSubscriptions,

        @Limit("web hook deliveries at once; each holds a thread while its sink answers")
        int webhookThreads,

        @Limit("times that an event is sent to a sink before it becomes a dead letter; 12 take about three hours")
        int webhookAttempts,

        @Limit("pause after the first failure of a sink; each further one is twice as long, up to an hour")
        Duration webhookFirstRetry,

        @Limit("standing patterns; each is asked again when a layer that it reads has changed")
        int maxPatterns,

        @Limit("solutions of a standing pattern; one with more is no alarm")
        int maxSolutions,

        @Limit("longest answer to a standing pattern; others wait for it")
        Duration patternTimeout,

        @Limit("blocking requests at once; each may hold a database connection")
        int workerThreads,

        @Limit("requests that wait for a worker; more are answered 503 rather than late")
        int workerQueue,

        @Limit(
                "megabytes of one answer kept on the disk for a client that takes it slowly; a million buildings have 400")
        int slowAnswerMegabytes,

        @Limit("megabytes on the disk for all slow clients together; beyond, a worker waits or the slowest is cut off")
        int slowAnswersMegabytes,

        @Limit("for a client that takes nothing while there is no room for the rest of its answer; then it is cut off")
        Duration slowClientPatience,

        @Limit("connections to PostGIS; above worker-threads, since the writer and the feed need theirs")
        int poolSize,

        @Limit("longest SPARQL query; what takes longer belongs into an export")
        Duration sparqlTimeout,

        @Limit("SPARQL queries at once; each holds a connection, so well below pool-size")
        int sparqlThreads,

        @Limit("SPARQL queries that wait; more are answered 503")
        int sparqlQueue,

        @Limit("SPARQL queries of one client at once; its others wait")
        int sparqlPerClient,

        @Limit("bytes of the text of a SPARQL query") int maxSparqlBytes,

        @Limit("rows that a SPARQL query may read; ten times as many with a key")
        int maxSparqlRows,

        @Limit(
                "cost of a join in PostgreSQL's estimate from which it shares the places of long queries; 50 times is refused; 10 times with a key")
        int maxSparqlCost,

        @Limit("bytes of a request line and of the headers; QGIS sends filters of several kB by GET")
        int maxRequestLine,

        @Limit("characters of a search text; no place has a longer name")
        int maxSearchLength,

        @Limit("features in one answer of OGC API; larger wishes get this many and a next link")
        int maxItems,

        @Limit("features counted for numberMatched: about 20 ms of the database")
        int maxCount,

        @Limit("features in an answer of WFS 2.0 whose request has no count; QGIS takes it as its page size")
        int wfsCount,

        @Limit("bytes of a request to WMS or WFS by POST: filters, styles and edits are held in memory as a whole")
        int maxOwsBytes,

        @Limit("pixels of each side of a map; an A0 sheet at 90 dpi")
        int maxMapSide,

        @Limit("layers on one map, those of groups counted one by one")
        int maxMapLayers,

        @Limit("longest time for a map; a client has given up before")
        Duration mapTimeout,

        @Limit("maps drawn at once; drawing keeps a processor busy, so not many more than there are")
        int mapThreads,

        @Limit("maps that wait for a thread; more are answered 503")
        int mapQueue,

        @Limit("megabytes for layers in memory, from which maps are drawn; of 100000 buildings 30")
        int mapMemoryMegabytes,

        @Limit(
                value =
                        "megabytes for features in memory, from which WFS, OGC API and vector tiles answer, but an eighth of the heap at most; of 100000 buildings 40; 0 for none",
                least = 0)
        int featureMemoryMegabytes,

        @Limit(
                value =
                        "megabytes for maps and vector tiles as they were sent last, 0 for none; 64 are 2000 maps of a screen",
                least = 0)
        int answerMemoryMegabytes) {
    public static final Limits DEFAULT = new Limits(
            1 << 20,
            1 << 24,
            10_000,
            1 << 26,
            Duration.ofSeconds(30),
            20_000,
            5_000,
            5_000,
            1_000_000,
            20_000,
            500,
            16,
            12,
            Duration.ofSeconds(5),
            100,
            1_000,
            Duration.ofSeconds(5),
            8,
            200,
            512,
            2_048,
            Duration.ofSeconds(30),
            16,
            Duration.ofSeconds(30),
            4,
            32,
            2,
            1 << 18,
            3_000_000,
            200_000_000,
            1 << 16,
            100,
            10_000,
            100_000,
            10_000,
            1 << 23,
            4_096,
            60,
            Duration.ofSeconds(30),
            4,
            100,
            256,
            256,
            64);

    /** The same with other limits for SPARQL queries. */
    public Limits sparql(Duration timeout, int threads, int queue) {
        return with(Map.of(
                "sparqlTimeout",
                timeout,
                "sparqlThreads",
                threads,
                "sparqlQueue",
                queue,
                "sparqlPerClient",
                Math.max(1, threads / 2)));
    }

    /** The same with another limit for features in memory. */
    public Limits featureMemory(int megabytes) {
        return with(Map.of("featureMemoryMegabytes", megabytes));
    }

    /** The same with other limits for web hooks. */
    public Limits webhooks(Duration firstRetry, int attempts) {
        return with(Map.of("webhookFirstRetry", firstRetry, "webhookAttempts", attempts));
    }

    private Limits with(Map<String, Object> changes) {
        RecordComponent[] components = Limits.class.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                Object changed = changes.get(components[i].getName());
                values[i] = changed == null ? components[i].getAccessor().invoke(this) : changed;
                types[i] = components[i].getType();
            }
            return Limits.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
