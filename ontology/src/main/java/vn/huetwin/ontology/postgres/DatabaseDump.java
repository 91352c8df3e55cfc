package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole database as one archive of {@code pg_dump}, of one moment, while others write; and back. */
public final class DatabaseDump {
    private static final Logger log = LoggerFactory.getLogger(DatabaseDump.class);
    /** VN-2000 has to be known before the first geometry comes: a generated column projects it. */
    private static final String SYSTEMS = "/db/migration/ontology/V1__crs.sql";

    private static final String TABLES = "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'"
            + " AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND c.relpersistence = 'p'"
            + " AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1";

    private final PostgresAddress address;
    private final DataSource dataSource;

    public DatabaseDump(PostgresAddress address, DataSource dataSource) {
        this.address = address;
        this.dataSource = dataSource;
    }

    /** The database as it is at this moment; what is written meanwhile is not seen. */
    public final class Snapshot implements AutoCloseable {
        private final Connection connection;
        private final String name;
        private final SortedMap<String, Long> rows;

        private Snapshot(Connection connection) throws SQLException {
            this.connection = connection;
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
                statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
                try (ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
                    row.next();
                    name = row.getString(1);
                }
            }
            rows = count(connection);
        }

        /** Table → rows. */
        public SortedMap<String, Long> rows() {
            return rows;
        }

        /** @throws ClusterException if pg_dump fails; what was written is of no use then */
        public void write(OutputStream out) throws IOException {
            List<String> command = command(
                    "pg_dump",
                    "--format=custom",
                    "--compress=3",
                    "--no-owner",
                    "--no-privileges",
                    "--snapshot=" + name,
                    "--lock-wait-timeout=60s",
                    "--exclude-table-data=public.spatial_ref_sys");
            run(command, out);
        }

        @Override
        public void close() throws SQLException {
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        }
    }

    public Snapshot snapshot() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new Snapshot(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /**
     * Fills an empty database.
     *
     * @return table → rows
     * @throws ClusterException if pg_restore fails; the database is of no use then
     */
    public SortedMap<String, Long> restore(Path archive) throws IOException, SQLException {
        section(archive, "pre-data");
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(systems());
        }
        section(archive, "data");
        section(archive, "post-data");
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
            return count(connection);
        }
    }

    private void section(Path archive, String section) throws IOException {
        run(
                command(
                        "pg_restore",
                        "--no-owner",
                        "--no-privileges",
                        "--exit-on-error",
                        "--single-transaction",
                        "--section=" + section,
                        archive.toString()),
                OutputStream.nullOutputStream());
    }

    private static String systems() throws IOException {
        try (InputStream in = DatabaseDump.class.getResourceAsStream(SYSTEMS)) {
            if (in == null) {
                throw new IOException(SYSTEMS + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static SortedMap<String, Long> count(Connection connection) throws SQLException {
        SortedMap<String, Long> rows = new TreeMap<>();
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try (ResultSet names = statement.executeQuery(TABLES)) {
                while (names.next()) {
                    tables.add(names.getString(1));
                }
            }
            for (String table : tables) {
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    row.next();
                    rows.put(table, row.getLong(1));
                }
            }
        }
        return rows;
    }

    private List<String> command(String program, String... options) {
        List<String> command = new ArrayList<>();
        command.add(PostgresBinaries.find(null).program(program));
        command.add("--no-password");
        command.add("--username=" + address.user());
        command.add("--dbname=" + address.jdbcUrl().replaceFirst("^jdbc:", "").replaceFirst("\\?.*", ""));
        command.addAll(List.of(options));
        return command;
    }

    /** As ourselves: it comes over the network, like any client. */
    private void run(List<String> command, OutputStream out) throws IOException {
        Path errors = Files.createTempFile("twin-", ".err");
        ProcessBuilder builder = ClusterUser.builder(command).redirectError(errors.toFile());
        Map<String, String> environment = builder.environment();
        environment.put("PGPASSWORD", address.password());
        Process process = builder.start();
        try {
            process.getInputStream().transferTo(out);
            int code = process.waitFor();
            String said = Files.readString(errors, StandardCharsets.UTF_8).strip();
            if (code != 0) {
                throw new ClusterException(Path.of(command.get(0)).getFileName() + " failed: " + said);
            }
            if (!said.isEmpty()) {
                log.warn("{} said: {}", command.get(0), said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted", e);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(errors);
        }
    }
}
