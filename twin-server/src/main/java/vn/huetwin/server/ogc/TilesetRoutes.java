package vn.huetwin.server.ogc;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.tile.VectorTileAnswers;
import vn.huetwin.tiles.vector.TileGrid;

/** OGC API – Tiles, part 1, below {@code /ogc}: the vector tiles of the collections that the caller sees. */
public final class TilesetRoutes implements Routes {
    private static final String TILES = "/ogc/collections/:layer/tiles";
    private final Catalogue catalogue;
    private final VectorTileAnswers tiles;
    private final Workers workers;
    private final TilesetDocuments documents;
    private final Pages pages = new Pages();

    public TilesetRoutes(Catalogue catalogue, FeatureStore store, VectorTileAnswers tiles, Workers workers) {
        this.catalogue = catalogue;
        this.tiles = tiles;
        this.workers = workers;
        documents = new TilesetDocuments(store);
    }

    @Override
    public void mount(Router router) {
        OgcRoutes.read(router, "/ogc/tileMatrixSets").handler(c -> document(c, null, documents::grids));
        OgcRoutes.read(router, "/ogc/tileMatrixSets/:grid").handler(c -> {
            TileGrid grid = grid(c);
            document(c, null, v -> documents.grid(grid, v));
        });
        OgcRoutes.read(router, TILES).handler(c -> {
            Layer layer = layer(c);
            document(c, layer, v -> documents.tilesets(layer, v));
        });
        OgcRoutes.read(router, TILES + "/:grid").handler(c -> {
            Layer layer = layer(c);
            TileGrid grid = grid(c);
            document(c, layer, v -> documents.tileset(layer, grid, v));
        });
        OgcRoutes.read(router, TILES + "/:grid/:matrix/:row/:column").handler(this::tile);
    }

    private Layer layer(RoutingContext context) {
        Layer layer = Caller.of(context).access().get(catalogue, context.pathParam("layer"));
        if (!layer.hasGeometry()) {
            throw HttpProblem.notFound(layer.name() + "/tiles");
        }
        return layer;
    }

    static TileGrid grid(RoutingContext context) {
        String id = context.pathParam("grid");
        TileGrid grid = TileGrid.find(id);
        if (grid == null) {
            throw HttpProblem.notFound(Parameters.shorten(id));
        }
        return grid;
    }

    private void document(RoutingContext context, @Nullable Layer layer, Function<Visit, JsonObject> document) {
        document(context, workers, pages, layer, document);
    }

    /** @param layer collection that the document is of, or null */
    static void document(
            RoutingContext context,
            Workers workers,
            Pages pages,
            @Nullable Layer layer,
            Function<Visit, JsonObject> document) {
        Visit visit = Visit.of(context, List.of());
        workers.run(
                context,
                () -> {
                    JsonObject body = document.apply(visit);
                    return visit.html()
                            ? pages.linked(visit, layer, body).getBytes(StandardCharsets.UTF_8)
                            : body.toBuffer().getBytes();
                },
                bytes -> visit.answer(visit.html() ? Visit.HTML + "; charset=utf-8" : Visit.JSON, bytes));
    }

    private void tile(RoutingContext context) {
        Layer layer = layer(context);
        TileGrid grid = grid(context);
        Parameters parameters = Parameters.of(context, List.of("datetime", ItemsRequest.TIME_TRAVEL));
        String format = parameters.find("f");
        if (format != null && !format.equals("mvt")) {
            throw HttpProblem.badRequest("invalid-f", "f", "f: chỉ có mvt", "f: mvt only");
        }
        tiles.answer(
                context,
                layer,
                grid,
                context.pathParam("matrix"),
                context.pathParam("column"),
                context.pathParam("row"),
                moment(parameters));
    }

    /**
     * The time whose state is wanted; null for the present. {@code datetime} is that of OGC 20-057, clause 8, but of its
     * intervals a tile takes none: it would show several states of one thing on top of each other.
     */
    static @Nullable Instant moment(Parameters parameters) {
        String time = parameters.find("datetime");
        String asOf = parameters.find(ItemsRequest.TIME_TRAVEL);
        if (time != null && (asOf != null || time.indexOf('/') >= 0)) {
            throw HttpProblem.badRequest(
                    "invalid-datetime",
                    "datetime",
                    "datetime của ô là một thời điểm, ví dụ 2026-01-31; không dùng cùng as-of, khoảng thì dùng /items",
                    "datetime of a tile is one time such as 2026-01-31, and not beside as-of; intervals are for /items");
        }
        return time != null
                ? TimeRange.instant("datetime", time, true)
                : asOf == null ? null : TimeRange.instant(ItemsRequest.TIME_TRAVEL, asOf, true);
    }
}
