package vn.huetwin.server.ogc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.tile.VectorTileAnswers;
import vn.huetwin.tiles.vector.TileGrid;
import vn.huetwin.tiles.vector.VectorTiles;

/** What OGC API – Tiles (20-057) says of vector tiles: grids (17-083r4), tilesets of collections. */
final class TilesetDocuments {
    static final List<String> CONFORMANCE = List.of(
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/png",
            "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/jpeg",
            "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
            "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset");

    static final String SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";
    static final String VECTOR_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
    static final String MAP_TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map";
    static final String SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
    private static final Text GRIDS = new Text("Lưới ô", "Tile matrix sets");

    private final FeatureStore store;

    TilesetDocuments(FeatureStore store) {
        this.store = store;
    }

    JsonObject grids(Visit visit) {
        JsonArray all = new JsonArray();
        for (TileGrid grid : TileGrid.values()) {
            all.add(new JsonObject()
                    .put("id", grid.id())
                    .put("title", grid.id())
                    .put("uri", grid.uri())
                    .put("crs", grid.crs())
                    .put("links", new JsonArray().add(link(visit, "self", grid.id(), gridPath(grid)))));
        }
        return new JsonObject()
                .put("title", visit.say(GRIDS))
                .put("tileMatrixSets", all)
                .put("links", self(visit, visit.say(GRIDS)));
    }

    JsonObject grid(TileGrid grid, Visit visit) {
        JsonArray matrices = new JsonArray();
        for (int z = 0; z <= grid.maxZoom(); z++) {
            matrices.add(new JsonObject()
                    .put("id", Integer.toString(z))
                    .put("scaleDenominator", grid.scaleDenominator(z))
                    .put("cellSize", grid.cellSize(z))
                    .put("cornerOfOrigin", "topLeft")
                    .put("pointOfOrigin", new JsonArray().add(grid.origin()[0]).add(grid.origin()[1]))
                    .put("tileWidth", TileGrid.PIXELS)
                    .put("tileHeight", TileGrid.PIXELS)
                    .put("matrixWidth", grid.columns(z))
                    .put("matrixHeight", grid.rows(z)));
        }
        return new JsonObject()
                .put("id", grid.id())
                .put("title", grid.id())
                .put("uri", grid.uri())
                .put("crs", grid.crs())
                .put("orderedAxes", new JsonArray(grid.srid() == 4326 ? List.of("Lon", "Lat") : List.of("X", "Y")))
                .put("wellKnownScaleSet", scaleSet(grid))
                .put("tileMatrices", matrices)
                .put("links", self(visit, grid.id()));
    }

    private static String scaleSet(TileGrid grid) {
        return "http://www.opengis.net/def/wkss/OGC/1.0/"
                + (grid == TileGrid.WEB_MERCATOR_QUAD ? "GoogleMapsCompatible" : "GoogleCRS84Quad");
    }

    JsonObject tilesets(Layer layer, Visit visit) {
        JsonArray all = new JsonArray();
        for (TileGrid grid : TileGrid.values()) {
            all.add(summary(layer, grid, visit)
                    .put("links", links(layer, grid, visit, new JsonArray().add(self(layer, grid, visit)))));
        }
        String title = title(layer, visit);
        return new JsonObject().put("title", title).put("tilesets", all).put("links", self(visit, title));
    }

    JsonObject tileset(Layer layer, TileGrid grid, Visit visit) {
        JsonObject body = summary(layer, grid, visit)
                .put("description", visit.say(layer.description()))
                .put("layers", new JsonArray().add(content(layer, grid, visit)))
                .put("links", links(layer, grid, visit, self(visit, title(layer, visit))));
        return bounded(body, store.bounds(layer.name(), visit.access()));
    }

    /** @param box WGS 84 lon/lat, or null */
    static JsonObject bounded(JsonObject body, @Nullable Envelope box) {
        if (box != null) {
            body.put(
                    "boundingBox",
                    new JsonObject()
                            .put("lowerLeft", new JsonArray().add(box.getMinX()).add(box.getMinY()))
                            .put(
                                    "upperRight",
                                    new JsonArray().add(box.getMaxX()).add(box.getMaxY()))
                            .put("crs", Documents.CRS84));
        }
        return body;
    }

    private static String title(Layer layer, Visit visit) {
        return visit.say(layer.title()) + ": " + visit.say("ô véc-tơ", "vector tiles");
    }

    private static JsonObject summary(Layer layer, TileGrid grid, Visit visit) {
        return summary(title(layer, visit), "vector", grid);
    }

    /** @param type {@code vector} or {@code map} */
    static JsonObject summary(String title, String type, TileGrid grid) {
        return new JsonObject()
                .put("title", title + ", " + grid.id())
                .put("dataType", type)
                .put("crs", grid.crs())
                .put("tileMatrixSetURI", grid.uri())
                .put("tileMatrixSetId", grid.id());
    }

    private static JsonObject content(Layer layer, TileGrid grid, Visit visit) {
        JsonObject properties = new JsonObject().put("id", new JsonObject().put("type", "string"));
        for (String name : VectorTiles.properties(layer, visit.access())) {
            Property property = layer.find(name);
            if (property != null) {
                JsonObject schema = Documents.titled(property.title(), visit);
                Documents.type(schema, property);
                properties.put(name, schema);
            }
        }
        return new JsonObject()
                .put("id", layer.name())
                .put("title", visit.say(layer.title()))
                .put("dataType", "vector")
                .put("geometryDimension", geometryDimension(layer))
                .put("minTileMatrix", "0")
                .put("maxTileMatrix", Integer.toString(grid.maxZoom()))
                .put("propertiesSchema", new JsonObject().put("type", "object").put("properties", properties));
    }

    /** Null, which is left to clients to find out, where a layer has shapes of several kinds. */
    private static @Nullable Integer geometryDimension(Layer layer) {
        int dimension = layer.geometry().dimension();
        return dimension < 0 || dimension > 2 ? null : dimension;
    }

    private static JsonArray links(Layer layer, TileGrid grid, Visit visit, JsonArray links) {
        String collection = "/collections/" + layer.name();
        return links.add(link(visit, SCHEME, grid.id(), gridPath(grid)))
                .add(Visit.link(
                                "item",
                                VectorTileAnswers.MEDIA_TYPE,
                                visit.say("Các ô", "Tiles"),
                                visit.address(collection + "/tiles/" + grid.id() + "/{tileMatrix}/{tileRow}/{tileCol}"))
                        .put("templated", true))
                .add(link(
                        visit, "http://www.opengis.net/def/rel/ogc/1.0/geodata", visit.say(layer.title()), collection));
    }

    private static JsonObject self(Layer layer, TileGrid grid, Visit visit) {
        return link(visit, "self", grid.id(), "/collections/" + layer.name() + "/tiles/" + grid.id());
    }

    static String gridPath(TileGrid grid) {
        return "/tileMatrixSets/" + grid.id();
    }

    static JsonObject link(Visit visit, String rel, String title, String path) {
        return Visit.link(rel, Visit.JSON, title, visit.address(path));
    }

    private static JsonArray self(Visit visit, String title) {
        return Documents.self(visit, title);
    }
}
