package vn.huetwin.server.tile;

import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.server.http.Caching;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.EntityTag;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.server.http.Stored;
import vn.huetwin.tiles.vector.TileGrid;
import vn.huetwin.tiles.vector.VectorTiles;

/** Vector tiles over HTTP, whatever the path under which they are asked for. */
public final class VectorTileAnswers {
    public static final String MEDIA_TYPE = "application/vnd.mapbox-vector-tile";

    private final VectorTiles tiles;
    private final SharedAnswers answers;
    private final LayerTags tags;

    public VectorTileAnswers(VectorTiles tiles, SharedAnswers answers, LayerTags tags) {
        this.tiles = tiles;
        this.answers = answers;
        this.tags = tags;
    }

    /**
     * Answers a request.
     *
     * @param layer that the caller sees
     * @param x     column from the west
     * @param asOf  what was valid then, or null for the present
     * @param y     row from the north
     * @throws HttpProblem 404 if there is no such tile, or the layer has no geometry
     */
    public void answer(
            RoutingContext context, Layer layer, TileGrid grid, String z, String x, String y, @Nullable Instant asOf) {
        int[] at = {number(z), number(x), number(y)};
        if (!layer.hasGeometry() || !grid.has(at[0], at[1], at[2])) {
            throw HttpProblem.notFound(layer.name() + "/" + grid.id() + "/" + z + "/" + x + "/" + y);
        }
        Access access = Caller.of(context).access();
        Caching.mark(context, "Accept-Encoding");
        EntityTag tag = tags.weak(List.of(layer), access, grid, at[0], at[1], at[2], asOf);
        if (Caching.hasIt(context, tag)) {
            return;
        }
        answers.answer(
                context,
                tag.opaque(),
                stop -> tiles.tile(layer, grid, at[0], at[1], at[2], asOf, access, stop),
                bytes -> new Stored(bytes, MEDIA_TYPE, null, tag.toString(), null).send(context));
    }

    /** A number in an address, or -1. */
    public static int number(String text) {
        return text.matches("\\d{1,8}") ? Integer.parseInt(text) : -1;
    }
}
