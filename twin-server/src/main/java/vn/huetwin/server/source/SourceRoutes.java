package vn.huetwin.server.source;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.source.SourceSpec;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.registry.SourceReport;
import vn.huetwin.ingest.source.registry.Sources;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/**
 * {@code GET /api/sources}: the register of sources and how each is doing. {@code POST /api/sources/<name>}: a message in
 * the format that the source is declared with; clients that add the name of an operation to their address may do so.
 */
public final class SourceRoutes implements Routes {
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final int MOST_RESULTS = 1_000;

    private final Sources sources;
    private final Workers workers;
    private final Limits limits;

    public SourceRoutes(Sources sources, Workers workers, Limits limits) {
        this.sources = sources;
        this.workers = workers;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/sources").handler(this::list);
        for (String path : List.of("/api/sources/:key", "/api/sources/:key/:operation")) {
            router.post(path).handler(context -> {
                Caller.of(context).require(Role.OPERATOR);
                SourceSpec source = sources.listening(context.pathParam("key"));
                if (source == null) {
                    throw HttpProblem.notFound("source " + context.pathParam("key"));
                }
                context.next();
            });
            router.post(path)
                    .handler(BodyHandler.create(false).setBodyLimit(limits.maxBatchBytes()))
                    .handler(this::push);
        }
    }

    private void list(RoutingContext context) {
        Caller caller = Caller.of(context);
        Access access = caller.access();
        workers.run(context, sources::reports, reports -> {
            JsonArray all = new JsonArray();
            reports.stream()
                    .filter(r -> access.sees(r.spec().access()))
                    .forEach(r -> all.add(json(r, caller.role().includes(Role.OPERATOR))));
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(new JsonObject().put("sources", all).toBuffer());
        });
    }

    /** @param inside whether addresses and faults of the inside may be told */
    private static JsonObject json(SourceReport report, boolean inside) {
        SourceSpec spec = report.spec();
        JsonObject json = new JsonObject()
                .put("name", spec.name())
                .put("kind", spec.kind())
                .put("owner", spec.owner())
                .put("schema", spec.schema())
                .put("licence", spec.licence())
                .put("access", spec.access().keyword())
                .put("period", Objects.toString(spec.period(), null))
                .put("state", report.state())
                .put("silent", report.silent())
                .put("lastSeen", Objects.toString(report.lastSeen(), null))
                .put("lag", report.lag())
                .put("progress", report.progress())
                .put("accepted", report.accepted())
                .put("duplicates", report.duplicates())
                .put("setAside", report.setAside())
                .put("failures", report.failures());
        return inside ? json.put("lastError", report.lastError()) : json;
    }

    private void push(RoutingContext context) {
        String name = context.pathParam("key");
        byte[] body = context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        Message message = new Message(
                context.normalizedPath(),
                context.request().getHeader(HttpHeaders.CONTENT_TYPE),
                Map.of(),
                body,
                Instant.now());
        if ("$batch".equals(context.pathParam("operation")) && sources.takesBatches(name)) {
            workers.run(
                    context,
                    () -> batch(name, message),
                    answers -> context.response()
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                            .putHeader("OData-Version", "4.01")
                            .end(answers));
        } else {
            workers.run(context, () -> sources.push(name, message), receipts -> answer(context, receipts));
        }
    }

    private String batch(String name, Message message) throws Exception {
        try {
            String answers = sources.batch(name, message);
            if (answers == null) {
                throw queueFull();
            }
            return answers;
        } catch (EventException e) {
            Problem problem = e.problems().get(0);
            throw new HttpProblem(400, problem.code(), problem.field(), problem.message());
        }
    }

    private static HttpProblem queueFull() {
        return new HttpProblem(
                429,
                "queue-full",
                null,
                new Text("Hàng đợi đã đầy, hãy gửi lại sau", "The queue is full; send the same again shortly"),
                RETRY_AFTER_SECONDS);
    }

    private static void answer(RoutingContext context, @Nullable List<Receipt> receipts) {
        if (receipts == null) {
            throw queueFull();
        }
        int accepted = 0;
        int duplicates = 0;
        JsonArray refused = new JsonArray();
        for (int i = 0; i < receipts.size(); i++) {
            Receipt receipt = receipts.get(i);
            if (receipt instanceof Receipt.Accepted) {
                accepted++;
            } else if (receipt instanceof Receipt.Duplicate) {
                duplicates++;
            } else if (receipt instanceof Receipt.Rejected rejected && refused.size() < MOST_RESULTS) {
                refused.add(problem(i, rejected.problems().get(0)));
            }
        }
        int setAside = receipts.size() - accepted - duplicates;
        int status = setAside == 0 ? 202 : setAside == receipts.size() ? 400 : 207;
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .end(new JsonObject()
                        .put("accepted", accepted)
                        .put("duplicates", duplicates)
                        .put("rejected", setAside)
                        .put("problems", refused)
                        .toBuffer());
    }

    private static JsonObject problem(int index, Problem problem) {
        return new JsonObject()
                .put("index", index)
                .put("code", problem.code())
                .put("field", problem.field())
                .put("detail_vi", problem.message().vi())
                .put("detail_en", problem.message().en());
    }
}
