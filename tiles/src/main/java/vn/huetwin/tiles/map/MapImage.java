package vn.huetwin.tiles.map;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be drawn, the first layer at the bottom.
 *
 * @param background 0xRRGGBB, or null for a transparent image
 */
public record MapImage(
        Screen screen, List<MapLayer> layers, @Nullable Integer background) {}
