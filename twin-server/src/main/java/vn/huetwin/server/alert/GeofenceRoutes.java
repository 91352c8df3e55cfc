package vn.huetwin.server.alert;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import vn.huetwin.ingest.geofence.Geofence;
import vn.huetwin.ingest.geofence.GeofenceStore;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/** {@code /api/geofences}: for operators, since a condition may read anything. */
public final class GeofenceRoutes implements Routes {
    private static final int PAGE = 100;
    private static final int MOST = 1_000;

    private final GeofenceStore fences;
    private final Workers workers;

    public GeofenceRoutes(GeofenceStore fences, Workers workers) {
        this.fences = fences;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/geofences").handler(this::list);
        router.get("/api/geofences/:id").handler(this::show);
        router.delete("/api/geofences/:id").handler(this::delete);
        JsonRequest.mount(router, "PUT", "/api/geofences/:id", Role.OPERATOR, this::put);
    }

    private void list(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String after = context.request().getParam("after", "");
        int limit = JsonRequest.limit(context, PAGE, MOST);
        workers.run(context, () -> fences.list(after, limit), found -> {
            JsonArray all = new JsonArray();
            found.forEach(f -> all.add(json(f)));
            JsonObject body = new JsonObject().put("geofences", all);
            if (found.size() == limit) {
                body.put(
                        "next",
                        "/api/geofences?limit=" + limit + "&after="
                                + found.get(limit - 1).id());
            }
            JsonRequest.answer(context, 200, body);
        });
    }

    private void show(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        int limit = JsonRequest.limit(context, MOST, 10 * MOST);
        workers.run(
                context,
                () -> {
                    Geofence fence = fences.find(id);
                    if (fence == null) {
                        throw HttpProblem.notFound("geofences/" + id);
                    }
                    List<String> inside = fences.inside(id, limit);
                    return json(fence).put("inside", new JsonArray(inside));
                },
                body -> JsonRequest.answer(context, 200, body));
    }

    private void put(RoutingContext context) {
        String id = JsonRequest.key(context);
        JsonRequest body = JsonRequest.of(context);
        String title = body.optionalText("title");
        Geofence fence = new Geofence(
                id,
                title == null ? id : title,
                body.text("layer"),
                body.text("filter"),
                body.number("hysteresis", 0),
                Duration.ofMillis(Math.round(1_000 * body.number("debounce", 0))));
        String by = Caller.of(context).name();
        workers.run(
                context,
                () -> fences.put(fence, by),
                inside -> JsonRequest.answer(context, 200, json(fence).put("insideCount", inside)));
    }

    private void delete(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        workers.run(context, () -> fences.delete(id), found -> {
            if (!found) {
                throw HttpProblem.notFound("geofences/" + id);
            }
            context.response().setStatusCode(204).end();
        });
    }

    private static JsonObject json(Geofence fence) {
        return new JsonObject()
                .put("id", fence.id())
                .put("title", fence.title())
                .put("layer", fence.layer())
                .put("filter", fence.filter())
                .put("hysteresis", fence.hysteresisMetres())
                .put("debounce", fence.debounce().toMillis() / 1_000.0);
    }
}
