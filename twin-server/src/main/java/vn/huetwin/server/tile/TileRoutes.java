package vn.huetwin.server.tile;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.tiles.building.TileFolder;
import vn.huetwin.tiles.vector.VectorTiles;

/** {@code /tiles/3d/<tileset>/…} and {@code /tiles/vector/<layer>/{z}/{x}/{y}.mvt}. */
public final class TileRoutes implements Routes {
    private final Catalogue catalogue;
    private final VectorTiles vectorTiles;
    private final TileFolder buildings;
    private final Workers workers;

    public TileRoutes(Catalogue catalogue, VectorTiles vectorTiles, TileFolder buildings, Workers workers) {
        this.catalogue = catalogue;
        this.vectorTiles = vectorTiles;
        this.buildings = buildings;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.getWithRegex("/tiles/3d/([a-z_]+)/([a-z0-9-]+\\.(?:json|glb))").setName("/tiles/3d/:tileset/:file")
                .handler(this::solid);
        router.getWithRegex("/tiles/vector/([a-z0-9_]+)/(\\d{1,2})/(\\d{1,7})/(\\d{1,7})\\.mvt")
                .setName("/tiles/vector/:layer/:z/:x/:y.mvt")
                .handler(this::vector);
    }

    private void solid(RoutingContext context) {
        String tileset = context.pathParam("param0");
        String name = context.pathParam("param1");
        if (!tileset.equals("buildings")) {
            throw HttpProblem.notFound(tileset);
        }
        Caller.of(context).access().get(catalogue, "building");
        String accepted = context.request().getHeader(HttpHeaders.ACCEPT_ENCODING);
        workers.run(context, () -> Optional.ofNullable(buildings.find(name, accepted)), found -> {
            TileFolder.Stored stored = found.orElseThrow(() -> HttpProblem.notFound(tileset + "/" + name));
            context.response()
                    .putHeader(HttpHeaders.VARY, "Accept-Encoding")
                    .putHeader(
                            HttpHeaders.CONTENT_ENCODING, stored.encoding() == null ? "identity" : stored.encoding());
            send(
                    context,
                    stored.bytes(),
                    stored.tag(),
                    name.endsWith(".json") ? "application/json" : "model/gltf-binary");
        });
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
                bytes -> send(context, bytes, tag(bytes), "application/vnd.mapbox-vector-tile"));
    }

    private static String tag(byte[] bytes) {
        return "\"" + Integer.toHexString(java.util.Arrays.hashCode(bytes)) + "-" + bytes.length + "\"";
    }

    private static void send(RoutingContext context, byte[] bytes, String tag, String type) {
        context.response().putHeader(HttpHeaders.ETAG, tag).putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(tag)) {
            context.response().headers().remove(HttpHeaders.CONTENT_ENCODING);
            context.response().setStatusCode(304).end();
        } else {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(Buffer.buffer(bytes));
        }
    }
}
