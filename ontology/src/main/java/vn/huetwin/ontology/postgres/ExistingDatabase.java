package vn.huetwin.ontology.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Checks that a PostgreSQL given by the operator can carry the city. */
public final class ExistingDatabase {
    private static final int OLDEST = 130_000;

    private ExistingDatabase() {}

    /** @throws ClusterException with everything that is missing and the SQL that cures it */
    public static void check(PostgresAddress address) {
        List<String> missing = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            if (Integer.parseInt(one(statement, "SHOW server_version_num")) < OLDEST) {
                missing.add("PostgreSQL 13 or later (found " + one(statement, "SHOW server_version") + ")");
            }
            if (!"t".equals(one(statement, "SELECT has_database_privilege(current_database(), 'CREATE')"))) {
                missing.add("the right to make schemas: GRANT CREATE ON DATABASE "
                        + one(statement, "SELECT current_database()") + " TO " + address.user());
            }
            if (!"t".equals(one(statement, "SELECT has_schema_privilege('public', 'CREATE')"))) {
                missing.add("the right to make tables: GRANT CREATE ON SCHEMA public TO " + address.user());
            }
            if (one(statement, "SELECT count(*) FROM pg_extension WHERE extname = 'postgis'")
                    .equals("0")) {
                try {
                    statement.execute("CREATE EXTENSION postgis");
                } catch (SQLException e) {
                    missing.add("PostGIS: CREATE EXTENSION postgis (as a superuser)");
                }
            }
        } catch (SQLException e) {
            throw new ClusterException(
                    "The database " + address.jdbcUrl() + " cannot be reached as " + address.user() + ": "
                            + e.getMessage(),
                    e);
        }
        if (!missing.isEmpty()) {
            throw new ClusterException("The database lacks: " + String.join("; ", missing));
        }
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }
}
