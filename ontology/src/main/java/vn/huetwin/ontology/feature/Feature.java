package vn.huetwin.ontology.feature;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Layer;

/**
 * A feature as read.
 *
 * @param geometry   in the CRS that the query asked for, x before y in every CRS; null if it has none
 * @param properties by property name, in the layer's order, without those that are null or that the reader may
 *                   not see; values have the Java class of their {@code ValueType}
 * @param validTo    end of its validity if this is a version of the past, else null
 * @param position   log position that wrote this version
 * @param batch      import batch or event source it comes from
 */
public record Feature(
        Layer layer,
        String key,
        @Nullable Geometry geometry,
        Map<String, Object> properties,
        @Nullable String wardCode,
        Instant validFrom,
        @Nullable Instant validTo,
        Instant recordedAt,
        long position,
        @Nullable String batch) {}
