package vn.huetwin.server.health;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.source.registry.SourceReport;
import vn.huetwin.ingest.source.registry.Sources;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.server.event.StreamRoutes;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.tile.TilesetKeeper;
import vn.huetwin.server.tile.Tilesets;
import vn.huetwin.tiles.solid.Theme;

/**
 * {@code /health} (JSON; 503 while the database does not answer) and {@code /metrics} (Prometheus text). The database is
 * asked on a thread of its own, so that the answer comes when all workers wait for it.
 */
public final class HealthRoutes implements Routes, AutoCloseable {
    private static final long PATIENCE_SECONDS = 3;
    private static final long UNKNOWN = -1;

    private final String version;
    private final Instant started;
    private final EventLog log;
    private final ChangeFeed feed;
    private final Intake intake;
    private final StreamRoutes streams;
    private final Sources sources;
    private final Catalogue catalogue;
    private final Tilesets tilesets;
    private final Workers workers;
    private final PrometheusMeterRegistry registry;
    private final ExecutorService asking = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "health");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable CompletableFuture<Long> asked;

    public HealthRoutes(
            String version,
            Instant started,
            EventLog log,
            ChangeFeed feed,
            Intake intake,
            StreamRoutes streams,
            Sources sources,
            Catalogue catalogue,
            Tilesets tilesets,
            Workers workers,
            PrometheusMeterRegistry registry) {
        this.version = version;
        this.started = started;
        this.log = log;
        this.feed = feed;
        this.intake = intake;
        this.streams = streams;
        this.sources = sources;
        this.catalogue = catalogue;
        this.tilesets = tilesets;
        this.workers = workers;
        this.registry = registry;
    }

    @Override
    public void mount(Router router) {
        router.get("/health").handler(context -> {
            var loop = context.vertx().getOrCreateContext();
            var unused = lastPosition()
                    .copy()
                    .completeOnTimeout(UNKNOWN, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .thenAccept(last -> loop.runOnContext(done -> {
                        if (!context.response().closed()) {
                            context.response()
                                    .setStatusCode(last == UNKNOWN ? 503 : 200)
                                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                                    .end(health(last, Caller.of(context).access())
                                            .toBuffer());
                        }
                    }));
        });
        router.get("/metrics")
                .handler(context -> workers.run(
                        context,
                        registry::scrape,
                        text -> context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                                .end(text)));
    }

    /** Of the log in the database, or {@link #UNKNOWN}; whoever asks meanwhile gets the same answer. */
    private synchronized CompletableFuture<Long> lastPosition() {
        CompletableFuture<Long> running = asked;
        if (running == null || running.isDone()) {
            running = CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return log.last();
                        } catch (SQLException e) {
                            return UNKNOWN;
                        }
                    },
                    asking);
            asked = running;
        }
        return running;
    }

    private JsonObject health(long last, Access access) {
        boolean up = last != UNKNOWN;
        JsonObject body = new JsonObject()
                .put("status", up ? "up" : "down")
                .put("version", version)
                .put("started", started.toString())
                .put("uptimeSeconds", Duration.between(started, Instant.now()).toSeconds())
                .put("database", up ? "up" : "down");
        if (up) {
            body.put("logPosition", last).put("feedLag", Math.max(0, last - feed.position()));
        }
        return body.put("intakeQueue", intake.queued())
                .put("listeners", streams.listeners())
                .put("sources", sources(access))
                .put("tiles", tiles(access).getJsonObject(Theme.BUILDINGS.tileset()))
                .put("tilesets", tiles(access));
    }

    private JsonObject tiles(Access access) {
        JsonObject all = new JsonObject();
        for (Tilesets.Entry entry : tilesets.entries()) {
            if (access.sees(catalogue.get(entry.theme().layer()))) {
                all.put(entry.theme().tileset(), state(entry.keeper().state()));
            }
        }
        return all;
    }

    private static JsonObject state(TilesetKeeper.State tiles) {
        return new JsonObject()
                .put("status", tiles.status())
                .put("made", tiles.made() == null ? null : tiles.made().toString())
                .put("tookMillis", tiles.took() == null ? null : tiles.took().toMillis())
                .put("failed", tiles.error() != null);
    }

    /** How many there are, and which of those that the caller may know of are silent or failed. */
    private JsonObject sources(Access access) {
        List<SourceReport> reports = sources.reports();
        List<SourceReport> known =
                reports.stream().filter(r -> access.sees(r.spec().access())).toList();
        return new JsonObject()
                .put("declared", reports.size())
                .put("silent", reports.stream().filter(SourceReport::silent).count())
                .put("silentSources", names(known, SourceReport::silent))
                .put("failedSources", names(known, r -> r.state().equals("failed")));
    }

    private static JsonArray names(List<SourceReport> reports, Predicate<SourceReport> which) {
        JsonArray names = new JsonArray();
        reports.stream().filter(which).forEach(r -> names.add(r.spec().name()));
        return names;
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
