package vn.huetwin.ontology.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks that a PostgreSQL given by the operator can carry the city, and makes PostGIS in it if that is allowed. */
public final class ExistingDatabase {
    private static final int OLDEST = 130_000;
    private static final String OLDEST_POSTGIS = "3.1";

    private final Connection connection;
    private final String user;
    private final List<String> missing = new ArrayList<>();

    private ExistingDatabase(Connection connection, String user) {
        this.connection = connection;
        this.user = user;
    }

    /** @throws ClusterException with everything that is missing and the SQL that cures it */
    public static void check(PostgresAddress address) {
        try (Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            ExistingDatabase database = new ExistingDatabase(connection, address.user());
            database.checkServer();
            database.checkRights();
            database.checkPostgis();
            if (!database.missing.isEmpty()) {
                throw new ClusterException("The database " + address + " cannot carry the city yet:\n  - "
                        + String.join("\n  - ", database.missing));
            }
        } catch (SQLException e) {
            throw new ClusterException(
                    "The database " + address + " cannot be used: " + e.getMessage() + cure(address, e), e);
        }
    }

    private static String cure(PostgresAddress address, SQLException e) {
        return switch (String.valueOf(e.getSQLState())) {
            case "28P01", "28000", "08004" ->
                ". Give the right user and password: --database-user and TWIN_DATABASE_PASSWORD";
            case "3D000" ->
                ". Make it: CREATE DATABASE " + address.jdbcUrl().replaceAll(".*/([^/?]*).*", "$1")
                        + " ENCODING 'UTF8' TEMPLATE template0";
            case "08001", "08006" -> " Is PostgreSQL running there?";
            default -> "";
        };
    }

    private void checkServer() throws SQLException {
        if (Integer.parseInt(get("SHOW server_version_num")) < OLDEST) {
            missing.add("PostgreSQL 13 or later is needed, this is " + get("SHOW server_version"));
        }
        if (!"UTF8".equals(get("SHOW server_encoding"))) {
            missing.add("the database is encoded in " + get("SHOW server_encoding")
                    + ": CREATE DATABASE … TEMPLATE template0 ENCODING 'UTF8'");
        }
        if ("on".equals(get("SHOW transaction_read_only"))) {
            missing.add("it can only be read (a standby?): give the address of the primary");
        }
    }

    private void checkRights() throws SQLException {
        if (!is("SELECT has_database_privilege(current_database(), 'CREATE')")) {
            missing.add("no right to make schemas: GRANT CREATE ON DATABASE "
                    + get("SELECT quote_ident(current_database())") + " TO " + name());
        }
        if (!is("SELECT has_schema_privilege('public', 'CREATE')")) {
            missing.add("no right to make tables: GRANT CREATE ON SCHEMA public TO " + name());
        }
    }

    private void checkPostgis() throws SQLException {
        String available = find("SELECT default_version FROM pg_available_extensions WHERE name = 'postgis'");
        String installed = find("SELECT extversion FROM pg_extension WHERE extname = 'postgis'");
        if (installed == null && available == null) {
            missing.add("PostGIS is not on the server: apt-get install postgresql-"
                    + Integer.parseInt(get("SHOW server_version_num")) / 10_000 + "-postgis-3 there");
            return;
        }
        if (installed == null) {
            installed = create();
            if (installed == null) {
                missing.add("PostGIS is not in the database: CREATE EXTENSION postgis SCHEMA public (as a superuser)");
                return;
            }
        }
        if (isOlder(installed, OLDEST_POSTGIS)) {
            missing.add("PostGIS " + OLDEST_POSTGIS + " or later is needed, this is " + installed + ": "
                    + (available == null || isOlder(available, OLDEST_POSTGIS)
                            ? "install a newer one on the server, then "
                            : "")
                    + "ALTER EXTENSION postgis UPDATE");
        }
        String schema = get("SELECT extnamespace::regnamespace FROM pg_extension WHERE extname = 'postgis'");
        if (!"public".equals(schema)) {
            missing.add("PostGIS is in the schema " + schema + ", the city looks for it in public:"
                    + " use a new database, with CREATE EXTENSION postgis SCHEMA public");
        } else if (!is("SELECT has_table_privilege('public.spatial_ref_sys', 'INSERT')")) {
            missing.add("no right to add VN-2000: GRANT SELECT, INSERT ON spatial_ref_sys TO " + name());
        }
    }

    /** The version of the new PostGIS, or null if we may not make it. */
    private @Nullable String create() {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION postgis SCHEMA public");
            return find("SELECT extversion FROM pg_extension WHERE extname = 'postgis'");
        } catch (SQLException e) {
            return null;
        }
    }

    static boolean isOlder(String version, String than) {
        String[] left = version.split("[^0-9]+", 3);
        String[] right = than.split("[^0-9]+", 3);
        int major = Integer.compare(Integer.parseInt(left[0]), Integer.parseInt(right[0]));
        return major < 0 || (major == 0 && Integer.parseInt(left[1]) < Integer.parseInt(right[1]));
    }

    private String name() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT quote_ident(?)")) {
            statement.setString(1, user);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return String.valueOf(rows.getString(1));
            }
        }
    }

    private boolean is(String sql) throws SQLException {
        return "t".equals(get(sql));
    }

    private String get(String sql) throws SQLException {
        return String.valueOf(find(sql));
    }

    private @Nullable String find(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }
}
