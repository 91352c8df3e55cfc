package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private PostgreSQL cluster with PostGIS in a data directory: loopback only, a password of its own, owned by an
 * unprivileged user even when we are root.
 *
 * <p>The data directory is locked while a cluster is owned. A server that was killed leaves PostgreSQL running; the
 * next start stops it and starts anew.
 */
public final class PrivateCluster implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PrivateCluster.class);
    private static final String USER = "twin";
    private static final String DATABASE = "twin";
    private static final Path FALLBACK = Path.of("/var/lib/hue-twin");

    private final PostgresBinaries binaries;
    private final Path cluster;
    private final PostgresAddress address;
    private final @Nullable FileChannel lock;

    private PrivateCluster(
            PostgresBinaries binaries, Path cluster, PostgresAddress address, @Nullable FileChannel lock) {
        this.binaries = binaries;
        this.cluster = cluster;
        this.address = address;
        this.lock = lock;
    }

    /**
     * Starts the cluster of a data directory, making it if needed.
     *
     * @param durable whether commits wait for the disk; false in tests only
     * @throws ClusterException if the directory is in use or PostgreSQL does not come up
     */
    public static PrivateCluster start(Path data, boolean durable) {
        try {
            Files.createDirectories(data);
            FileChannel lock = lock(data);
            try {
                PostgresBinaries binaries = PostgresBinaries.find();
                Path cluster = place(data, binaries);
                Path password = data.resolve("postgres.password");
                if (!Files.exists(cluster.resolve("PG_VERSION"))) {
                    initialise(cluster, binaries, password);
                }
                stopLeftOver(cluster, binaries);
                int port = freePort();
                PostgresAddress address =
                        address(port, Files.readString(password).strip());
                launch(cluster, binaries, port, durable);
                Files.writeString(data.resolve("postgres.port"), Integer.toString(port));
                prepare(address);
                return new PrivateCluster(binaries, cluster, address, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ClusterException("The data directory " + data + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The cluster of a running server on this directory, or null if none runs. Closing it leaves the server alone. */
    public static @Nullable PrivateCluster attach(Path data) {
        Path port = data.resolve("postgres.port");
        Path password = data.resolve("postgres.password");
        if (!Files.isReadable(port) || !Files.isReadable(password)) {
            return null;
        }
        try {
            PostgresAddress address = address(
                    Integer.parseInt(Files.readString(port).strip()),
                    Files.readString(password).strip());
            try (Connection connection =
                    DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
                if (!connection.isValid(5)) {
                    return null;
                }
            }
            FileChannel free = tryLock(data);
            if (free != null) {
                free.close();
                return null;
            }
            return new PrivateCluster(PostgresBinaries.find(), data, address, null);
        } catch (IOException | SQLException | NumberFormatException e) {
            return null;
        }
    }

    public PostgresAddress address() {
        return address;
    }

    private static PostgresAddress address(int port, String password) {
        return new PostgresAddress("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, USER, password);
    }

    private static FileChannel lock(Path data) throws IOException {
        FileChannel lock = tryLock(data);
        if (lock == null) {
            String holder = Files.readString(data.resolve("lock.pid")).strip();
            throw new ClusterException("The data directory " + data.toAbsolutePath() + " is in use by process " + holder
                    + ". Stop that server first, or choose another directory with --data");
        }
        Files.writeString(
                data.resolve("lock.pid"), Long.toString(ProcessHandle.current().pid()));
        return lock;
    }

    private static @Nullable FileChannel tryLock(Path data) throws IOException {
        FileChannel channel =
                FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            log.debug("This process holds the lock of {}", data);
        }
        channel.close();
        return null;
    }

    /** The folder of the cluster: in the data directory, or where PostgreSQL's user can reach it. */
    private static Path place(Path data, PostgresBinaries binaries) throws IOException {
        Path pointer = data.resolve("postgres.path");
        if (Files.exists(pointer)) {
            return Path.of(Files.readString(pointer).strip());
        }
        Path absolute = data.toAbsolutePath().normalize();
        Path cluster = absolute.resolve("postgres");
        if (!binaries.reaches(absolute)) {
            cluster = FALLBACK.resolve(Integer.toHexString(absolute.toString().hashCode()));
            Files.createDirectories(cluster.getParent());
            log.info(
                    "PostgreSQL runs as user {} and cannot reach {}; its files are in {}",
                    binaries.user(),
                    absolute,
                    cluster);
        }
        Files.createDirectories(cluster);
        String user = binaries.user();
        if (user != null) {
            PostgresBinaries.execute(
                    30, Path.of("/"), List.of("chown", user + ":" + binaries.group(), cluster.toString()));
        }
        Files.setPosixFilePermissions(cluster, PosixFilePermissions.fromString("rwx------"));
        Files.writeString(pointer, cluster.toString());
        return cluster;
    }

    private static void initialise(Path cluster, PostgresBinaries binaries, Path password) throws IOException {
        log.info("Making a PostgreSQL cluster in {}", cluster);
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        Files.deleteIfExists(password);
        Files.createFile(password, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(password, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        Path handed = Files.createTempFile("twin-", ".pw");
        try {
            Files.writeString(handed, Files.readString(password));
            String user = binaries.user();
            if (user != null) {
                PostgresBinaries.execute(10, Path.of("/"), List.of("chown", user, handed.toString()));
            }
            binaries.run(
                    120,
                    Path.of("/"),
                    "initdb",
                    "-D",
                    cluster.toString(),
                    "-U",
                    USER,
                    "--pwfile=" + handed,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8");
        } finally {
            Files.deleteIfExists(handed);
        }
    }

    private static void stopLeftOver(Path cluster, PostgresBinaries binaries) {
        if (Files.exists(cluster.resolve("postmaster.pid"))) {
            try {
                binaries.run(40, Path.of("/"), "pg_ctl", "stop", "-D", cluster.toString(), "-m", "fast", "-t", "30");
                log.info("Stopped a PostgreSQL that an earlier server left behind");
            } catch (ClusterException e) {
                log.debug("The pid file is stale; PostgreSQL clears it at its start", e);
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void launch(Path cluster, PostgresBinaries binaries, int port, boolean durable) {
        String options = String.join(
                " ",
                "-p " + port,
                "-c listen_addresses=127.0.0.1",
                "-c unix_socket_directories=''",
                "-c shared_buffers=" + (durable ? "512MB" : "128MB"),
                "-c max_wal_size=4GB",
                "-c jit=off",
                "-c random_page_cost=1.1",
                "-c max_connections=60",
                "-c effective_cache_size=4GB",
                "-c maintenance_work_mem=256MB",
                "-c work_mem=32MB",
                "-c idle_in_transaction_session_timeout=15min",
                durable ? "-c fsync=on" : "-c fsync=off -c synchronous_commit=off -c full_page_writes=off");
        try {
            binaries.run(
                    70,
                    Path.of("/"),
                    "pg_ctl",
                    "start",
                    "-w",
                    "-t",
                    "60",
                    "-D",
                    cluster.toString(),
                    "-l",
                    cluster.resolve("server.log").toString(),
                    "-o",
                    options);
        } catch (ClusterException e) {
            throw new ClusterException("PostgreSQL did not start: " + e.getMessage() + "\n" + tail(cluster), e);
        }
    }

    private static String tail(Path cluster) {
        try (Stream<String> lines = Files.lines(cluster.resolve("server.log"))) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
        } catch (IOException e) {
            return "";
        }
    }

    private static void prepare(PostgresAddress address) {
        String maintenance = address.jdbcUrl().replace("/" + DATABASE, "/postgres");
        try (Connection connection = DriverManager.getConnection(maintenance, address.user(), address.password());
                Statement statement = connection.createStatement()) {
            boolean found;
            try (ResultSet rows =
                    statement.executeQuery("SELECT FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                found = rows.next();
            }
            if (!found) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw new ClusterException("PostgreSQL runs but cannot be used: " + e.getMessage(), e);
        }
        try (Connection connection =
                        DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE EXTENSION IF NOT EXISTS postgis");
            statement.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm");
        } catch (SQLException e) {
            throw new ClusterException(
                    "PostGIS is missing from this PostgreSQL. Install it: apt-get install postgresql-15-postgis-3 ("
                            + e.getMessage() + ")",
                    e);
        }
    }

    /** Stops PostgreSQL if we started it, and frees the data directory. */
    @Override
    public void close() {
        if (lock == null || !lock.isOpen()) {
            return;
        }
        try {
            binaries.run(70, Path.of("/"), "pg_ctl", "stop", "-D", cluster.toString(), "-m", "fast", "-t", "60");
        } catch (ClusterException e) {
            log.warn("PostgreSQL was not running any more: {}", e.getMessage());
        } finally {
            try {
                lock.close();
            } catch (IOException e) {
                log.warn("The lock of the data directory could not be released", e);
            }
        }
    }
}
