package vn.huetwin.server.wms;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Site;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.server.security.Role;

/** {@code /api/styles}: the styles that are kept for layers, as SLD. Planners put and delete them. */
public final class StyleRoutes implements Routes {
    private static final String LAYER = "/api/styles/:layer";
    private static final String STYLE = LAYER + "/:name";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,63}");
    private static final int MOST_BYTES = 1 << 20;

    private final LayerStyles styles;
    private final Catalogue catalogue;
    private final Workers workers;

    public StyleRoutes(LayerStyles styles, Catalogue catalogue, Workers workers) {
        this.styles = styles;
        this.catalogue = catalogue;
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        router.get("/api/styles").handler(context -> list(context, layers(access(context))));
        router.get(LAYER).handler(context -> list(context, List.of(layer(context))));
        router.get(STYLE).handler(this::show);
        List.of(router.put(STYLE), router.delete(STYLE))
                .forEach(route -> route.handler(context -> {
                    Caller.of(context).require(Role.PLANNER);
                    context.next();
                }));
        router.put(STYLE)
                .handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES))
                .handler(this::put);
        router.delete(STYLE).handler(this::delete);
    }

    private static Access access(RoutingContext context) {
        return Caller.of(context).access();
    }

    private List<Layer> layers(Access access) {
        return Stream.concat(
                        access.layers(catalogue).stream(),
                        access.rasters(catalogue).stream().map(RasterLayer::layer))
                .toList();
    }

    private Layer layer(RoutingContext context) {
        RasterLayer raster = catalogue.findRaster(context.pathParam("layer"));
        if (raster != null && access(context).sees(raster.layer())) {
            return raster.layer();
        }
        Layer layer = access(context).get(catalogue, context.pathParam("layer"));
        if (!layer.hasGeometry()) {
            throw HttpProblem.notFound(layer.name());
        }
        return layer;
    }

    private void list(RoutingContext context, List<Layer> layers) {
        JsonArray all = new JsonArray();
        String site = Site.of(context.request());
        for (Layer layer : layers) {
            for (LayerStyles.Kept kept : styles.kept(layer, access(context))) {
                String name = kept.style().name();
                all.add(new JsonObject()
                        .put("layer", layer.name())
                        .put("name", name)
                        .put("title", LayerStyles.title(kept.style()).vi())
                        .put("changed", kept.document().changed().toString())
                        .put("href", site + "/api/styles/" + layer.name() + "/" + name)
                        .put(
                                "legend",
                                site + "/wms?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER="
                                        + layer.name() + "&STYLE=" + name));
            }
        }
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(new JsonObject().put("styles", all).toBuffer());
    }

    private void show(RoutingContext context) {
        LayerStyles.Kept kept = styles.find(layer(context), context.pathParam("name"), access(context));
        if (kept == null) {
            throw missing(context);
        }
        boolean newer = kept.document().text().contains("http://www.opengis.net/se");
        context.response()
                .putHeader(
                        HttpHeaders.CONTENT_TYPE,
                        newer
                                ? "application/vnd.ogc.se+xml; charset=utf-8"
                                : "application/vnd.ogc.sld+xml; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(kept.document().text());
    }

    private static HttpProblem missing(RoutingContext context) {
        return HttpProblem.notFound(context.pathParam("layer") + "/" + context.pathParam("name"));
    }

    private void put(RoutingContext context) {
        Layer layer = layer(context);
        String name = context.pathParam("name");
        if (!NAME.matcher(name).matches()) {
            throw HttpProblem.badRequest(
                    "invalid-style-name",
                    "name",
                    "Tên kiểu vẽ chỉ gồm chữ không dấu, số, _ và -",
                    "The name of a style has letters without marks, digits, _ and - only");
        }
        String text = String.valueOf(context.body().asString("UTF-8"));
        Caller by = Caller.of(context);
        workers.run(
                context,
                () -> keep(layer, name, text, by),
                isNew -> context.response().setStatusCode(isNew ? 201 : 204).end());
    }

    private boolean keep(Layer layer, String name, String text, Caller by) throws Exception {
        try {
            return styles.put(layer, name, text, by);
        } catch (OwsException e) {
            throw new HttpProblem(422, "invalid-style", "body", e.text());
        } catch (FilterException e) {
            throw new HttpProblem(
                    422, "invalid-style", String.valueOf(e.field()).toLowerCase(Locale.ROOT), e.text());
        }
    }

    private void delete(RoutingContext context) {
        Layer layer = layer(context);
        workers.run(context, () -> styles.delete(layer, context.pathParam("name")), found -> {
            if (!found) {
                context.fail(missing(context));
                return;
            }
            context.response().setStatusCode(204).end();
        });
    }
}
