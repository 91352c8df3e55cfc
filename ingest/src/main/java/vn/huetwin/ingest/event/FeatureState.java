package vn.huetwin.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.store.LayerRows;

/** A feature while events are folded into it: each event carries what changes, the rest stays. */
final class FeatureState {
    private static final GeoJsonPlace PLACES = new GeoJsonPlace(new GeometryFactory());

    private final Layer layer;
    private final String key;
    private final Map<String, Object> properties = new LinkedHashMap<>();
    private @Nullable Geometry geometry;
    private Instant from = Instant.MIN;

    FeatureState(Layer layer, String key) {
        this.layer = layer;
        this.key = key;
    }

    /** Since when the state is so. */
    Instant from() {
        return from;
    }

    /** Puts the whole row in the place of what was. */
    void replace(LayerRows.Row row) {
        properties.clear();
        for (int i = 0; i < layer.properties().size(); i++) {
            Object value = row.values().get(i);
            if (value != null) {
                properties.put(layer.properties().get(i).name(), value);
            }
        }
        geometry = row.geometry();
        from = later(row.validFrom());
    }

    /** The validity never runs backwards: an event that follows by its sequence but not by its time begins at once. */
    void apply(JsonNode data, Instant time) throws EventException {
        for (Map.Entry<String, JsonNode> member : data.properties()) {
            if (member.getKey().equals("geometry")) {
                geometry = member.getValue().isNull() ? geometry : PLACES.geometry(member.getValue());
            } else if (member.getValue().isNull()) {
                properties.remove(member.getKey());
            } else {
                properties.put(member.getKey(), scalar(member.getKey(), member.getValue()));
            }
        }
        Property when = layer.timeProperty() == null ? null : layer.find(layer.timeProperty());
        if (when != null) {
            properties.putIfAbsent(when.name(), time);
        }
        from = later(time);
    }

    Draft draft() {
        return new Draft(key, geometry, Map.copyOf(properties), from);
    }

    private Instant later(Instant time) {
        return time.isAfter(from) ? time : from;
    }

    private static Object scalar(String field, JsonNode value) throws EventException {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber() && value.canConvertToLong()) {
            return value.longValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        throw new EventException(
                "value-not-simple",
                field,
                field + " phải là giá trị đơn",
                field + " must be one text, number or boolean");
    }
}
