package vn.huetwin.server.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.huetwin.server.testing.TestTwin.point;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class KpiRoutesTest {
    private static final String TARGET = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix indicator: <https://data.huetwin.vn/indicator/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            indicator:on-time def:target 0.95 ; dcterms:source "Kế hoạch" ; dcterms:date "2026-01-01" .
            """;

    private static TestTwin twin;

    @BeforeAll
    static void open() throws Exception {
        twin = TestTwin.plan().declaring(TARGET).start();
        report("pa-1", "HEPCO", "2026-11-20T09:00:00+07:00");
        report("pa-2", "HEPCO", "2026-08-02T09:00:00+07:00");
        report("pa-3", "PC Huế", "2026-08-02T09:00:00+07:00");
        for (int i = 0; i < 200 && received() < 3; i++) {
            Thread.sleep(50);
        }
    }

    /** Resolved on 24 November 2026. */
    private static void report(String key, String unit, String sent) throws Exception {
        twin.report(
                "incident",
                key,
                point(107.58, 16.46),
                "\"category\":\"WASTE\",\"state\":\"RESOLVED\",\"resolved_at\":\"2026-11-24T09:00:00+07:00\",\"unit\":\""
                        + unit + "\",\"reported_at\":\"" + sent + "\"");
    }

    private static long received() throws Exception {
        JsonObject all = twin.json("/api/kpi?indicator=received");
        return all.getJsonArray("indicators").getJsonObject(0).getJsonArray("values").stream()
                .mapToLong(v -> ((JsonObject) v).getLong("value"))
                .sum();
    }

    @AfterAll
    static void close() {
        twin.close();
    }

    @Test
    void indicatorsComeWithTheirTargetItsSourceAndTheDate() throws Exception {
        JsonObject answer = twin.json("/api/kpi?indicator=on-time&by=unit");
        JsonObject indicator = answer.getJsonArray("indicators").getJsonObject(0);
        assertEquals(
                new JsonObject("{\"value\":0.95,\"source\":\"Kế hoạch\",\"date\":\"2026-01-01\"}"),
                indicator.getJsonObject("target"));
        assertEquals(
                "[{\"unit\":\"HEPCO\",\"value\":0.5,\"numerator\":1,\"denominator\":2},"
                        + "{\"unit\":\"PC Huế\",\"value\":0.0,\"numerator\":0,\"denominator\":1}]",
                indicator.getJsonArray("values").encode());
        assertTrue(answer.getString("date").startsWith("20"), answer::encode);
    }

    @Test
    void figuresAreSplitByDayAndNarrowed() throws Exception {
        JsonObject answer = twin.json("/api/kpi?indicator=received&by=day,field&from=2026-11-01&field=environment");
        assertEquals(
                "[{\"day\":\"2026-11-20T00:00:00+07:00\",\"field\":\"environment\",\"value\":1}]",
                answer.getJsonArray("indicators")
                        .getJsonObject(0)
                        .getJsonArray("values")
                        .encode());
        assertEquals(400, twin.get("/api/kpi?by=colour").statusCode());
        assertEquals(400, twin.get("/api/kpi?from=soon").statusCode());
    }

    @Test
    void deadlinesAreALayerLikeAllOthers() throws Exception {
        JsonObject items = twin.json("/ogc/collections/deadline/items?f=json&filter="
                + URLEncoder.encode("state = 'LATE'", StandardCharsets.UTF_8));
        assertEquals(2, items.getJsonArray("features").size());
        assertNull(twin.json("/ogc/collections/deadline/items/pa-1?f=json").getString("error"));
        String query = "SELECT ?d { ?d a <https://data.huetwin.vn/def#Deadline> ;"
                + " <https://data.huetwin.vn/def#deadlineState> <https://data.huetwin.vn/code/deadline-state/MET> }";
        assertEquals(
                1,
                twin.json(
                                "/sparql?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8),
                                "Accept",
                                "application/sparql-results+json")
                        .getJsonObject("results")
                        .getJsonArray("bindings")
                        .size());
    }
}
