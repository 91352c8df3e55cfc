package vn.huetwin.server.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.registry.SourceDeclaration;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.EventText;
import vn.huetwin.server.testing.TestTwin;

/** The register of sources over HTTP: who may know of what, what is silent, and messages that are sent. */
@Tag("postgis")
class SourceRoutesTest {
    private static final String DECLARED = """
            sources:
              - { name: hue-s, kind: http, owner: IOC Huế, access: open, period: 1h, schema: "https://example.org/hue-s" }
              - { name: quiet-gauge, kind: http, access: open, period: PT0.001S }
              - { name: hidden, kind: http, access: personal, period: PT0.001S }
            """;

    @TempDir
    static Path folder;

    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(folder.resolve("sources.yaml"), DECLARED);
        twin = TestTwin.plan().configured(config -> config.sources(read(file))).start();
    }

    private static List<SourceDeclaration> read(Path file) {
        try {
            return SourceDeclaration.read(file, name -> null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SourceException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    @Test
    void messagesThatAreSentAreCounted() throws Exception {
        String batch = "[" + EventText.report("p1", "") + "," + EventText.report("p2", "") + ",7]";
        HttpResponse<String> answer =
                twin.post("/api/sources/hue-s", "application/cloudevents-batch+json", batch, twin.as(Role.OPERATOR));
        assertEquals(207, answer.statusCode(), answer.body());
        JsonObject body = new JsonObject(answer.body());
        assertEquals("2 1", body.getInteger("accepted") + " " + body.getInteger("rejected"));
        JsonObject source = source("hue-s", Role.VIEWER);
        assertEquals(
                "IOC Huế open PT1H listening",
                source.getString("owner") + " " + source.getString("access") + " " + source.getString("period") + " "
                        + source.getString("state"));
        assertEquals(2, source.getInteger("accepted"));
        assertEquals(1, source.getInteger("setAside"));
        assertFalse(source.getBoolean("silent"));
        assertTrue(twin.get("/metrics")
                .body()
                .contains("twin_source_events_total{result=\"accepted\",source=\"hue-s\"} 2.0"));
    }

    @Test
    void silenceIsToldToThoseWhoMayKnowOfTheSource() throws Exception {
        assertEquals(List.of("quiet-gauge"), silent(Role.OPEN));
        assertEquals(List.of("quiet-gauge", "hidden"), silent(Role.OPERATOR));
        assertEquals(2, twin.json("/health").getJsonObject("sources").getInteger("silent"));
        assertTrue(source("quiet-gauge", Role.OPEN).getBoolean("silent"));
        assertFalse(twin.get("/api/sources").body().contains("hidden"));
        assertTrue(twin.get("/metrics").body().contains("twin_source_silent{source=\"quiet-gauge\"} 1.0"));
    }

    @Test
    void onlyOperatorsSendAndOnlyToDeclaredSources() throws Exception {
        String type = "application/cloudevents+json";
        String event = EventText.report("x", "");
        assertEquals(401, twin.post("/api/sources/hue-s", type, event).statusCode());
        assertEquals(
                403,
                twin.post("/api/sources/hue-s", type, event, twin.as(Role.VIEWER))
                        .statusCode());
        assertEquals(
                404,
                twin.post("/api/sources/nobody", type, event, twin.as(Role.OPERATOR))
                        .statusCode());
    }

    private static List<?> silent(Role role) throws IOException {
        return twin.json("/health", twin.as(role))
                .getJsonObject("sources")
                .getJsonArray("silentSources")
                .getList();
    }

    private static JsonObject source(String name, Role role) throws IOException {
        return twin.json("/api/sources", twin.as(role)).getJsonArray("sources").stream()
                .map(JsonObject.class::cast)
                .filter(s -> s.getString("name").equals(name))
                .findFirst()
                .orElseThrow();
    }
}
