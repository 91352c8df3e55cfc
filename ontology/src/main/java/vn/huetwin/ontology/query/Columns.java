package vn.huetwin.ontology.query;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.ValueType;

/** The columns of a layer that a reader may name: nothing else gets into SQL. */
public final class Columns {
    private static final Map<String, ValueType> SYSTEM = Map.of(
            "id", ValueType.STRING,
            "ward_code", ValueType.STRING,
            "valid_from", ValueType.DATE_TIME,
            "recorded_at", ValueType.DATE_TIME,
            "position", ValueType.INTEGER,
            "batch", ValueType.STRING);

    private final Layer layer;
    private final Map<String, ValueType> types = new TreeMap<>(SYSTEM);

    public Columns(Layer layer, Access access) {
        this.layer = layer;
        for (Property property : access.properties(layer)) {
            types.put(property.name(), property.type());
        }
    }

    /** Whether the name means the geometry of the layer. */
    public boolean isGeometry(String name) {
        return isGeometry(layer, name);
    }

    static boolean isGeometry(Layer layer, String name) {
        return layer.hasGeometry() && (name.isEmpty() || name.equals("geometry") || name.equals("geom"));
    }

    public @Nullable ValueType find(String name) {
        return types.get(name);
    }

    /** The quoted column. @throws FilterException if the reader sees no such property */
    public String column(String name) {
        type(name);
        return TableNames.quote(name);
    }

    public ValueType type(String name) {
        ValueType type = types.get(name);
        if (type == null) {
            String known = String.join(", ", types.keySet());
            throw new FilterException(
                    name,
                    "Lớp " + layer.name() + " không có thuộc tính '" + name + "'; có: " + known,
                    "The layer " + layer.name() + " has no property '" + name + "'; it has: " + known);
        }
        return type;
    }
}
