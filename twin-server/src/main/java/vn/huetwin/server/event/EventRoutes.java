package vn.huetwin.server.event;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import vn.huetwin.ingest.event.CityEvent;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/**
 * {@code POST /events}: CloudEvents 1.0 over HTTP in binary, structured and batch mode. Answers after the commit: 202 if
 * all is stored, 400 for a single event that is refused, 207 with the result of each for a batch with refused ones.
 * {@code OPTIONS /events} is the handshake of the web hook specification.
 */
public final class EventRoutes implements Routes {
    /** Requests per minute that a web hook sender may count on; more is taken while the queue has room. */
    private static final int RATE_PER_MINUTE = 6_000;

    private static final int RETRY_AFTER_SECONDS = 1;
    private static final int LOOKED_AT = 1 << 14;

    private final Intake intake;
    private final CloudEventJson json;
    private final Workers workers;
    private final Workers urgent;
    private final Limits limits;

    /** @param urgent for calls for rescue, so that they never wait behind others */
    public EventRoutes(Intake intake, CloudEventJson json, Workers workers, Workers urgent, Limits limits) {
        this.intake = intake;
        this.json = json;
        this.workers = workers;
        this.urgent = urgent;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        router.options("/events").handler(EventRoutes::handshake);
        // two routes, since Vert.x wants the body read before other handlers of a route
        router.post("/events").handler(context -> {
            Caller.of(context).require(Role.OPERATOR);
            EventMode.of(context.request().headers());
            context.next();
        });
        router.post("/events")
                .handler(BodyHandler.create(false).setBodyLimit(limits.maxBatchBytes()))
                .handler(this::post);
    }

    private static void handshake(RoutingContext context) {
        String origin = context.request().getHeader("WebHook-Request-Origin");
        context.response().putHeader(HttpHeaders.ALLOW, "POST, OPTIONS");
        if (origin != null) {
            context.response()
                    .putHeader("WebHook-Allowed-Origin", origin)
                    .putHeader("WebHook-Allowed-Rate", Integer.toString(RATE_PER_MINUTE));
        }
        context.response().setStatusCode(200).end();
    }

    private void post(RoutingContext context) {
        Buffer buffer = context.body().buffer();
        byte[] body = buffer == null ? new byte[0] : buffer.getBytes();
        EventMode mode = EventMode.of(context.request().headers());
        if (mode == EventMode.BATCH) {
            lane(Map.of(), body).run(context, () -> takeBatch(body), results -> answer(context, results));
            return;
        }
        if (body.length > limits.maxEventBytes()) {
            throw tooLarge();
        }
        Map<String, String> attributes = mode == EventMode.BINARY
                ? EventMode.attributes(context.request().headers())
                : Map.of();
        lane(attributes, body).run(context, () -> take(mode, attributes, body), receipt -> answer(context, receipt));
    }

    /** Looks at the start of large batches only: rescue services send small ones. */
    private Workers lane(Map<String, String> attributes, byte[] body) {
        String start = new String(body, 0, Math.min(body.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
        boolean first = attributes.getOrDefault("type", "").startsWith(Intake.URGENT) || start.contains(Intake.URGENT);
        return first ? urgent : workers;
    }

    private HttpProblem tooLarge() {
        return new HttpProblem(
                413,
                "event-too-large",
                "body",
                new Text(
                        "Một sự kiện tối đa " + limits.maxEventBytes() + " byte",
                        "One event may have " + limits.maxEventBytes() + " bytes"));
    }

    static HttpProblem queueFull() {
        return new HttpProblem(
                429,
                "queue-full",
                null,
                new Text("Hàng đợi đã đầy, hãy gửi lại sau", "The queue is full; send the same again shortly"),
                RETRY_AFTER_SECONDS);
    }

    private Receipt take(EventMode mode, Map<String, String> attributes, byte[] body) throws Exception {
        CloudEventJson.Item item = mode == EventMode.BINARY ? json.item(attributes, body) : json.item(body);
        CityEvent event = item.event();
        if (event == null) {
            intake.quarantine(item.source() == null ? "http" : item.source(), item.original(), item.problems());
            return new Receipt.Rejected(item.problems());
        }
        CompletableFuture<Receipt> receipt = intake.offer(event, item.original());
        if (receipt == null) {
            throw queueFull();
        }
        return receipt.get(30, TimeUnit.SECONDS);
    }

    private JsonObject takeBatch(byte[] body) throws Exception {
        List<CloudEventJson.Item> items;
        try {
            items = json.parseBatch(body, limits.maxBatchEvents());
        } catch (EventException e) {
            Problem problem = e.problems().get(0);
            if (problem.code().equals("too-many-events")) {
                throw new HttpProblem(413, problem.code(), problem.field(), problem.message());
            }
            intake.quarantine("http", body, e.problems());
            throw new HttpProblem(400, problem.code(), problem.field(), problem.message());
        }
        List<Intake.Offered> sound = new ArrayList<>();
        for (CloudEventJson.Item item : items) {
            if (item.event() != null) {
                sound.add(new Intake.Offered(item.event(), item.original()));
            }
        }
        List<CompletableFuture<Receipt>> receipts = intake.offer(sound);
        if (receipts == null) {
            throw queueFull();
        }
        for (CloudEventJson.Item item : items) {
            if (item.event() == null) {
                intake.quarantine(item.source() == null ? "http" : item.source(), item.original(), item.problems());
            }
        }
        return results(items, receipts.iterator());
    }

    private static JsonObject results(List<CloudEventJson.Item> items, Iterator<CompletableFuture<Receipt>> receipts)
            throws Exception {
        int[] counts = new int[3];
        JsonArray results = new JsonArray();
        for (int i = 0; i < items.size(); i++) {
            CloudEventJson.Item item = items.get(i);
            Receipt receipt = item.event() == null
                    ? new Receipt.Rejected(item.problems())
                    : receipts.next().get(60, TimeUnit.SECONDS);
            counts[receipt instanceof Receipt.Accepted ? 0 : receipt instanceof Receipt.Duplicate ? 1 : 2]++;
            results.add(put(
                    new JsonObject()
                            .put("index", i)
                            .put("source", item.source())
                            .put("id", item.id()),
                    receipt));
        }
        return new JsonObject()
                .put("accepted", counts[0])
                .put("duplicates", counts[1])
                .put("rejected", counts[2])
                .put("results", results);
    }

    private static JsonObject put(JsonObject result, Receipt receipt) {
        if (receipt instanceof Receipt.Accepted accepted) {
            result.put("result", "accepted").put("position", accepted.position());
            return accepted.notes().isEmpty() ? result : result.put("notes", problems(accepted.notes()));
        }
        if (receipt instanceof Receipt.Rejected rejected) {
            Problem first = rejected.problems().get(0);
            return result.put("result", "rejected")
                    .put("code", first.code())
                    .put("field", first.field())
                    .put("problems", problems(rejected.problems()));
        }
        return result.put("result", "duplicate");
    }

    private static void answer(RoutingContext context, JsonObject results) {
        context.response()
                .setStatusCode(results.getInteger("rejected") == 0 ? 202 : 207)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .end(results.toBuffer());
    }

    static void answer(RoutingContext context, Receipt receipt) {
        if (receipt instanceof Receipt.Rejected rejected) {
            refuse(context, rejected.problems());
            return;
        }
        context.response()
                .setStatusCode(202)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(put(new JsonObject(), receipt).toBuffer());
    }

    private static JsonArray problems(List<Problem> problems) {
        JsonArray all = new JsonArray();
        for (Problem problem : problems) {
            all.add(new JsonObject()
                    .put("code", problem.code())
                    .put("field", problem.field())
                    .put("detail_vi", problem.message().vi())
                    .put("detail_en", problem.message().en()));
        }
        return all;
    }

    private static void refuse(RoutingContext context, List<Problem> problems) {
        Problem first = problems.get(0);
        context.response()
                .setStatusCode(400)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json; charset=utf-8")
                .end(new JsonObject()
                        .put("type", "about:blank")
                        .put("title", "event rejected")
                        .put("status", 400)
                        .put("code", first.code())
                        .put("field", first.field())
                        .put("detail", first.message().en())
                        .put("detail_vi", first.message().vi())
                        .put("detail_en", first.message().en())
                        .put("problems", problems(problems))
                        .toBuffer());
    }
}
