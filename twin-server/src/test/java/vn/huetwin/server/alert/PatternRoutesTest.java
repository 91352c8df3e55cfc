package vn.huetwin.server.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.huetwin.server.testing.TestTwin.point;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.Ear;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class PatternRoutesTest {
    /** An open incident within 200 m of a heritage site near which a permit is in force. */
    private static final String ENDANGERED = """
            PREFIX def: <https://data.huetwin.vn/def#>
            PREFIX geo: <http://www.opengis.net/ont/geosparql#>
            PREFIX geof: <http://www.opengis.net/def/function/geosparql/>
            PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>
            SELECT ?incident ?site ?permit {
              ?incident a def:Incident ; def:incidentState ?state ; geo:hasGeometry/geo:asWKT ?place .
              FILTER (?state != <https://data.huetwin.vn/code/incident-state/RESOLVED>)
              ?site a def:TourismSite ; geo:hasGeometry/geo:asWKT ?there .
              FILTER (geof:distance(?place, ?there, uom:metre) < 200)
              ?permit a def:BuildingPermit ; geo:hasGeometry/geo:asWKT ?work .
              FILTER (geof:distance(?work, ?there, uom:metre) < 200)
            }""";

    private static TestTwin twin;

    @BeforeAll
    static void open() throws Exception {
        twin = TestTwin.empty();
        twin.put("tourism_site", "noon-gate", "POINT (107.5790 16.4680)", TestTwin.LONG_AGO, Map.of("name", "Ngọ Môn"));
        twin.put(
                "building_permit",
                "gp-1",
                "POINT (107.5795 16.4680)",
                TestTwin.LONG_AGO,
                Map.of("permit_no", "1/GPXD"));
    }

    @AfterAll
    static void close() {
        twin.close();
    }

    @Test
    void aPatternTellsWhenItBeginsToHoldAndWhenItEnds() throws Exception {
        JsonObject made = put("endangered", ENDANGERED, 200);
        assertEquals(
                "[\"building_permit\",\"incident\",\"tourism_site\"]",
                made.getJsonArray("layers").encode());
        awaitAsked("endangered");
        try (Ear ear = new Ear(twin, null, "?type=vn.hue.pattern.*", -1)) {
            twin.report("incident", "far", point(107.60, 16.50), "\"category\":\"FIRE\",\"state\":\"RECEIVED\"");
            twin.report("incident", "near", point(107.5785, 16.4680), "\"category\":\"FIRE\",\"state\":\"RECEIVED\"");
            JsonObject begun = ear.next(15);
            assertNotNull(begun);
            assertEquals("vn.hue.pattern.fulfilled", begun.getString("type"));
            assertTrue(
                    begun.getJsonObject("data")
                            .getJsonObject("solution")
                            .getString("incident")
                            .endsWith("/incident/near"),
                    begun::encode);
            twin.report("incident", "near", point(107.5785, 16.4680), "\"category\":\"FIRE\",\"state\":\"RESOLVED\"");
            assertEquals("vn.hue.pattern.ended", ear.next(15).getString("type"));
            assertNull(ear.next(1));
        }
        JsonObject now = twin.json("/api/patterns/endangered", twin.as(Role.OPERATOR));
        assertEquals(0, now.getJsonArray("solutions").size(), now::encode);
    }

    @Test
    void aQuestionIsAskedAsWhoItIsMadeFor() throws Exception {
        put("callers", "ASK { ?call a <https://data.huetwin.vn/def#SosRequest> }", 400);
        put("syntax", "SELECT nothing", 400);
        put("update", "CONSTRUCT WHERE { ?s ?p ?o }", 400);
        HttpResponse<String> refused = send("callers", "{\"query\":\"ASK {}\",\"accessclass\":\"secret\"}");
        assertEquals("accessclass-invalid", new JsonObject(refused.body()).getString("code"));
        assertEquals(401, twin.get("/api/patterns").statusCode());
    }

    private static void awaitAsked(String id) throws Exception {
        JsonObject pattern = twin.json("/api/patterns/" + id, twin.as(Role.OPERATOR));
        for (int i = 0; i < 100 && pattern.getString("askedAt") == null; i++) {
            Thread.sleep(50);
            pattern = twin.json("/api/patterns/" + id, twin.as(Role.OPERATOR));
        }
        assertNull(pattern.getString("error"), pattern::encode);
    }

    private static JsonObject put(String id, String query, int status) throws Exception {
        HttpResponse<String> answer =
                send(id, new JsonObject().put("query", query).encode());
        assertEquals(status, answer.statusCode(), answer.body());
        return new JsonObject(answer.body());
    }

    private static HttpResponse<String> send(String id, String body) throws Exception {
        return twin.send(twin.request("/api/patterns/" + id, twin.as(Role.OPERATOR))
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }
}
