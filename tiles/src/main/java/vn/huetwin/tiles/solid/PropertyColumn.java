package vn.huetwin.tiles.solid;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.feature.Feature;

/**
 * A column of the property table (EXT_structural_metadata): what styles and filters need. The rest is asked for when a
 * building is picked, so that it is never stale.
 *
 * @param values one a feature; null where it has none
 */
record PropertyColumn(String name, Kind kind, List<@Nullable Object> values) {
    /** No property of a layer: those have no capital letters. */
    static final String FOOT = "groundMetresAboveEllipsoid";

    /** What stands for "none" is told by {@code noData}; JSON has no NaN, so numbers have one of their own. */
    enum Kind {
        TEXT("STRING", null),
        /** One of few texts: an enumeration with those that the tile has. */
        CODE("ENUM", null),
        INTEGER("INT32", "-2147483648"),
        NUMBER("FLOAT64", "-999999"),
        /** Every feature has it, and shaders may use it, which know no longer numbers. */
        METRES("FLOAT32", "-999999"),
        /** Seconds since 1970 began in UTC. */
        TIME("FLOAT64", "-1e15");

        final String type;
        final @Nullable String noData;

        Kind(String type, @Nullable String noData) {
            this.type = type;
            this.noData = noData;
        }
    }

    /**
     * Times say from when to when a feature is there, and since when it looks as it does if it once looked
     * otherwise.
     *
     * @param feet   metres above the ellipsoid that each stands on: a viewer without terrain takes them off
     * @param firsts when the first version of features began that have more than one, by key
     */
    static List<PropertyColumn> of(
            Layer layer,
            List<Feature> features,
            List<@Nullable Object> feet,
            Lifetime.Rule rule,
            Map<String, Instant> firsts) {
        List<PropertyColumn> columns = new ArrayList<>();
        columns.add(new PropertyColumn("id", Kind.TEXT, new ArrayList<>()));
        columns.add(new PropertyColumn("ward_code", Kind.CODE, new ArrayList<>()));
        for (Feature feature : features) {
            columns.get(0).values().add(feature.key());
            columns.get(1).values().add(feature.wardCode());
        }
        for (Property property : Access.OPEN.properties(layer)) {
            Kind kind = kind(layer, property);
            if (kind != null) {
                List<@Nullable Object> values = new ArrayList<>(features.size());
                features.forEach(f -> values.add(f.properties().get(property.name())));
                columns.add(new PropertyColumn(property.name(), kind, values));
            }
        }
        PropertyColumn from = new PropertyColumn("valid_from", Kind.TIME, new ArrayList<>());
        PropertyColumn version = new PropertyColumn("version_from", Kind.TIME, new ArrayList<>());
        PropertyColumn to = new PropertyColumn("valid_to", Kind.TIME, new ArrayList<>());
        for (Feature feature : features) {
            Instant first = firsts.getOrDefault(feature.key(), feature.validFrom());
            Lifetime life = Lifetime.of(feature, rule, first);
            from.values().add(seconds(life.from()));
            to.values().add(seconds(life.to()));
            boolean changed = feature.validTo() == null && firsts.containsKey(feature.key());
            version.values().add(changed ? seconds(Lifetime.begin(feature, life)) : null);
        }
        columns.add(from);
        columns.add(to);
        columns.add(version);
        columns.add(new PropertyColumn(FOOT, Kind.METRES, feet));
        columns.removeIf(column -> !column.name().equals("id") && column.isEmpty());
        return columns;
    }

    private static @Nullable Object seconds(@Nullable Instant time) {
        return time == null ? null : time.getEpochSecond();
    }

    /** Whether no feature has a value: then the tile goes without it, and clients find the value undefined. */
    private boolean isEmpty() {
        return values.stream().allMatch(Objects::isNull);
    }

    private static @Nullable Kind kind(Layer layer, Property property) {
        if (property.type() == ValueType.DOUBLE) {
            return Kind.NUMBER;
        }
        if (property.type() == ValueType.INTEGER) {
            return Kind.INTEGER;
        }
        if (property.codeList() != null) {
            return Kind.CODE;
        }
        return property.name().equals(layer.titleProperty()) ? Kind.TEXT : null;
    }

    /** Of a column of codes: those that it has, sorted; the number of a code is its place here plus one. */
    List<String> codes() {
        return values.stream()
                .filter(Objects::nonNull)
                .map(Object::toString)
                .distinct()
                .sorted()
                .toList();
    }
}
