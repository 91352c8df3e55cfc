package vn.huetwin.server.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.server.Twin;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.SmallCity;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class HealthRoutesTest {
    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        twin = TestTwin.plan().filled(SmallCity::build).start();
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    @Test
    void saysHowAllPartsAre() throws Exception {
        twin.report("incident", "h1", TestTwin.point(107.575, 16.465), "\"category\":\"FLOOD\"");
        JsonObject health = awaitHealth(200, "\"tiles\":{\"status\":\"ready\"");
        assertEquals("up", health.getString("database"));
        assertTrue(health.getLong("logPosition") > 0, health.encode());
        assertEquals(Twin.VERSION, health.getString("version"));
        assertTrue(health.getLong("uptimeSeconds") >= 0);
        assertEquals(0, health.getInteger("intakeQueue"));
        assertFalse(health.getJsonObject("tiles").getBoolean("failed"));
    }

    @Test
    void aDatabaseThatIsGoneIs503UntilItIsBack() throws Exception {
        String url = twin.address().jdbcUrl();
        String name = url.substring(url.lastIndexOf('/') + 1);
        try {
            maintain("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
            maintain("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
            JsonObject health = awaitHealth(503, "\"database\":\"down\"");
            assertEquals("down", health.getString("status"));
            HttpResponse<String> answer = twin.get("/api/features/building/b11");
            assertEquals(503, answer.statusCode(), answer.body());
            assertEquals("database-unavailable", new JsonObject(answer.body()).getString("code"));
            assertTrue(answer.headers().firstValue("Retry-After").isPresent());
        } finally {
            maintain("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
        }
        awaitHealth(200, "\"database\":\"up\"");
        twin.report("incident", "h2", TestTwin.point(107.575, 16.465), "\"category\":\"FLOOD\"");
        assertEquals(200, twin.get("/api/features/incident/h2").statusCode());
    }

    @Test
    void requestsAreCountedByRouteNotByAddress() throws Exception {
        String unique = "k" + System.nanoTime();
        assertEquals(200, twin.get("/api/features/building/b11").statusCode());
        assertEquals(404, twin.get("/api/features/building/" + unique).statusCode());
        assertEquals(404, twin.get("/" + unique).statusCode());
        assertEquals(401, twin.send("POST", "/events").statusCode());
        String metrics = twin.get("/metrics", twin.as(Role.ADMIN)).body();
        for (String series : List.of(
                "twin_http_request_seconds_count{method=\"GET\",route=\"/api/features/:layer/:key\",status=\"200\"}",
                "twin_http_request_seconds_count{method=\"GET\",route=\"/api/features/:layer/:key\",status=\"404\"}",
                "twin_http_request_seconds_count{method=\"GET\",route=\"none\",status=\"404\"}",
                "twin_http_request_seconds_count{method=\"POST\",route=\"/events\",status=\"401\"}",
                "twin_database_connections{state=\"active\"}",
                "twin_database_connections{state=\"limit\"} 16.0",
                "twin_workers_queue_requests{pool=\"worker\"}",
                "twin_workers_active_requests{pool=\"sparql\"}",
                "twin_intake_queue_events 0.0",
                "twin_stream_listeners",
                "twin_log_position",
                "twin_tiles_sets_made_total",
                "jvm_memory_used_bytes")) {
            assertTrue(metrics.contains(series), () -> series + " is not in\n" + metrics);
        }
        assertFalse(metrics.contains(unique));
    }

    /** A change of protocol in the middle of a connection without TLS left clients of the JDK waiting. */
    @Test
    void withoutTlsItStaysWithHttp11() throws Exception {
        HttpClient eager =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> answer =
                eager.send(twin.request("/api/openapi.json").build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(HttpClient.Version.HTTP_1_1, answer.version());
        assertEquals(200, answer.statusCode());
    }

    @Test
    void aRequestHasANumberThatAProxyMayGive() throws Exception {
        assertEquals("proxy-0815-x", number("X-Request-Id", "proxy-0815-x"));
        assertTrue(number().matches("[0-9a-f]{8}"));
        assertTrue(number("X-Request-Id", "a b").matches("[0-9a-f]{8}"), "not one that could break a log");
    }

    private static String number(String... headers) throws Exception {
        return twin.get("/api/config", headers)
                .headers()
                .firstValue("X-Request-Id")
                .orElse("");
    }

    @Test
    void theVersionIsThatOfThePoms() throws Exception {
        assertTrue(Files.readString(Path.of("pom.xml")).contains("<version>" + Twin.VERSION + "-SNAPSHOT</version>"));
    }

    private static JsonObject awaitHealth(int status, String content) throws Exception {
        long end = System.nanoTime() + 60_000_000_000L;
        while (true) {
            HttpResponse<String> answer = twin.get("/health");
            if (answer.statusCode() == status && answer.body().contains(content)) {
                return new JsonObject(answer.body());
            }
            assertTrue(System.nanoTime() < end, () -> answer.statusCode() + " " + answer.body());
            Thread.sleep(50);
        }
    }

    private static void maintain(String sql) throws SQLException {
        PostgresAddress address = twin.address();
        String url = address.jdbcUrl().replaceAll("/[^/]*$", "/postgres");
        try (Connection connection = DriverManager.getConnection(url, address.user(), address.password());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
