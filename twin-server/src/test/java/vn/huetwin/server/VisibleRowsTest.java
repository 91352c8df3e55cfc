package vn.huetwin.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** Which rows exist on every path: none of a file of a layer that the reader may not know, none that is believed no more. */
@Tag("postgis")
class VisibleRowsTest {
    private static final String INTERNAL = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix layer: <https://data.huetwin.vn/layer/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix geo: <http://www.opengis.net/ont/geosparql#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix sf: <http://www.opengis.net/ont/sf#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            layer:night_photo a def:RasterLayer ; dcterms:title "Ảnh đêm"@vi, "Night photo"@en ; def:access def:internal ;
              def:group "Ảnh"@vi, "Images"@en ; def:order 3 ; def:style [ def:opacity 1.0 ; def:visible false ] .
            def:Kiosk a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Quầy"@vi, "Kiosk"@en .
            layer:kiosk a def:Layer, sh:NodeShape ; sh:targetClass def:Kiosk ; dcterms:title "Quầy"@vi, "Kiosks"@en ;
              def:access def:open ; def:geometryType sf:Point ; def:titleProperty "owner" ;
              sh:property [ sh:path def:kioskOwner ; def:column "owner" ; sh:order 1 ; sh:datatype xsd:string ; sh:maxLength 99 ;
                def:access def:personal ; sh:name "Chủ"@vi, "Owner"@en ] .
            """;
    private static final String QUERY = "SELECT ?s WHERE { ?s <https://data.huetwin.vn/def#targetLayer> ?layer }";
    private static final String BOX = "107.5,16.4,107.6,16.5";
    private static final String MAP = "?SERVICE=WMS&VERSION=1.3.0&CRS=CRS:84&WIDTH=8&HEIGHT=8&BBOX=" + BOX
            + "&LAYERS=raster&STYLES=&FORMAT=image/png&REQUEST=";
    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        twin = TestTwin.plan().declaring(INTERNAL).start();
        String place = "POLYGON ((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.5, 107.5 16.4))";
        twin.put("raster", "r1", place, TestTwin.LONG_AGO, file("hidden1.tif"));
        twin.put("raster", "r1", place, Instant.parse("2026-02-01T00:00:00Z"), file("hidden2.tif"));
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    private static Map<String, ?> file(String name) {
        return Map.of("layer", "night_photo", "file_name", name, "crs", "EPSG:4326", "checksum", "0".repeat(64));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ogc/collections/raster/items",
                "/ogc/collections/raster/items?as-of=2026-01-01T00:00:00Z",
                "/tiles/vector/raster/10/817/464.mvt",
                "/tiles/vector/raster/10/817/464.mvt?as-of=2026-01-01T00:00:00Z",
                "/wms" + MAP + "GetMap",
                "/wms" + MAP + "GetMap&TIME=2026-01-01T00:00:00Z",
                "/wms" + MAP + "GetFeatureInfo&QUERY_LAYERS=raster&I=4&J=4&INFO_FORMAT=application/json",
                "/wfs?SERVICE=WFS&VERSION=2.0.0&REQUEST=GetFeature&TYPENAMES=raster&OUTPUTFORMAT=application/json",
                "/api/search?q=hidden2",
                "/api/features/raster/r1",
                "/id/raster/r1",
                "/sparql?query="
            })
    void ofFilesOfHiddenLayersAreOnNoPath(String path) throws IOException {
        String whole = path.endsWith("query=") ? path + URLEncoder.encode(QUERY, StandardCharsets.UTF_8) : path;
        String admin = read(whole, twin.as(Role.ADMIN));
        String anonymous = read(whole);
        assertNotEquals(admin, anonymous, "the administrator sees the file");
        assertEquals(path.contains("/r1") ? "404" : "200", anonymous.substring(0, 3));
        assertFalse(anonymous.contains("hidden"), anonymous);
        if (path.contains("GetMap")) {
            assertEquals(read(path.replace(BOX, "107.8,16.4,107.9,16.5")), anonymous, "a map of a place without files");
        } else if (path.contains(".mvt")) {
            assertEquals("200 []", anonymous);
        }
    }

    @Test
    void areNotFoundByATitleThatTheReaderMayNotSee() throws Exception {
        twin.put("kiosk", "k1", "POINT (107.55 16.45)", TestTwin.LONG_AGO, Map.of("owner", "Nguyễn Văn Kín"));
        assertTrue(read("/api/search?q=van+kin", twin.as(Role.ADMIN)).contains("k1"));
        assertEquals("200 {\"results\":[]}", read("/api/search?q=van+kin"));
    }

    /** First heard: there since January, here since March. Then, late: it had been elsewhere since February. */
    @Test
    void ofAPastThatIsBelievedNoMoreAreNotDrawn() throws Exception {
        String february = "&TIME=2026-02-15T00:00:00Z";
        incident("2026-01-01", 107.52);
        incident("2026-03-01", 107.54);
        String first = incidents("107.515,16.44,107.525,16.45", february);
        String nothing = incidents("107.555,16.44,107.565,16.45", february);
        assertNotEquals(nothing, first);
        incident("2026-02-01", 107.56);
        assertEquals(nothing, incidents("107.515,16.44,107.525,16.45", february));
        assertEquals(first, incidents("107.555,16.44,107.565,16.45", february));
        assertEquals(first, incidents("107.515,16.44,107.525,16.45", "&TIME=2026-01-15T00:00:00Z"));
    }

    private static void incident(String day, double longitude) throws IOException {
        String event =
                "{\"specversion\":\"1.0\",\"id\":\"" + day + "\",\"source\":\"/t\",\"subject\":\"c1\",\"time\":\"" + day
                        + "T00:00:00Z\",\"type\":\"vn.hue.incident.received\",\"data\":{\"category\":\"FLOOD\",\"title\":\"x\",\"geometry\":"
                        + TestTwin.point(longitude, 16.445) + "}}";
        HttpResponse<String> answer = twin.post("/events", "application/cloudevents+json", event, twin.as(Role.ADMIN));
        assertEquals(202, answer.statusCode(), answer.body());
    }

    private static String incidents(String box, String time) throws IOException {
        return read("/wms" + MAP.replace(BOX, box).replace("raster", "incident") + "GetMap" + time);
    }

    private static String read(String path, String... headers) throws IOException {
        HttpResponse<byte[]> answer = twin.send(twin.request(path, headers), HttpResponse.BodyHandlers.ofByteArray());
        String type = answer.headers().firstValue("Content-Type").orElse("");
        boolean text = type.contains("json") || type.contains("html") || type.contains("xml");
        return answer.statusCode() + " "
                + (text ? new String(answer.body(), StandardCharsets.UTF_8) : Arrays.toString(answer.body()));
    }
}
