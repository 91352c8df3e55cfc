package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assertions;
import vn.huetwin.ontology.store.Database;

/** One real PostGIS for all tests of a JVM; each test class takes an empty database of its own. */
public final class TestPostgis {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private TestPostgis() {}

    private static final class Holder {
        static final PrivateCluster CLUSTER = start();

        private static PrivateCluster start() {
            try {
                deleteLeftOvers();
                Path data = folder("twin-test-");
                PrivateCluster cluster = PrivateCluster.start(data, false);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    cluster.close();
                    delete(data);
                }));
                return cluster;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Of test runs that were killed; a folder of this minute may be one that another program is just making. */
        private static void deleteLeftOvers() throws IOException {
            Path parent = Path.of(System.getProperty("java.io.tmpdir"));
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, "twin-test-*")) {
                for (Path folder : folders) {
                    deleteIfLeft(folder);
                }
            }
        }

        private static void deleteIfLeft(Path folder) throws IOException {
            Path held = folder.resolve("lock");
            try {
                if (Files.isWritable(folder) && Files.exists(held) && !isNew(held)) {
                    deleteUnlessHeld(folder);
                }
            } catch (NoSuchFileException e) {
                // another program was faster
            }
        }

        private static void deleteUnlessHeld(Path folder) throws IOException {
            try (DataLock lock = DataLock.find(folder)) {
                if (lock != null) {
                    delete(folder);
                }
            }
        }

        private static boolean isNew(Path file) throws IOException {
            return Files.getLastModifiedTime(file)
                    .toInstant()
                    .isAfter(Instant.now().minusSeconds(60));
        }
    }

    /** A new temporary folder that the user of the cluster can enter. */
    static Path folder(String prefix) throws IOException {
        Path folder = Files.createTempDirectory(prefix);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    static void delete(Path folder) {
        ClusterUser.execute(30, List.of("rm", "-rf", folder.toString()));
    }

    /** A new database with PostGIS and nothing else. */
    public static PostgresAddress address() {
        PostgresAddress cluster = Holder.CLUSTER.address();
        String name = "t" + NUMBER.incrementAndGet();
        String maintenance = cluster.jdbcUrl().replaceAll("/twin$", "/postgres");
        try (Connection connection = DriverManager.getConnection(maintenance, cluster.user(), cluster.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE twin");
        } catch (SQLException e) {
            return Assertions.fail(e);
        }
        return new PostgresAddress(
                cluster.jdbcUrl().replaceAll("/twin$", "/" + name), cluster.user(), cluster.password());
    }

    /** A pool on a new database; close it after the tests. */
    public static Database database() {
        PostgresAddress address = address();
        return Database.open(address.jdbcUrl(), address.user(), address.password(), 8);
    }
}
