package vn.huetwin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.testing.SmallCity;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class StartAndStopTest {
    private static final Set<String> POOLS =
            Set.of("worker", "sparql", "stream", "tileset", "health", "change", "intake");

    @TempDir
    private Path data;

    private final PostgresAddress database = TestPostgis.address();

    private ServerConfig config(int port) {
        return ServerConfig.of(data).port(port).database(database).build();
    }

    @Test
    void aStartThatFailsLeavesNothingOpen() throws Exception {
        Set<String> before = threads();
        Files.writeString(data.resolve("tdb2"), "a file where a folder has to be");
        assertThrows(Exception.class, () -> Twin.start(config(0)));
        assertEquals(0, connections());
        assertEquals(before, threads());
        Files.delete(data.resolve("tdb2"));
        Twin.start(config(0)).close();
        assertEquals(0, connections());
        assertEquals(before, threads());
    }

    @Test
    void aBusyPortIsSaidBeforeAnythingIsOpened() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            String reason = assertThrows(IllegalStateException.class, () -> Twin.start(config(port)))
                    .getMessage();
            assertEquals(
                    "Port " + port + " is in use by another program. Stop it, or choose another port with --port",
                    reason);
        }
        assertTrue(Files.notExists(data.resolve("tdb2")));
    }

    @Test
    void stoppingWhileTilesAreMadeIsNoFault() throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> written = new ListAppender<>();
        root.addAppender(written);
        written.start();
        try {
            TestTwin.plan().filled(SmallCity::build).start().close();
        } finally {
            root.detachAppender(written);
        }
        assertEquals(
                List.of(),
                written.list.stream()
                        .filter(e -> e.getLevel().isGreaterOrEqual(Level.WARN))
                        .map(ILoggingEvent::toString)
                        .toList());
    }

    /** Of our pools that are alive, by the name of the pool; those of other tests may be among them. */
    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .map(t -> t.getName().split("-")[0])
                .filter(POOLS::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** To our database; the server may take a moment to notice that a client has gone. */
    private int connections() throws SQLException, InterruptedException {
        String maintenance = database.jdbcUrl().replaceAll("/[^/]*$", "/postgres");
        String name = database.jdbcUrl().replaceAll(".*/", "");
        try (Connection connection = DriverManager.getConnection(maintenance, database.user(), database.password());
                Statement statement = connection.createStatement()) {
            for (int i = 0; ; i++) {
                try (ResultSet rows = statement.executeQuery(
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + name + "'")) {
                    rows.next();
                    if (rows.getInt(1) == 0 || i == 100) {
                        return rows.getInt(1);
                    }
                }
                Thread.sleep(50);
            }
        }
    }
}
