package vn.huetwin.server.tile;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Optional;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.server.http.Caching;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.EntityTag;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.server.http.Stored;
import vn.huetwin.server.http.Workers;
import vn.huetwin.tiles.building.TileFolder;
import vn.huetwin.tiles.vector.VectorTiles;

/** {@code /tiles/3d/<tileset>/…} and {@code /tiles/vector/<layer>/{z}/{x}/{y}.mvt}. */
public final class TileRoutes implements Routes {
    private static final String VECTOR = "application/vnd.mapbox-vector-tile";
    private final Catalogue catalogue;
    private final VectorTiles vectorTiles;
    private final SharedAnswers answers;
    private final Tilesets tilesets;
    private final LayerTags tags;
    private final Workers workers;

    /** @param answers how vector tiles are made */
    public TileRoutes(
            Catalogue catalogue,
            VectorTiles vectorTiles,
            SharedAnswers answers,
            Tilesets tilesets,
            LayerTags tags,
            Workers workers) {
        this.answers = answers;
        this.tags = tags;
        this.catalogue = catalogue;
        this.vectorTiles = vectorTiles;
        this.tilesets = tilesets;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
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
        Caching.mark(context, "Accept-Encoding");
        EntityTag tag = tags.weak(List.of(layer), access, "mvt", z, x, y);
        if (Caching.hasIt(context, tag)) {
            return;
        }
        answers.answer(
                context,
                tag.opaque(),
                stop -> vectorTiles.tile(layer, z, x, y, access, stop),
                bytes -> new Stored(bytes, VECTOR, null, tag.toString(), null).send(context));
    }
}
