package vn.huetwin.server.event;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/**
 * {@code GET /events/stream}: server-sent events, with the log position as event id. A listener that comes back with
 * {@code Last-Event-ID} gets what it missed first. A listener too slow to follow is dropped and may come back.
 */
public final class StreamRoutes implements Routes {
    private static final long HEARTBEAT_MILLIS = 15_000;

    private final class Listener {
        final HttpServerResponse response;
        final Access access;
        final StreamFilter filter;
        final Context context;
        long position;

        Listener(HttpServerResponse response, Access access, StreamFilter filter, Context context) {
            this.response = response;
            this.access = access;
            this.filter = filter;
            this.context = context;
        }

        /** On the listener's event loop. */
        void send(List<LogEntry> entries) {
            StringBuilder text = new StringBuilder();
            for (LogEntry entry : entries) {
                if (entry.position() > position) {
                    position = entry.position();
                    append(text, entry);
                }
            }
            write(text.toString());
        }

        private void append(StringBuilder text, LogEntry entry) {
            if (!filter.matches(entry)) {
                return;
            }
            JsonObject event = view(entry, access);
            if (event != null) {
                text.append("id: ").append(entry.position()).append("\nevent: ").append(entry.type());
                text.append("\ndata: ").append(event.encode()).append("\n\n");
            }
        }

        void write(String text) {
            if (text.isEmpty() || response.closed()) {
                return;
            }
            if (response.writeQueueFull()) {
                response.reset();
                return;
            }
            response.write(text);
        }
    }

    private final Vertx vertx;
    private final Catalogue catalogue;
    private final EventLog log;
    private final ChangeFeed feed;
    private final Workers workers;
    private final Limits limits;
    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    public StreamRoutes(
            Vertx vertx, Catalogue catalogue, EventLog log, ChangeFeed feed, Workers workers, Limits limits) {
        this.vertx = vertx;
        this.catalogue = catalogue;
        this.log = log;
        this.feed = feed;
        this.workers = workers;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        feed.listen(page -> listeners.forEach(l -> l.context.runOnContext(go -> l.send(page))));
        vertx.setPeriodic(
                HEARTBEAT_MILLIS, t -> listeners.forEach(l -> l.context.runOnContext(go -> l.write(": alive\n\n"))));
        router.get("/events/stream").handler(this::open);
    }

    public int listeners() {
        return listeners.size();
    }

    /** Tells every listener of a change that is not in the log, such as a tile made anew. */
    public void broadcast(String event, JsonObject data) {
        String text = "event: " + event + "\ndata: " + data.encode() + "\n\n";
        listeners.forEach(l -> l.context.runOnContext(go -> l.write(text)));
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
        StreamFilter filter = StreamFilter.of(context.request().params());
        Listener listener =
                new Listener(context.response(), Caller.of(context).access(), filter, vertx.getOrCreateContext());
        workers.run(context, () -> missed(from), missed -> {
            context.response()
                    .setChunked(true)
                    .setWriteQueueMaxSize(1 << 20)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .putHeader(HttpHeaders.CONTENT_ENCODING, "identity")
                    .putHeader("X-Accel-Buffering", "no");
            context.response().closeHandler(closed -> listeners.remove(listener));
            context.response().exceptionHandler(e -> listeners.remove(listener));
            listener.write("retry: 2000\n: connected\n\n");
            listeners.add(listener);
            catchUp(context, listener, missed);
        });
    }

    /** The listener is registered already, so what is committed meanwhile arrives too; positions sort out doubles. */
    private void catchUp(RoutingContext context, Listener listener, List<LogEntry> missed) {
        listener.send(missed);
        long position = listener.position;
        if (position > 0) {
            workers.run(context, () -> missed(position), listener::send);
        }
    }

    private List<LogEntry> missed(long from) throws Exception {
        return from < 0 ? List.of() : log.after(from, limits.maxReplay());
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

    /** The entry as this reader may see it, or null. */
    private @Nullable JsonObject view(LogEntry entry, Access access) {
        JsonObject event = new JsonObject()
                .put("specversion", "1.0")
                .put("id", entry.id())
                .put("source", entry.source())
                .put("type", entry.type())
                .put("subject", entry.subject())
                .put("time", entry.time().toString())
                .put("recordedtime", entry.recordedAt().toString())
                .put("wardcode", entry.wardCode());
        if (entry.layer() == null) {
            return event.put("data", new JsonObject());
        }
        Layer layer = access.find(catalogue, entry.layer());
        if (layer == null) {
            return null;
        }
        JsonObject data = new JsonObject(entry.data());
        for (String member : new ArrayList<>(data.fieldNames())) {
            Property property = layer.find(member);
            if (property != null && !access.sees(property)) {
                data.remove(member);
            }
        }
        return event.put("data", data);
    }
}
