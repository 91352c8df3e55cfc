package vn.huetwin.server.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static vn.huetwin.server.testing.TestTwin.point;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.Ear;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class GeofenceRoutesTest {
    private static TestTwin twin;

    @BeforeAll
    static void open() throws Exception {
        twin = TestTwin.empty();
    }

    @AfterAll
    static void close() {
        twin.close();
    }

    @Test
    void aFenceTellsItsListenersWhoEntersAndLeavesOverARestart() throws Exception {
        put(
                "citadel",
                "{\"title\": \"Kinh thành\", \"layer\": \"incident\", \"filter\":"
                        + " \"BBOX(geometry, 107.57, 16.46, 107.58, 16.47)\", \"hysteresis\": 20}");
        try (Ear ear = new Ear(twin, null, "?type=vn.hue.geofence.*", -1)) {
            twin.report("incident", "pa-1", point(107.575, 16.465), "\"category\":\"ROAD\"");
            JsonObject entered = ear.next(10);
            assertNotNull(entered);
            assertEquals("vn.hue.geofence.entered", entered.getString("type"));
            assertEquals("citadel", entered.getString("subject"));
            assertEquals("pa-1", entered.getJsonObject("data").getString("feature"));
        }
        twin.restart();
        try (Ear ear = new Ear(twin, null, "?type=vn.hue.geofence.*", -1)) {
            twin.report("incident", "pa-1", point(107.585, 16.465), "\"category\":\"ROAD\"");
            assertEquals("vn.hue.geofence.left", ear.next(10).getString("type"));
            assertNull(ear.next(1));
        }
        assertEquals(
                0,
                twin.json("/api/geofences/citadel", twin.as(Role.OPERATOR))
                        .getJsonArray("inside")
                        .size());
    }

    @Test
    void whatAFenceOfPersonalDataTellsIsPersonal() throws Exception {
        put("rescue", "{\"layer\": \"sos_request\", \"filter\": \"need = 'rescue'\"}");
        try (Ear anonymous = new Ear(twin, null, "?type=vn.hue.geofence.*", -1);
                Ear operator = new Ear(twin, twin.key(Role.OPERATOR), "?type=vn.hue.geofence.*", -1)) {
            twin.report("sos_request", "sos-1", point(107.56, 16.46), "\"need\":\"rescue\"");
            assertEquals("rescue", operator.next(10).getString("subject"));
            assertNull(anonymous.next(1));
        }
    }

    @Test
    void fencesAreListedAndTakenAwayByOperatorsOnly() throws Exception {
        put("a", "{\"layer\": \"incident\", \"filter\": \"category = 'TREE'\"}");
        assertEquals(401, twin.get("/api/geofences").statusCode());
        assertEquals(403, twin.get("/api/geofences", twin.as(Role.VIEWER)).statusCode());
        JsonObject first = twin.json("/api/geofences?limit=1", twin.as(Role.OPERATOR));
        assertEquals("a", first.getJsonArray("geofences").getJsonObject(0).getString("id"));
        assertEquals(
                204,
                twin.send("DELETE", "/api/geofences/a", twin.as(Role.OPERATOR)).statusCode());
        assertEquals(404, twin.get("/api/geofences/a", twin.as(Role.OPERATOR)).statusCode());
    }

    @Test
    void aFenceThatCannotBeWatchedIsRefusedWithItsFault() throws Exception {
        for (List<String> one : List.of(
                List.of("{\"layer\": \"incident\", \"filter\": \"colour = 1\"}", "invalid-filter"),
                List.of("{\"layer\": \"nothing\", \"filter\": \"a = 1\"}", "unknown-layer"),
                List.of("{\"layer\": \"incident\"}", "member-missing"),
                List.of("[]", "not-an-object"),
                List.of(
                        "{\"layer\": \"incident\", \"filter\": \"category = 'ROAD'\", \"hysteresis\": 5}",
                        "invalid-filter"))) {
            HttpResponse<String> answer = send("bad", one.get(0));
            assertEquals(one.get(1), new JsonObject(answer.body()).getString("code"), answer.body());
        }
    }

    private static void put(String id, String body) throws Exception {
        HttpResponse<String> answer = send(id, body);
        assertEquals(200, answer.statusCode(), answer.body());
    }

    private static HttpResponse<String> send(String id, String body) throws Exception {
        return twin.send(twin.request("/api/geofences/" + id, twin.as(Role.OPERATOR))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
