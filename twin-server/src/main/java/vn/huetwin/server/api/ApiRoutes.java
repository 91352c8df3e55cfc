package vn.huetwin.server.api;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.geotools.api.filter.FilterFactory;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.io.geojson.GeoJsonWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.query.PlaceSearch;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.http.AsOf;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/** {@code /api/config, layers, codelists, features, search}. */
public final class ApiRoutes implements Routes {
    private static final FilterFactory FILTERS = CommonFactoryFinder.getFilterFactory();
    private static final String BATCHES = "import_batch";
    private final ServerConfig config;
    private final Catalogue catalogue;
    private final FeatureStore store;
    private final PlaceSearch search;
    private final Supplier<@Nullable String> terrain;
    private final Workers workers;
    private final Envelope bounds;
    private final Limits limits;

    /** @param bounds of the city: WGS 84 lon/lat */
    /** @param terrain the version of the terrain, or null without one */
    public ApiRoutes(
            ServerConfig config,
            Envelope bounds,
            Catalogue catalogue,
            FeatureStore store,
            PlaceSearch search,
            Supplier<@Nullable String> terrain,
            Workers workers) {
        this.config = config;
        this.bounds = bounds;
        this.catalogue = catalogue;
        this.store = store;
        this.search = search;
        this.terrain = terrain;
        this.workers = workers;
        this.limits = config.limits();
    }

    @Override
    public void mount(Router router) {
        router.get("/api/config").handler(c -> json(c, config(Caller.of(c))));
        router.get("/api/codelists").handler(c -> json(c, codeLists(Caller.of(c).access())));
        router.get("/api/layers").handler(c -> {
            Access access = Caller.of(c).access();
            workers.run(c, () -> layers(access), body -> json(c, body));
        });
        router.get("/api/features/:layer/:key").handler(c -> {
            Access access = Caller.of(c).access();
            FeatureId id = new FeatureId(c.pathParam("layer"), c.pathParam("key"));
            Instant asOf = AsOf.of(c);
            workers.run(c, () -> feature(id, access, asOf), body -> json(c, body));
        });
        router.get("/api/search").handler(this::search);
    }

    private static void json(RoutingContext context, JsonObject body) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(body.toBuffer());
    }

    /** West, south, east, north. */
    private static JsonArray box(Envelope box) {
        return new JsonArray()
                .add(box.getMinX())
                .add(box.getMinY())
                .add(box.getMaxX())
                .add(box.getMaxY());
    }

    static JsonObject text(Text text) {
        return new JsonObject().put("vi", text.vi()).put("en", text.en());
    }

    private JsonObject config(Caller caller) {
        return new JsonObject()
                .put("title", new JsonObject().put("vi", "Huế Twin").put("en", "Huế Twin"))
                .put("base", catalogue.iris().base())
                .put(
                        "home",
                        new JsonObject()
                                .put("lon", 107.5790)
                                .put("lat", 16.4440)
                                .put("height", 2150)
                                .put("heading", 0)
                                .put("pitch", -40))
                .put("bounds", box(bounds))
                .put("schematic", config.demo())
                .put("terrain", terrain.get())
                .put("role", caller.role().keyword())
                .put("credits", new JsonArray().add("CesiumJS (Apache-2.0)"));
    }

    private JsonObject codeLists(Access access) {
        JsonArray lists = new JsonArray();
        for (CodeList list : access.codeLists(catalogue)) {
            JsonArray codes = new JsonArray();
            for (Code code : list.codes()) {
                codes.add(new JsonObject()
                        .put("notation", code.notation())
                        .put("iri", code.iri())
                        .put("label", text(code.label()))
                        .put("broader", code.broader())
                        .put("colour", code.colour()));
            }
            lists.add(new JsonObject()
                    .put("name", list.name())
                    .put("iri", list.iri())
                    .put("title", text(list.title()))
                    .put("codes", codes));
        }
        return new JsonObject().put("codeLists", lists);
    }

    private JsonObject layers(Access access) {
        JsonArray layers = new JsonArray();
        for (Layer layer : access.layers(catalogue)) {
            layers.add(layer(layer, access));
        }
        return new JsonObject().put("layers", layers);
    }

    private JsonObject layer(Layer layer, Access access) {
        JsonArray properties = new JsonArray();
        for (Property property : access.properties(layer)) {
            properties.add(property(property));
        }
        Envelope box = store.bounds(layer.name(), access);
        return new JsonObject()
                .put("name", layer.name())
                .put("title", text(layer.title()))
                .put("description", text(layer.description()))
                .put("group", text(layer.group()))
                .put("geometry", layer.geometry().simpleFeatures())
                .put("access", layer.access().keyword())
                .put("order", layer.order())
                .put("count", search.estimate(layer, access))
                .put("bounds", box == null ? null : box(box))
                .put(
                        "style",
                        new JsonObject()
                                .put("fill", layer.style().fill())
                                .put("stroke", layer.style().stroke())
                                .put("width", layer.style().width())
                                .put("opacity", layer.style().opacity())
                                .put("colourBy", layer.style().colourBy())
                                .put("visible", layer.style().visible()))
                .put("titleProperty", layer.titleProperty())
                .put("timeProperty", layer.timeProperty())
                .put("heightProperty", layer.heightProperty())
                .put("properties", properties);
    }

    private static JsonObject property(Property property) {
        CodeList list = property.codeList();
        return new JsonObject()
                .put("name", property.name())
                .put("iri", property.iri())
                .put("type", property.type().xsd())
                .put("title", text(property.title()))
                .put("description", text(property.description()))
                .put("unit", property.unit())
                .put("codeList", list == null ? null : list.name())
                .put("references", property.references())
                .put("required", property.required())
                .put("access", property.access().keyword());
    }

    /** As it was at a time, if it was there then; else as it is. */
    private JsonObject feature(FeatureId id, Access access, @Nullable Instant asOf) {
        access.get(catalogue, id.layer());
        Feature past = asOf == null ? null : version(id, access, asOf);
        Feature feature = past == null ? store.find(id, access) : past;
        if (feature == null) {
            throw HttpProblem.notFound(id.layer() + "/" + id.key());
        }
        JsonArray history = new JsonArray();
        for (Feature version : store.history(id, access)) {
            history.add(new JsonObject()
                    .put("validFrom", version.validFrom().toString())
                    .put("validTo", version.validTo() == null ? null : String.valueOf(version.validTo()))
                    .put("recordedAt", version.recordedAt().toString())
                    .put("position", version.position())
                    .put("properties", values(version)));
        }
        return new JsonObject()
                .put("iri", catalogue.iris().feature(id.layer(), id.key()))
                .put(
                        "feature",
                        new JsonObject()
                                .put("type", "Feature")
                                .put("id", feature.key())
                                .put("geometry", geometry(feature))
                                .put("properties", values(feature).put("ward_code", feature.wardCode())))
                .put("references", references(feature, access))
                .put("source", source(feature, access))
                .put("history", history);
    }

    private @Nullable Feature version(FeatureId id, Access access, Instant asOf) {
        try (FeatureCursor cursor = store.query(FeatureQuery.all(id.layer(), access)
                .filter(FILTERS.id(FILTERS.featureId(id.key())))
                .asOf(asOf)
                .limit(1))) {
            return cursor.hasNext() ? cursor.next() : null;
        }
    }

    private static @Nullable JsonObject geometry(Feature feature) {
        if (feature.geometry() == null) {
            return null;
        }
        GeoJsonWriter writer = new GeoJsonWriter(8);
        writer.setEncodeCRS(false);
        return new JsonObject(writer.write(feature.geometry()));
    }

    private static JsonObject values(Feature feature) {
        JsonObject values = new JsonObject();
        feature.properties()
                .forEach((name, value) -> values.put(
                        name, value instanceof Number || value instanceof Boolean ? value : String.valueOf(value)));
        return values;
    }

    /** By property, the title of the feature that its value names, as far as the caller may see it. */
    private JsonObject references(Feature feature, Access access) {
        JsonObject titles = new JsonObject();
        for (Property property : access.properties(feature.layer())) {
            Object key = feature.properties().get(property.name());
            Layer target = property.references() == null ? null : access.find(catalogue, property.references());
            String title = target == null ? null : target.titleProperty();
            if (key != null && target != null && title != null) {
                Feature named = store.find(new FeatureId(target.name(), String.valueOf(key)), access);
                titles.put(
                        property.name(),
                        named == null ? null : named.properties().get(title));
            }
        }
        return titles;
    }

    private JsonObject source(Feature feature, Access access) {
        JsonObject source = new JsonObject()
                .put("batch", feature.batch())
                .put("recordedAt", feature.recordedAt().toString());
        String batch = feature.batch();
        if (batch != null && access.find(catalogue, BATCHES) != null) {
            Feature record = store.find(new FeatureId(BATCHES, batch), access);
            if (record != null) {
                JsonObject properties = values(record);
                for (String member : List.of("title", "source", "licence", "schematic", "file_name")) {
                    source.put(member, properties.getValue(member));
                }
            }
        }
        return source;
    }

    private void search(RoutingContext context) {
        String text = context.request().getParam("q");
        if (text == null || text.isBlank() || text.length() > limits.maxSearchLength()) {
            throw HttpProblem.badRequest(
                    "query-invalid",
                    "q",
                    "q phải có từ 1 đến " + limits.maxSearchLength() + " ký tự",
                    "q must have 1 to " + limits.maxSearchLength() + " characters");
        }
        Access access = Caller.of(context).access();
        workers.run(context, () -> search.find(text.strip(), access, 20), places -> {
            JsonArray results = new JsonArray();
            for (PlaceSearch.Place place : places) {
                Layer layer = catalogue.get(place.layer());
                results.add(new JsonObject()
                        .put("layer", place.layer())
                        .put("key", place.key())
                        .put("title", place.title())
                        .put("subtitle", text(layer.title()))
                        .put("lon", place.longitude())
                        .put("lat", place.latitude()));
            }
            json(context, new JsonObject().put("results", results));
        });
    }
}
