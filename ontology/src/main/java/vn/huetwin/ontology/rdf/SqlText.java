package vn.huetwin.ontology.rdf;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A piece of SQL with its parameters in the order of their question marks. Values never become text. */
final class SqlText {
    /** A parameter that is a PostgreSQL array of this element type. */
    record ArrayOf(String type, Object[] values) {}

    private final StringBuilder text = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    static SqlText of(String sql) {
        return new SqlText().add(sql);
    }

    static SqlText of(String sql, List<Object> parameters) {
        SqlText result = of(sql);
        result.parameters.addAll(parameters);
        return result;
    }

    /** @param sql our own words, or identifiers that the catalogue has checked */
    SqlText add(String sql) {
        text.append(sql);
        return this;
    }

    SqlText add(SqlText other) {
        text.append(other.text);
        parameters.addAll(other.parameters);
        return this;
    }

    SqlText parameter(Object value) {
        text.append('?');
        parameters.add(value);
        return this;
    }

    SqlText join(String separator, List<SqlText> parts) {
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                add(separator);
            }
            add(parts.get(i));
        }
        return this;
    }

    /** The same with other words for some of it, which hold no parameters. */
    SqlText replaced(String words, String others) {
        SqlText result = of(text.toString().replace(words, others));
        result.parameters.addAll(parameters);
        return result;
    }

    /** Whether it is the same piece of SQL with the same parameters. */
    boolean says(SqlText other) {
        return text.toString().equals(other.text.toString()) && parameters.equals(other.parameters);
    }

    List<Object> parameters() {
        return Collections.unmodifiableList(parameters);
    }

    PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(text.toString());
        int index = 1;
        for (Object parameter : parameters) {
            if (parameter instanceof ArrayOf array) {
                statement.setArray(index++, connection.createArrayOf(array.type(), array.values()));
            } else {
                statement.setObject(index++, parameter);
            }
        }
        return statement;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
