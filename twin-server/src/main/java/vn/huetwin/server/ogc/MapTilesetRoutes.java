package vn.huetwin.server.ogc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.tile.VectorTileAnswers;
import vn.huetwin.server.wms.MapTiles;
import vn.huetwin.tiles.map.ImageFormat;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.vector.TileGrid;

/**
 * OGC API – Tiles, part 1, below {@code /ogc}: map tiles of every layer that WMS draws for the caller, also of rasters, which
 * are no collections of features. {@code /ogc/map/tiles} lists them.
 */
public final class MapTilesetRoutes implements Routes {
    private static final String LAYER = "/ogc/collections/:layer";
    private static final String PLACE = "/:grid/:matrix/:row/:column";
    private static final Text KIND = new Text("ô bản đồ", "map tiles");
    private static final Text ALL = new Text("Ô bản đồ của các lớp", "Map tiles of the layers");

    private final MapTiles tiles;
    private final Workers workers;
    private final Pages pages = new Pages();

    public MapTilesetRoutes(MapTiles tiles, Workers workers) {
        this.tiles = tiles;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        OgcRoutes.read(router, "/ogc/map/tiles")
                .handler(c -> TilesetRoutes.document(c, workers, pages, null, this::everything));
        OgcRoutes.read(router, LAYER + "/map/tiles").handler(c -> {
            Layer layer = layer(c);
            TilesetRoutes.document(c, workers, pages, null, v -> list(v, title(layer, v), List.of(layer)));
        });
        OgcRoutes.read(router, LAYER + "/map/tiles/:grid").handler(c -> {
            Layer layer = layer(c);
            TileGrid grid = TilesetRoutes.grid(c);
            TilesetRoutes.document(c, workers, pages, null, v -> tileset(layer, grid, v));
        });
        OgcRoutes.read(router, LAYER + "/map/tiles" + PLACE).handler(c -> tile(c, MapStyle.DEFAULT));
        OgcRoutes.read(router, LAYER + "/styles/:style/map/tiles" + PLACE).handler(c -> tile(c, c.pathParam("style")));
    }

    private Layer layer(RoutingContext context) {
        return tiles.get(context.pathParam("layer"), Caller.of(context).access());
    }

    private static String title(Layer layer, Visit visit) {
        return visit.say(layer.title()) + ": " + visit.say(KIND);
    }

    private JsonObject everything(Visit visit) {
        return list(visit, visit.say(ALL), tiles.layers(visit.access()));
    }

    private static JsonObject list(Visit visit, String title, List<Layer> layers) {
        JsonArray all = new JsonArray();
        for (Layer layer : layers) {
            for (TileGrid grid : TileGrid.values()) {
                JsonArray links = new JsonArray()
                        .add(TilesetDocuments.link(visit, "self", grid.id(), path(layer) + "/" + grid.id()));
                all.add(TilesetDocuments.summary(title(layer, visit), "map", grid)
                        .put("links", links(layer, grid, visit, links)));
            }
        }
        return new JsonObject().put("title", title).put("tilesets", all).put("links", Documents.self(visit, title));
    }

    private JsonObject tileset(Layer layer, TileGrid grid, Visit visit) {
        JsonObject body = TilesetDocuments.summary(title(layer, visit), "map", grid)
                .put("description", visit.say(layer.description()))
                .put("links", links(layer, grid, visit, Documents.self(visit, title(layer, visit))));
        List<Instant> times = tiles.times(layer);
        if (!times.isEmpty()) {
            JsonArray values = new JsonArray();
            times.forEach(time -> values.add(time.toString()));
            JsonArray interval = new JsonArray()
                    .add(new JsonArray().add(values.getString(0)).add(values.getString(values.size() - 1)));
            JsonObject temporal =
                    new JsonObject().put("interval", interval).put("grid", new JsonObject().put("coordinates", values));
            body.put("extent", new JsonObject().put("temporal", temporal));
        }
        return TilesetDocuments.bounded(body, tiles.bounds(layer, visit.access()));
    }

    private static JsonArray links(Layer layer, TileGrid grid, Visit visit, JsonArray links) {
        links.add(TilesetDocuments.link(visit, TilesetDocuments.SCHEME, grid.id(), TilesetDocuments.gridPath(grid)));
        for (String format : List.of("png", "jpeg")) {
            links.add(Visit.link(
                            "item",
                            "image/" + format,
                            visit.say("Các ô", "Tiles"),
                            visit.address(
                                    path(layer) + "/" + grid.id() + "/{tileMatrix}/{tileRow}/{tileCol}?f=" + format))
                    .put("templated", true));
        }
        return links;
    }

    private static String path(Layer layer) {
        return "/collections/" + layer.name() + "/map/tiles";
    }

    private void tile(RoutingContext context, String style) {
        Layer layer = layer(context);
        MapTiles.Place place = new MapTiles.Place(
                TilesetRoutes.grid(context),
                VectorTileAnswers.number(context.pathParam("matrix")),
                VectorTileAnswers.number(context.pathParam("column")),
                VectorTileAnswers.number(context.pathParam("row")));
        Parameters parameters = Parameters.of(context, List.of("datetime", ItemsRequest.TIME_TRAVEL));
        String format = parameters.find("f");
        ImageFormat image = ImageFormat.find("image/" + (format == null ? "png" : format));
        if (image == null) {
            throw HttpProblem.badRequest("invalid-f", "f", "f: png hoặc jpeg", "f: png or jpeg");
        }
        tiles.answer(context, layer, style, place, TilesetRoutes.moment(parameters), image);
    }
}
