package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.awt.image.BufferedImage;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two reports three pixels apart on a map of 16 × 8 pixels, on a water of four by three. */
@Tag("postgis")
class FeatureInfoTest {
    private static MapServer server;

    @BeforeAll
    static void fill() throws Exception {
        server = new MapServer();
        server.put(
                "water",
                "w1",
                "MULTIPOLYGON (((107.502 16.499, 107.506 16.499, 107.506 16.496, 107.502 16.496, 107.502 16.499)))",
                Map.of("name", "Hồ <Tịnh> Tâm"));
        report("r1", 3, "FLOOD", "2026-01-05T03:00:00Z");
        report("r2", 12, "WASTE", "2026-02-07T03:00:00Z");
    }

    private static void report(String key, int column, String category, String time) throws Exception {
        server.put(
                "incident",
                key,
                "POINT (" + (107.5005 + column * 0.001) + " 16.4975)",
                Map.of(
                        "title",
                        "Báo cáo " + key,
                        "category",
                        category,
                        "reporter_ref",
                        "SECRET",
                        "reported_at",
                        java.time.Instant.parse(time)));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static String info(String... changes) {
        List<String> all = new ArrayList<>(List.of(
                "REQUEST",
                "GetFeatureInfo",
                "LAYERS",
                "water,incident",
                "QUERY_LAYERS",
                "water,incident",
                "INFO_FORMAT",
                "application/json",
                "I",
                "3",
                "J",
                "2",
                "BUFFER",
                "0"));
        all.addAll(List.of(changes));
        return MapServer.map(all.toArray(new String[0]));
    }

    private static String found(String... changes) throws Exception {
        JsonArray features = new JsonObject(server.text(info(changes))).getJsonArray("features");
        StringBuilder keys = new StringBuilder();
        features.forEach(f -> keys.append(((JsonObject) f).getString("id")).append(' '));
        return keys.toString().strip();
    }

    @Test
    void tellsWhatLiesAtThePixelFromTheTopDown() throws Exception {
        assertEquals("incident.r1 water.w1", found());
        assertEquals("water.w1", found("I", "5", "J", "3"));
        assertEquals("", found("I", "9"));
        assertEquals("incident.r2", found("I", "10", "BUFFER", "2"));
        assertEquals("water.w1", found("QUERY_LAYERS", "water"));
    }

    @ParameterizedTest
    @CsvSource({
        "1.3.0, CRS, EPSG:4326, '16.492,107.5,16.5,107.516', I, J",
        "1.1.1, SRS, EPSG:4326, '107.5,16.492,107.516,16.5', X, Y"
    })
    void axesAndPixelsAreThoseOfTheVersion(
            String version, String parameter, String crs, String box, String column, String row) throws Exception {
        assertEquals(
                "incident.r1 water.w1", found("VERSION", version, parameter, crs, "BBOX", box, column, "3", row, "2"));
    }

    @Test
    void coordinatesAreThoseOfTheMap() throws Exception {
        // the pixel of r1 in VN-2000, a map of 4 × 4 km around it
        String body = server.text(info(
                "CRS",
                "EPSG:9214",
                "BBOX",
                "551700,1822400,555700,1826400",
                "WIDTH",
                "100",
                "HEIGHT",
                "100",
                "I",
                "50",
                "J",
                "50",
                "BUFFER",
                "50",
                "QUERY_LAYERS",
                "incident"));
        assertTrue(body.startsWith("{"), body);
        JsonObject collection = new JsonObject(body);
        assertEquals(
                "urn:ogc:def:crs:EPSG::9214",
                collection.getJsonObject("crs").getJsonObject("properties").getString("name"));
        JsonArray place = collection
                .getJsonArray("features")
                .getJsonObject(0)
                .getJsonObject("geometry")
                .getJsonArray("coordinates");
        assertTrue(place.getDouble(0) > 553400 && place.getDouble(0) < 553700, body);
    }

    @Test
    void peopleReadTitlesLabelsAndEscapedText() throws Exception {
        HttpResponse<byte[]> response = server.get(info("INFO_FORMAT", "text/html"));
        String page = new String(response.body(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(page.contains("Ngập úng, lũ lụt (FLOOD)"), page);
        assertTrue(page.contains("Hồ &lt;Tịnh&gt; Tâm"), page);
        assertFalse(page.contains("SECRET"));
        assertTrue(server.text(info("INFO_FORMAT", "text/plain")).contains("category = 'FLOOD'"));
        String gml = server.text(info("INFO_FORMAT", "application/vnd.ogc.gml"));
        assertTrue(gml.contains("<gml:featureMember><hue:incident fid=\"incident.r1\">"), gml);
        assertTrue(gml.contains("<gml:Point srsName=\"CRS:84\">") || gml.contains("srsName='CRS:84'"), gml);
        assertTrue(server.text(info(), "X-Role", "OPERATOR").contains("SECRET"));
    }

    @ParameterizedTest
    @CsvSource({
        "I, 16, InvalidPoint",
        "J, -1, InvalidPoint",
        "I, x, InvalidParameterValue",
        "INFO_FORMAT, application/pdf, InvalidFormat",
        "QUERY_LAYERS, nothing, LayerNotDefined",
        "QUERY_LAYERS, sos_request, LayerNotDefined",
        "FEATURE_COUNT, 0, InvalidParameterValue",
        "CQL_FILTER, 'reporter_ref = 1', InvalidParameterValue",
        "CQL_FILTER, 'category ==', InvalidParameterValue",
        "TIME, yesterday, InvalidDimensionValue",
        "TIME, 2026-02/2026-01, InvalidDimensionValue",
        "TIME, '2026-02,', InvalidDimensionValue"
    })
    void whatIsWrongIsNamed(String parameter, String value, String code) throws Exception {
        String text = server.text(info(parameter, value));
        assertTrue(text.contains("<ServiceException code=\"" + code + "\""), text);
    }

    @Test
    void filtersAndTimesChooseWhatIsThere() throws Exception {
        // filters go with LAYERS, whatever of them is asked
        String[] one = {"LAYERS", "incident,water", "QUERY_LAYERS", "water", "CQL_FILTER", "category = 'WASTE';INCLUDE"
        };
        assertEquals("water.w1", found(one));
        one[3] = "water,incident";
        assertEquals("water.w1", found(one));
        one[5] = "category = 'FLOOD';INCLUDE";
        assertEquals("incident.r1 water.w1", found(one));
        assertEquals("", found("CQL_FILTER", "category = 'WASTE'", "QUERY_LAYERS", "incident"));
        assertEquals("incident.r1", found("TIME", "2026-01", "QUERY_LAYERS", "incident"));
        assertEquals("", found("TIME", "2026-02", "QUERY_LAYERS", "incident"));
        assertEquals("incident.r1", found("TIME", "2026-01-05/2026-01-06/P1D", "QUERY_LAYERS", "incident"));
        assertEquals("incident.r1", found("TIME", "2025-12,2026-01-05/2026-01-06", "QUERY_LAYERS", "incident"));
        assertEquals("incident.r1", found("TIME", "2026-01-05T03:00:00Z,2025-12", "QUERY_LAYERS", "incident"));
        assertEquals("", found("TIME", "2026-01-05T03:00:01Z,2025-12", "QUERY_LAYERS", "incident"), "in neither");
        assertEquals("", found("TIME", "2025-06-01T00:00:00Z", "QUERY_LAYERS", "incident"), "it was not there yet");
        assertEquals("incident.r1", found("TIME", "2025-08-01T00:00:00Z", "QUERY_LAYERS", "incident"));
        String flood = server.drawing(MapServer.map("LAYERS", "incident", "CQL_FILTER", "category = 'FLOOD'"));
        String january = server.drawing(MapServer.map("LAYERS", "incident", "TIME", "2026-01"));
        assertEquals(flood, january);
        assertTrue(flood.contains("#") && !flood.equals(server.drawing(MapServer.map("LAYERS", "incident"))));
    }

    @Test
    void legendsShowEachRuleAndOnAMapOnlyWhatIsThere() throws Exception {
        String legend = "?SERVICE=WMS&VERSION=1.3.0&REQUEST=GetLegendGraphic&FORMAT=image/png&LAYER=incident";
        BufferedImage all = server.image(legend);
        BufferedImage here = server.image(legend + "&CRS=CRS:84&BBOX=107.5,16.492,107.516,16.5");
        assertTrue(all.getHeight() > 20 * 24, "a line for each category");
        assertEquals(2 * 24, here.getHeight(), "FLOOD and WASTE");
        BufferedImage icon = server.image(legend + "&RULE=FLOOD&WIDTH=16&HEIGHT=16");
        assertEquals("16 × 16", icon.getWidth() + " × " + icon.getHeight());
        assertFalse(icon.getRGB(8, 8) == 0xffffffff);
        assertTrue(server.text(legend.replace("incident", "sos_request")).contains("LayerNotDefined"));
        assertTrue(server.text("?SERVICE=WMS&REQUEST=GetCapabilities").contains("REQUEST=GetLegendGraphic"));
    }
}
