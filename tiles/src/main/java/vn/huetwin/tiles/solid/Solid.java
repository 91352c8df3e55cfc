package vn.huetwin.tiles.solid;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.feature.Feature;

/**
 * What the tree must know of a feature. Its level depends on the feature alone (fixed importance), so that no edit
 * moves others.
 *
 * @param name   of the version that it is of
 * @param lon    of the middle of its box, degrees
 * @param height in metres
 */
record Solid(String name, double lon, double lat, double height, int level) {
    /** Landmarks: seen from everywhere. */
    static final int ROOT = 11;
    /** What stands out of its neighbourhood. */
    static final int TALL = 13;
    /** Everything else; about 590 m × 610 m, so that positions fit a grid of 1 cm. */
    static final int LEAF = 16;

    private static final double METRES_PER_DEGREE = 110_000;

    /** Null if it has no place or no height. */
    static @Nullable Solid of(Feature feature, String name, Theme theme) {
        Geometry geometry = theme.footprint(feature);
        Theme.Prism prism = theme.prism(feature);
        if (geometry == null || prism == null) {
            return null;
        }
        Envelope box = geometry.getEnvelopeInternal();
        double height = prism.top();
        double size = Math.max(box.getWidth(), box.getHeight()) * METRES_PER_DEGREE + height;
        int level = size > 120 ? ROOT : size > 60 ? TALL : LEAF;
        return new Solid(name, box.centre().x, box.centre().y, height, level);
    }
}
