package vn.huetwin.server.tile;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Files;
import java.nio.file.Path;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.tiles.vector.VectorTiles;

/** {@code /tiles/3d/<tileset>/…} and {@code /tiles/vector/<layer>/{z}/{x}/{y}.mvt}. */
public final class TileRoutes implements Routes {
    private final Catalogue catalogue;
    private final VectorTiles vectorTiles;
    private final Path folder;
    private final Workers workers;

    /** @param folder holds one folder a tileset */
    public TileRoutes(Catalogue catalogue, VectorTiles vectorTiles, Path folder, Workers workers) {
        this.catalogue = catalogue;
        this.vectorTiles = vectorTiles;
        this.folder = folder;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.getWithRegex("/tiles/3d/([a-z_]+)/([a-z0-9-]+\\.(?:json|glb))").handler(this::solid);
        router.getWithRegex("/tiles/vector/([a-z0-9_]+)/(\\d{1,2})/(\\d{1,7})/(\\d{1,7})\\.mvt")
                .handler(this::vector);
    }

    private void solid(RoutingContext context) {
        String tileset = context.pathParam("param0");
        String name = context.pathParam("param1");
        if (!tileset.equals("buildings")) {
            throw HttpProblem.notFound(tileset);
        }
        Caller.of(context).access().get(catalogue, "building");
        workers.run(
                context,
                () -> {
                    Path file = folder.resolve(tileset).resolve(name);
                    if (!Files.isRegularFile(file)) {
                        throw HttpProblem.notFound(tileset + "/" + name);
                    }
                    return Files.readAllBytes(file);
                },
                bytes -> send(context, bytes, name.endsWith(".json") ? "application/json" : "model/gltf-binary"));
    }

    private void vector(RoutingContext context) {
        Access access = Caller.of(context).access();
        Layer layer = access.get(catalogue, context.pathParam("param0"));
        if (!layer.hasGeometry()) {
            throw HttpProblem.notFound(layer.name());
        }
        int z = Integer.parseInt(context.pathParam("param1"));
        int x = Integer.parseInt(context.pathParam("param2"));
        int y = Integer.parseInt(context.pathParam("param3"));
        if (z > VectorTiles.MAX_ZOOM || x >= 1 << z || y >= 1 << z) {
            throw HttpProblem.notFound("tile " + z + "/" + x + "/" + y);
        }
        workers.run(
                context,
                () -> vectorTiles.tile(layer, z, x, y, access),
                bytes -> send(context, bytes, "application/vnd.mapbox-vector-tile"));
    }

    private static void send(RoutingContext context, byte[] bytes, String type) {
        String tag = "\"" + Integer.toHexString(java.util.Arrays.hashCode(bytes)) + "-" + bytes.length + "\"";
        context.response().putHeader(HttpHeaders.ETAG, tag).putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        if (tag.equals(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            context.response().setStatusCode(304).end();
        } else {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(Buffer.buffer(bytes));
        }
    }
}
