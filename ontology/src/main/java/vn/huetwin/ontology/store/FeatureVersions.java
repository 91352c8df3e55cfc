package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.TableNames;

/**
 * Reads how features changed, for those who follow the log. All properties are read, whoever follows: who may see what is
 * decided where something goes out.
 */
public final class FeatureVersions {
    private FeatureVersions() {}

    /**
     * @param after a log position
     * @return by key, in the order of validity: the versions written after the position, the present, and the latest of
     *     the versions that were written before; a feature that is gone has none
     */
    public static Map<String, List<Feature>> load(
            Connection connection, Layer layer, Collection<String> keys, long after) throws SQLException {
        String columns = columns(layer);
        String sql = "SELECT " + columns + ", NULL::timestamptz, true AS present FROM " + TableNames.table(layer)
                + " WHERE id = ANY (?) UNION ALL SELECT " + columns
                + ", coalesce(upper(valid), valid_from), false FROM " + TableNames.history(layer)
                + " WHERE id = ANY (?) AND known_until IS NULL AND position > ? UNION ALL SELECT o.* FROM unnest(?::text[]) k(key)"
                + " CROSS JOIN LATERAL (SELECT " + columns + ", coalesce(upper(valid), valid_from), false FROM "
                + TableNames.history(layer) + " WHERE id = k.key AND known_until IS NULL AND position <= ?"
                + " ORDER BY valid_from DESC, position DESC LIMIT 1) o ORDER BY id, valid_from, present, position";
        Map<String, List<Feature>> versions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i : new int[] {1, 2, 4}) {
                statement.setArray(i, connection.createArrayOf("text", keys.toArray()));
            }
            statement.setLong(3, after);
            statement.setLong(5, after);
            try (ResultSet rows = statement.executeQuery()) {
                WKBReader reader = new WKBReader(new GeometryFactory(new PrecisionModel(), 4326));
                while (rows.next()) {
                    Feature feature = feature(rows, layer, reader);
                    versions.computeIfAbsent(feature.key(), k -> new ArrayList<>())
                            .add(feature);
                }
            }
        } catch (ParseException e) {
            throw new SQLException("A geometry of " + layer.name() + " cannot be read", e);
        }
        return versions;
    }

    private static String columns(Layer layer) {
        StringBuilder columns = new StringBuilder("id, ward_code, valid_from, recorded_at, position, batch, ");
        columns.append(layer.hasGeometry() ? "ST_AsBinary(geometry)" : "NULL::bytea");
        layer.properties().forEach(p -> columns.append(", ").append(TableNames.quote(p.name())));
        return columns.toString();
    }

    private static Feature feature(ResultSet rows, Layer layer, WKBReader reader) throws SQLException, ParseException {
        Map<String, Object> values = new LinkedHashMap<>();
        int column = 8;
        for (Property property : layer.properties()) {
            Object value = LayerRows.value(rows, column++, property);
            if (value != null) {
                values.put(property.name(), value);
            }
        }
        byte @Nullable [] wkb = rows.getBytes(7);
        Timestamp until = rows.getTimestamp(column);
        return new Feature(
                layer,
                rows.getString(1),
                wkb == null ? null : reader.read(wkb),
                values,
                rows.getString(2),
                rows.getTimestamp(3).toInstant(),
                until == null ? null : until.toInstant(),
                rows.getTimestamp(4).toInstant(),
                rows.getLong(5),
                rows.getString(6));
    }
}
