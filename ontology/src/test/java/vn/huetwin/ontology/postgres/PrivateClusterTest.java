package vn.huetwin.ontology.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgis")
class PrivateClusterTest {
    private Path data;

    @BeforeEach
    void makeFolder() throws Exception {
        data = Files.createTempDirectory("twin-cluster-");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void removeFolder() {
        PostgresBinaries.execute(30, Path.of("/"), java.util.List.of("rm", "-rf", data.toString()));
    }

    @Test
    void keepsDataOverAStopAndAKill() throws Exception {
        try (PrivateCluster cluster = PrivateCluster.start(data, true)) {
            execute(cluster, "CREATE TABLE kept AS SELECT 1 AS n");
            ClusterException busy = assertThrows(ClusterException.class, () -> PrivateCluster.start(data, true));
            assertTrue(busy.getMessage().contains("in use by process"), busy.getMessage());
        }
        try (PrivateCluster cluster = PrivateCluster.start(data, true)) {
            execute(cluster, "INSERT INTO kept VALUES (2)");
            String pid =
                    Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0);
            ProcessHandle postmaster =
                    ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
            postmaster.destroyForcibly();
            postmaster.onExit().get();
        }
        try (PrivateCluster cluster = PrivateCluster.start(data, true)) {
            assertEquals(2, count(cluster));
        }
    }

    private static void execute(PrivateCluster cluster, String sql) throws SQLException {
        try (Connection connection = connect(cluster);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int count(PrivateCluster cluster) throws SQLException {
        try (Connection connection = connect(cluster);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static Connection connect(PrivateCluster cluster) throws SQLException {
        PostgresAddress address = cluster.address();
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }
}
