package vn.huetwin.tiles.map;

import java.time.Instant;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.tiles.style.MapStyle;

/**
 * A layer of features on a map.
 *
 * @param filter features wanted, in WGS 84
 * @param asOf   the state valid at this time, or null for the present
 */
public record LayerView(
        Layer layer,
        MapStyle style,
        Filter filter,
        @Nullable Instant asOf,
        Access access) implements MapLayer {}
