package vn.huetwin.server.health;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.sql.SQLException;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.server.event.StreamRoutes;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/** {@code /health} (JSON, 503 when the database does not answer) and {@code /metrics} (Prometheus text). */
public final class HealthRoutes implements Routes {
    private final EventLog log;
    private final ChangeFeed feed;
    private final Intake intake;
    private final StreamRoutes streams;
    private final Workers workers;
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public HealthRoutes(EventLog log, ChangeFeed feed, Intake intake, StreamRoutes streams, Workers workers) {
        this.log = log;
        this.feed = feed;
        this.intake = intake;
        this.streams = streams;
        this.workers = workers;
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        Gauge.builder("twin_intake_queue_events", intake, Intake::queued).register(registry);
        Gauge.builder("twin_log_position", feed, ChangeFeed::position).register(registry);
        Gauge.builder("twin_stream_listeners", streams, StreamRoutes::listeners).register(registry);
        Gauge.builder("twin_workers_queue_requests", workers, Workers::queued).register(registry);
    }

    @Override
    public void mount(Router router) {
        router.get("/health")
                .handler(context -> workers.run(
                        context,
                        this::health,
                        body -> context.response()
                                .setStatusCode(body.getString("status").equals("up") ? 200 : 503)
                                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                                .end(body.toBuffer())));
        router.get("/metrics")
                .handler(context -> workers.run(
                        context,
                        registry::scrape,
                        text -> context.response()
                                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                                .end(text)));
    }

    private JsonObject health() {
        JsonObject body = new JsonObject();
        try {
            long last = log.last();
            body.put("status", "up")
                    .put("database", "up")
                    .put("logPosition", last)
                    .put("feedLag", Math.max(0, last - feed.position()));
        } catch (SQLException e) {
            body.put("status", "down").put("database", "down");
        }
        return body.put("intakeQueue", intake.queued()).put("listeners", streams.listeners());
    }
}
