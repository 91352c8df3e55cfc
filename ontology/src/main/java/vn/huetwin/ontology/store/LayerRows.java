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

    private LayerRows() {}

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
            statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    byte[] wkb = result.getBytes(3);
                    List<@Nullable Object> values = new ArrayList<>();
                    for (int i = 0; i < layer.properties().size(); i++) {
                        values.add(value(result, i + 4, layer.properties().get(i)));
                    }
                    Row row = new Row(
                            result.getString(1),
                            wkb == null ? null : reader.read(wkb),
                            values,
                            result.getTimestamp(2).toInstant());
                    rows.put(row.key(), row);
                }
            }
        } catch (ParseException e) {
            throw new SQLException("A geometry of " + layer.name() + " cannot be read", e);
        }
        return rows;
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
