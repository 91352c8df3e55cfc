package vn.huetwin.server.ogc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
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
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caching;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.CrossOrigin;
import vn.huetwin.server.http.EntityTag;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.LayerTags;
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
    private final FeatureStore store;
    private final LayerTags tags;

    public OgcRoutes(
            Catalogue catalogue,
            FeatureStore store,
            CrsRegistry systems,
            LayerTags tags,
            Workers workers,
            Limits limits,
            Contact contact) {
        this.catalogue = catalogue;
        this.store = store;
        this.tags = tags;
        this.workers = workers;
        this.systems = systems;
        this.limits = limits;
        documents = new Documents(catalogue, store, systems, contact);
        openApi = new OpenApi(catalogue, limits, contact);
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

    /** A route for GET and HEAD. */
    static Route read(Router router, String path) {
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
        Caching.mark(context, Visit.VARY);
        EntityTag tag = tags.weak(List.of(layer), visit.access(), visit.self(), visit.language(), visit.html());
        if (Caching.hasIt(context, tag)) {
            return;
        }
        if (visit.html()) {
            page(visit, () -> itemsPage.many(visit, request));
        } else {
            head(visit, request);
            workers.stream(context, out -> items.write(request, visit, out));
        }
    }

    /** What is read of a layer that is the same as before is known without reading. */
    private void item(RoutingContext context) {
        Layer layer = layer(context);
        String key = context.pathParam("id");
        Visit visit = Visit.of(context, ItemsRequest.ITEM_PARAMETERS);
        ItemsRequest request = ItemsRequest.parseItem(layer, key, visit.parameters(), visit.access(), systems);
        Caching.mark(context, Visit.VARY);
        String version = tags.version(List.of(layer));
        String representation = representation(visit);
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        EntityTag same = FeatureTag.known(known, version, representation);
        if (same != null) {
            Caching.hasIt(context, same);
            return;
        }
        workers.run(
                context,
                () -> {
                    FeatureTag tag = new FeatureTag(version, representation, feature(request, key, version));
                    boolean has = EntityTag.isAny(known) || tag.isIn(known);
                    return new Item(tag, has ? new byte[0] : one(visit, request, key), has);
                },
                item -> answer(visit, request, item));
    }

    /** @param has whether the client has it already */
    private record Item(FeatureTag tag, byte[] body, boolean has) {}

    private static String representation(Visit visit) {
        String coding = visit.context().request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        return LayerTags.hash(visit.access(), visit.self(), visit.language(), visit.html(), coding);
    }

    /** The version is read before the feature: an edit between the two makes the tag too old, never too new. */
    private String feature(ItemsRequest request, String key, String layerVersion) {
        if (request.query().asOf() != null || request.query().knownAt() != null) {
            return layerVersion;
        }
        FeatureId id = new FeatureId(request.layer().name(), key);
        String version = store.version(id, request.query().access());
        if (version == null) {
            throw HttpProblem.notFound(request.layer().name() + "/" + Parameters.shorten(key));
        }
        return version;
    }

    private byte[] one(Visit visit, ItemsRequest request, String key) throws IOException {
        return visit.html()
                ? itemsPage.one(visit, request, key).getBytes(StandardCharsets.UTF_8)
                : items.one(request, key, visit);
    }

    private static void answer(Visit visit, ItemsRequest request, Item item) {
        HttpServerResponse response = visit.context().response();
        if (item.has()) {
            response.putHeader(HttpHeaders.ETAG, item.tag().tag().toString())
                    .setStatusCode(304)
                    .end();
            return;
        }
        response.putHeader(HttpHeaders.ETAG, item.tag().tag().toString());
        if (visit.html()) {
            visit.answer(Visit.HTML + "; charset=utf-8", item.body());
        } else {
            head(visit, request);
            response.end(Buffer.buffer(item.body()));
        }
    }

    private void page(Visit visit, Callable<String> page) {
        workers.run(
                visit.context(),
                page,
                text -> visit.answer(Visit.HTML + "; charset=utf-8", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void head(Visit visit, ItemsRequest request) {
        visit.context()
                .response()
                .putHeader("Content-Type", Visit.GEOJSON)
                .putHeader("Content-Crs", "<" + request.crs().uri() + ">");
    }
}
