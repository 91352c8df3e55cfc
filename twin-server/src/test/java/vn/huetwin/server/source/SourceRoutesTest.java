package vn.huetwin.server.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
              - { name: flood, kind: file, file: flood.ndjson, access: open }
              - name: hydromet
                kind: http
                format: sensorthings
                verb: measured
                mapping: observations.yaml
                datastreams: { 1: { station: kim-long, property: water-level, unit: m } }
            """;
    private static final String MAPPING = """
            layer: observation
            key: [datastream, phenomenonTime]
            valid-from: phenomenonTime
            other-columns: ignore
            properties: { station: station, property: property, value: result, unit: unit, observed_at: phenomenonTime }
            """;

    @TempDir
    static Path folder;

    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        Path file = Files.writeString(folder.resolve("sources.yaml"), DECLARED);
        Files.writeString(folder.resolve("observations.yaml"), MAPPING);
        Files.writeString(
                folder.resolve("flood.ndjson"), EventText.report("f1", "") + "\n" + EventText.report("f2", ""));
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

    @Test
    void aRecordingIsPlayedToItsEnd() throws Exception {
        JsonObject source = source("flood", Role.OPEN);
        for (int i = 0; i < 400 && !source.getString("state").equals("stopped"); i++) {
            Thread.sleep(25);
            source = source("flood", Role.OPEN);
        }
        assertEquals(
                "stopped 1.0 2",
                source.getString("state") + " " + source.getDouble("progress") + " " + source.getInteger("accepted"));
    }

    /** Each request of a batch has its answer; those of a group go together or not at all. */
    @Test
    void aBatchOfRequestsHasAnAnswerForEach() throws Exception {
        String batch = """
                {"requests": [
                 {"id": "1", "method": "post", "url": "Datastreams(1)/Observations",
                  "body": {"phenomenonTime": "2025-11-03T00:00:00Z", "result": 4.5}},
                 {"id": "2", "method": "post", "url": "/v1.1/Observations",
                  "body": {"phenomenonTime": "2025-11-03T01:00:00Z", "result": 4.6, "Datastream": {"@iot.id": 9}}},
                 {"id": "3", "method": "post", "url": "CreateObservations", "body":
                  [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"],
                    "dataArray": [["2025-11-03T02:00:00Z", 4.7], ["soon", 4.8]]}]},
                 {"id": "4", "method": "get", "url": "Observations"},
                 {"id": "5", "method": "post", "url": "Things", "body": {}},
                 {"id": "6", "method": "post", "url": "Observations"},
                 {"id": "7", "method": "post", "url": "Datastreams(1)/Observations", "atomicityGroup": "g",
                  "body": {"phenomenonTime": "2025-11-03T03:00:00Z", "result": 4.9}},
                 {"id": "8", "method": "post", "url": "Datastreams(1)/Observations", "atomicityGroup": "g",
                  "body": {"phenomenonTime": "2025-11-03T04:00:00Z", "result": "high"}},
                 {"id": "9", "method": "post", "url": "Datastreams(1)/Observations", "dependsOn": ["g"],
                  "body": {"phenomenonTime": "2025-11-03T05:00:00Z", "result": 5.0}},
                 {"id": "10", "method": "post", "url": "Datastreams(1)/Observations", "atomicityGroup": "h",
                  "body": {"phenomenonTime": "2025-11-03T06:00:00Z", "result": 5.1}},
                 {"id": "11", "method": "post", "url": "Datastreams(1)/Observations", "dependsOn": ["h", "1"],
                  "body": {"phenomenonTime": "2025-11-03T07:00:00Z", "result": 5.2}},
                 {"id": "12", "method": "post", "url": "Datastreams(1)/Observations",
                  "body": {"phenomenonTime": "2025-11-03T00:00:00Z", "result": 4.5}}]}""";
        JsonObject answer = new JsonObject(batch("hydromet", batch, 200));
        List<String> brief = answer.getJsonArray("responses").stream()
                .map(JsonObject.class::cast)
                .sorted(Comparator.comparing(r -> Integer.parseInt(r.getString("id"))))
                .map(SourceRoutesTest::brief)
                .toList();
        assertEquals(
                List.of(
                        "1 201 1-2025-11-03T00:00:00Z",
                        "2 400 unknown-datastream",
                        "3 201 1-2025-11-03T02:00:00Z, error",
                        "4 405 method-not-allowed",
                        "5 404 unknown-resource",
                        "6 400 body-missing",
                        "7 424 group-failed",
                        "8 400 not-a-number",
                        "9 424 dependency-failed",
                        "10 201 1-2025-11-03T06:00:00Z",
                        "11 201 1-2025-11-03T07:00:00Z",
                        "12 200 1-2025-11-03T00:00:00Z"),
                brief);
        assertEquals(
                4,
                twin.json("/ogc/collections/observation/items?limit=100")
                        .getJsonArray("features")
                        .size());
        assertTrue(batch("hydromet", "{\"requests\": {}}", 400).contains("not-a-batch"));
        assertTrue(batch("hydromet", "{\"requests\": [{\"id\": \"1\"}, {\"id\": \"1\"}]}", 400)
                .contains("request-id"));
        assertTrue(batch("hydromet", "{\"requests\"", 400).contains("not-json"));
        assertTrue(batch("hue-s", batch, 400).contains("specversion"), "of other sources it is one message");
    }

    private static String batch(String source, String body, int status) throws IOException {
        HttpResponse<String> answer =
                twin.post("/api/sources/" + source + "/$batch", "application/json", body, twin.as(Role.OPERATOR));
        assertEquals(status, answer.statusCode(), answer.body());
        return answer.body();
    }

    private static String brief(JsonObject response) {
        Object body = response.getValue("body");
        String said = body instanceof JsonArray keys
                ? String.join(
                        ", ",
                        keys.stream()
                                .map(k -> k.toString().replaceFirst("error.*", "error"))
                                .toList())
                : body instanceof JsonObject one && one.containsKey("error")
                        ? one.getJsonObject("error").getString("code")
                        : ((JsonObject) body).getString("@iot.id");
        return response.getString("id") + " " + response.getInteger("status") + " " + said;
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
