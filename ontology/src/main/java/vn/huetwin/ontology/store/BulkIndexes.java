package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The indexes of a layer table while it is filled for the first time: built at once over a million buildings they take
 * 15 s, kept up row by row 70 s. Dropping and making them is part of the writing transaction; readers of the still
 * empty layer wait for it.
 */
final class BulkIndexes {
    private final List<String> definitions = new ArrayList<>();
    private final String table;

    private BulkIndexes(String table) {
        this.table = table;
    }

    /** Drops all but the primary key. */
    static BulkIndexes drop(Connection connection, String table) throws SQLException {
        BulkIndexes indexes = new BulkIndexes(table);
        List<String> names = new ArrayList<>();
        String sql = "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
                + " WHERE i.indrelid = ?::regclass AND NOT i.indisprimary";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, indexes.table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    names.add(rows.getString(1));
                    indexes.definitions.add(rows.getString(2));
                }
            }
        }
        try (Statement statement = connection.createStatement()) {
            for (String name : names) {
                statement.execute("DROP INDEX " + name);
            }
        }
        return indexes;
    }

    /** Makes them again, under their names, and brings the statistics up to date. */
    void create(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL maintenance_work_mem = '256MB'");
            for (String definition : definitions) {
                statement.execute(definition);
            }
            statement.execute("ANALYZE " + table);
        }
    }
}
