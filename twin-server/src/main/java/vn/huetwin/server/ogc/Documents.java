package vn.huetwin.server.ogc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Code;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.config.Contact;

/** The documents about what there is: landing page, conformance, collections, schemas. */
final class Documents {
    static final Text TITLE = new Text("Huế Twin: dữ liệu thành phố", "Huế Twin: data of the city");
    static final Text DESCRIPTION = new Text(
            "Thửa đất, công trình, di sản, cảm biến và sự cố của Huế: mọi lớp dữ liệu theo OGC API – Features",
            "Parcels, buildings, heritage, sensors and incidents of Huế: every layer by OGC API – Features");
    static final String CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    static final List<String> CONFORMANCE = List.of(
            "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
            "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
            "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/filter",
            "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/features-filter",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/create-replace-delete",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/update",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/features",
            "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf/optimistic-locking-etags",
            "http://www.opengis.net/spec/cql2/1.0/conf/cql2-text",
            "http://www.opengis.net/spec/cql2/1.0/conf/cql2-json",
            "http://www.opengis.net/spec/cql2/1.0/conf/basic-cql2",
            "http://www.opengis.net/spec/cql2/1.0/conf/advanced-comparison-operators",
            "http://www.opengis.net/spec/cql2/1.0/conf/basic-spatial-functions");

    private final Catalogue catalogue;
    private final FeatureStore store;
    private final Contact contact;
    private final JsonArray systems = new JsonArray().add(CRS84);

    Documents(Catalogue catalogue, FeatureStore store, CrsRegistry registry, Contact contact) {
        this.catalogue = catalogue;
        this.store = store;
        this.contact = contact;
        registry.advertised().stream().map(Crs::uri).forEach(systems::add);
    }

    JsonObject landing(Visit visit) {
        JsonArray links = self(visit, visit.say("Trang này", "This page"))
                .add(Visit.link(
                        "service-desc",
                        Visit.OPENAPI,
                        visit.say("Mô tả API (OpenAPI 3.0)", "Description of the API (OpenAPI 3.0)"),
                        visit.address("/api?f=json")))
                .add(Visit.link(
                        "service-doc",
                        Visit.HTML,
                        visit.say("Tài liệu API", "Documentation of the API"),
                        visit.address("/api?f=html")))
                .add(Visit.link(
                        "conformance",
                        Visit.JSON,
                        visit.say("Các lớp tuân thủ", "Conformance classes"),
                        visit.address("/conformance")))
                .add(Visit.link(
                        "data", Visit.JSON, visit.say("Các lớp dữ liệu", "Collections"), visit.address("/collections")))
                .add(Visit.link(
                        TilesetDocuments.SCHEMES,
                        Visit.JSON,
                        visit.say("Lưới ô", "Tile matrix sets"),
                        visit.address("/tileMatrixSets")))
                .add(Visit.link(
                        TilesetDocuments.MAP_TILESETS,
                        Visit.JSON,
                        visit.say("Ô bản đồ", "Map tiles"),
                        visit.address("/map/tiles")))
                .add(Visit.link(
                        "http://www.opengis.net/def/rel/ogc/1.0/styles",
                        Visit.JSON,
                        visit.say("Kiểu vẽ", "Styles"),
                        visit.address("/styles")));
        JsonObject landing = new JsonObject()
                .put("title", visit.say(TITLE))
                .put("description", visit.say(DESCRIPTION))
                .put("links", links);
        JsonObject told = contact.json(visit.language());
        return told == null ? landing : landing.put("contact", told);
    }

    JsonObject conformance() {
        JsonArray classes = new JsonArray();
        CONFORMANCE.forEach(classes::add);
        TilesetDocuments.CONFORMANCE.forEach(classes::add);
        return new JsonObject().put("conformsTo", classes);
    }

    JsonObject collections(Visit visit) {
        JsonArray collections = new JsonArray();
        for (Layer layer : visit.access().layers(catalogue)) {
            collections.add(collection(layer, visit, new JsonArray()));
        }
        return new JsonObject()
                .put("links", self(visit, visit.say("Các lớp dữ liệu", "Collections")))
                .put("collections", collections);
    }

    JsonObject collection(Layer layer, Visit visit) {
        return collection(layer, visit, self(visit, visit.say(layer.title())));
    }

    private JsonObject collection(Layer layer, Visit visit, JsonArray links) {
        String path = "/collections/" + layer.name();
        if (links.isEmpty()) {
            links.add(Visit.link("self", Visit.JSON, visit.say(layer.title()), visit.address(path)));
        }
        String items = visit.say("Các đối tượng", "Features");
        links.add(Visit.link("items", Visit.GEOJSON, items, visit.address(path + "/items")))
                .add(Visit.link("items", Visit.HTML, items, visit.address(path + "/items?f=html")))
                .add(Visit.link(
                        "http://www.opengis.net/def/rel/ogc/1.0/queryables",
                        Visit.SCHEMA,
                        visit.say("Thuộc tính lọc được", "Queryables"),
                        visit.address(path + "/queryables")))
                .add(Visit.link(
                        "describedby", Visit.SCHEMA, visit.say("Lược đồ", "Schema"), visit.address(path + "/schema")));
        if (layer.hasGeometry()) {
            links.add(Visit.link(
                            TilesetDocuments.VECTOR_TILESETS,
                            Visit.JSON,
                            visit.say("Ô véc-tơ", "Vector tiles"),
                            visit.address(path + "/tiles")))
                    .add(Visit.link(
                            TilesetDocuments.MAP_TILESETS,
                            Visit.JSON,
                            visit.say("Ô bản đồ", "Map tiles"),
                            visit.address(path + "/map/tiles")));
        }
        JsonObject body = new JsonObject()
                .put("id", layer.name())
                .put("title", visit.say(layer.title()))
                .put("description", visit.say(layer.description()))
                .put("itemType", "feature")
                .put("links", links);
        JsonObject extent = extent(layer, visit);
        if (!extent.isEmpty()) {
            body.put("extent", extent);
        }
        return body.put("crs", systems).put("storageCrs", CRS84);
    }

    private JsonObject extent(Layer layer, Visit visit) {
        JsonObject extent = new JsonObject();
        Envelope box = store.bounds(layer.name(), visit.access());
        if (box != null) {
            JsonArray corners = new JsonArray()
                    .add(box.getMinX())
                    .add(box.getMinY())
                    .add(box.getMaxX())
                    .add(box.getMaxY());
            extent.put(
                    "spatial",
                    new JsonObject().put("bbox", new JsonArray().add(corners)).put("crs", CRS84));
        }
        FeatureStore.Period period = store.period(layer.name(), visit.access());
        if (period.begin() != null) {
            JsonArray interval = new JsonArray().add(time(period.begin())).add(time(period.end()));
            extent.put(
                    "temporal",
                    new JsonObject()
                            .put("interval", new JsonArray().add(interval))
                            .put("trs", "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"));
        }
        return extent;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    static JsonArray self(Visit visit, String title) {
        return new JsonArray()
                .add(Visit.link("self", visit.html() ? Visit.HTML : Visit.JSON, title, visit.self()))
                .add(
                        visit.html()
                                ? Visit.link("alternate", Visit.JSON, title, visit.with("f", "json"))
                                : Visit.link("alternate", Visit.HTML, title, visit.with("f", "html")));
    }

    /**
     * JSON Schema (2020-12) of a feature's properties.
     *
     * @param queryables whether of what filters may name (OGC 19-079r2, clause 6.2), else of what answers hold
     */
    JsonObject schema(Layer layer, Visit visit, boolean queryables) {
        JsonObject properties = new JsonObject();
        if (layer.hasGeometry()) {
            properties.put("geometry", geometry(layer, visit));
        }
        if (queryables) {
            properties.put("id", new JsonObject().put("type", "string").put("title", visit.say("Khóa", "Key")));
        }
        for (Property property : visit.access().properties(layer)) {
            properties.put(property.name(), property(property, visit));
        }
        properties
                .put(
                        "ward_code",
                        titled(new Text("Mã phường, xã", "Ward code"), visit).put("type", "string"))
                .put(
                        "valid_from",
                        titled(new Text("Đúng từ", "So since"), visit)
                                .put("type", "string")
                                .put("format", "date-time"));
        String path = "/collections/" + layer.name() + (queryables ? "/queryables" : "/schema");
        return new JsonObject()
                .put("$schema", "https://json-schema.org/draft/2020-12/schema")
                .put("$id", visit.address(path))
                .put("type", "object")
                .put("title", visit.say(layer.title()))
                .put("description", visit.say(layer.description()))
                .put("properties", properties)
                .put("additionalProperties", false);
    }

    private static JsonObject geometry(Layer layer, Visit visit) {
        String type = layer.geometry().simpleFeatures().toLowerCase(Locale.ROOT);
        return titled(new Text("Hình học", "Geometry"), visit)
                .put("x-ogc-role", "primary-geometry")
                .put("format", "geometry-" + (type.equals("geometry") ? "any" : type));
    }

    static JsonObject titled(Text title, Visit visit) {
        return new JsonObject()
                .put("title", visit.say(title))
                .put("x-title", new JsonObject().put("vi", title.vi()).put("en", title.en()));
    }

    private static JsonObject property(Property property, Visit visit) {
        JsonObject body = titled(property.title(), visit);
        if (!property.description().vi().isEmpty()) {
            body.put("description", visit.say(property.description()));
        }
        type(body, property);
        if (property.minimum() != null) {
            body.put("minimum", property.minimum());
        }
        if (property.maximum() != null) {
            body.put("maximum", property.maximum());
        }
        if (property.maxLength() != null) {
            body.put("maxLength", property.maxLength());
        }
        if (property.unit() != null) {
            body.put("x-ogc-unit", property.unit());
        }
        if (property.references() != null) {
            body.put("x-ogc-role", "reference").put("x-ogc-collectionId", property.references());
        }
        CodeList list = property.codeList();
        if (list != null) {
            JsonArray values = new JsonArray();
            JsonArray labels = new JsonArray();
            for (Code code : list.codes()) {
                values.add(code.notation());
                labels.add(titled(code.label(), visit)
                        .put("value", code.notation())
                        .put("colour", code.colour()));
            }
            body.put("enum", values).put("x-codelist", list.iri()).put("x-enum", labels);
        }
        return body;
    }

    static void type(JsonObject body, Property property) {
        switch (property.type()) {
            case STRING -> body.put("type", "string");
            case IRI -> body.put("type", "string").put("format", "uri");
            case INTEGER -> body.put("type", "integer");
            case DOUBLE -> body.put("type", "number");
            case BOOLEAN -> body.put("type", "boolean");
            case DATE -> body.put("type", "string").put("format", "date");
            case DATE_TIME -> body.put("type", "string").put("format", "date-time");
        }
    }
}
