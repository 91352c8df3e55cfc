package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.TableNames;

/**
 * Properties that few features of a large layer have, such as the room in shelters. Who asks for the nearest of these
 * would go through all others on the way; an index by place of just these features costs next to nothing.
 */
final class RareProperties {
    private static final double LEAST_MISSING = 0.95;
    private static final long LARGE = 10_000;
    private static final int MOST_INDEXES = 8;

    private RareProperties() {}

    /**
     * Makes the indexes that are missing, by what PostgreSQL has counted last. Layers that events change have none: an
     * update of an indexed column is a new row for all indexes.
     */
    static void index(Connection connection, Layer layer) throws SQLException {
        if (!layer.hasGeometry() || !layer.verbs().isEmpty() || layer.derived()) {
            return;
        }
        List<String> rare = rare(connection, layer);
        int made = 0;
        for (Property property : layer.properties()) {
            if (property.references() == null && rare.contains(property.name()) && made++ < MOST_INDEXES) {
                index(connection, layer, property.name());
            }
        }
    }

    private static List<String> rare(Connection connection, Layer layer) throws SQLException {
        String sql = "SELECT s.attname FROM pg_stats s JOIN pg_class c ON c.oid = to_regclass(?)"
                + " WHERE s.schemaname = 'layer' AND s.tablename = ? AND s.null_frac >= ? AND s.null_frac < 1"
                + " AND c.reltuples >= ?";
        List<String> rare = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, TableNames.table(layer));
            statement.setString(2, layer.name());
            statement.setDouble(3, LEAST_MISSING);
            statement.setLong(4, LARGE);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    rare.add(rows.getString(1));
                }
            }
        }
        return rare;
    }

    private static void index(Connection connection, Layer layer, String column) throws SQLException {
        String found = "SELECT FROM pg_index i WHERE i.indrelid = to_regclass(?)"
                + " AND pg_get_expr(i.indpred, i.indrelid) = '(' || quote_ident(?) || ' IS NOT NULL)'"
                + " AND pg_get_indexdef(i.indexrelid, 1, true) = 'geometry_local'";
        try (PreparedStatement statement = connection.prepareStatement(found)) {
            statement.setString(1, TableNames.table(layer));
            statement.setString(2, column);
            try (ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    return;
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE INDEX ON " + TableNames.table(layer) + " USING gist (geometry_local) WHERE "
                    + TableNames.quote(column) + " IS NOT NULL");
        }
    }
}
