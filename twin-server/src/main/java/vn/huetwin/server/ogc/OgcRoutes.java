package vn.huetwin.server.ogc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Function;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.CrossOrigin;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/** {@code /ogc}: OGC API – Features. What the caller may not see is not there: 404. */
public final class OgcRoutes implements Routes {
    private static final List<String> NONE = List.of();
    private final Catalogue catalogue;
    private final Workers workers;
    private final CrsRegistry systems;
    private final Limits limits;
    private final Documents documents;
    private final OpenApi openApi;
    private final ItemsAnswer items;
    private final ItemsPage itemsPage;
    private final Pages pages;
    private final Buffer style;

    public OgcRoutes(Catalogue catalogue, FeatureStore store, CrsRegistry systems, Workers workers, Limits limits) {
        this.catalogue = catalogue;
        this.workers = workers;
        this.systems = systems;
        this.limits = limits;
        documents = new Documents(catalogue, store, systems);
        openApi = new OpenApi(catalogue, limits);
        items = new ItemsAnswer(store, catalogue.iris(), limits.maxCount());
        itemsPage = new ItemsPage(store, items);
        pages = new Pages();
        style = Buffer.buffer(style());
    }

    private static byte[] style() {
        try (InputStream in = OgcRoutes.class.getResourceAsStream("/ogc/style.css")) {
            if (in == null) {
                throw new IllegalStateException("ogc/style.css is missing from the class path");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void mount(Router router) {
        router.route("/ogc*").handler(new CrossOrigin("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"));
        read(router, "/ogc").handler(c -> document(c, Visit.JSON, documents::landing, pages::landing));
        read(router, "/ogc/style.css")
                .handler(c -> c.response()
                        .putHeader("Content-Type", "text/css; charset=utf-8")
                        .putHeader("Cache-Control", "max-age=3600")
                        .end(style));
        read(router, "/ogc/conformance")
                .handler(c -> document(c, Visit.JSON, v -> documents.conformance(), pages::conformance));
        read(router, "/ogc/api").handler(c -> document(c, Visit.OPENAPI, openApi::document, pages::api));
        read(router, "/ogc/collections")
                .handler(c -> document(c, Visit.JSON, documents::collections, pages::collections));
        read(router, "/ogc/collections/:layer").handler(c -> {
            Layer layer = layer(c);
            document(c, Visit.JSON, v -> documents.collection(layer, v), (v, body) -> pages.collection(v, layer, body));
        });
        for (String name : List.of("schema", "queryables")) {
            boolean queryables = name.equals("queryables");
            read(router, "/ogc/collections/:layer/" + name).handler(c -> {
                Layer layer = layer(c);
                document(
                        c,
                        Visit.SCHEMA,
                        v -> documents.schema(layer, v, queryables),
                        (v, body) -> pages.schema(v, layer, body, queryables));
            });
        }
        read(router, "/ogc/collections/:layer/items").handler(this::items);
        read(router, "/ogc/collections/:layer/items/:id").handler(this::item);
    }

    private static Route read(Router router, String path) {
        return router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private Layer layer(RoutingContext context) {
        return Caller.of(context).access().get(catalogue, context.pathParam("layer"));
    }

    private void document(
            RoutingContext context,
            String type,
            Function<Visit, JsonObject> document,
            BiFunction<Visit, JsonObject, String> page) {
        Visit visit = Visit.of(context, NONE);
        workers.run(
                context,
                () -> {
                    JsonObject body = document.apply(visit);
                    return visit.html()
                            ? page.apply(visit, body).getBytes(StandardCharsets.UTF_8)
                            : body.toBuffer().getBytes();
                },
                bytes -> visit.answer(visit.html() ? Visit.HTML + "; charset=utf-8" : type, bytes));
    }

    private void items(RoutingContext context) {
        Layer layer = layer(context);
        Visit visit =
                Visit.of(context, ItemsRequest.known(layer, Caller.of(context).access()));
        ItemsRequest request = ItemsRequest.parse(layer, visit.parameters(), visit.access(), systems, limits);
        if (visit.html()) {
            page(visit, () -> itemsPage.many(visit, request));
        } else {
            head(visit, request);
            workers.stream(context, out -> items.write(request, visit, out));
        }
    }

    private void item(RoutingContext context) {
        Layer layer = layer(context);
        String key = context.pathParam("id");
        Visit visit = Visit.of(context, ItemsRequest.ITEM_PARAMETERS);
        ItemsRequest request = ItemsRequest.parseItem(layer, key, visit.parameters(), visit.access(), systems);
        if (visit.html()) {
            page(visit, () -> itemsPage.one(visit, request, key));
        } else {
            head(visit, request);
            workers.stream(context, out -> items.writeOne(request, key, visit, out));
        }
    }

    private void page(Visit visit, Callable<String> page) {
        workers.run(
                visit.context(),
                page,
                text -> visit.answer(Visit.HTML + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void head(Visit visit, ItemsRequest request) {
        HttpServerResponse response = visit.context().response();
        response.putHeader("Content-Type", Visit.GEOJSON)
                .putHeader("Content-Crs", "<" + request.crs().uri() + ">")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Vary", "Accept, Accept-Language, Authorization");
    }
}
