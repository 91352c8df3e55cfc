package vn.huetwin.server.tile;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.server.http.AsOf;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.CrossOrigin;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Stored;
import vn.huetwin.server.http.Workers;
import vn.huetwin.tiles.solid.TileFolder;
import vn.huetwin.tiles.vector.TileGrid;

/** {@code /tiles/3d/<tileset>/…} and {@code /tiles/vector/<layer>/{z}/{x}/{y}.mvt}. */
public final class TileRoutes implements Routes {
    private final Catalogue catalogue;
    private final VectorTileAnswers tiles;
    private final Tilesets tilesets;
    private final Workers workers;

    public TileRoutes(Catalogue catalogue, VectorTileAnswers tiles, Tilesets tilesets, Workers workers) {
        this.catalogue = catalogue;
        this.tiles = tiles;
        this.tilesets = tilesets;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        // maps and globes on pages of others
        router.route("/tiles/*").handler(new CrossOrigin("GET, HEAD, OPTIONS"));
        router.routeWithRegex("/tiles/3d/([a-z_]+)/([a-z0-9-]+\\.(?:json|glb))")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .setName("/tiles/3d/:tileset/:file")
                .handler(this::solid);
        router.routeWithRegex("/tiles/vector/([a-z0-9_]+)/(\\d{1,2})/(\\d{1,7})/(\\d{1,7})\\.mvt")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .setName("/tiles/vector/:layer/:z/:x/:y.mvt")
                .handler(this::vector);
    }

    private void solid(RoutingContext context) {
        String tileset = context.pathParam("param0");
        String name = context.pathParam("param1");
        Tilesets.Entry entry = tilesets.find(tileset).orElseThrow(() -> HttpProblem.notFound(tileset));
        if (!Caller.of(context).access().sees(catalogue.get(entry.theme().layer()))) {
            throw HttpProblem.notFound(tileset);
        }
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        workers.run(context, () -> Optional.ofNullable(entry.folder().find(name, accepted)), found -> {
            TileFolder.Stored stored = found.orElseThrow(() -> HttpProblem.notFound(tileset + "/" + name));
            String encoding = stored.encoding() == null ? "identity" : stored.encoding();
            String type = name.endsWith(".json") ? "application/json" : "model/gltf-binary";
            new Stored(stored.bytes(), type, encoding, stored.tag(), null).send(context);
        });
    }

    private void vector(RoutingContext context) {
        Layer layer = Caller.of(context).access().get(catalogue, context.pathParam("param0"));
        tiles.answer(
                context,
                layer,
                TileGrid.WEB_MERCATOR_QUAD,
                context.pathParam("param1"),
                context.pathParam("param2"),
                context.pathParam("param3"),
                AsOf.of(context));
    }
}
