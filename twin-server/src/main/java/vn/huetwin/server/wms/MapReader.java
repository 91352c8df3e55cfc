package vn.huetwin.server.wms;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.CqlParser;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.ows.AxisRule;
import vn.huetwin.server.ows.KeyValues;
import vn.huetwin.server.ows.OwsException;
import vn.huetwin.tiles.map.ImageFormat;
import vn.huetwin.tiles.map.LayerView;
import vn.huetwin.tiles.map.MapImage;
import vn.huetwin.tiles.map.MapLayer;
import vn.huetwin.tiles.map.MapRenderer;
import vn.huetwin.tiles.map.Projections;
import vn.huetwin.tiles.map.RasterView;
import vn.huetwin.tiles.map.Screen;
import vn.huetwin.tiles.raster.RasterSheet;
import vn.huetwin.tiles.style.MapStyle;

/** What a GetMap request asks for (06-042, clause 7.3; 01-068r3, clause 7.2). */
final class MapReader {
    private static final int WHITE = 0xffffff;
    private static final Pattern COLOUR = Pattern.compile("(?:0x|#)?([0-9A-Fa-f]{6})");
    private static final Pattern DPI = Pattern.compile("dpi:(\\d{2,4})");

    private final WmsLayers layers;
    private final CrsRegistry systems;
    private final Projections projections;
    private final Limits limits;
    private final LayerStyles styles;

    MapReader(WmsLayers layers, CrsRegistry systems, Projections projections, LayerStyles styles, Limits limits) {
        this.styles = styles;
        this.layers = layers;
        this.systems = systems;
        this.projections = projections;
        this.limits = limits;
    }

    MapImage image(WmsParameters parameters, WmsVersion version, Access access) {
        List<MapLayer> views = views(parameters, access);
        ImageFormat format = format(parameters);
        Screen screen = screen(parameters, version);
        boolean transparent = parameters.flag("TRANSPARENT") && format.isTransparent();
        Integer background = background(parameters);
        return new MapImage(screen, views, transparent ? null : background);
    }

    static ImageFormat format(WmsParameters parameters) {
        String name = parameters.get("FORMAT");
        ImageFormat format = ImageFormat.find(name);
        if (format == null) {
            String shown = KeyValues.shorten(name);
            throw WmsParameters.refused(
                    "InvalidFormat",
                    "FORMAT",
                    "FORMAT: không vẽ được '" + shown + "'; có image/png, image/jpeg",
                    "FORMAT: '" + shown + "' cannot be drawn; there are image/png and image/jpeg");
        }
        return format;
    }

    static Integer background(WmsParameters parameters) {
        String text = parameters.find("BGCOLOR");
        if (text == null) {
            return WHITE;
        }
        Matcher colour = COLOUR.matcher(text);
        if (!colour.matches()) {
            throw WmsParameters.invalid("BGCOLOR", "viết 0xRRGGBB", "write 0xRRGGBB");
        }
        return Integer.parseInt(colour.group(1), 16);
    }

    /** The layers of LAYERS with the styles of STYLES, the lowest first. */
    List<MapLayer> views(WmsParameters parameters, Access access) {
        return views(parameters, "LAYERS", access);
    }

    /** The layers of QUERY_LAYERS as LAYERS draws them: STYLES and CQL_FILTER go with LAYERS. */
    List<MapLayer> queried(WmsParameters parameters, Access access) {
        views(parameters, access);
        return views(parameters, "QUERY_LAYERS", access);
    }

    private List<MapLayer> views(WmsParameters parameters, String parameter, Access access) {
        Sld sld = sld(parameters);
        List<String> drawn = names(parameters, "LAYERS", sld);
        List<String> names = names(parameters, parameter, sld);
        List<String> styles = parameters.list("STYLES");
        if (styles.size() > drawn.size()
                || (styles.size() < drawn.size() && styles.stream().anyMatch(s -> !s.isEmpty()))) {
            throw WmsParameters.refused(
                    "StyleNotDefined",
                    "STYLES",
                    "STYLES phải có đúng " + drawn.size() + " giá trị",
                    "STYLES needs one value for each of the " + drawn.size() + " layers");
        }
        List<Filter> filters = filters(parameters, drawn.size());
        TimeValue time = TimeValue.find(parameters);
        Boolean smooth = smooth(parameters);
        List<MapLayer> views = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            boolean inPlace = i < drawn.size() && drawn.get(i).equals(names.get(i));
            int place = inPlace ? i : drawn.indexOf(names.get(i));
            String style = place < 0 || place >= styles.size() ? "" : styles.get(place);
            Filter filter = place < 0 ? Filter.INCLUDE : filters.get(place);
            for (Layer layer : layers.resolve(names.get(i), access)) {
                MapStyle own = sld == null ? null : sld.find(layer.name(), style);
                MapStyle look = own == null ? this.styles.get(layer, named(sld, layer, style), access) : own;
                RasterLayer raster = layers.raster(layer);
                if (raster != null) {
                    views.add(raster(raster, look, filter, time, smooth, access));
                    continue;
                }
                LayerView view = new LayerView(layer, look, filter, null, access);
                views.add(time == null ? view : time.of(view));
            }
            if (views.size() > limits.maxMapLayers()) {
                throw WmsParameters.invalid(
                        parameter,
                        "nhiều nhất " + limits.maxMapLayers() + " lớp",
                        "at most " + limits.maxMapLayers() + " layers");
            }
        }
        return views;
    }

    private static List<String> names(WmsParameters parameters, String parameter, @Nullable Sld sld) {
        List<String> named = parameters.list(parameter);
        List<String> names = named.isEmpty() && sld != null ? sld.names() : named;
        if (names.isEmpty()) {
            throw WmsParameters.refused(
                    "LayerNotDefined", parameter, "Thiếu " + parameter, "The parameter " + parameter + " is missing");
        }
        return names;
    }

    /**
     * What 06-042, clauses C.4.2 and C.4.3, has a server say where it shows a layer at a time that nobody asked for:
     * {@code 99 Nearest value used: time=2025-10-27T00:00:00Z ISO8601}.
     */
    static List<String> warnings(WmsParameters parameters, List<MapLayer> views) {
        TimeValue asked = TimeValue.find(parameters);
        boolean byDefault = TimeValue.isDefault(parameters);
        Stream<String> rasters = views.stream()
                .filter(RasterView.class::isInstance)
                .flatMap(view -> ((RasterView) view).sheets().stream())
                .map(RasterSheet::time)
                .filter(Objects::nonNull)
                .filter(shown -> asked == null || shown.isBefore(asked.begin()))
                .map(shown -> warning(asked == null ? "Default" : "Nearest", shown.toString()));
        Stream<String> features = views.stream()
                .filter(view -> byDefault
                        && view instanceof LayerView shown
                        && TimeValue.property(shown.layer(), shown.access()) != null)
                .map(view -> warning("Default", TimeValue.CURRENT));
        return Stream.concat(rasters, features).distinct().toList();
    }

    private static String warning(String which, String time) {
        return "99 " + which + " value used: time=" + time + " ISO8601";
    }

    private RasterView raster(
            RasterLayer raster,
            MapStyle style,
            Filter filter,
            @Nullable TimeValue time,
            @Nullable Boolean smooth,
            Access access) {
        if (filter != Filter.INCLUDE) {
            throw WmsParameters.invalid(
                    "CQL_FILTER",
                    "lớp ảnh, lưới " + raster.name() + " không lọc được",
                    "the raster layer " + raster.name() + " takes no filter");
        }
        MapRenderer.check(raster.layer(), style, access);
        return new RasterView(
                raster, style, layers.shelf().sheets(raster.name(), time == null ? null : time.end()), smooth);
    }

    /** INTERPOLATIONS, as GeoServer has it: how pixels of rasters are resampled. */
    private static @Nullable Boolean smooth(WmsParameters parameters) {
        String text = parameters.find("INTERPOLATIONS");
        return switch (text == null ? "" : text.toLowerCase(Locale.ROOT)) {
            case "" -> null;
            case "nearest", "nearest neighbor" -> false;
            case "bilinear" -> true;
            default ->
                throw WmsParameters.invalid(
                        "INTERPOLATIONS", "nearest neighbor hoặc bilinear", "nearest neighbor or bilinear");
        };
    }

    /** A layer as it is, for its legend. */
    MapLayer view(Layer layer, MapStyle style, Filter filter, Access access) {
        RasterLayer raster = layers.raster(layer);
        return raster == null
                ? new LayerView(layer, style, filter, null, access)
                : new RasterView(raster, style, List.of(), null);
    }

    /** SLD_BODY; an address of a style is refused, since nothing is fetched. */
    private static @Nullable Sld sld(WmsParameters parameters) {
        if (parameters.find("SLD") != null) {
            throw WmsParameters.invalid(
                    "SLD",
                    "không tải kiểu vẽ từ địa chỉ; gửi bằng SLD_BODY",
                    "styles are not fetched from an address; send them in SLD_BODY");
        }
        String body = parameters.find("SLD_BODY");
        return body == null ? null : Sld.read(body);
    }

    /** CQL_FILTER: one for all layers, or one for each with semicolons between. */
    private static List<Filter> filters(WmsParameters parameters, int layers) {
        String text = parameters.find("CQL_FILTER");
        if (text == null) {
            return Collections.nCopies(layers, Filter.INCLUDE);
        }
        List<String> parts = Semicolons.split(text);
        if (parts.size() != 1 && parts.size() != layers) {
            throw WmsParameters.invalid(
                    "CQL_FILTER",
                    "cần một bộ lọc, hoặc " + layers + " bộ lọc cách nhau bằng dấu chấm phẩy",
                    "one filter is needed, or " + layers + " with semicolons between");
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            String part = parts.get(parts.size() == 1 ? 0 : i);
            filters.add(part.isBlank() || part.equalsIgnoreCase("INCLUDE") ? Filter.INCLUDE : CqlParser.parse(part));
        }
        return filters;
    }

    /** The layer and style of a legend. */
    MapLayer legendView(WmsParameters parameters, Access access) {
        String name = parameters.get("LAYER");
        String style = parameters.find("STYLE");
        Layer layer = layers.get(name, access);
        Sld sld = sld(parameters);
        MapStyle own = sld == null ? null : sld.find(name, style == null ? "" : style);
        return view(
                layer,
                own == null ? styles.get(layer, named(sld, layer, style == null ? "" : style), access) : own,
                filters(parameters, 1).get(0),
                access);
    }

    /** The name of a style that is kept: that of STYLES, or of a document that came with the request. */
    private static String named(@Nullable Sld sld, Layer layer, String style) {
        String other = style.isEmpty() && sld != null ? sld.named(layer.name()) : null;
        return other == null ? style : other;
    }

    Screen screen(WmsParameters parameters, WmsVersion version) {
        int width = parameters.size("WIDTH", limits.maxMapSide());
        int height = parameters.size("HEIGHT", limits.maxMapSide());
        return screen(parameters, version, width, height);
    }

    Screen screen(WmsParameters parameters, WmsVersion version, int width, int height) {
        AxisRule.Named crs = crs(parameters, version);
        Envelope box = box(parameters, version, crs);
        return new Screen(width, height, box, crs.crs(), dpi(parameters), projections);
    }

    private AxisRule.Named crs(WmsParameters parameters, WmsVersion version) {
        String name = version.crsParameter();
        String text = parameters.get(name);
        AxisRule.Named named = version.axes().parse(systems, text, name, version.crsError());
        if (named.crs() == systems.crs84() || systems.advertised().contains(named.crs())) {
            return named;
        }
        String shown = KeyValues.shorten(text);
        throw WmsParameters.refused(
                version.crsError(),
                name,
                "Không dùng hệ tọa độ '" + shown + "'",
                "The system '" + shown + "' is not offered");
    }

    /** The box, x before y. */
    private Envelope box(WmsParameters parameters, WmsVersion version, AxisRule.Named crs) {
        List<String> parts = parameters.list("BBOX");
        if (parts.isEmpty()) {
            throw OwsException.missing("BBOX");
        }
        if (parts.size() != 4) {
            throw invalidBox("cần 4 số, có " + parts.size(), "4 numbers are needed, there are " + parts.size());
        }
        double[] n = new double[4];
        for (int i = 0; i < 4; i++) {
            try {
                n[i] = Double.parseDouble(parts.get(i));
            } catch (NumberFormatException e) {
                n[i] = Double.NaN;
            }
            if (!Double.isFinite(n[i])) {
                String shown = KeyValues.shorten(parts.get(i));
                throw invalidBox("'" + shown + "' không phải số", "'" + shown + "' is not a number");
            }
        }
        boolean swap = crs.northingFirst();
        Envelope box = swap ? new Envelope(n[1], n[3], n[0], n[2]) : new Envelope(n[0], n[2], n[1], n[3]);
        if (n[0] >= n[2] || n[1] >= n[3]) {
            throw invalidBox(
                    "góc thứ nhất phải nhỏ hơn góc thứ hai", "the first corner must lie below the second in both axes");
        }
        checkAxes(box, crs, version);
        return box;
    }

    /** A box that shows nothing, but would show the city with its axes turned, was meant otherwise. */
    private void checkAxes(Envelope box, AxisRule.Named crs, WmsVersion version) {
        Envelope city = projections.cityIn(crs.crs());
        Envelope turned = new Envelope(box.getMinY(), box.getMaxY(), box.getMinX(), box.getMaxX());
        if (!city.intersects(box) && city.intersects(turned)) {
            boolean degrees = crs.crs().isGeographic();
            String order = crs.northingFirst() ? "lat,lon,lat,lon" : degrees ? "lon,lat,lon,lat" : "E,N,E,N";
            String rule = "WMS " + version.number() + ", " + crs.name() + ": " + order;
            throw invalidBox("có lẽ hai trục bị đảo: " + rule, "the axes seem to be swapped: " + rule);
        }
    }

    private static OwsException invalidBox(String vi, String en) {
        return WmsParameters.refused("InvalidBBox", "BBOX", "BBOX: " + vi, "BBOX: " + en);
    }

    /** QGIS sends the same number in three ways. */
    static double dpi(WmsParameters parameters) {
        String options = parameters.find("FORMAT_OPTIONS");
        Matcher option = DPI.matcher(options == null ? "" : options);
        String name = parameters.find("DPI") == null ? "MAP_RESOLUTION" : "DPI";
        double otherwise = option.find() ? Double.parseDouble(option.group(1)) : Screen.STANDARD_DPI;
        return parameters.number(name, otherwise, 10, 1200);
    }
}
