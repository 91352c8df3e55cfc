package vn.huetwin.server.ogc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.tile.VectorTileAnswers;
import vn.huetwin.tiles.vector.TileGrid;

/** The OpenAPI 3.0 document: self-contained, with the collections and properties that the caller sees. */
final class OpenApi {
    /** The parameter datetime of a tile, which takes no interval. */
    private static final String MOMENT = "moment";

    private final Catalogue catalogue;
    private final Contact contact;
    private final Limits limits;

    OpenApi(Catalogue catalogue, Limits limits, Contact contact) {
        this.contact = contact;
        this.catalogue = catalogue;
        this.limits = limits;
    }

    JsonObject document(Visit visit) {
        JsonObject paths = new JsonObject()
                .put("/", path(visit, "getLandingPage", "Trang đầu", "Landing page"))
                .put("/conformance", path(visit, "getConformance", "Các lớp tuân thủ", "Conformance classes"))
                .put("/api", path(visit, "getApi", "Tài liệu này", "This document"))
                .put("/collections", path(visit, "getCollections", "Các lớp dữ liệu", "Collections"));
        paths.put("/tileMatrixSets", path(visit, "getTileMatrixSets", "Lưới ô", "Tile matrix sets"))
                .put(
                        "/tileMatrixSets/{tileMatrixSetId}",
                        path(visit, "getTileMatrixSet", "Một lưới ô", "One tile matrix set", "tileMatrixSetId"));
        maps(paths, visit);
        for (Layer layer : visit.access().layers(catalogue)) {
            collection(paths, layer, visit);
            if (layer.hasGeometry()) {
                tiles(paths, layer, visit);
            }
        }
        JsonObject info = new JsonObject()
                .put("title", visit.say(Documents.TITLE))
                .put("description", visit.say(Documents.DESCRIPTION))
                .put("version", "1.0.0");
        JsonObject told = contact.openApi(visit.language());
        if (told != null) {
            info.put("contact", told);
        }
        return new JsonObject()
                .put("openapi", "3.0.3")
                .put("info", info)
                .put("servers", new JsonArray().add(new JsonObject().put("url", visit.address(""))))
                .put("paths", paths)
                .put("components", components(visit));
    }

    private static void collection(JsonObject paths, Layer layer, Visit visit) {
        String name = layer.name();
        String root = "/collections/" + name;
        Text title = layer.title();
        paths.put(root, path(visit, "describe." + name, title.vi(), title.en()))
                .put(root + "/schema", path(visit, "schema." + name, title.vi() + ": lược đồ", title.en() + ": schema"))
                .put(
                        root + "/queryables",
                        path(
                                visit,
                                "queryables." + name,
                                title.vi() + ": thuộc tính lọc được",
                                title.en() + ": queryables"));
        JsonArray many = new JsonArray();
        ItemsRequest.PARAMETERS.forEach(p -> many.add(reference("parameters", p)));
        many.add(reference("parameters", "ward_code"));
        for (Property property : ItemsRequest.filterable(layer, visit.access())) {
            JsonObject schema = new JsonObject();
            Documents.type(schema, property);
            many.add(parameter(property.name(), visit.say(property.title()), schema));
        }
        many.add(reference("parameters", "f")).add(reference("parameters", "lang"));
        paths.put(
                root + "/items",
                operation(visit, "items." + name, title.vi(), title.en(), many, Visit.GEOJSON, "featureCollection"));
        JsonArray one = new JsonArray().add(reference("parameters", "featureId"));
        ItemsRequest.ITEM_PARAMETERS.forEach(p -> one.add(reference("parameters", p)));
        one.add(reference("parameters", "f")).add(reference("parameters", "lang"));
        JsonObject item = operation(
                visit,
                "item." + name,
                title.vi() + ": một đối tượng",
                title.en() + ": one feature",
                one,
                Visit.GEOJSON,
                "feature");
        item.getJsonObject("get").getJsonObject("responses").put("404", reference("responses", "notFound"));
        paths.put(root + "/items/{featureId}", item);
    }

    private static void tiles(JsonObject paths, Layer layer, Visit visit) {
        String name = layer.name();
        String root = "/collections/" + name + "/tiles";
        String vi = layer.title().vi() + ": ô véc-tơ";
        String en = layer.title().en() + ": vector tiles";
        paths.put(root, path(visit, name + ".collection.vector.getTileSetsList", vi, en))
                .put(
                        root + "/{tileMatrixSetId}",
                        path(visit, name + ".collection.vector.getTileSet", vi, en, "tileMatrixSetId"));
        JsonArray parameters = new JsonArray();
        for (String at :
                List.of("tileMatrixSetId", "tileMatrix", "tileRow", "tileCol", MOMENT, ItemsRequest.TIME_TRAVEL)) {
            parameters.add(reference("parameters", at));
        }
        JsonObject tile = operation(
                visit,
                name + ".collection.vector.getTile",
                vi,
                en,
                parameters,
                VectorTileAnswers.MEDIA_TYPE,
                "document");
        JsonObject responses = tile.getJsonObject("get").getJsonObject("responses");
        JsonObject binary = string().put("format", "binary");
        responses
                .getJsonObject("200")
                .put(
                        "content",
                        new JsonObject().put(VectorTileAnswers.MEDIA_TYPE, new JsonObject().put("schema", binary)));
        responses.put("404", reference("responses", "notFound"));
        paths.put(root + "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", tile);
    }

    /** Map tiles of any layer: also of rasters, which are no collections. */
    private static void maps(JsonObject paths, Visit visit) {
        String vi = "Ô bản đồ";
        String en = "Map tiles";
        String root = "/collections/{collectionId}/map/tiles";
        String place = "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}";
        paths.put("/map/tiles", path(visit, "dataset.map.getTileSetsList", vi, en))
                .put(root, path(visit, "collection.map.getTileSetsList", vi, en, "collectionId"))
                .put(
                        root + "/{tileMatrixSetId}",
                        path(visit, "collection.map.getTileSet", vi, en, "collectionId", "tileMatrixSetId"))
                .put(root + place, mapTile(visit, "collection.map.getTile", vi, en, "collectionId"))
                .put(
                        "/collections/{collectionId}/styles/{styleId}/map/tiles" + place,
                        mapTile(visit, "collection.style.map.getTile", vi, en, "collectionId", "styleId"));
    }

    private static JsonObject mapTile(Visit visit, String id, String vi, String en, String... of) {
        JsonArray parameters = new JsonArray();
        for (String name : of) {
            parameters.add(reference("parameters", name));
        }
        for (String name : List.of(
                "tileMatrixSetId", "tileMatrix", "tileRow", "tileCol", MOMENT, ItemsRequest.TIME_TRAVEL, "f-image")) {
            parameters.add(reference("parameters", name));
        }
        JsonObject tile = operation(visit, id, vi, en, parameters, "image/png", "document");
        JsonObject responses = tile.getJsonObject("get").getJsonObject("responses");
        JsonObject content = new JsonObject();
        for (String type : List.of("image/png", "image/jpeg")) {
            content.put(type, new JsonObject().put("schema", string().put("format", "binary")));
        }
        responses.getJsonObject("200").put("content", content);
        responses.put("404", reference("responses", "notFound"));
        return tile;
    }

    private static JsonObject path(Visit visit, String id, String vi, String en, String... inPath) {
        JsonArray parameters = new JsonArray();
        for (String name : inPath) {
            parameters.add(reference("parameters", name));
        }
        parameters.add(reference("parameters", "f")).add(reference("parameters", "lang"));
        return operation(visit, id, vi, en, parameters, Visit.JSON, "document");
    }

    private static JsonObject operation(
            Visit visit, String id, String vi, String en, JsonArray parameters, String type, String schema) {
        JsonObject content = new JsonObject()
                .put(type, new JsonObject().put("schema", reference("schemas", schema)))
                .put(Visit.HTML, new JsonObject().put("schema", new JsonObject().put("type", "string")));
        JsonObject responses = new JsonObject()
                .put("200", new JsonObject().put("description", "OK").put("content", content))
                .put("400", reference("responses", "badRequest"))
                .put("default", reference("responses", "failure"));
        return new JsonObject()
                .put(
                        "get",
                        new JsonObject()
                                .put("operationId", id)
                                .put("summary", visit.say(vi, en))
                                .put("parameters", parameters)
                                .put("responses", responses));
    }

    private static JsonObject reference(String kind, String name) {
        return new JsonObject().put("$ref", "#/components/" + kind + "/" + name);
    }

    private JsonObject components(Visit visit) {
        JsonObject problem = new JsonObject()
                .put("application/problem+json", new JsonObject().put("schema", reference("schemas", "problem")));
        JsonObject responses = new JsonObject()
                .put("badRequest", response(visit.say("Tham số sai", "A parameter is wrong"), problem))
                .put("notFound", response(visit.say("Không có", "There is none"), problem))
                .put("failure", response(visit.say("Lỗi", "Failure"), problem));
        return new JsonObject()
                .put("parameters", parameters(visit))
                .put("responses", responses)
                .put("schemas", schemas());
    }

    private static JsonObject response(String description, JsonObject content) {
        return new JsonObject().put("description", description).put("content", content);
    }

    private static JsonObject schemas() {
        JsonObject string = new JsonObject().put("type", "string");
        JsonObject object = new JsonObject().put("type", "object");
        JsonObject geometry = new JsonObject().put("type", "object").put("nullable", true);
        JsonObject feature = new JsonObject()
                .put("type", "object")
                .put("required", new JsonArray().add("type").add("geometry").add("properties"))
                .put(
                        "properties",
                        new JsonObject()
                                .put("type", string)
                                .put("id", string)
                                .put("geometry", geometry)
                                .put("properties", object));
        JsonObject integer = new JsonObject().put("type", "integer").put("minimum", 0);
        JsonObject features = new JsonObject().put("type", "array").put("items", reference("schemas", "feature"));
        JsonObject problem = new JsonObject()
                .put("type", "object")
                .put(
                        "properties",
                        new JsonObject()
                                .put("status", new JsonObject().put("type", "integer"))
                                .put("code", string)
                                .put("field", string)
                                .put("detail", string));
        return new JsonObject()
                .put("document", object)
                .put("feature", feature)
                .put("problem", problem)
                .put(
                        "featureCollection",
                        new JsonObject()
                                .put("type", "object")
                                .put("required", new JsonArray().add("type").add("features"))
                                .put(
                                        "properties",
                                        new JsonObject()
                                                .put("type", string)
                                                .put("features", features)
                                                .put("numberReturned", integer)
                                                .put("numberMatched", integer)
                                                .put("timeStamp", string)));
    }

    private JsonObject parameters(Visit visit) {
        JsonObject number = new JsonObject().put("type", "number");
        JsonObject box = new JsonObject()
                .put("type", "array")
                .put("minItems", 4)
                .put("maxItems", 6)
                .put("items", number);
        JsonObject limit = new JsonObject()
                .put("type", "integer")
                .put("minimum", 1)
                .put("maximum", limits.maxItems())
                .put("default", ItemsRequest.DEFAULT_LIMIT);
        JsonObject offset =
                new JsonObject().put("type", "integer").put("minimum", 0).put("default", 0);
        JsonObject all = new JsonObject()
                .put("featureId", inPath("featureId", visit.say("Khóa", "Key"), string()))
                .put("f", parameter("f", visit.say("Định dạng", "Format"), choice("json", "html")))
                .put("f-image", parameter("f", visit.say("Định dạng", "Format"), choice("png", "jpeg")))
                .put("collectionId", inPath("collectionId", visit.say("Lớp", "Layer"), string()))
                .put("styleId", inPath("styleId", visit.say("Kiểu vẽ", "Style"), string()))
                .put("lang", parameter("lang", visit.say("Ngôn ngữ", "Language"), choice("vi", "en")))
                .put("bbox", parameter("bbox", visit.say("Trong hộp này", "Within this box"), box))
                .put("limit", parameter("limit", visit.say("Nhiều nhất", "At most"), limit))
                .put("offset", parameter("offset", visit.say("Bỏ qua", "Skip"), offset))
                .put(
                        "filter-lang",
                        parameter(
                                "filter-lang",
                                visit.say("Ngôn ngữ lọc", "Language of the filter"),
                                choice(ItemsRequest.FILTER_LANGUAGES.toArray(new String[0]))));
        JsonObject whole = new JsonObject().put("type", "integer").put("minimum", 0);
        JsonArray grids = new JsonArray();
        for (TileGrid grid : TileGrid.values()) {
            grids.add(grid.id());
        }
        all.put("tileMatrixSetId", inPath("tileMatrixSetId", visit.say("Lưới ô", "Grid"), string().put("enum", grids)))
                .put("tileMatrix", inPath("tileMatrix", visit.say("Mức", "Level"), string()))
                .put("tileRow", inPath("tileRow", visit.say("Hàng, từ bắc", "Row, from the north"), whole))
                .put("tileCol", inPath("tileCol", visit.say("Cột, từ tây", "Column, from the west"), whole));
        text(all, visit, "datetime", "Thời điểm hoặc khoảng, 2026-01-01/..", "A time or an interval, 2026-01-01/..");
        all.put(MOMENT, parameter("datetime", visit.say("Thời điểm, 2026-01-31", "A time, 2026-01-31"), string()));
        text(all, visit, "bbox-crs", "Hệ tọa độ của bbox", "Coordinate reference system of bbox");
        text(all, visit, "crs", "Hệ tọa độ của kết quả", "Coordinate reference system of the answer");
        text(all, visit, "filter-crs", "Hệ tọa độ của filter", "Coordinate reference system of the filter");
        text(all, visit, "filter", "Điều kiện CQL2", "A condition in CQL2");
        text(all, visit, "sortby", "Sắp xếp: name,-height", "Order: name,-height");
        text(all, visit, "properties", "Chỉ các thuộc tính này", "These properties only");
        text(all, visit, "ward_code", "Mã phường, xã", "Ward code");
        text(all, visit, PageToken.PARAMETER, "Từ liên kết next", "Out of a next link");
        text(all, visit, ItemsRequest.TIME_TRAVEL, "Trạng thái vào lúc này", "The state valid at this time");
        text(all, visit, ItemsRequest.KNOWLEDGE, "Theo những gì đã biết vào lúc này", "By what was known at this time");
        return all;
    }

    private static void text(JsonObject all, Visit visit, String name, String vi, String en) {
        all.put(name, parameter(name, visit.say(vi, en), string()));
    }

    private static JsonObject string() {
        return new JsonObject().put("type", "string");
    }

    private static JsonObject choice(String... values) {
        return string().put("enum", new JsonArray(List.of(values)));
    }

    private static JsonObject inPath(String name, String description, JsonObject schema) {
        return parameter(name, description, schema)
                .put("in", "path")
                .put("required", true)
                .put("style", "simple");
    }

    private static JsonObject parameter(String name, String description, JsonObject schema) {
        return new JsonObject()
                .put("name", name)
                .put("in", "query")
                .put("description", description)
                .put("required", false)
                .put("style", "form")
                .put("explode", false)
                .put("schema", schema);
    }
}
