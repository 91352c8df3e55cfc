package vn.huetwin.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.huetwin.server.testing.EventText.event;
import static vn.huetwin.server.testing.EventText.report;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** {@code POST /events} in all modes, bad input, and the way through the quarantine. */
@Tag("postgis")
class EventRoutesTest {
    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCH = "application/cloudevents-batch+json";

    private static TestTwin server;

    @BeforeAll
    static void open() throws Exception {
        server = TestTwin.empty();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void structuredModeIsAcceptedOnce() throws Exception {
        assertEquals("accepted", result(post(STRUCTURED + "; charset=utf-8", report("s1", ""))));
        assertEquals("duplicate", result(post(STRUCTURED, report("s1", ""))));
    }

    @Test
    void binaryModeTakesAttributesFromHeaders() throws Exception {
        HttpRequest.Builder request = asked("/events")
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "b1")
                .header("ce-source", "hue-s")
                .header("ce-type", "vn.hue.incident.received")
                .header("ce-subject", "pa-h%E1%BA%BBm")
                .header("ce-time", "2026-11-25T08:00:00+07:00")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"}"));
        assertEquals("accepted", result(server.send(request)));
        assertEquals(
                200,
                server.send(asked("/api/features/incident/pa-h%E1%BA%BBm").GET())
                        .statusCode());
    }

    @Test
    void aBatchGivesTheResultOfEachEvent() throws Exception {
        HttpResponse<String> answer = post(
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
                post(BATCH, "[" + report("m3", "") + "," + report("m4", "") + "]")
                        .statusCode());
        assertEquals(202, post(BATCH, "[]").statusCode());
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
        HttpResponse<String> answer = post(STRUCTURED, event);
        JsonObject body = new JsonObject(answer.body());
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code + " " + field, body.getString("code") + " " + body.getString("field"), answer.body());
        assertTrue(body.getString("detail_vi").length() > 5
                && body.getString("detail_en").length() > 5);
        JsonArray kept = json("/api/quarantine?limit=1000&reason=" + code).getJsonArray("items");
        assertTrue(
                kept.stream()
                        .anyMatch(i -> ((JsonObject) i).getString("original").equals(event)),
                "the original is kept: " + kept);
    }

    @Test
    void bodiesThatAreNoEventsAreRefused() throws Exception {
        assertEquals("wrong-encoding", code(post(STRUCTURED, new byte[] {'{', '"', (byte) 0xc3, '"', '}'})));
        assertEquals("not-json", code(post(STRUCTURED, "{\"id\": \"cut")));
        assertEquals("not-json", code(post(STRUCTURED, "[".repeat(100_000))));
        assertEquals("not-json", code(post(STRUCTURED, "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000))));
        assertEquals("not-an-object", code(post(STRUCTURED, "[1]")));
        assertEquals("not-an-array", code(post(BATCH, report("y", ""))));
        assertEquals("specversion", new JsonObject(post(STRUCTURED, "{}").body()).getString("field"));
    }

    @Test
    void whatIsTooLargeIsRefusedWith413() throws Exception {
        String text = "x".repeat(10_000_000);
        assertEquals(
                413,
                post(STRUCTURED, report("big", ",\"title\":\"" + text + "\"")).statusCode());
        assertEquals(413, post(BATCH, "[" + "1,".repeat(1_000_000) + "1]").statusCode());
        byte[] endless = new byte[20_000_000];
        java.util.Arrays.fill(endless, (byte) ' ');
        assertEquals(413, post(BATCH, endless).statusCode());
    }

    @ParameterizedTest
    @CsvSource({"text/plain", "application/xml", "application/json", "application/cloudevents+avro"})
    void otherMediaTypesAreRefusedWith415(String type) throws Exception {
        assertEquals(415, post(type, report("z", "")).statusCode());
    }

    @Test
    void sendingNeedsAKey() throws Exception {
        HttpRequest.Builder request = server.request("/events")
                .header("Content-Type", STRUCTURED)
                .POST(HttpRequest.BodyPublishers.ofString(report("k", "")));
        assertEquals(401, server.send(request).statusCode());
        HttpRequest.Builder shelf = server.request("/api/quarantine");
        assertEquals(401, server.send(shelf).statusCode());
    }

    @Test
    void aWebHookSenderIsAllowedByTheHandshake() throws Exception {
        HttpResponse<String> answer = server.send(asked("/events")
                .header("WebHook-Request-Origin", "events.example.com")
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
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
        post(STRUCTURED, bad);
        JsonObject item = json("/api/quarantine?source=mended-source")
                .getJsonArray("items")
                .getJsonObject(0);
        assertEquals("code-not-in-list category", item.getString("reason") + " " + item.getString("field"));
        String path = "/api/quarantine/" + item.getLong("id") + "/replay";
        HttpResponse<String> again = server.send(asked(path).POST(HttpRequest.BodyPublishers.noBody()));
        assertEquals(400, again.statusCode(), "as it was it is refused again");
        assertEquals(
                1,
                json("/api/quarantine?source=mended-source")
                        .getJsonArray("items")
                        .size());
        String good = report("q1", "").replace("hue-s", "mended-source");
        HttpResponse<String> mended =
                server.send(asked(path).POST(HttpRequest.BodyPublishers.ofString(good, StandardCharsets.UTF_8)));
        assertEquals("accepted", result(mended));
        assertEquals(
                0,
                json("/api/quarantine?source=mended-source")
                        .getJsonArray("items")
                        .size());
        assertEquals(
                200, server.send(asked("/api/features/incident/pa-q1").GET()).statusCode());
    }

    /** Attributes of headers are kept with the body; sent again, it is the same event. */
    @Test
    void anEventInBinaryModeIsKeptWholeAndSentAgain() throws Exception {
        HttpRequest.Builder request = asked("/events")
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "b2")
                .header("ce-source", "binary%00source")
                .header("ce-type", "vn.hue.incident.received")
                .header("ce-subject", "pa-b2")
                .header("ce-note", "100%25%0Ace-id: b3")
                .header("ce-time", "soon")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        assertEquals("attribute-invalid", code(server.send(request)));
        request.setHeader("ce-source", "binary-source");
        assertEquals("time-invalid", code(server.send(request)));
        JsonObject item = json("/api/quarantine?source=binary-source")
                .getJsonArray("items")
                .getJsonObject(0);
        assertEquals("""
                ce-datacontenttype: application/json
                ce-id: b2
                ce-note: 100%25%0Ace-id: b3
                ce-source: binary-source
                ce-specversion: 1.0
                ce-subject: pa-b2
                ce-time: soon
                ce-type: vn.hue.incident.received

                {}""", sorted(item.getString("original")));
        String path = "/api/quarantine/" + item.getLong("id") + "/replay";
        assertEquals("time-invalid", code(server.send(asked(path).POST(HttpRequest.BodyPublishers.noBody()))));
        String mended = item.getString("original").replace("ce-time: soon", "ce-time: 2026-11-25T08:00:00+07:00");
        HttpRequest.Builder again = asked(path).POST(HttpRequest.BodyPublishers.ofString(mended));
        assertEquals("category", new JsonObject(server.send(again).body()).getString("field"));
        String whole = mended.replace(
                "{}", "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"}");
        again = asked(path).POST(HttpRequest.BodyPublishers.ofString(whole));
        assertEquals("accepted", result(server.send(again)));
    }

    private static String sorted(String original) {
        String[] parts = original.split("\n\n");
        return parts[0].lines().sorted().collect(Collectors.joining("\n")) + "\n\n" + parts[1];
    }

    /** JSON may come in Base64, but not twice. */
    @Test
    void dataMayComeInBase64() throws Exception {
        String data = "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"}";
        String encoded = Base64.getEncoder().encodeToString(data.getBytes(StandardCharsets.UTF_8));
        String whole = event("vn.hue.incident.received", "d1", "pa-d1", "");
        assertEquals(
                "accepted",
                result(post(STRUCTURED, whole.replace("\"data\":{}", "\"data_base64\":\"" + encoded + "\""))));
        assertEquals(
                "data-twice",
                code(post(STRUCTURED, whole.replace("\"data\"", "\"data_base64\":\"" + encoded + "\",\"data\""))));
        assertEquals("not-base64", code(post(STRUCTURED, whole.replace("\"data\":{}", "\"data_base64\":\"%\""))));
    }

    private static HttpRequest.Builder asked(String path) {
        return server.request(path, server.as(Role.ADMIN));
    }

    private static HttpResponse<String> post(String type, String body) throws Exception {
        return post(type, body.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> post(String type, byte[] body) throws Exception {
        return server.send(
                asked("/events").header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static JsonObject json(String path) throws Exception {
        return server.json(path, server.as(Role.ADMIN));
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
