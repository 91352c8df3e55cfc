package vn.huetwin.ontology.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
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
                Path data = Files.createTempDirectory("twin-test-");
                Files.setPosixFilePermissions(
                        data, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
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
    }

    private static void delete(Path folder) {
        PostgresBinaries.execute(30, Path.of("/"), java.util.List.of("rm", "-rf", folder.toString()));
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
