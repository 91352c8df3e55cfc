package vn.huetwin.server.alert;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.pattern.PatternStore;
import vn.huetwin.ingest.pattern.StandingPattern;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/** {@code /api/patterns}: standing SPARQL questions, for operators. */
public final class PatternRoutes implements Routes {
    private final PatternStore patterns;
    private final Workers workers;

    public PatternRoutes(PatternStore patterns, Workers workers) {
        this.patterns = patterns;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/patterns").handler(this::list);
        router.get("/api/patterns/:id").handler(this::show);
        router.delete("/api/patterns/:id").handler(this::delete);
        JsonRequest.mount(router, "PUT", "/api/patterns/:id", Role.OPERATOR, this::put);
    }

    private void list(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        workers.run(context, patterns::all, found -> {
            JsonArray all = new JsonArray();
            found.forEach(p -> all.add(json(p)));
            JsonRequest.answer(context, 200, new JsonObject().put("patterns", all));
        });
    }

    private void show(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        workers.run(
                context,
                () -> {
                    StandingPattern found = patterns.find(id);
                    if (found == null) {
                        throw HttpProblem.notFound("patterns/" + id);
                    }
                    JsonArray solutions = new JsonArray();
                    patterns.solutions(id).forEach(s -> solutions.add(new JsonObject(s)));
                    return json(found).put("solutions", solutions);
                },
                body -> JsonRequest.answer(context, 200, body));
    }

    private void put(RoutingContext context) {
        String id = JsonRequest.key(context);
        JsonRequest body = JsonRequest.of(context);
        String title = body.optionalText("title");
        String query = body.text("query");
        Caller caller = Caller.of(context);
        Access access = access(body.optionalText("accessclass"), caller);
        workers.run(
                context,
                () -> patterns.put(id, title == null ? id : title, query, access, caller.name()),
                layers -> JsonRequest.answer(
                        context,
                        200,
                        new JsonObject().put("id", id).put("layers", new JsonArray(List.copyOf(layers)))));
    }

    /** Who it is asked as: the public unless more is asked for, and never more than who asks may see. */
    static Access access(@Nullable String text, Caller caller) {
        if (text == null) {
            return Access.OPEN;
        }
        for (AccessClass known : AccessClass.values()) {
            if (known.keyword().equals(text) && caller.access().sees(known)) {
                return new Access(known);
            }
        }
        throw HttpProblem.badRequest(
                "accessclass-invalid",
                "accessclass",
                "accessclass là open, internal hoặc personal, trong quyền của bạn",
                "accessclass is open, internal or personal, within your own clearance");
    }

    private void delete(RoutingContext context) {
        Caller.of(context).require(Role.OPERATOR);
        String id = JsonRequest.key(context);
        workers.run(context, () -> patterns.delete(id), found -> {
            if (!found) {
                throw HttpProblem.notFound("patterns/" + id);
            }
            context.response().setStatusCode(204).end();
        });
    }

    private static JsonObject json(StandingPattern pattern) {
        return new JsonObject()
                .put("id", pattern.id())
                .put("title", pattern.title())
                .put("query", pattern.query())
                .put("accessclass", pattern.access().clearance().keyword())
                .put("layers", new JsonArray(List.copyOf(pattern.layers())))
                .put(
                        "askedAt",
                        pattern.askedAt() == null ? null : pattern.askedAt().toString())
                .put("error", pattern.error());
    }
}
