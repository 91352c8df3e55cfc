package vn.huetwin.ontology.feature;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/**
 * A feature as it comes in, not checked yet.
 *
 * @param key        its key in the layer
 * @param geometry   WGS 84, x = longitude, y = latitude, in degrees
 * @param properties by property name, as the source gave them: strings, numbers, booleans, or typed values
 * @param validFrom  since when it is so, if the source says
 */
public record Draft(
        String key,
        @Nullable Geometry geometry,
        Map<String, Object> properties,
        @Nullable Instant validFrom) {}
