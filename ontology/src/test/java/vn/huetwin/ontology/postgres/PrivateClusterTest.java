package vn.huetwin.ontology.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgis")
class PrivateClusterTest {
    private Path folder;
    private Path data;
    private Path system;

    @BeforeEach
    void makeFolder() throws Exception {
        folder = TestPostgis.folder("twin-cluster-");
        data = folder.resolve("dữ liệu");
        system = folder.resolve("system");
    }

    @AfterEach
    void removeFolder() {
        TestPostgis.delete(folder);
    }

    @Test
    void keepsDataOverAStopAndAKillOfPostgres() throws Exception {
        try (PrivateCluster cluster = PrivateCluster.start(data, true)) {
            execute(cluster, "CREATE TABLE kept AS SELECT 1 AS n");
            assertEquals("rw-------", permissions("postgres.password"));
            assertEquals("rwx------", permissions("postgres"));
        }
        try (PrivateCluster cluster = PrivateCluster.start(data, true)) {
            execute(cluster, "INSERT INTO kept VALUES (2)");
            kill(postmaster(data));
        }
        try (PrivateCluster cluster = PrivateCluster.start(data, true)) {
            assertEquals(2, count(cluster));
        }
    }

    @Test
    void comesBackByItselfWhenPostgresIsKilled() throws Exception {
        try (PrivateCluster cluster = PrivateCluster.start(data, true)) {
            execute(cluster, "CREATE TABLE kept AS SELECT 1 AS n");
            ProcessHandle killed = postmaster(data);
            kill(killed);
            long end = System.nanoTime() + 60_000_000_000L;
            while (true) {
                try {
                    assertEquals(1, count(cluster));
                    break;
                } catch (SQLException e) {
                    assertTrue(System.nanoTime() < end, e::getMessage);
                    Thread.sleep(100);
                }
            }
            assertNotEquals(killed, postmaster(data));
        }
        assertFalse(Files.exists(data.resolve("postgres/postmaster.pid")), "it stops with its owner");
    }

    @Test
    void oneOwnerAtATimeAndGuestsBesideIt() throws Exception {
        assertNull(PrivateCluster.attach(data));
        try (PrivateCluster cluster = start()) {
            for (int i = 0; i < 2; i++) {
                String busy = assertThrows(ClusterException.class, this::start).getMessage();
                assertTrue(
                        busy.contains(
                                "in use by process " + ProcessHandle.current().pid()),
                        busy);
            }
            execute(cluster, "CREATE TABLE kept AS SELECT 1 AS n");
            try (PrivateCluster guest = PrivateCluster.attach(data)) {
                assertNotNull(guest);
                assertFalse(guest.owns());
                assertEquals(1, count(guest));
            }
            assertEquals(1, count(cluster));
        }
        assertNull(PrivateCluster.attach(data));
    }

    @Test
    void postgresEndsWithAKilledServer() throws Exception {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        data.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = owner.inputReader(StandardCharsets.UTF_8)) {
            assertEquals("ready", said.readLine());
            ProcessHandle postgres = postmaster(data);
            String busy = assertThrows(ClusterException.class, this::start).getMessage();
            assertTrue(busy.contains("in use by process " + owner.pid()), busy);
            kill(owner.toHandle());
            postgres.onExit().get(60, TimeUnit.SECONDS);
        }
        try (PrivateCluster cluster = start()) {
            assertEquals(1, count(cluster));
        }
    }

    /** A server in a process of its own. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            PrivateCluster cluster = PrivateCluster.start(Path.of(arguments[0]), true);
            execute(cluster, "CREATE TABLE kept AS SELECT 1 AS n");
            System.out.println("ready");
            Thread.sleep(TimeUnit.MINUTES.toMillis(5));
        }
    }

    @Test
    void aStalePidFileHurtsNobody() throws Exception {
        start().close();
        Process innocent = new ProcessBuilder(ClusterUser.current().as(List.of("sleep", "300"))).start();
        try {
            Files.writeString(
                    data.resolve("postgres/postmaster.pid"),
                    innocent.pid() + "\n" + data.resolve("postgres") + "\n1\n5432\n\n127.0.0.1\n0 0\nready\n");
            start().close();
            assertTrue(innocent.isAlive());
        } finally {
            innocent.destroyForcibly();
        }
    }

    @Test
    void beginsAnewWhenMakingWasCutShort() throws Exception {
        Files.createDirectories(data.resolve("postgres.new"));
        Files.writeString(data.resolve("postgres.new/PG_VERSION"), "15");
        Files.createDirectories(data.resolve("postgres"));
        Files.writeString(data.resolve("postgres/mine"), "kept");
        try (PrivateCluster cluster = start()) {
            execute(cluster, "CREATE TABLE kept AS SELECT 1 AS n");
        }
        assertTrue(Files.exists(data.resolve("postgres.old/mine")));
    }

    @Test
    void rootMayKeepTheDataWherePostgresCannotGo() throws Exception {
        assumeTrue(ClusterUser.isRoot(), "only root has folders that PostgreSQL's user cannot enter");
        Path home = Files.createDirectory(
                folder.resolve("home"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        data = home.resolve("data");
        try (PrivateCluster cluster = start()) {
            execute(cluster, "CREATE TABLE kept AS SELECT 1 AS n");
        }
        assertFalse(Files.exists(data.resolve("postgres")));

        Path copy = home.resolve("copy");
        ClusterUser.execute(10, List.of("cp", "-a", data.toString(), copy.toString()));
        String refusal = assertThrows(ClusterException.class, () -> PrivateCluster.start(copy, false, system))
                .getMessage();
        assertTrue(refusal.contains("is a copy of"), refusal);

        Path moved = home.resolve("moved");
        Files.move(data, moved);
        try (PrivateCluster cluster = PrivateCluster.start(moved, false, system)) {
            assertEquals(1, count(cluster));
        }

        TestPostgis.delete(system);
        String lost = assertThrows(ClusterException.class, () -> PrivateCluster.start(moved, false, system))
                .getMessage();
        assertTrue(lost.contains("is not there"), lost);
    }

    private PrivateCluster start() {
        return PrivateCluster.start(data, false, system);
    }

    private String permissions(String name) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(name)));
    }

    private static ProcessHandle postmaster(Path data) throws Exception {
        String pid = Files.readAllLines(data.resolve("postgres/postmaster.pid")).get(0);
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private static void kill(ProcessHandle process) throws Exception {
        process.destroyForcibly();
        process.onExit().get(10, TimeUnit.SECONDS);
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
