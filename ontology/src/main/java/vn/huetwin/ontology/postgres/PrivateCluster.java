package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private PostgreSQL cluster with PostGIS in a data directory: loopback only, a password of its own, run by an
 * unprivileged user even when we are root.
 *
 * <p>The data directory is locked while a cluster is owned. PostgreSQL is started again if it ends by itself. It stops
 * with its owner, also when the owner is killed; what is left after a crash is cleared at the next start.
 */
public final class PrivateCluster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PrivateCluster.class);
    private static final String USER = "twin";
    private static final String DATABASE = "twin";
    private static final Path SYSTEM = Path.of("/var/lib/hue-twin");
    private static final int ATTACH_SECONDS = 30;

    private final PostgresAddress address;
    private final @Nullable Postmaster postmaster;
    private final @Nullable DataLock lock;
    private final @Nullable ClusterWatch watch;

    private PrivateCluster(
            PostgresAddress address,
            @Nullable Postmaster postmaster,
            @Nullable DataLock lock,
            @Nullable ClusterWatch watch) {
        this.address = address;
        this.postmaster = postmaster;
        this.lock = lock;
        this.watch = watch;
    }

    /**
     * Starts the cluster of a data directory, making it if needed.
     *
     * @param durable whether commits wait for the disk; false in tests only
     * @throws ClusterException if the directory is in use or PostgreSQL does not come up; the message says the cure
     */
    public static PrivateCluster start(Path data, boolean durable) {
        return start(data, durable, SYSTEM);
    }

    static PrivateCluster start(Path data, boolean durable, Path system) {
        try {
            Files.createDirectories(data);
            DataLock lock = DataLock.take(data);
            try {
                return start(data, durable, system, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ClusterException("The data directory " + data + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static PrivateCluster start(Path data, boolean durable, Path system, DataLock lock) throws IOException {
        ClusterFolder folder = new ClusterFolder(data, system);
        ClusterUser user = ClusterUser.current();
        Path cluster = folder.find();
        PostgresBinaries binaries = PostgresBinaries.find(cluster == null ? null : version(cluster));
        if (cluster == null) {
            cluster = folder.make(binaries, user, USER, durable);
        }
        Postmaster postmaster = new Postmaster(binaries, user, cluster);
        postmaster.clearLeftOvers();
        int port = postmaster.start(rememberedPort(data), durable);
        try {
            PostgresAddress address = address(port, folder.password());
            prepare(address, binaries.major());
            Files.writeString(portFile(data), Integer.toString(port));
            return new PrivateCluster(address, postmaster, lock, new ClusterWatch(postmaster, port, durable));
        } catch (IOException | RuntimeException e) {
            postmaster.close();
            throw e;
        }
    }

    /**
     * The cluster of a running server on this directory, or null if none runs. Closing it leaves the server alone.
     *
     * @throws ClusterException if a server holds the directory and its database does not answer within half a minute
     */
    public static @Nullable PrivateCluster attach(Path data) {
        try {
            if (!Files.isDirectory(data)) {
                return null;
            }
            DataLock free = DataLock.find(data);
            if (free != null) {
                free.close();
                return null;
            }
            return new PrivateCluster(await(data), null, null, null);
        } catch (IOException e) {
            throw new ClusterException("The data directory " + data + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The server may be starting: its port and its database come after its lock. */
    private static PostgresAddress await(Path data) throws IOException {
        ClusterFolder folder = new ClusterFolder(data, SYSTEM);
        String reason = "it does not say its port";
        for (int second = 0; second < ATTACH_SECONDS; second++) {
            Integer port = rememberedPort(data);
            if (port != null) {
                PostgresAddress address = address(port, folder.password());
                try (Connection connection = connect(address)) {
                    if (connection.isValid(5)) {
                        return address;
                    }
                } catch (SQLException e) {
                    reason = String.valueOf(e.getMessage());
                }
            }
            pause();
        }
        throw new ClusterException("Process " + DataLock.holder(data) + " uses the data directory " + data
                + ", but its database does not answer: " + reason);
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("Interrupted while waiting for the database", e);
        }
    }

    public PostgresAddress address() {
        return address;
    }

    /** Process id of the postmaster, or null if another process started it. */
    public @Nullable Long processId() {
        return postmaster == null ? null : postmaster.processId();
    }

    /** Whether closing this stops PostgreSQL. */
    public boolean owns() {
        return postmaster != null;
    }

    private static PostgresAddress address(int port, String password) {
        return new PostgresAddress("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, USER, password);
    }

    private static Path portFile(Path data) {
        return data.resolve("postgres.port");
    }

    private static @Nullable Integer rememberedPort(Path data) {
        try {
            return Integer.valueOf(Files.readString(portFile(data)).strip());
        } catch (IOException | NumberFormatException e) {
            return null;
        }
    }

    private static int version(Path cluster) throws IOException {
        return Integer.parseInt(Files.readString(cluster.resolve("PG_VERSION")).strip());
    }

    private static Connection connect(PostgresAddress address) throws SQLException {
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    /** The database and its extensions, the latter at the version that is installed. */
    private static void prepare(PostgresAddress address, int major) {
        PostgresAddress maintenance = new PostgresAddress(
                address.jdbcUrl().replaceAll("/" + DATABASE + "$", "/postgres"), address.user(), address.password());
        try (Connection connection = connect(maintenance);
                Statement statement = connection.createStatement()) {
            if (isEmpty(statement, "SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                statement.execute("CREATE DATABASE " + DATABASE + " TEMPLATE template0");
            }
        } catch (SQLException e) {
            throw new ClusterException("PostgreSQL runs but cannot be used: " + e.getMessage(), e);
        }
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS postgis");
            for (String extension : List.of("pg_trgm", "unaccent", "btree_gist")) {
                if (!isEmpty(statement, "SELECT FROM pg_available_extensions WHERE name = '" + extension + "'")) {
                    statement.execute("CREATE EXTENSION IF NOT EXISTS " + extension);
                }
            }
            if (!isEmpty(
                    statement,
                    "SELECT FROM pg_available_extensions WHERE name = 'postgis'"
                            + " AND installed_version <> default_version")) {
                log.info("PostGIS was updated on this machine; the database follows");
                statement.execute("ALTER EXTENSION postgis UPDATE");
            }
        } catch (SQLException e) {
            throw new ClusterException(
                    "PostGIS cannot be used. Install it: apt-get install postgresql-" + major + "-postgis-3 ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    private static boolean isEmpty(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return !rows.next();
        }
    }

    /** Stops PostgreSQL if we started it, and frees the data directory. */
    @Override
    public void close() {
        if (postmaster == null || lock == null || !lock.isHeld()) {
            return;
        }
        if (watch != null) {
            watch.close();
        }
        postmaster.close();
        try {
            lock.close();
        } catch (IOException e) {
            log.warn("The lock of the data directory could not be released", e);
        }
    }
}
