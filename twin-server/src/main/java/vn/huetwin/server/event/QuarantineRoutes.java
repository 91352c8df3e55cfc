package vn.huetwin.server.event;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.Receipt;
import vn.huetwin.ingest.quarantine.QuarantineShelf;
import vn.huetwin.ingest.replay.QuarantineReplay;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/**
 * {@code /api/quarantine}: what was refused, with its reason and its bytes; counts; and sending again, mended or as it
 * was. For operators.
 */
public final class QuarantineRoutes implements Routes {
    private static final int PAGE = 100;
    private static final int MOST = 1_000;

    private final QuarantineShelf shelf;
    private final QuarantineReplay replay;
    private final Catalogue catalogue;
    private final Workers workers;
    private final Limits limits;

    public QuarantineRoutes(
            QuarantineShelf shelf, QuarantineReplay replay, Catalogue catalogue, Workers workers, Limits limits) {
        this.shelf = shelf;
        this.replay = replay;
        this.catalogue = catalogue;
        this.workers = workers;
        this.limits = limits;
    }

    @Override
    public void mount(Router router) {
        for (String path : List.of("/api/quarantine", "/api/quarantine/*")) {
            router.route(path).handler(context -> {
                Caller.of(context).require(Role.OPERATOR);
                context.next();
            });
        }
        router.get("/api/quarantine").handler(this::list);
        router.get("/api/quarantine/counts").handler(this::counts);
        router.get("/api/quarantine/:id").handler(this::show);
        router.post("/api/quarantine/:id/replay")
                .handler(BodyHandler.create(false).setBodyLimit(limits.maxEventBytes()))
                .handler(this::replay);
    }

    private void list(RoutingContext context) {
        String source = context.request().getParam("source");
        String reason = context.request().getParam("reason");
        long after = number(context, "after", 0);
        int limit = (int) Math.min(MOST, Math.max(1, number(context, "limit", PAGE)));
        Access access = Caller.of(context).access();
        workers.run(context, () -> shelf.list(source, reason, after, limit), items -> {
            JsonArray all = new JsonArray();
            items.stream().filter(i -> sees(access, i.layer())).forEach(i -> all.add(json(i)));
            JsonObject body = new JsonObject().put("items", all);
            if (items.size() == limit) {
                body.put("next", items.get(items.size() - 1).id());
            }
            answer(context, 200, body);
        });
    }

    private void counts(RoutingContext context) {
        Access access = Caller.of(context).access();
        workers.run(context, shelf::counts, counts -> {
            JsonArray all = new JsonArray();
            counts.stream()
                    .filter(c -> sees(access, c.layer()))
                    .forEach(c -> all.add(new JsonObject()
                            .put("source", c.source())
                            .put("layer", c.layer())
                            .put("reason", c.reasonCode())
                            .put("count", c.count())
                            .put("last", c.last().toString())));
            answer(context, 200, new JsonObject().put("counts", all));
        });
    }

    private void show(RoutingContext context) {
        Access access = Caller.of(context).access();
        long id = id(context);
        workers.run(context, () -> find(id, access), item -> answer(context, 200, json(item)));
    }

    private void replay(RoutingContext context) {
        Access access = Caller.of(context).access();
        long id = id(context);
        byte[] body = context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
        workers.run(
                context,
                () -> {
                    Receipt receipt = replay.send(find(id, access), body.length == 0 ? null : body);
                    if (receipt == null) {
                        throw EventRoutes.queueFull();
                    }
                    return receipt;
                },
                receipt -> EventRoutes.answer(context, receipt));
    }

    private QuarantineShelf.Item find(long id, Access access) throws Exception {
        QuarantineShelf.Item item = shelf.find(id);
        if (item == null || !sees(access, item.layer())) {
            throw HttpProblem.notFound("quarantine/" + id);
        }
        return item;
    }

    /** What is about a layer above the reader's clearance does not exist for the reader. */
    private boolean sees(Access access, @Nullable String layer) {
        return layer == null || catalogue.find(layer) == null || access.find(catalogue, layer) != null;
    }

    private static JsonObject json(QuarantineShelf.Item item) {
        return new JsonObject()
                .put("id", item.id())
                .put("source", item.source())
                .put("batch", item.batch())
                .put("row", item.row())
                .put("layer", item.layer())
                .put("reason", item.reasonCode())
                .put("field", item.field())
                .put("message", item.message())
                .put("receivedAt", item.receivedAt().toString())
                .put("original", QuarantineReplay.text(item))
                .put("originalBase64", Base64.getEncoder().encodeToString(item.original()));
    }

    private static long id(RoutingContext context) {
        try {
            return Long.parseLong(context.pathParam("id"));
        } catch (NumberFormatException e) {
            throw HttpProblem.notFound("quarantine/" + context.pathParam("id"));
        }
    }

    private static long number(RoutingContext context, String name, long otherwise) {
        String text = context.request().getParam(name);
        if (text == null) {
            return otherwise;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw HttpProblem.badRequest(
                    "parameter-invalid", name, name + " phải là số nguyên", name + " must be a whole number");
        }
    }

    private static void answer(RoutingContext context, int status, JsonObject body) {
        context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(body.toBuffer());
    }
}
