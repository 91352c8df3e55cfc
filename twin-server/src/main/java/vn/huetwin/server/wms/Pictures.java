package vn.huetwin.server.wms;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.server.http.Caching;
import vn.huetwin.server.http.EntityTag;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.tiles.map.ImageFormat;
import vn.huetwin.tiles.map.MapLayer;
import vn.huetwin.tiles.map.RasterView;

/** Sends maps, legends and tiles, each made once for all who ask for the same. */
record Pictures(Catalogue catalogue, LayerTags tags, SharedAnswers answers) {
    /**
     * Sends a picture, unless the client has it already. While the memory does not show the last change yet, pictures have no
     * tag and are made for one request alone.
     *
     * @param views          layers that it shows
     * @param representation all else that chooses among pictures of these layers
     */
    void send(
            RoutingContext context,
            ImageFormat format,
            List<MapLayer> views,
            Access access,
            SharedAnswers.Making making,
            @Nullable Object... representation) {
        Set<Layer> layers = views.stream()
                .map(view -> view instanceof RasterView ? catalogue.get(RasterLayer.FILES) : view.layer())
                .collect(Collectors.toSet());
        mark(context);
        String key = null;
        if (tags.isDrawn(layers)) {
            EntityTag tag = tags.weak(layers, access, representation);
            if (Caching.hasIt(context, tag)) {
                return;
            }
            key = tag.opaque();
        }
        answers.answer(context, key, making, bytes -> image(context, format, bytes));
    }

    static HttpServerResponse mark(RoutingContext context) {
        return Caching.mark(context, "Accept-Language");
    }

    static void image(RoutingContext context, ImageFormat format, byte[] body) {
        // images are compressed already
        mark(context)
                .putHeader("Content-Encoding", "identity")
                .putHeader("Content-Type", format.mediaType())
                .end(Buffer.buffer(body));
    }
}
