package vn.huetwin.server.event;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.server.http.HttpProblem;

/**
 * One open event stream. It is either live, and gets what the feed brings, or behind, and reads the log at its own pace;
 * it never waits in memory, and nobody waits for it. Everything happens on its event loop.
 */
final class Listener {
    /** What a page of the log says to a listener. */
    record Frame(Buffer text, long last) {}

    /** Where a listener that is behind reads on. */
    interface Log {
        /** Calls {@link Listener#read} or {@link Listener#close} on the listener's event loop, soon. */
        void readOn(Listener listener, long after);
    }

    /** A connection that takes nothing for so long is cut; its owner comes back with {@code Last-Event-ID}. */
    private static final long PATIENCE_MILLIS = 60_000;

    private final HttpServerResponse response;
    private final Vertx vertx;
    private final Context context;
    private final Log log;
    final EventFilter filter;
    final Access access;
    /** The last position that was considered: sent, or found not to be wanted. */
    private long position;
    /** The last position that the feed told of. */
    private long told;

    private boolean behind;

    Listener(
            HttpServerResponse response,
            EventFilter filter,
            Access access,
            Vertx vertx,
            Context context,
            Log log,
            long position) {
        this.response = response;
        this.filter = filter;
        this.access = access;
        this.vertx = vertx;
        this.context = context;
        this.log = log;
        this.position = position;
    }

    void run(Runnable task) {
        context.runOnContext(go -> task.run());
    }

    /** Takes a page of the feed that goes on from {@code after}, or notes that it is missed. */
    void hear(long after, Frame frame) {
        told = Math.max(told, frame.last());
        if (behind || position >= frame.last()) {
            return;
        }
        if (position != after || response.writeQueueFull()) {
            catchUp();
            return;
        }
        write(frame.text());
        position = frame.last();
    }

    /** Goes on from what is known to be there. */
    void hearOf(long last) {
        told = Math.max(told, last);
        if (!behind && position < told) {
            catchUp();
        }
    }

    private void catchUp() {
        behind = true;
        if (!response.writeQueueFull()) {
            log.readOn(this, position);
            return;
        }
        long alarm = vertx.setTimer(PATIENCE_MILLIS, late -> close());
        response.drainHandler(drained -> {
            response.drainHandler(null);
            vertx.cancelTimer(alarm);
            log.readOn(this, position);
        });
    }

    /** Takes what it read from the log. */
    void read(Frame frame) {
        write(frame.text());
        boolean end = frame.last() == position;
        position = frame.last();
        behind = false;
        if (position < told && !end) {
            catchUp();
        }
    }

    /** A live listener can come back from here even if nothing that it wants happens. */
    void heartbeat() {
        if (!behind && !response.writeQueueFull()) {
            write(Buffer.buffer("id: " + position + "\n: alive\n\n"));
        }
    }

    void tell(Buffer text) {
        if (!response.writeQueueFull()) {
            write(text);
        }
    }

    private void write(Buffer text) {
        if (text.length() > 0 && !response.closed() && !response.ended()) {
            response.write(text);
        }
    }

    void close() {
        if (!response.closed()) {
            response.reset();
        }
    }

    /** Ends the stream because the log could not be read; the listener comes back by itself. */
    void fail(Throwable cause) {
        if (!(cause instanceof HttpProblem)) {
            org.slf4j.LoggerFactory.getLogger(Listener.class).warn("The log cannot be read for a listener", cause);
        }
        close();
    }
}
