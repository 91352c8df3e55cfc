package vn.huetwin.tiles.map;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.RasterLayer;
import vn.huetwin.tiles.raster.RasterSheet;
import vn.huetwin.tiles.style.MapStyle;

/**
 * A layer of rasters on a map.
 *
 * @param sheets its files at the time of the map, the lowest first
 * @param smooth whether pixels are interpolated, or null for what suits the style
 */
public record RasterView(
        RasterLayer raster,
        MapStyle style,
        List<RasterSheet> sheets,
        @Nullable Boolean smooth) implements MapLayer {
    public RasterView {
        sheets = List.copyOf(sheets);
    }

    @Override
    public Layer layer() {
        return raster.layer();
    }
}
