package vn.huetwin.tiles.vector;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.store.FeatureRows;

/**
 * Writes one layer of Mapbox Vector Tile 2.1 as {@code ST_AsMVT} does: the key as {@code id}, then the properties; whole
 * numbers as {@code uint_value} and, below zero, as {@code sint_value}.
 */
final class TileEncoder {
    private static final int LAYER = 3;
    private static final int NAME = 1;
    private static final int FEATURE = 2;
    private static final int KEY = 3;
    private static final int VALUE = 4;
    private static final int EXTENT = 5;
    private static final int VERSION = 15;
    private static final int TAGS = 2;
    private static final int TYPE = 3;
    private static final int GEOMETRY = 4;

    /** A feature before it is known where it comes in the tile. */
    record Item(
            double importance,
            byte[] key,
            byte[] wkb,
            @Nullable Object[] values) {
        static Item of(FeatureRows rows, byte[] wkb, double importance) {
            @Nullable Object[] values = new Object[rows.properties().size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = rows.value(i);
            }
            return new Item(importance, rows.keyUtf8(), wkb, values);
        }
    }

    private final TileShape shape;
    private final TileBytes commands = new TileBytes();
    private final TileGeometry geometry = new TileGeometry(commands);
    private final TileBytes features = new TileBytes();
    private final TileBytes feature = new TileBytes();
    private final TileBytes tags = new TileBytes();
    private final TileBytes values = new TileBytes();
    private final TileBytes value = new TileBytes();
    private final Map<Object, Integer> known = new HashMap<>();
    private int count;

    TileEncoder(TileShape shape) {
        this.shape = shape;
    }

    /** Adds a feature if anything of it is in the tile. */
    void add(Item item) {
        shape.read(item.wkb());
        int type = geometry.write(shape);
        if (type == 0) {
            return;
        }
        tags.clear();
        tags.varint(0);
        value.clear();
        value.field(1, item.key());
        tags.varint(append());
        for (int i = 0; i < item.values().length; i++) {
            Object of = item.values()[i];
            if (of != null) {
                tags.varint(i + 1);
                tags.varint(index(of));
            }
        }
        feature.clear();
        feature.field(TAGS, tags);
        feature.field(TYPE, type);
        feature.field(GEOMETRY, commands);
        features.field(FEATURE, feature);
    }

    private int append() {
        values.field(VALUE, value);
        return count++;
    }

    private int index(Object of) {
        Integer index = known.get(of);
        if (index == null) {
            value.clear();
            write(of);
            index = append();
            known.put(of, index);
        }
        return index;
    }

    private void write(Object of) {
        if (of instanceof Long number) {
            if (number < 0) {
                value.field(6, (number << 1) ^ (number >> 63));
            } else {
                value.field(5, number);
            }
        } else if (of instanceof Double number) {
            value.key(3, 1);
            value.fixed(Double.doubleToRawLongBits(number));
        } else if (of instanceof Boolean flag) {
            value.field(7, flag ? 1 : 0);
        } else {
            value.field(1, of.toString());
        }
    }

    /** The tile; empty if nothing is in it. */
    byte[] tile(String name, List<Property> properties) {
        if (features.size() == 0) {
            return new byte[0];
        }
        TileBytes layer = new TileBytes();
        layer.field(NAME, name);
        layer.field(VERSION, 2);
        layer.append(features);
        List<String> keys = new ArrayList<>(List.of("id"));
        properties.forEach(property -> keys.add(property.name()));
        keys.forEach(key -> layer.field(KEY, key));
        layer.append(values);
        layer.field(EXTENT, TileShape.EXTENT);
        TileBytes tile = new TileBytes();
        tile.field(LAYER, layer);
        return tile.toArray();
    }
}
