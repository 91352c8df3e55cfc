package vn.huetwin.server.wms;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
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
import vn.huetwin.server.http.Site;
import vn.huetwin.server.http.Workers;
import vn.huetwin.tiles.map.GlyphRanges;
import vn.huetwin.tiles.raster.RasterShelf;
import vn.huetwin.tiles.style.MapStyle;

/**
 * Styles for web maps (OGC API – Styles, 20-009): {@code /ogc/styles}, {@code /ogc/styles/<layer>.<style>}, and {@code
 * /ogc/styles/hue} for all layers that the caller sees; the letters for them under {@code /ogc/fonts}.
 */
public final class WebStyleRoutes implements Routes {
    static final String MEDIA_TYPE = "application/vnd.mapbox.style+json";
    private static final String FONTS = "max-age=86400";

    private final LayerStyles styles;
    private final LayerTags tags;
    private final Workers workers;
    private final WmsLayers layers;
    private final GlyphRanges glyphs = new GlyphRanges();

    public WebStyleRoutes(
            Catalogue catalogue, LayerStyles styles, LayerTags tags, RasterShelf rasters, Workers workers) {
        this.styles = styles;
        this.tags = tags;
        this.workers = workers;
        layers = new WmsLayers(catalogue, rasters);
    }

    @Override
    public void mount(Router router) {
        read(router.route("/ogc/styles")).handler(this::list);
        read(router.route("/ogc/styles/:style")).handler(this::style);
        read(router.route("/ogc/fonts/:fonts/:range")).handler(this::glyphs);
    }

    private static Route read(Route route) {
        return route.method(HttpMethod.GET).method(HttpMethod.HEAD);
    }

    private void list(RoutingContext context) {
        Access access = Caller.of(context).access();
        String site = Site.of(context.request());
        JsonArray all = new JsonArray()
                .add(entry(
                        site,
                        WmsLayers.ALL,
                        new JsonObject().put("vi", "Thành phố Huế").put("en", "City of Huế")));
        for (Layer layer : layers.drawn(access)) {
            for (MapStyle style : styles.of(layer, access)) {
                JsonObject title = new JsonObject()
                        .put(
                                "vi",
                                layer.title().vi() + ": "
                                        + LayerStyles.title(style).vi())
                        .put(
                                "en",
                                layer.title().en() + ": "
                                        + LayerStyles.title(style).en());
                JsonObject entry = entry(site, layer.name() + "." + style.name(), title);
                if (styles.find(layer, style.name(), access) != null) {
                    entry.getJsonArray("links")
                            .add(link(
                                    "stylesheet",
                                    "application/vnd.ogc.sld+xml",
                                    site + "/api/styles/" + layer.name() + "/" + style.name()));
                }
                all.add(entry);
            }
        }
        JsonArray links = new JsonArray().add(link("self", "application/json", site + "/ogc/styles"));
        send(context, "application/json", new JsonObject().put("styles", all).put("links", links));
    }

    private static JsonObject entry(String site, String id, JsonObject title) {
        return new JsonObject()
                .put("id", id)
                .put("title", title.getString("vi"))
                .put("x-title", title)
                .put("links", new JsonArray().add(link("stylesheet", MEDIA_TYPE, site + "/ogc/styles/" + id)));
    }

    private static JsonObject link(String rel, String type, String href) {
        return new JsonObject().put("rel", rel).put("type", type).put("href", href);
    }

    private void style(RoutingContext context) {
        Access access = Caller.of(context).access();
        String id = context.pathParam("style");
        WebStyle web = new WebStyle(Site.of(context.request()), access);
        if (id.equals(WmsLayers.ALL)) {
            layers.drawn(access).forEach(layer -> add(web, layer, styles.get(layer, MapStyle.DEFAULT, access)));
            send(context, MEDIA_TYPE, web.document(id, "Huế"));
            return;
        }
        int dot = id.indexOf('.');
        Layer layer = dot < 0 ? null : layers.find(id.substring(0, dot), access);
        if (layer == null) {
            throw HttpProblem.notFound(id);
        }
        MapStyle style = styles.of(layer, access).stream()
                .filter(one -> one.name().equals(id.substring(dot + 1)))
                .findFirst()
                .orElseThrow(() -> HttpProblem.notFound(id));
        send(
                context,
                MEDIA_TYPE,
                add(web, layer, style).document(id, layer.title().vi()));
    }

    private WebStyle add(WebStyle web, Layer layer, MapStyle style) {
        return layers.raster(layer) == null
                ? web.add(layer, style)
                : web.addRaster(layer, style, layers.shelf().bounds(layer.name()));
    }

    private void send(RoutingContext context, String type, JsonObject body) {
        Caching.mark(context, "Accept-Encoding");
        EntityTag tag = tags.weak(List.of(), Caller.of(context).access(), body.encode());
        if (!Caching.hasIt(context, tag)) {
            context.response().putHeader(HttpHeaders.CONTENT_TYPE, type).end(body.toBuffer());
        }
    }

    /** Letters are no secret and never change while the server runs. */
    private void glyphs(RoutingContext context) {
        String fonts = context.pathParam("fonts");
        String range = context.pathParam("range");
        if (!range.matches("\\d{1,5}-\\d{1,5}\\.pbf")) {
            throw HttpProblem.notFound(range);
        }
        int start = Integer.parseInt(range.substring(0, range.indexOf('-')));
        if (!range.equals(start + "-" + (start + GlyphRanges.RANGE - 1) + ".pbf")) {
            throw HttpProblem.notFound(range);
        }
        workers.run(context, () -> Optional.ofNullable(glyphs.find(fonts, start)), found -> {
            byte[] bytes = found.orElseThrow(() -> HttpProblem.notFound(fonts));
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-protobuf")
                    .putHeader(HttpHeaders.CACHE_CONTROL, FONTS)
                    .end(Buffer.buffer(bytes));
        });
    }
}
