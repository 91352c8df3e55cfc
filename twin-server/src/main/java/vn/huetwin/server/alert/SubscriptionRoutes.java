package vn.huetwin.server.alert;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ingest.webhook.DeadLetter;
import vn.huetwin.ingest.webhook.Deliveries;
import vn.huetwin.ingest.webhook.SinkException;
import vn.huetwin.ingest.webhook.Subscription;
import vn.huetwin.ingest.webhook.SubscriptionStore;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/** {@code /api/subscriptions}: who is told by web hook, in the terms of the CloudEvents Subscriptions API. For operators. */
public final class SubscriptionRoutes implements Routes {
    private static final String PATH = "/api/subscriptions";
    private static final int PAGE = 100;
    private static final int MOST = 1_000;

    private final Deliveries deliveries;
    private final SubscriptionStore store;
    private final Workers workers;

    public SubscriptionRoutes(Deliveries deliveries, SubscriptionStore store, Workers workers) {
        this.deliveries = deliveries;
        this.store = store;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        JsonRequest.mount(router, "POST", PATH, Role.OPERATOR, this::subscribe);
        router.get(PATH).handler(this::list);
        router.get(PATH + "/:id").handler(this::show);
        router.delete(PATH + "/:id").handler(this::delete);
        router.post(PATH + "/:id/pause").handler(context -> pause(context, true));
        router.post(PATH + "/:id/resume").handler(context -> pause(context, false));
        router.get(PATH + "/:id/dead-letters").handler(this::deadLetters);
        router.post(PATH + "/:id/dead-letters/:key/replay").handler(this::replay);
    }

    private void subscribe(RoutingContext context) {
        JsonRequest body = JsonRequest.of(context);
        Caller caller = Caller.of(context);
        String protocol = body.optionalText("protocol");
        if (protocol != null && !protocol.equalsIgnoreCase("HTTP")) {
            throw HttpProblem.badRequest(
                    "protocol-unknown", "protocol", "Chỉ hỗ trợ protocol HTTP", "HTTP is the only protocol");
        }
        URI sink = sink(body.text("sink"));
        Access access = PatternRoutes.access(body.optionalText("accessclass"), caller);
        EventFilter.Wish wish = wish(body);
        String secret = body.optionalText("secret");
        long from = (long) body.number("from", -1);
        workers.run(
                context,
                () -> {
                    try {
                        return deliveries.subscribe(sink, wish, access, secret, from, caller.name());
                    } catch (SinkException e) {
                        throw new HttpProblem(422, e.code(), e.field(), e.text());
                    }
                },
                made -> {
                    context.response().putHeader("Location", PATH + "/" + made.id());
                    JsonRequest.answer(context, 201, json(made).put("secret", made.secret()));
                });
    }

    private static URI sink(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            throw HttpProblem.badRequest("sink-invalid", "sink", "sink không phải một địa chỉ", "sink is no address");
        }
    }

    private static EventFilter.Wish wish(JsonRequest body) {
        List<String> wards = body.texts("wards");
        double[] box = body.numbers("bbox");
        if (box != null && !(box.length == 4 && box[0] <= box[2] && box[1] <= box[3])) {
            throw HttpProblem.badRequest(
                    "bbox-invalid",
                    "bbox",
                    "bbox cần bốn số: tây, nam, đông, bắc theo độ WGS 84",
                    "bbox takes four numbers: west, south, east, north in degrees of WGS 84");
        }
        return new EventFilter.Wish(
                body.texts("types"),
                wards == null ? null : new TreeSet<>(wards),
                box == null ? null : new Envelope(box[0], box[2], box[1], box[3]),
                body.optionalText("layer"),
                body.optionalText("filter"));
    }

    private void list(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        workers.run(context, store::all, found -> {
            JsonArray all = new JsonArray();
            found.forEach(s -> all.add(json(s)));
            JsonRequest.answer(context, 200, new JsonObject().put("subscriptions", all));
        });
    }

    private void show(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        workers.run(context, () -> find(id), found -> JsonRequest.answer(context, 200, json(found)));
    }

    private Subscription find(String id) throws SQLException {
        Subscription found = store.find(id);
        if (found == null) {
            throw HttpProblem.notFound("subscriptions/" + id);
        }
        return found;
    }

    private void delete(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        workers.run(context, () -> deliveries.delete(id), found -> done(context, found));
    }

    private void pause(RoutingContext context, boolean paused) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        workers.run(context, () -> deliveries.pause(id, paused), found -> done(context, found));
    }

    private static void done(RoutingContext context, boolean found) {
        if (!found) {
            throw HttpProblem.notFound("subscriptions/" + context.pathParam("id"));
        }
        context.response().setStatusCode(204).end();
    }

    private void deadLetters(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        long after = number(context.request().getParam("after", "0"));
        int limit = JsonRequest.limit(context, PAGE, MOST);
        workers.run(
                context,
                () -> {
                    find(id);
                    return store.deadLetters(id, after, limit);
                },
                letters -> {
                    JsonArray all = new JsonArray();
                    letters.forEach(l -> all.add(json(l)));
                    JsonRequest.answer(context, 200, new JsonObject().put("deadLetters", all));
                });
    }

    private void replay(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        long number = number(context.pathParam("key"));
        workers.run(
                context,
                () -> {
                    Subscription to = find(id);
                    List<DeadLetter> letter = store.deadLetters(id, number - 1, 1);
                    if (letter.isEmpty() || letter.get(0).id() != number) {
                        throw HttpProblem.notFound("dead-letters/" + number);
                    }
                    String error = deliveries.replay(to, letter.get(0));
                    return new JsonObject().put("taken", error == null).put("error", error);
                },
                body -> JsonRequest.answer(context, 200, body));
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw HttpProblem.notFound("dead-letters/" + text);
        }
    }

    private static JsonObject json(Subscription subscription) {
        EventFilter.Wish wish = subscription.wish();
        Envelope box = wish.box();
        Subscription.Progress progress = subscription.progress();
        return new JsonObject()
                .put("id", subscription.id())
                .put("protocol", "HTTP")
                .put("sink", subscription.sink().toString())
                .put("types", wish.types() == null ? null : new JsonArray(wish.types()))
                .put("wards", wish.wards() == null ? null : new JsonArray(List.copyOf(wish.wards())))
                .put(
                        "bbox",
                        box == null
                                ? null
                                : new JsonArray(
                                        Arrays.asList(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY())))
                .put("layer", wish.layer())
                .put("filter", wish.cql())
                .put("accessclass", subscription.access().clearance().keyword())
                .put("state", progress.state().name().toLowerCase(Locale.ROOT))
                .put("reason", subscription.hasSecret() ? progress.reason() : Deliveries.NO_SECRET)
                .put("position", progress.position())
                .put("delivered", progress.delivered())
                .put("attempts", progress.attempts())
                .put(
                        "retryAt",
                        progress.retryAt() == null ? null : progress.retryAt().toString())
                .put("lastError", progress.lastError());
    }

    private static JsonObject json(DeadLetter letter) {
        return new JsonObject()
                .put("id", letter.id())
                .put("position", letter.position())
                .put("event", new JsonObject(letter.event()))
                .put("attempts", letter.attempts())
                .put("error", letter.error())
                .put("deadAt", letter.deadAt().toString());
    }
}
