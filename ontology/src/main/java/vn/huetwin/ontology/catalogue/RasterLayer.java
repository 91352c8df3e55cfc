package vn.huetwin.ontology.catalogue;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer of rasters (coverages): images or numbers on a grid. It is on maps, but has no features, no table and no
 * collection; where its files lie is told by the features of the layer {@link #FILES}.
 *
 * @param layer     name, titles, access, group, order and style, as other layers have them; without geometry and properties
 * @param unit      of the numbers, a UCUM symbol, or null
 * @param stops     colours of numbers by rising value; empty for images, and for greys from the lowest to the highest
 * @param intervals whether a colour holds up to the next stop and nothing is drawn below the first; else colours go over into each other
 */
public record RasterLayer(Layer layer, @Nullable String unit, List<ColourStop> stops, boolean intervals) {
    /** The layer whose features are the files of raster layers: their footprints. */
    public static final String FILES = "raster";

    public RasterLayer {
        stops = List.copyOf(stops);
    }

    public String name() {
        return layer.name();
    }
}
