package vn.huetwin.tiles.map;

import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.tiles.style.MapStyle;

/** What lies on a map. */
public sealed interface MapLayer permits LayerView, RasterView {
    /** Which layer it is; that of rasters has neither features nor a table. */
    Layer layer();

    MapStyle style();
}
