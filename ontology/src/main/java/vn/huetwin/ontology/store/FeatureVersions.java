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
import java.util.function.Consumer;
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
     *     the versions that were written before; of a feature that is gone all have an end ({@link Feature#validTo})
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
                statement.setArray(i, connection.createArrayOf("text", keys.toArray(String[]::new)));
            }
            statement.setLong(3, after);
            statement.setLong(5, after);
            read(
                    statement,
                    layer,
                    feature -> versions.computeIfAbsent(feature.key(), k -> new ArrayList<>())
                            .add(feature));
        }
        return versions;
    }

    /** @return by key, how the features are now; one that is gone has none */
    public static Map<String, Feature> present(Connection connection, Layer layer, Collection<String> keys)
            throws SQLException {
        Map<String, Feature> present = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + columns(layer)
                + ", NULL::timestamptz FROM " + TableNames.table(layer) + " WHERE id = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("text", keys.toArray(String[]::new)));
            read(statement, layer, feature -> present.put(feature.key(), feature));
        }
        return present;
    }

    private static void read(PreparedStatement statement, Layer layer, Consumer<Feature> reader) throws SQLException {
        WKBReader wkb = new WKBReader(new GeometryFactory(new PrecisionModel(), 4326));
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.accept(feature(rows, layer, wkb));
            }
        } catch (ParseException e) {
            throw new SQLException("A geometry of " + layer.name() + " cannot be read", e);
        }
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
