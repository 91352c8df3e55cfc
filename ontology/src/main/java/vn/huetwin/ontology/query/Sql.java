package vn.huetwin.ontology.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * A piece of SQL with its parameters in order.
 *
 * @param parameters each a String, Long, Double, Boolean, {@code java.sql.Date}, {@code java.sql.Timestamp}, byte[]
 *                   (EWKB) or an array of these
 */
public record Sql(String text, List<Object> parameters) {
    public void bind(Connection connection, PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            Object value = parameters.get(i);
            if (value instanceof String[] texts) {
                statement.setArray(i + 1, connection.createArrayOf("text", texts));
            } else {
                statement.setObject(i + 1, value);
            }
        }
    }
}
