package vn.huetwin.server.event;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ingest.subscription.EventPage;
import vn.huetwin.ingest.subscription.EventPages;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/**
 * {@code GET /events/stream}: server-sent events, with the log position as event id. A listener that comes back with
 * {@code Last-Event-ID} gets what it missed first. What a page of the log says to listeners who want the same is written
 * once for all of them.
 */
public final class StreamRoutes implements Routes {
    private static final long HEARTBEAT_MILLIS = 15_000;
    private static final int WRITE_QUEUE_BYTES = 1 << 18;
    private static final int PAGE = 500;

    private record Wanted(EventFilter filter, AccessClass clearance) {}

    private final Vertx vertx;
    private final EventPages pages;
    private final ChangeFeed feed;
    private final Workers workers;
    private final Limits limits;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private volatile long told;

    /** @param workers for reading the log; as many may wait as there may be listeners */
    public StreamRoutes(Vertx vertx, EventPages pages, ChangeFeed feed, Workers workers, Limits limits) {
        this.vertx = vertx;
        this.pages = pages;
        this.feed = feed;
        this.workers = workers;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        told = feed.position();
        feed.listen(this::tell);
        vertx.setPeriodic(HEARTBEAT_MILLIS, t -> listeners.forEach(l -> l.run(l::heartbeat)));
        router.get("/events/stream").handler(this::open);
    }

    public int listeners() {
        return listeners.size();
    }

    /** Tells every listener of a change that is not in the log, such as a tile made anew. */
    public void broadcast(String event, JsonObject data) {
        Buffer text = Buffer.buffer("event: " + event + "\ndata: " + data.encode() + "\n\n");
        listeners.forEach(l -> l.run(() -> l.tell(text)));
    }

    /** On the thread of the feed. */
    private void tell(List<LogEntry> entries) {
        EventPage page = pages.page(feed.position(), entries);
        pages.keep(page);
        told = page.last();
        Map<Wanted, Listener.Frame> frames = new HashMap<>();
        for (Listener listener : listeners) {
            Listener.Frame frame = frames.computeIfAbsent(
                    new Wanted(listener.filter, listener.access.clearance()),
                    w -> frame(page, listener.filter, listener.access, page.after()));
            listener.run(() -> listener.hear(page.after(), frame));
        }
    }

    private static Listener.Frame frame(EventPage page, EventFilter filter, Access access, long after) {
        Buffer text = Buffer.buffer();
        List<LogEntry> entries = page.entries();
        for (int i = 0; i < entries.size(); i++) {
            LogEntry entry = entries.get(i);
            String json = entry.position() > after ? page.json(i, filter, access) : null;
            if (json != null) {
                text.appendString("id: ")
                        .appendString(Long.toString(entry.position()))
                        .appendString("\nevent: ")
                        .appendString(entry.type())
                        .appendString("\ndata: ")
                        .appendString(json)
                        .appendString("\n\n");
            }
        }
        return new Listener.Frame(text, page.last());
    }

    private void open(RoutingContext context) {
        if (listeners.size() >= limits.maxListeners()) {
            throw new HttpProblem(
                    503,
                    "too-many-listeners",
                    null,
                    new Text("Quá nhiều người nghe", "There are too many open streams; try again later"),
                    10);
        }
        long from = lastEventId(context);
        Access access = Caller.of(context).access();
        EventFilter filter = pages.filter(StreamFilter.of(context.request().params()), access);
        Context loop = vertx.getOrCreateContext();
        HttpServerResponse response = context.response();
        response.setChunked(true)
                .setWriteQueueMaxSize(WRITE_QUEUE_BYTES)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.CONTENT_ENCODING, "identity")
                .putHeader("X-Accel-Buffering", "no");
        long now = told;
        boolean lost = from >= 0 && now - from > limits.maxReplay();
        // a receipt may be ahead of the feed; what is beyond both is of another log
        long end = Math.max(now, feed.versions().last());
        long start = from < 0 || from > end || lost ? now : from;
        Listener listener = new Listener(response, filter, access, vertx, loop, this::readOn, start);
        response.closeHandler(closed -> listeners.remove(listener));
        response.exceptionHandler(e -> listeners.remove(listener));
        response.write("retry: 2000\n: connected\nid: " + start + "\n\n" + (lost ? reset(from, start) : ""));
        listeners.add(listener);
        listener.hearOf(told);
    }

    /** Who missed too much is told to load the city anew. */
    private static String reset(long from, long now) {
        return "event: reset\ndata: "
                + new JsonObject().put("missedAfter", from).put("position", now).encode() + "\n\n";
    }

    private void readOn(Listener listener, long after) {
        try {
            workers.run(() -> {
                try {
                    EventPage page = pages.after(after, PAGE);
                    Listener.Frame frame = frame(page, listener.filter, listener.access, after);
                    listener.run(() -> listener.read(frame));
                } catch (Exception e) {
                    listener.run(() -> listener.fail(e));
                }
            });
        } catch (HttpProblem busy) {
            listener.fail(busy);
        }
    }

    private static long lastEventId(RoutingContext context) {
        String header = context.request().getHeader("Last-Event-ID");
        String text = header != null ? header : context.request().getParam("lastEventId");
        if (text == null || text.isBlank()) {
            return -1;
        }
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw HttpProblem.badRequest(
                    "last-event-id-invalid",
                    "Last-Event-ID",
                    "Last-Event-ID phải là vị trí trong nhật ký",
                    "Last-Event-ID must be a log position");
        }
    }
}
