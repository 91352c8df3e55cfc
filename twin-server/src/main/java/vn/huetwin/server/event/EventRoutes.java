package vn.huetwin.server.event;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
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

/** {@code POST /events}: CloudEvents 1.0 over HTTP, structured mode. Answers after the commit. */
public final class EventRoutes implements Routes {
    private final Intake intake;
    private final CloudEventJson json;
    private final Workers workers;
    private final Limits limits;

    public EventRoutes(Intake intake, CloudEventJson json, Workers workers, Limits limits) {
        this.intake = intake;
        this.json = json;
        this.workers = workers;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        // two routes, since Vert.x wants the body read before other handlers of a route
        router.post("/events").handler(context -> {
            Caller.of(context).require(Role.OPERATOR);
            context.next();
        });
        router.post("/events")
                .handler(BodyHandler.create(false).setBodyLimit(limits.maxEventBytes()))
                .handler(this::post);
    }

    private void post(RoutingContext context) {
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type == null || !type.startsWith("application/cloudevents+json")) {
            throw new HttpProblem(
                    415,
                    "media-type-not-supported",
                    "Content-Type",
                    new Text(
                            "Cần Content-Type: application/cloudevents+json",
                            "Send Content-Type: application/cloudevents+json"));
        }
        byte[] body = context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        workers.run(context, () -> take(body), receipt -> answer(context, receipt));
    }

    private Receipt take(byte[] body) throws Exception {
        CityEvent event;
        try {
            event = json.parse(body);
        } catch (EventException e) {
            intake.quarantine("http", body, e.problems());
            return new Receipt.Rejected(e.problems());
        }
        CompletableFuture<Receipt> receipt = intake.offer(event, body);
        if (receipt == null) {
            throw new HttpProblem(
                    429,
                    "queue-full",
                    null,
                    new Text("Hàng đợi đã đầy, hãy gửi lại sau", "The queue is full; send the event again shortly"),
                    1);
        }
        return receipt.get(30, TimeUnit.SECONDS);
    }

    private static void answer(RoutingContext context, Receipt receipt) {
        if (receipt instanceof Receipt.Rejected rejected) {
            refuse(context, rejected.problems());
            return;
        }
        JsonObject body = receipt instanceof Receipt.Accepted accepted
                ? new JsonObject().put("result", "accepted").put("position", accepted.position())
                : new JsonObject().put("result", "duplicate");
        context.response()
                .setStatusCode(202)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(body.toBuffer());
    }

    private static void refuse(RoutingContext context, List<Problem> problems) {
        JsonArray all = new JsonArray();
        for (Problem problem : problems) {
            all.add(new JsonObject()
                    .put("code", problem.code())
                    .put("field", problem.field())
                    .put("detail_vi", problem.message().vi())
                    .put("detail_en", problem.message().en()));
        }
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
                        .put("problems", all)
                        .toBuffer());
    }
}
