package vn.huetwin.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.huetwin.server.event.EventServer.event;
import static vn.huetwin.server.event.EventServer.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /events} in all modes, bad input, and the way through the quarantine. */
@Tag("postgis")
class EventRoutesTest {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    @TempDir
    static Path folder;

    private static EventServer server;

    @BeforeAll
    static void open() throws Exception {
        server = new EventServer(folder);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void structuredModeIsAcceptedOnce() throws Exception {
        assertEquals("accepted", result(server.post(STRUCTURED + "; charset=utf-8", report("s1", ""))));
        assertEquals("duplicate", result(server.post(STRUCTURED, report("s1", ""))));
    }

    @Test
    void binaryModeTakesAttributesFromHeaders() throws Exception {
        HttpRequest request = server.request("/events")
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "b1")
                .header("ce-source", "hue-s")
                .header("ce-type", "vn.hue.incident.received")
                .header("ce-subject", "pa-h%E1%BA%BBm")
                .header("ce-time", "2026-11-25T08:00:00+07:00")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"}"))
                .build();
        assertEquals("accepted", result(server.send(request)));
        assertEquals(
                200,
                server.send(server.request("/api/features/incident/pa-h%E1%BA%BBm")
                                .GET()
                                .build())
                        .statusCode());
    }

    @Test
    void aBatchGivesTheResultOfEachEvent() throws Exception {
        HttpResponse<String> answer = server.post(
                BATCH,
                "[" + report("m1", "") + "," + report("m1", "") + "," + report("m2", ",\"colour\":\"red\"") + ",7]");
        assertEquals(207, answer.statusCode());
        JsonObject body = new JsonObject(answer.body());
        assertEquals(
                "1 1 2",
                body.getInteger("accepted") + " " + body.getInteger("duplicates") + " " + body.getInteger("rejected"));
        JsonArray results = body.getJsonArray("results");
        List<String> brief = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            JsonObject one = results.getJsonObject(i);
            brief.add(one.getInteger("index") + " " + one.getString("result") + " " + one.getString("code", ""));
        }
        assertEquals(
                List.of("0 accepted ", "1 duplicate ", "2 rejected unknown-property", "3 rejected not-an-object"),
                brief);
        assertEquals(
                202,
                server.post(BATCH, "[" + report("m3", "") + "," + report("m4", "") + "]")
                        .statusCode());
        assertEquals(202, server.post(BATCH, "[]").statusCode());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    ,"time":"2026-11-25T08:00:00+07:00" |                                     | 400 | attribute-missing   | time
                    2026-11-25T08:00:00+07:00           | 25/11/2026 08:00                    | 400 | time-invalid        | time
                    2026-11-25T08:00:00+07:00           | 2126-11-25T08:00:00+07:00           | 400 | time-in-future      | time
                    vn.hue.incident.received            | vn.hue.unicorn.received             | 400 | unknown-type        | type
                    vn.hue.incident.received            | com.example.someevent               | 400 | unknown-type        | type
                    "specversion":"1.0"                 | "specversion":"0.3"                 | 400 | specversion-unknown | specversion
                    "category":"ROAD"                   | "category":"ROAD","colour":"red"    | 400 | unknown-property    | colour
                    "category":"ROAD"                   | "category":"ROADS"                  | 400 | code-not-in-list    | category
                    "category":"ROAD"                   | "photos":1                          | 400 | property-missing    | category
                    "category":"ROAD"                   | "category":null                     | 400 | property-missing    | category
                    "category":"ROAD"                   | "category":{"a":1}                  | 400 | value-not-simple    | category
                    "category":"ROAD"                   | "category":"ROAD","photos":"many"   | 400 | not-a-whole-number  | photos
                    "type":"Point","coordinates":[107.58,16.46] | "type":"LineString","coordinates":[[107.58,16.46],[107.6,16.5]] | 400 | wrong-geometry-type | geometry
                    [107.58,16.46]                      | [16.46,107.58]                      | 400 | axes-swapped        | geometry
                    [107.58,16.46]                      | ["107.58",16.46]                    | 400 | geometry-invalid    | geometry
                    "id":"x"                            | "id":"x","sequence":"first"         | 400 | sequence-invalid    | sequence
                    "id":"x"                            | "id":"x","corrects":"a","retracts":"b" | 400 | corrects-and-retracts | retracts
                    """)
    void aBadEventIsRefusedWithItsReasonAndKept(String good, String bad, int status, String code, String field)
            throws Exception {
        String event = report("x", "").replace(good, bad == null ? "" : bad);
        HttpResponse<String> answer = server.post(STRUCTURED, event);
        JsonObject body = new JsonObject(answer.body());
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code + " " + field, body.getString("code") + " " + body.getString("field"), answer.body());
        assertTrue(body.getString("detail_vi").length() > 5
                && body.getString("detail_en").length() > 5);
        JsonArray kept = server.get("/api/quarantine?limit=1000&reason=" + code).getJsonArray("items");
        assertTrue(
                kept.stream()
                        .anyMatch(i -> ((JsonObject) i).getString("original").equals(event)),
                "the original is kept: " + kept);
    }

    @Test
    void bodiesThatAreNoEventsAreRefused() throws Exception {
        assertEquals("wrong-encoding", code(server.post(STRUCTURED, new byte[] {'{', '"', (byte) 0xc3, '"', '}'})));
        assertEquals("not-json", code(server.post(STRUCTURED, "{\"id\": \"cut")));
        assertEquals("not-json", code(server.post(STRUCTURED, "[".repeat(100_000))));
        assertEquals("not-json", code(server.post(STRUCTURED, "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000))));
        assertEquals("not-an-object", code(server.post(STRUCTURED, "[1]")));
        assertEquals("not-an-array", code(server.post(BATCH, report("y", ""))));
        assertEquals("specversion", new JsonObject(server.post(STRUCTURED, "{}").body()).getString("field"));
    }

    @Test
    void whatIsTooLargeIsRefusedWith413() throws Exception {
        String text = "x".repeat(10_000_000);
        assertEquals(
                413,
                server.post(STRUCTURED, report("big", ",\"title\":\"" + text + "\""))
                        .statusCode());
        assertEquals(
                413, server.post(BATCH, "[" + "1,".repeat(1_000_000) + "1]").statusCode());
        byte[] endless = new byte[20_000_000];
        java.util.Arrays.fill(endless, (byte) ' ');
        assertEquals(413, server.post(BATCH, endless).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/xml", "application/json", "application/cloudevents+avro"})
    void otherMediaTypesAreRefusedWith415(String type) throws Exception {
        assertEquals(415, server.post(type, report("z", "")).statusCode());
    }

    @Test
    void sendingNeedsAKey() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(server.at("/events"))
                .header("Content-Type", STRUCTURED)
                .POST(HttpRequest.BodyPublishers.ofString(report("k", "")))
                .build();
        assertEquals(401, server.send(request).statusCode());
        HttpRequest shelf = HttpRequest.newBuilder(server.at("/api/quarantine")).build();
        assertEquals(401, server.send(shelf).statusCode());
    }

    @Test
    void aWebHookSenderIsAllowedByTheHandshake() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/events")
                .header("WebHook-Request-Origin", "events.example.com")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .build());
        assertEquals(200, answer.statusCode());
        assertEquals(
                "events.example.com",
                answer.headers().firstValue("WebHook-Allowed-Origin").orElse(""));
        assertTrue(answer.headers().firstValueAsLong("WebHook-Allowed-Rate").orElse(0) > 0);
        assertTrue(answer.headers().firstValue("Allow").orElse("").contains("POST"));
    }

    @Test
    void whatWasRefusedIsMendedAndSentAgain() throws Exception {
        String bad = event("vn.hue.incident.received", "q1", "pa-q1", "\"category\":\"POTHOLE\"")
                .replace("hue-s", "mended-source");
        server.post(STRUCTURED, bad);
        JsonObject item = server.get("/api/quarantine?source=mended-source")
                .getJsonArray("items")
                .getJsonObject(0);
        assertEquals("code-not-in-list category", item.getString("reason") + " " + item.getString("field"));
        String path = "/api/quarantine/" + item.getLong("id") + "/replay";
        HttpResponse<String> again = server.send(
                server.request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
        assertEquals(400, again.statusCode(), "as it was it is refused again");
        assertEquals(
                1,
                server.get("/api/quarantine?source=mended-source")
                        .getJsonArray("items")
                        .size());
        String good = report("q1", "").replace("hue-s", "mended-source");
        HttpResponse<String> mended = server.send(server.request(path)
                .POST(HttpRequest.BodyPublishers.ofString(good, StandardCharsets.UTF_8))
                .build());
        assertEquals("accepted", result(mended));
        assertEquals(
                0,
                server.get("/api/quarantine?source=mended-source")
                        .getJsonArray("items")
                        .size());
        assertEquals(
                200,
                server.send(server.request("/api/features/incident/pa-q1").GET().build())
                        .statusCode());
    }

    private static String result(HttpResponse<String> answer) {
        assertEquals(202, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("result");
    }

    private static String code(HttpResponse<String> answer) {
        assertEquals(400, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getString("code");
    }
}
