package vn.huetwin.server.geoserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class PublishingTest {
    private static final String PLAIN =
            "<StyledLayerDescriptor version='1.0.0'><NamedLayer><Name>water</Name><UserStyle>"
                    + "<FeatureTypeStyle><Rule><PolygonSymbolizer/></Rule></FeatureTypeStyle></UserStyle></NamedLayer>"
                    + "</StyledLayerDescriptor>";
    private static final String WORKSPACE = "/workspaces/hue";
    private static TestTwin city;
    private GeoServerDouble server;

    @BeforeAll
    static void open() throws Exception {
        city = TestTwin.empty();
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @BeforeEach
    void start() {
        server = new GeoServerDouble();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String run(boolean dryRun, boolean prune, String password) throws Exception {
        return run("hue", dryRun, prune, password);
    }

    private String run(String workspace, boolean dryRun, boolean prune, String password) throws Exception {
        StringWriter text = new StringWriter();
        new Publishing(
                        server.address(),
                        "admin",
                        password,
                        workspace,
                        "vi",
                        List.of(4326, 3405),
                        Access.OPEN,
                        null,
                        0,
                        null,
                        Contact.NONE,
                        null,
                        dryRun,
                        prune)
                .run(city.city(), new PrintWriter(text));
        return text.toString().replace("\r", "");
    }

    private String behind(String proxy) throws Exception {
        StringWriter text = new StringWriter();
        URI address = URI.create(proxy);
        List<Integer> systems = List.of(4326);
        new Publishing(
                        server.address(),
                        "admin",
                        "secret",
                        "hue",
                        "vi",
                        systems,
                        Access.OPEN,
                        null,
                        0,
                        address,
                        new Contact(new Text("Sở A", "Department A"), null, "gis@example.vn", null, null, null),
                        null,
                        false,
                        false)
                .run(city.city(), new PrintWriter(text));
        return text.toString();
    }

    @Test
    void behindTheServerOfTheCityItCallsItselfByTheAddressThere() throws Exception {
        publish();
        assertFalse(server.stored.containsKey(WORKSPACE + "/settings"), "nobody asked for it");
        assertTrue(behind("https://twin.example.vn/").contains("+ addresses in documents"));
        JsonNode settings = server.json(WORKSPACE + "/settings").path("settings");
        assertEquals(
                "https://twin.example.vn/geoserver",
                settings.path("proxyBaseUrl").asText());
        assertEquals(
                "{\"contactOrganization\":\"Sở A\",\"contactEmail\":\"gis@example.vn\"}",
                settings.path("contact").toString());
        assertFalse(behind("https://twin.example.vn").contains("addresses"), "a second run changes nothing");
        assertTrue(behind("https://other.example.vn").contains("~ addresses in documents"));
        assertThrows(IllegalArgumentException.class, () -> behind("twin.example.vn"));
    }

    private String publish() throws Exception {
        return run(false, false, "secret");
    }

    private String types() {
        return server.stored.keySet().stream()
                .filter(path -> path.endsWith("/featuretypes/water"))
                .findFirst()
                .orElseThrow()
                .replaceFirst("/water$", "");
    }

    @Test
    void everyOpenLayerIsPublishedAndASecondRunFindsNothingToDo() throws Exception {
        city.send(city.request("/api/styles/water/plain", city.as(Role.PLANNER))
                .PUT(HttpRequest.BodyPublishers.ofString(PLAIN)));
        String first = publish();
        assertTrue(first.startsWith("GeoServer 2.26.1"), first);
        assertTrue(first.contains("+ layer water\n") && first.contains("+ style water-plain\n"), first);
        assertFalse(server.stored.containsKey(types() + "/sos_request"), "a layer of personal data");
        JsonNode incident = server.json(types() + "/incident").path("featureType");
        assertEquals(
                "reported_at",
                incident.at("/metadata/entry/0/dimensionInfo/attribute").asText());
        assertEquals(
                city.city().catalogue().get("incident").title().en(),
                incident.at("/internationalTitle/en").asText());
        JsonNode layer = server.json("/layers/hue:water");
        assertEquals("hue:water", layer.at("/layer/defaultStyle/name").asText());
        assertEquals("hue:water-plain", layer.at("/layer/styles/style/0/name").asText());
        assertEquals(PLAIN, server.stored.get(WORKSPACE + "/styles/water-plain"));
        JsonNode wfs = server.json("/services/wfs/workspaces/hue/settings");
        assertEquals("BASIC", wfs.at("/wfs/serviceLevel").asText());

        server.writes.clear();
        String second = run(false, true, "secret");
        assertEquals(List.of(), server.writes, second);
        assertTrue(second.contains("\n0 changed, "), second);
    }

    @Test
    void whatDiffersIsToldAndPutRight() throws Exception {
        publish();
        ObjectNode type = (ObjectNode) server.json(types() + "/water").path("featureType");
        type.put("title", "Sông");
        server.stored.put(WORKSPACE + "/styles/water", "<StyledLayerDescriptor/>");
        server.writes.clear();
        String dry = run(true, false, "secret");
        assertTrue(dry.contains("~ layer water\n    featureType.title: Sông → "), dry);
        assertTrue(dry.contains("~ style water\n") && dry.contains("2 to change"), dry);
        assertEquals(List.of(), server.writes);
        assertTrue(publish().contains("2 changed"));
        assertEquals(List.of("PUT " + WORKSPACE + "/styles/water", "PUT " + types() + "/water"), server.writes);
    }

    @Test
    void aDryRunChangesNothingAnywhere() throws Exception {
        String text = run("other", true, true, "secret");
        assertTrue(text.contains("+ view published_other.water") && text.contains("+ workspace other"), text);
        assertEquals(List.of(), server.writes);
        assertEquals(text, run("other", true, true, "secret"));
    }

    @Test
    void pruningDeletesWhatIsNotOfTheCatalogue() throws Exception {
        publish();
        server.stored.put(WORKSPACE + "/styles/old", "<StyledLayerDescriptor/>");
        server.stored.put(WORKSPACE + "/layergroups/old", JsonNodeFactory.instance.objectNode());
        assertTrue(publish().contains("? style old: not of the catalogue"));
        server.writes.clear();
        String pruned = run(false, true, "secret");
        assertTrue(pruned.contains("- group old\n- style old\n"), pruned);
        assertEquals(
                List.of("DELETE " + WORKSPACE + "/layergroups/old", "DELETE " + WORKSPACE + "/styles/old"),
                server.writes);
    }

    private String cascading(boolean prune) throws Exception {
        StringWriter text = new StringWriter();
        URI here = URI.create("http://localhost:8080/");
        new Publishing(
                        server.address(),
                        "admin",
                        "secret",
                        "hue",
                        "en",
                        List.of(4326),
                        Access.OPEN,
                        null,
                        0,
                        null,
                        Contact.NONE,
                        here,
                        false,
                        prune)
                .run(city.city(), new PrintWriter(text));
        return text.toString().replace("\r", "");
    }

    /** GeoServer needs no file: it asks the WMS of the city for layers of rasters that have files. */
    @Test
    void rastersAreCascadedFromTheWmsOfTheCity() throws Exception {
        String place = "POLYGON ((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.5, 107.5 16.4))";
        Map<String, Object> file =
                Map.of("layer", "orthophoto", "file_name", "a.tif", "checksum", "00", "crs", "EPSG:4326");
        city.put("raster", "a", place, TestTwin.LONG_AGO, file);
        String stores = WORKSPACE + "/wmsstores";
        publish();
        assertFalse(server.stored.containsKey(stores + "/rasters"), "GeoServer was not told where the city is");
        String first = cascading(false);
        assertTrue(first.contains("+ store of rasters\n+ raster orthophoto\n"), first);
        assertFalse(first.contains("raster terrain"), "it has no file");
        assertEquals(
                "http://localhost:8080/ows?service=WMS&version=1.3.0&request=GetCapabilities",
                server.json(stores + "/rasters").at("/wmsStore/capabilitiesURL").asText());
        JsonNode layer = server.json(stores + "/rasters/wmslayers/orthophoto").path("wmsLayer");
        assertEquals("orthophoto", layer.path("nativeName").asText());
        assertEquals(
                city.city().catalogue().findRaster("orthophoto").layer().title().vi(),
                layer.at("/internationalTitle/vi").asText());
        server.writes.clear();
        assertTrue(cascading(false).contains("\n0 changed, "));
        server.stored.put(stores + "/rasters/wmslayers/old", JsonNodeFactory.instance.objectNode());
        assertTrue(cascading(false).contains("? raster old: not of the catalogue"));
        assertTrue(cascading(true).contains("- raster old\n"));
        assertEquals(List.of("DELETE " + stores + "/rasters/wmslayers/old"), server.writes);
    }

    /** What GeoServer can read: the open columns of the open layers, and nothing else. */
    @Test
    void theRoleReadsViewsOfOpenDataOnly() throws Exception {
        Map<String, Object> report =
                Map.of("title", "Ngập", "category", "FLOOD", "reported_at", Instant.parse("2026-01-05T03:00:00Z"));
        city.put("incident", "i1", "POINT (107.6 16.46)", TestTwin.LONG_AGO, report);
        publish();
        String address = city.city().address().jdbcUrl();
        try (Connection connection = DriverManager.getConnection(address, "geoserver_hue", server.password);
                Statement statement = connection.createStatement()) {
            try (ResultSet rows =
                    statement.executeQuery("SELECT id, title, ST_SRID(geometry) FROM published_hue.incident")) {
                assertTrue(rows.next());
                assertEquals("i1 Ngập 4326", rows.getString(1) + " " + rows.getString(2) + " " + rows.getInt(3));
            }
            for (String forbidden : List.of(
                    "SELECT reporter_ref FROM published_hue.incident",
                    "SELECT * FROM layer.incident",
                    "SELECT * FROM published_hue.sos_request",
                    "SELECT * FROM api_key",
                    "UPDATE published_hue.incident SET title = ''")) {
                assertThrows(SQLException.class, () -> statement.executeQuery(forbidden), forbidden);
            }
        }
    }

    @Test
    void aWrongPasswordIsTold() {
        IOException e = assertThrows(IOException.class, () -> run(false, false, "wrong"));
        assertTrue(String.valueOf(e.getMessage()).contains("401"), e::getMessage);
    }
}
