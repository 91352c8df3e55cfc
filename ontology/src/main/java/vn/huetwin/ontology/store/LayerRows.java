package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.TableNames;

/** Reads whole present rows inside a writing transaction, for folding events into them. */
public final class LayerRows {
    /** @param values in the order of {@code layer.properties()} */
    public record Row(String key, @Nullable Geometry geometry, List<@Nullable Object> values, Instant validFrom) {}

    /**
     * A version that came by an import, not by an event.
     *
     * @param row        the whole state and since when it is so
     * @param recordedAt when the city learnt it
     */
    public record Imported(Row row, Instant recordedAt, long position, String batch) {}

    private LayerRows() {}

    /**
     * All versions of the features, past and present, that did not come from {@code batch}.
     *
     * @return oldest first, by key
     */
    public static Map<String, List<Imported>> imported(
            Connection connection, Layer layer, Collection<String> keys, String batch) throws SQLException {
        StringBuilder columns = new StringBuilder("id, valid_from");
        columns.append(layer.hasGeometry() ? ", ST_AsBinary(geometry)" : ", NULL::bytea");
        layer.properties().forEach(p -> columns.append(", ").append(TableNames.quote(p.name())));
        columns.append(", recorded_at, position, batch");
        String where = " WHERE id = ANY (?) AND batch <> ?";
        String sql = "SELECT " + columns + " FROM " + TableNames.table(layer) + where + " UNION ALL SELECT " + columns
                + " FROM " + TableNames.history(layer) + where
                + " AND known_until IS NULL ORDER BY valid_from, position";
        Map<String, List<Imported>> versions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < 2; i++) {
                statement.setArray(2 * i + 1, connection.createArrayOf("text", keys.toArray(String[]::new)));
                statement.setString(2 * i + 2, batch);
            }
            try (ResultSet result = statement.executeQuery()) {
                WKBReader reader = new WKBReader();
                int after = layer.properties().size() + 4;
                while (result.next()) {
                    Row row = row(result, layer, reader);
                    versions.computeIfAbsent(row.key(), k -> new ArrayList<>())
                            .add(new Imported(
                                    row,
                                    result.getTimestamp(after).toInstant(),
                                    result.getLong(after + 1),
                                    result.getString(after + 2)));
                }
            }
        } catch (ParseException e) {
            throw new SQLException("A geometry of " + layer.name() + " cannot be read", e);
        }
        return versions;
    }

    /** Locks the rows until the end of the transaction. */
    public static Map<String, Row> load(Connection connection, Layer layer, Collection<String> keys)
            throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT id, valid_from");
        sql.append(layer.hasGeometry() ? ", ST_AsBinary(geometry)" : ", NULL::bytea");
        for (Property property : layer.properties()) {
            sql.append(", ").append(TableNames.quote(property.name()));
        }
        sql.append(" FROM ").append(TableNames.table(layer)).append(" WHERE id = ANY (?) FOR UPDATE");
        Map<String, Row> rows = new HashMap<>();
        WKBReader reader = new WKBReader();
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            statement.setArray(1, connection.createArrayOf("text", keys.toArray(String[]::new)));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    Row row = row(result, layer, reader);
                    rows.put(row.key(), row);
                }
            }
        } catch (ParseException e) {
            throw new SQLException("A geometry of " + layer.name() + " cannot be read", e);
        }
        return rows;
    }

    private static Row row(ResultSet result, Layer layer, WKBReader reader) throws SQLException, ParseException {
        byte[] wkb = result.getBytes(3);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < layer.properties().size(); i++) {
            values.add(value(result, i + 4, layer.properties().get(i)));
        }
        return new Row(
                result.getString(1),
                wkb == null ? null : reader.read(wkb),
                values,
                result.getTimestamp(2).toInstant());
    }

    static @Nullable Object value(ResultSet result, int column, Property property) throws SQLException {
        Object value = switch (property.type()) {
            case STRING, IRI -> result.getString(column);
            case INTEGER -> result.getLong(column);
            case DOUBLE -> result.getDouble(column);
            case BOOLEAN -> result.getBoolean(column);
            case DATE -> result.getObject(column, LocalDate.class);
            case DATE_TIME -> {
                Timestamp time = result.getTimestamp(column);
                yield time == null ? null : time.toInstant();
            }
        };
        return result.wasNull() ? null : value;
    }
}
