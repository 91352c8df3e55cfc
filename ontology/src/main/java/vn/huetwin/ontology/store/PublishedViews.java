package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.query.VisibleRows;

/**
 * Views for programs that read the database past the server: in each only the columns and rows that one kind of reader
 * may see, and a role that can read these views and nothing else.
 */
public final class PublishedViews {
    /** Statements of the role end after this. */
    private static final String TIMEOUT = "60s";

    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final String schema;
    private final String role;

    /**
     * Views of a city.
     *
     * @param schema that the views stand in; it holds nothing else
     * @param role   that may read them
     */
    public PublishedViews(DataSource dataSource, Catalogue catalogue, String schema, String role) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.schema = schema;
        this.role = role;
    }

    private static String definition(Catalogue catalogue, Layer layer, Access access) {
        StringBuilder sql = new StringBuilder("SELECT id");
        for (Property property : access.properties(layer)) {
            sql.append(", ").append(TableNames.quote(property.name()));
        }
        return sql.append(", ward_code, valid_from, geometry FROM ")
                .append(VisibleRows.present(catalogue, layer, access))
                .append(" f")
                .toString();
    }

    /** The views there are, each with what it was made from. */
    private Map<String, String> present(Connection connection) throws SQLException {
        Map<String, String> views = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT c.relname, coalesce(obj_description(c.oid, 'pg_class'), '') FROM pg_class c"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ? AND c.relkind = 'v'")) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    views.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return views;
    }

    /** What {@link #publish} would do, a line for each statement's object. */
    public List<String> differences(List<Layer> layers, Access access) throws SQLException {
        List<String> changes = new ArrayList<>();
        try (Connection connection = dataSource.getConnection()) {
            if (!hasRole(connection)) {
                changes.add("+ role " + role);
            }
            Map<String, String> present = present(connection);
            for (Layer layer : layers) {
                String before = present.remove(layer.name());
                if (!definition(catalogue, layer, access).equals(before)) {
                    changes.add((before == null ? "+ view " : "~ view ") + schema + "." + layer.name());
                }
            }
            present.keySet().forEach(view -> changes.add("- view " + schema + "." + view));
        }
        return changes;
    }

    /**
     * Makes the role and the views what they should be, in one transaction. A view that is no longer asked for goes: it
     * may show what is not open any more.
     *
     * @param password new one of the role; null leaves it as it is
     */
    public void publish(List<Layer> layers, Access access, @Nullable String password) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                if (!hasRole(connection)) {
                    statement.execute("CREATE ROLE " + TableNames.quote(role)
                            + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT CONNECTION LIMIT 50");
                }
                statement.execute("ALTER ROLE " + TableNames.quote(role) + " SET default_transaction_read_only = on");
                statement.execute(
                        "ALTER ROLE " + TableNames.quote(role) + " SET statement_timeout = '" + TIMEOUT + "'");
                if (password != null) {
                    String literal = connection.unwrap(PGConnection.class).escapeLiteral(password);
                    statement.execute("ALTER ROLE " + TableNames.quote(role) + " PASSWORD '" + literal + "'");
                }
                statement.execute("CREATE SCHEMA IF NOT EXISTS " + TableNames.quote(schema));
                views(connection, statement, layers, access);
                statement.execute(
                        "GRANT USAGE ON SCHEMA " + TableNames.quote(schema) + " TO " + TableNames.quote(role));
                statement.execute("GRANT SELECT ON ALL TABLES IN SCHEMA " + TableNames.quote(schema) + " TO "
                        + TableNames.quote(role));
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private void views(Connection connection, Statement statement, List<Layer> layers, Access access)
            throws SQLException {
        Map<String, String> present = present(connection);
        for (Layer layer : layers) {
            String wanted = definition(catalogue, layer, access);
            String before = present.remove(layer.name());
            if (wanted.equals(before)) {
                continue;
            }
            String view = TableNames.quote(schema) + "." + TableNames.quote(layer.name());
            statement.execute("DROP VIEW IF EXISTS " + view);
            statement.execute("CREATE VIEW " + view + " AS " + wanted);
            statement.execute("COMMENT ON VIEW " + view + " IS '" + wanted.replace("'", "''") + "'");
        }
        for (String surplus : present.keySet()) {
            statement.execute("DROP VIEW " + TableNames.quote(schema) + "." + TableNames.quote(surplus));
        }
    }

    private boolean hasRole(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT FROM pg_roles WHERE rolname = ?")) {
            statement.setString(1, role);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }
}
