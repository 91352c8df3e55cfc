package vn.huetwin.server.wms;

import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.tiles.map.Legend;
import vn.huetwin.tiles.map.MapLayer;
import vn.huetwin.tiles.map.MapRenderer;
import vn.huetwin.tiles.map.Screen;
import vn.huetwin.tiles.map.Stop;
import vn.huetwin.tiles.style.MapStyle;

/**
 * GetLegendGraphic (05-078r4, clause 12). With BBOX and CRS it is contextual: only what is on that part of the map.
 * QGIS sends those without WIDTH and HEIGHT of the map; a map of usual size is assumed then.
 */
final class LegendReader {
    private static final int ICON = 20;
    private static final int MOST_ICON = 200;
    private static final int USUAL = 600;

    private final MapReader maps;
    private final MapRenderer renderer;

    LegendReader(MapReader maps, MapRenderer renderer) {
        this.maps = maps;
        this.renderer = renderer;
    }

    Legend.Request read(WmsParameters parameters, WmsVersion version, Access access, String language) {
        MapLayer view = maps.legendView(parameters, access);
        int width = parameters.find("WIDTH") == null ? ICON : parameters.size("WIDTH", MOST_ICON);
        int height = parameters.find("HEIGHT") == null ? ICON : parameters.size("HEIGHT", MOST_ICON);
        double dpi = MapReader.dpi(parameters);
        return new Legend.Request(
                view,
                context(parameters, version, width, height),
                parameters.find("RULE"),
                parameters.number("SCALE", Double.NaN, 0, 1e12),
                width,
                height,
                dpi / Screen.STANDARD_DPI,
                parameters.flag("TRANSPARENT") && MapReader.format(parameters).isTransparent()
                        ? null
                        : MapReader.background(parameters),
                language);
    }

    private @Nullable Screen context(WmsParameters parameters, WmsVersion version, int width, int height) {
        if (parameters.find("BBOX") == null || parameters.find(version.crsParameter()) == null) {
            return null;
        }
        int mapWidth = parameters.find("SRCWIDTH") == null ? USUAL : parameters.size("SRCWIDTH", 4096);
        int mapHeight = parameters.find("SRCHEIGHT") == null ? USUAL : parameters.size("SRCHEIGHT", 4096);
        return maps.screen(parameters, version, Math.max(mapWidth, width), Math.max(mapHeight, height));
    }

    /** Width and height in pixels of the legend that a request without a size gets. */
    int[] size(Layer layer, MapStyle style, Access access, String language) {
        MapLayer view = maps.view(layer, style, Filter.INCLUDE, access);
        return renderer.legendSize(new Legend.Request(view, null, null, Double.NaN, ICON, ICON, 1, null, language));
    }

    byte[] draw(Legend.Request request, vn.huetwin.tiles.map.ImageFormat format, Stop stop) {
        return renderer.legend(request, format, stop);
    }
}
