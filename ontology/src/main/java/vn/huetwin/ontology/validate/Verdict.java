package vn.huetwin.ontology.validate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/** The outcome of checking a draft. */
public sealed interface Verdict {
    /** All that is wrong with a draft that must not be stored; never empty. */
    record Refused(List<Problem> problems) implements Verdict {}

    /**
     * A feature fit to be stored.
     *
     * @param geometry WGS 84 lon/lat, valid, 2D, of the layer's geometry type; null if it has none
     * @param values   in the order of {@code layer.properties()}, each null or of its {@code ValueType}'s Java class
     * @param repairs  what was mended on the way
     */
    record Checked(
            String key,
            @Nullable Geometry geometry,
            List<@Nullable Object> values,
            @Nullable Instant validFrom,
            List<Problem> repairs)
            implements Verdict {}
}
