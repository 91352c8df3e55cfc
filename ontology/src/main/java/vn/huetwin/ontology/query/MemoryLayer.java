package vn.huetwin.ontology.query;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.geotools.api.feature.simple.SimpleFeature;
import org.geotools.api.feature.simple.SimpleFeatureType;
import org.geotools.api.filter.Filter;
import org.geotools.feature.simple.SimpleFeatureBuilder;
import org.geotools.feature.simple.SimpleFeatureTypeBuilder;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.feature.Feature;

/** Features of a layer as GeoTools evaluates filters on them: with all columns that a filter may name. */
public final class MemoryLayer {
    static final String GEOMETRY = "geometry";
    static final String LOCAL = "geometry_local";

    private final Layer layer;
    private final Crs local;
    private final SimpleFeatureType type;

    /** @param local the CRS of {@code geometry_local} */
    public MemoryLayer(Layer layer, Crs local) {
        this.layer = layer;
        this.local = local;
        SimpleFeatureTypeBuilder builder = new SimpleFeatureTypeBuilder();
        builder.setName(layer.name());
        builder.add(GEOMETRY, Geometry.class);
        builder.add(LOCAL, Geometry.class);
        builder.add("id", String.class);
        builder.add("ward_code", String.class);
        builder.add("valid_from", Timestamp.class);
        builder.add("recorded_at", Timestamp.class);
        builder.add("position", Long.class);
        builder.add("batch", String.class);
        for (Property property : layer.properties()) {
            boolean time = property.type() == ValueType.DATE || property.type() == ValueType.DATE_TIME;
            builder.add(
                    property.name(), time ? Timestamp.class : property.type().javaType());
        }
        type = builder.buildFeatureType();
    }

    public Layer layer() {
        return layer;
    }

    /** @throws FilterException as {@link FilterSql#of} does */
    public FeatureMatch match(Filter filter, Access access) {
        return FeatureMatch.of(layer, filter, access, local);
    }

    /** @param feature with its geometry in WGS 84, x = longitude, and all its properties */
    public SimpleFeature feature(Feature feature) {
        SimpleFeatureBuilder builder = new SimpleFeatureBuilder(type);
        Geometry geometry = feature.geometry();
        builder.add(geometry);
        builder.add(geometry == null ? null : local.fromWgs84(geometry));
        builder.add(feature.key());
        builder.add(feature.wardCode());
        builder.add(Timestamp.from(feature.validFrom()));
        builder.add(Timestamp.from(feature.recordedAt()));
        builder.add(feature.position());
        builder.add(feature.batch());
        for (Property property : layer.properties()) {
            builder.add(value(feature.properties().get(property.name())));
        }
        return builder.buildFeature(feature.key());
    }

    /** The geometry of a feature in the city's own CRS, in metres; null if it has none. */
    public static @Nullable Geometry local(SimpleFeature feature) {
        return (Geometry) feature.getAttribute(LOCAL);
    }

    private static @Nullable Object value(@Nullable Object value) {
        if (value instanceof LocalDate day) {
            return time(day);
        }
        return value instanceof Instant time ? Timestamp.from(time) : value;
    }

    static Timestamp time(LocalDate day) {
        return Timestamp.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
