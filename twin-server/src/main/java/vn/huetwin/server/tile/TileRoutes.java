package vn.huetwin.server.tile;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.regex.Pattern;
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
import vn.huetwin.tiles.terrain.QuantizedMesh;
import vn.huetwin.tiles.terrain.TileKey;
import vn.huetwin.tiles.vector.TileGrid;

/**
 * {@code /tiles/3d/<tileset>/…}, {@code /tiles/vector/<layer>/{z}/{x}/{y}.mvt}, {@code /terrain/layer.json} and
 * {@code /terrain/{z}/{x}/{y}.terrain}.
 */
public final class TileRoutes implements Routes {
    private static final Pattern NORMALS = Pattern.compile("extensions=[a-z-]*" + QuantizedMesh.NORMALS);
    private static final String FOR_GOOD = "public, max-age=31536000, immutable";

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
        CrossOrigin open = new CrossOrigin("GET, HEAD, OPTIONS");
        router.route("/tiles/*").handler(open);
        router.route("/terrain/*").handler(open);
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
        router.route("/terrain/layer.json")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(this::layer);
        router.routeWithRegex("/terrain/(\\d{1,2})/(\\d{1,7})/(\\d{1,7})\\.terrain")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .setName("/terrain/:z/:x/:y.terrain")
                .handler(this::terrain);
    }

    private void layer(RoutingContext context) {
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        workers.run(context, () -> Optional.ofNullable(tilesets.terrain().layer(accepted)), found -> {
            TileFolder.Stored stored = found.orElseThrow(() -> HttpProblem.notFound("terrain"));
            new Stored(stored.bytes(), "application/json", encoding(stored), stored.tag(), null).send(context);
        });
    }

    /** With normals of vertices if {@code Accept} names them, as quantized-mesh 1.0 has it. */
    private void terrain(RoutingContext context) {
        HttpServerRequest request = context.request();
        String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
        String type = request.getHeader(HttpHeaders.ACCEPT);
        boolean normals = type != null && NORMALS.matcher(type).find();
        TileKey tile = new TileKey(number(context, "param0"), number(context, "param1"), number(context, "param2"));
        String version = tilesets.terrain().version();
        String caching = version != null && version.equals(request.getParam("v")) ? FOR_GOOD : null;
        workers.run(context, () -> Optional.ofNullable(tilesets.terrain().tile(tile, accepted, normals)), found -> {
            TileFolder.Stored stored = found.orElseThrow(() -> HttpProblem.notFound("terrain/" + tile));
            String media = QuantizedMesh.MEDIA_TYPE + (normals ? ";extensions=" + QuantizedMesh.NORMALS : "");
            new Stored(stored.bytes(), media, encoding(stored), stored.tag(), caching)
                    .send(context, "Accept-Encoding, Accept");
        });
    }

    private static int number(RoutingContext context, String parameter) {
        return Integer.parseInt(context.pathParam(parameter));
    }

    private static String encoding(TileFolder.Stored stored) {
        return stored.encoding() == null ? "identity" : stored.encoding();
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
            String type = name.endsWith(".json") ? "application/json" : "model/gltf-binary";
            new Stored(stored.bytes(), type, encoding(stored), stored.tag(), null).send(context);
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
