package vn.huetwin.server.wms;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.Label;
import vn.huetwin.tiles.style.MapStyle;
import vn.huetwin.tiles.style.Mark;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Stroke;
import vn.huetwin.tiles.style.Symbolizer;
import vn.huetwin.tiles.vector.TileGrid;
import vn.huetwin.tiles.vector.VectorTiles;

/**
 * Styles of layers as one style of MapLibre (style specification, version 8) over the vector tiles of this server. Every
 * address in it is one of this server. What such a style cannot say is named in {@code metadata}.
 */
final class WebStyle {
    /** Under this name those who read a style find what it could not take over. */
    static final String OMITTED = "huetwin:omitted";

    private static final double SCALE_AT_ZERO = 559_082_264.0287178;
    private static final int DEEPEST_TILES = 16;
    private static final JsonArray AREAS = kind("Polygon", "MultiPolygon");
    private static final JsonArray POINTS = kind("Point", "MultiPoint");

    private final String site;
    private final Access access;
    private final JsonObject sources = new JsonObject();
    private final JsonArray layers = new JsonArray();
    private final JsonArray omitted = new JsonArray();

    /** @param site address of this server, without a slash at the end */
    WebStyle(String site, Access access) {
        this.site = site;
        this.access = access;
    }

    private static JsonArray kind(String... types) {
        return new JsonArray()
                .add("in")
                .add(new JsonArray().add("geometry-type"))
                .add(new JsonArray().add("literal").add(new JsonArray(List.of(types))));
    }

    /** Lays a layer over what is there already. */
    WebStyle add(Layer layer, MapStyle style) {
        sources.put(
                layer.name(),
                new JsonObject()
                        .put("type", "vector")
                        .put("tiles", new JsonArray().add(site + "/tiles/vector/" + layer.name() + "/{z}/{x}/{y}.mvt"))
                        .put("minzoom", 0)
                        .put("maxzoom", DEEPEST_TILES));
        Set<String> properties = new HashSet<>(VectorTiles.properties(layer, access));
        properties.add("id");
        WebFilter filters = new WebFilter(layer, properties);
        for (List<Rule> group : style.groups()) {
            for (Rule rule : group) {
                rule(layer, group, rule, filters);
            }
        }
        return this;
    }

    /**
     * Lays pictures of rasters over what is there already.
     *
     * @param box WGS 84 lon/lat of its files, or null
     */
    WebStyle addRaster(Layer layer, MapStyle style, @Nullable Envelope box) {
        boolean usual = style.name().equals(MapStyle.DEFAULT);
        JsonObject source = new JsonObject()
                .put("type", "raster")
                .put(
                        "tiles",
                        new JsonArray()
                                .add(site + "/ogc/collections/" + layer.name()
                                        + (usual ? "" : "/styles/" + style.name())
                                        + "/map/tiles/" + TileGrid.WEB_MERCATOR_QUAD.id() + "/{z}/{y}/{x}"))
                .put("tileSize", TileGrid.PIXELS)
                .put("minzoom", 0)
                .put("maxzoom", TileGrid.WEB_MERCATOR_QUAD.maxZoom());
        if (box != null) {
            source.put(
                    "bounds",
                    new JsonArray()
                            .add(box.getMinX())
                            .add(box.getMinY())
                            .add(box.getMaxX())
                            .add(box.getMaxY()));
        }
        sources.put(layer.name(), source);
        layers.add(new JsonObject()
                .put("id", layer.name())
                .put("type", "raster")
                .put("source", layer.name())
                .put("layout", new JsonObject().put("visibility", layer.style().visible() ? "visible" : "none")));
        return this;
    }

    private void rule(Layer layer, List<Rule> group, Rule rule, WebFilter filters) {
        JsonArray filter;
        try {
            filter = rule.otherwise() ? others(group, filters) : filters.of(rule.filter());
        } catch (WebFilter.Unsaid e) {
            omitted.add(layer.name() + ", " + rule.name() + ": " + e.getMessage());
            return;
        }
        for (Symbolizer symbolizer : rule.symbolizers()) {
            try {
                symbolizer(layer, rule, symbolizer, filter, filters);
            } catch (WebFilter.Unsaid e) {
                omitted.add(layer.name() + ", " + rule.name() + ": " + e.getMessage());
            }
        }
    }

    private static JsonArray others(List<Rule> group, WebFilter filters) throws WebFilter.Unsaid {
        List<Filter> taken = new ArrayList<>();
        group.stream().filter(rule -> !rule.otherwise()).forEach(rule -> taken.add(rule.filter()));
        return new JsonArray().add("!").add(filters.several("any", taken));
    }

    private void symbolizer(Layer layer, Rule rule, Symbolizer symbolizer, JsonArray filter, WebFilter filters)
            throws WebFilter.Unsaid {
        if (symbolizer instanceof Symbolizer.Polygon polygon) {
            if (polygon.fill() != null) {
                JsonObject paint = new JsonObject();
                colour(paint, "fill", polygon.fill().colour(), polygon.fill().opacity());
                add(layer, rule, "fill", both(filter, AREAS), paint, null);
            }
            if (polygon.stroke() != null) {
                line(layer, rule, both(filter, AREAS), polygon.stroke());
            }
        } else if (symbolizer instanceof Symbolizer.Line line) {
            line(layer, rule, filter, line.stroke());
        } else if (symbolizer instanceof Symbolizer.Point point) {
            point(layer, rule, filter, point);
        } else if (symbolizer instanceof Symbolizer.Text text) {
            text(layer, rule, filter, text, filters);
        } else {
            throw new WebFilter.Unsaid("raster");
        }
    }

    private void line(Layer layer, Rule rule, JsonArray filter, Stroke stroke) {
        JsonObject paint = new JsonObject();
        colour(paint, "line", stroke.colour(), stroke.opacity());
        paint.put("line-width", stroke.width());
        if (!stroke.dashes().isEmpty() && stroke.width() > 0) {
            JsonArray dashes = new JsonArray();
            stroke.dashes().forEach(dash -> dashes.add(dash / stroke.width()));
            paint.put("line-dasharray", dashes);
        }
        JsonObject layout = new JsonObject()
                .put(
                        "line-join",
                        stroke.join() == Stroke.Join.MITRE
                                ? "miter"
                                : lower(stroke.join().name()))
                .put("line-cap", lower(stroke.cap().name()));
        add(layer, rule, "line", filter, paint, layout);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Marks are circles on the web: others would need pictures. */
    private void point(Layer layer, Rule rule, JsonArray filter, Symbolizer.Point point) {
        if (point.mark() != Mark.CIRCLE) {
            omitted.add(
                    layer.name() + ", " + rule.name() + ": mark " + point.mark().keyword() + ", a circle instead");
        }
        JsonObject paint = new JsonObject().put("circle-radius", point.size() / 2);
        Fill fill = point.fill();
        if (fill == null) {
            paint.put("circle-opacity", 0);
        } else {
            colour(paint, "circle", fill.colour(), fill.opacity());
        }
        Stroke stroke = point.stroke();
        if (stroke != null) {
            colour(paint, "circle-stroke", stroke.colour(), stroke.opacity());
            paint.put("circle-stroke-width", stroke.width());
        }
        add(layer, rule, "circle", both(filter, POINTS), paint, null);
    }

    private void text(Layer layer, Rule rule, JsonArray filter, Symbolizer.Text text, WebFilter filters)
            throws WebFilter.Unsaid {
        for (String name : text.label().properties()) {
            filters.checkProperty(name);
        }
        JsonArray field = new JsonArray().add("concat");
        for (Label.Part part : text.label().parts()) {
            if (part.property()) {
                field.add(new JsonArray()
                        .add("coalesce")
                        .add(new JsonArray().add("get").add(part.text()))
                        .add(""));
            } else {
                field.add(part.text());
            }
        }
        String face = text.bold() ? text.italic() ? "Bold Italic" : "Bold" : text.italic() ? "Italic" : "Regular";
        JsonObject layout = new JsonObject()
                .put("text-field", field)
                .put("text-font", new JsonArray().add("Liberation Sans " + face))
                .put("text-size", text.size())
                .put("symbol-placement", text.along() ? "line" : "point");
        if (!text.along() && text.size() > 0) {
            layout.put("text-anchor", anchor(text.anchorX(), text.anchorY()))
                    .put(
                            "text-offset",
                            new JsonArray().add(text.dx() / text.size()).add(-text.dy() / text.size()));
        }
        JsonObject paint = new JsonObject();
        colour(paint, "text", text.fill().colour(), text.fill().opacity());
        Fill halo = text.halo();
        if (halo != null) {
            paint.put("text-halo-color", rgba(halo.colour(), halo.opacity())).put("text-halo-width", text.haloRadius());
        }
        add(layer, rule, "symbol", filter, paint, layout);
    }

    private static String anchor(double x, double y) {
        String vertical = y < 0.25 ? "bottom" : y > 0.75 ? "top" : "";
        String horizontal = x < 0.25 ? "left" : x > 0.75 ? "right" : "";
        String both = vertical.isEmpty() || horizontal.isEmpty() ? vertical + horizontal : vertical + "-" + horizontal;
        return both.isEmpty() ? "center" : both;
    }

    private static JsonArray both(JsonArray one, JsonArray other) {
        return new JsonArray().add("all").add(one).add(other);
    }

    private static void colour(JsonObject paint, String what, int colour, double opacity) {
        paint.put(what + "-color", String.format(Locale.ROOT, "#%06x", colour)).put(what + "-opacity", opacity);
    }

    private static String rgba(int colour, double opacity) {
        return "rgba(" + (colour >> 16 & 0xff) + "," + (colour >> 8 & 0xff) + "," + (colour & 0xff) + "," + opacity
                + ")";
    }

    private void add(
            Layer layer, Rule rule, String type, JsonArray filter, JsonObject paint, @Nullable JsonObject layout) {
        JsonObject made = new JsonObject()
                .put("id", layer.name() + "." + layers.size())
                .put("type", type)
                .put("source", layer.name())
                .put("source-layer", layer.name())
                .put(
                        "metadata",
                        new JsonObject()
                                .put("huetwin:rule", rule.name())
                                .put(
                                        "huetwin:title",
                                        new JsonObject()
                                                .put("vi", rule.title().vi())
                                                .put("en", rule.title().en())))
                .put("filter", filter.copy());
        if (rule.minScale() > 0) {
            made.put("maxzoom", zoom(rule.minScale()));
        }
        if (Double.isFinite(rule.maxScale())) {
            made.put("minzoom", zoom(rule.maxScale()));
        }
        if (layout != null) {
            made.put("layout", layout);
        }
        layers.add(made.put("paint", paint));
    }

    /** Zoom levels count tiles of 512 pixels, scale denominators pixels of 0.28 mm of tiles of 256. */
    private static double zoom(double scaleDenominator) {
        double zoom = Math.log(SCALE_AT_ZERO / scaleDenominator) / Math.log(2) - 1;
        return Math.max(0, Math.min(24, Math.rint(zoom * 1000) / 1000));
    }

    JsonObject document(String name, String title) {
        return new JsonObject()
                .put("version", 8)
                .put("name", title)
                .put("metadata", new JsonObject().put("huetwin:style", name).put(OMITTED, omitted))
                .put("glyphs", site + "/ogc/fonts/{fontstack}/{range}.pbf")
                .put("sources", sources)
                .put("layers", layers);
    }
}
