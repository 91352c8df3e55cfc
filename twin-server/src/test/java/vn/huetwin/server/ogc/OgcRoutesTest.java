package vn.huetwin.server.ogc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** Seven reports in a row from west to east, one each day, some of the same priority; a call for rescue; a bench. */
@Tag("postgis")
class OgcRoutesTest {
    private static final String BENCH = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix layer: <https://data.huetwin.vn/layer/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix geo: <http://www.opengis.net/ont/geosparql#> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix sf: <http://www.opengis.net/ont/sf#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            def:Bench a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Ghế đá"@vi, "Bench"@en .
            layer:bench a def:Layer, sh:NodeShape ; sh:targetClass def:Bench ;
              dcterms:title "Ghế đá"@vi, "Benches"@en ; def:geometryType sf:Point ; def:access def:open ;
              def:group "Công viên"@vi, "Parks"@en ; def:order 900 ;
              sh:property [ sh:path def:seats ; sh:order 1 ; sh:datatype xsd:integer ; sh:name "Chỗ"@vi, "Seats"@en ] .
            """;
    private static final String[] PRIORITIES = {"high", "low", "high", "low", "high", "low", "high"};
    private static TestTwin city;

    @BeforeAll
    static void fill() throws Exception {
        city = TestTwin.plan().declaring(BENCH).start();
        for (int i = 0; i < 7; i++) {
            city.put(
                    "incident",
                    "i/" + i,
                    "POINT (107.5" + i + " 16.45)",
                    TestTwin.LONG_AGO,
                    Map.of(
                            "title",
                            i == 3 ? "<b>Ngập & \"úng\"</b>" : "Báo cáo " + i,
                            "category",
                            "FLOOD",
                            "priority",
                            PRIORITIES[i],
                            "reporter_ref",
                            "secret",
                            "reported_at",
                            Instant.parse("2026-01-0" + (i + 1) + "T08:00:00Z")));
        }
        city.put("sos_request", "s1", "POINT (107.5 16.4)", TestTwin.LONG_AGO, Map.of("people", 3L));
        city.put("bench", "b1", "POINT (107.58 16.46)", TestTwin.LONG_AGO, Map.of("seats", 2L));
        city.put("bench", "b1", "POINT (107.58 16.46)", Instant.parse("2026-01-01T00:00:00Z"), Map.of("seats", 4L));
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @Test
    void theLandingPageLeadsToAllThereIs() throws Exception {
        JsonObject landing = json("");
        for (String rel : List.of("self", "alternate", "service-desc", "service-doc", "conformance", "data")) {
            String address = link(landing, rel);
            assertNotNull(address, rel);
            assertEquals(200, get(address).statusCode(), rel);
        }
        JsonArray classes = json("/conformance").getJsonArray("conformsTo");
        for (String each : List.of("core", "oas30", "html", "geojson")) {
            assertTrue(classes.contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/" + each));
        }
        assertTrue(classes.contains("http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs"));
    }

    @Test
    void aCollectionSaysWhereAndWhenItIs() throws Exception {
        JsonObject incidents = json("/collections/incident?lang=en");
        assertEquals("incident", incidents.getString("id"));
        JsonObject extent = incidents.getJsonObject("extent");
        JsonArray box = extent.getJsonObject("spatial").getJsonArray("bbox").getJsonArray(0);
        assertTrue(box.getDouble(0) <= 107.50 && box.getDouble(2) >= 107.56, box.encode());
        assertEquals(
                "[\"2026-01-01T08:00:00Z\",\"2026-01-07T08:00:00Z\"]",
                extent.getJsonObject("temporal")
                        .getJsonArray("interval")
                        .getJsonArray(0)
                        .encode());
        assertTrue(incidents.getJsonArray("crs").contains("http://www.opengis.net/def/crs/EPSG/0/9214"));
        assertTrue(incidents.getJsonArray("crs").contains(incidents.getString("storageCrs")));
        assertEquals(200, get(link(incidents, "items")).statusCode());
    }

    @Test
    void theSchemaNamesPropertiesAndCodesInBothLanguages() throws Exception {
        JsonObject priority = json("/collections/incident/schema?lang=en")
                .getJsonObject("properties")
                .getJsonObject("priority");
        assertTrue(priority.getJsonArray("enum").contains("high"), priority.encode());
        assertNotNull(priority.getJsonObject("x-title").getString("vi"));
        assertTrue(json("/collections/incident/queryables")
                .getJsonObject("properties")
                .containsKey("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sortby=priority", "sortby=-priority,category", "sortby=-reported_at", "offset=0"})
    void pagesShowEachFeatureOnce(String parameters) throws Exception {
        for (int limit = 1; limit <= 8; limit++) {
            List<String> seen = new ArrayList<>();
            String next = "/collections/incident/items?limit=" + limit + "&" + parameters;
            while (next != null) {
                JsonObject page = json(next);
                int returned = page.getInteger("numberReturned");
                assertEquals(page.getJsonArray("features").size(), returned);
                assertEquals(7, page.getInteger("numberMatched"));
                assertTrue(returned > 0 && returned <= limit);
                seen.addAll(List.of(keys(page).split(" ")));
                next = link(page, "next");
            }
            assertEquals(7, seen.size(), () -> "limit " + seen);
            assertEquals(7, new TreeSet<>(seen).size());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bbox     | 107.505,16.4,107.535,16.5          | i/1 i/2 i/3",
                "bbox     | 107.505,16.4,-9,107.535,16.5,9000  | i/1 i/2 i/3",
                "bbox     | 0,0,1,1                            | ''",
                "datetime | 2026-01-03T08:00:00Z               | i/2",
                "datetime | 2026-01-03T15:00:00+07:00          | i/2",
                "datetime | 2026-01-03                         | i/2",
                "datetime | 2026-01-02T08:00:00Z/2026-01-03T08:00:00Z | i/1 i/2",
                "datetime | 2026-01-06T00:00:00Z/..            | i/5 i/6",
                "datetime | ../2026-01-01T08:00:00Z            | i/0",
                "datetime | /2026-01-01T07:59:59Z              | ''",
                "datetime | 2026-01-03/P2D                     | i/2 i/3",
                "datetime | P1D/2026-01-03                     | i/2",
                "datetime | 2026-01-03T08:00:00Z/P1DT60M       | i/2 i/3",
                "datetime | PT24H/2026-01-03T08:00:00Z         | i/1 i/2",
                "datetime | 2026-01-06T00:00:00Z/P1Y           | i/5 i/6",
                "priority | low                                | i/1 i/3 i/5",
                "title    | '''; DROP TABLE layer.incident; --' | ''",
                "filter   | title = 'Báo cáo 2'                | i/2",
                "filter   | title LIKE '%4' OR id = 'i/6'      | i/4 i/6",
                "filter   | reported_at >= TIMESTAMP('2026-01-06T00:00:00Z') | i/5 i/6",
                "filter   | S_WITHIN(geometry, BBOX(107.525,16,107.545,17)) | i/3 i/4",
                "filter   | DWITHIN(geometry, POINT(107.51 16.45), 100, meters) | i/1",
                "filter   | NOT (priority = 'high') AND NOT title LIKE '%5' | i/1 i/3",
                "sortby   | priority                           | i/0 i/2 i/4 i/6 i/1 i/3 i/5",
                "sortby   | -reported_at                       | i/6 i/5 i/4 i/3 i/2 i/1 i/0"
            })
    void parametersChoose(String name, String value, String expected) throws Exception {
        assertEquals(expected, keys("incident", name, value));
    }

    @Test
    void parametersGoTogether() throws Exception {
        assertEquals(
                "i/4", keys("incident", "bbox", "107.515,16,107.545,17", "priority", "high", "filter", "id <> 'i/2'"));
        JsonObject feature = json(items("incident", "properties", "title", "limit", "1"))
                .getJsonArray("features")
                .getJsonObject(0);
        assertEquals(
                "{\"title\":\"Báo cáo 0\",\"ward_code\":null,\"valid_from\":\"2025-07-01T00:00:00Z\"}",
                feature.getJsonObject("properties").encode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://www.opengis.net/def/crs/OGC/1.3/CRS84  | 107.5  | 16.45",
                "http://www.opengis.net/def/crs/EPSG/0/4326    | 16.45  | 107.5",
                "http://www.opengis.net/def/crs/EPSG/0/9214    | 553195.58 | 1819436.76",
                "http://www.opengis.net/def/crs/EPSG/0/3405    | 766747.04 | 1820473.01",
                "http://www.opengis.net/def/crs/EPSG/0/4756    | 16.451 | 107.498"
            })
    void coordinatesComeInTheWantedSystemAndOrder(String crs, double first, double second) throws Exception {
        HttpResponse<String> response = get(items("incident", "crs", crs, "limit", "1"));
        assertEquals(
                "<" + crs + ">", response.headers().firstValue("Content-Crs").orElse(""));
        JsonArray found = new JsonObject(response.body())
                .getJsonArray("features")
                .getJsonObject(0)
                .getJsonObject("geometry")
                .getJsonArray("coordinates");
        double tolerance = first > 1000 ? 0.02 : 0.002;
        assertEquals(first, found.getDouble(0), tolerance);
        assertEquals(second, found.getDouble(1), tolerance);
        String box = (found.getDouble(0) - tolerance) + "," + (found.getDouble(1) - tolerance) + ","
                + (found.getDouble(0) + tolerance) + "," + (found.getDouble(1) + tolerance);
        assertEquals("i/0", keys("incident", "bbox", box, "bbox-crs", crs));
    }

    @Test
    void aFilterMayComeInAnotherSystem() throws Exception {
        String crs = "http://www.opengis.net/def/crs/EPSG/0/4326";
        String filter = "S_INTERSECTS(geometry, POLYGON((16.4 107.505, 16.5 107.505, 16.5 107.515, 16.4 107.515,"
                + " 16.4 107.505)))";
        assertEquals("i/1", keys("incident", "filter", filter, "filter-crs", crs));
        String json =
                "{\"op\":\"s_intersects\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Polygon\",\"coordinates\":"
                        + "[[[16.4,107.505],[16.5,107.505],[16.5,107.515],[16.4,107.515],[16.4,107.505]]]}]}";
        assertEquals("i/1", keys("incident", "filter", json, "filter-lang", "cql2-json", "filter-crs", crs));
    }

    @Test
    void oneFeatureIsFoundByItsKey() throws Exception {
        JsonObject feature = json("/collections/incident/items/i%2F3");
        assertEquals("i/3", feature.getString("id"));
        assertEquals("https://data.huetwin.vn/id/incident/i%2F3", link(feature, "canonical"));
        assertNotNull(link(feature, "collection"));
        assertEquals(404, get("/collections/incident/items/none").statusCode());
        assertEquals(404, get("/collections/none/items").statusCode());
    }

    @Test
    void thePastIsAskedByAsOf() throws Exception {
        assertEquals(4, seats("?as-of=2026-06-01"));
        assertEquals(2, seats("?as-of=2025-12-31T00:00:00Z"));
        assertEquals(404, get("/collections/bench/items/b1?as-of=2025-01-01").statusCode());
    }

    private static int seats(String query) throws Exception {
        return json("/collections/bench/items/b1" + query)
                .getJsonObject("properties")
                .getInteger("seats");
    }

    @Test
    void aLayerDeclaredInTurtleIsThere() throws Exception {
        assertTrue(get("/collections").body().contains("\"bench\""));
        assertEquals("b1", keys("bench", "seats", "4"));
        assertTrue(get("/api").body().contains("/collections/bench/items"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/items", "/items/s1", "/schema", "/queryables"})
    void whatIsPersonalDoesNotExistForTheAnonymous(String path) throws Exception {
        assertEquals(404, get("/collections/sos_request" + path).statusCode());
        assertEquals(
                404,
                get("/collections/sos_request" + path, city.as(Role.PLANNER)).statusCode());
        assertEquals(
                200,
                get("/collections/sos_request" + path, city.as(Role.OPERATOR)).statusCode());
    }

    @Test
    void propertiesAboveTheClearanceAreNowhere() throws Exception {
        for (String path : List.of(
                "/collections",
                "/api",
                "/collections/incident/schema",
                "/collections/incident/items",
                "/collections/incident/items/i%2F3",
                "/collections/incident/items?f=html")) {
            String body = get(path).body();
            assertFalse(body.contains("reporter_ref") || body.contains("secret") || body.contains("sos_request"), path);
        }
        assertEquals(400, get(items("incident", "reporter_ref", "secret")).statusCode());
        assertEquals(
                400, get(items("incident", "filter", "reporter_ref = 'secret'")).statusCode());
        assertEquals(400, get(items("incident", "sortby", "reporter_ref")).statusCode());
        assertEquals(400, get(items("incident", "properties", "reporter_ref")).statusCode());
        JsonObject seen = json("/collections/incident/items/i%2F3", city.as(Role.OPERATOR));
        assertEquals("secret", seen.getJsonObject("properties").getString("reporter_ref"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "foo          | 1                     | unknown-parameter",
                "limit        | 0                     | invalid-limit",
                "limit        | -5                    | invalid-limit",
                "limit        | many                  | invalid-limit",
                "offset       | -1                    | invalid-offset",
                "bbox         | 16.4,107.5,16.5,107.6 | invalid-bbox",
                "bbox         | 1,2,3                 | invalid-bbox",
                "bbox         | 1,2,3,'; DROP TABLE x | invalid-bbox",
                "datetime     | yesterday             | invalid-datetime",
                "datetime     | 2026-02-01/2026-01-01 | invalid-datetime",
                "datetime     | 2026-01-01T00:00:00   | invalid-datetime",
                "datetime     | 2026-01-01/P          | invalid-datetime",
                "datetime     | P1D/P2D               | invalid-datetime",
                "datetime     | ../P2D                | invalid-datetime",
                "datetime     | P2D                   | invalid-datetime",
                "datetime     | 2026-01-01/PT9999999999999999999H | invalid-datetime",
                "datetime     | 2026-01-01/P999999999Y | invalid-datetime",
                "crs          | EPSG:99999            | unknown-crs",
                "crs          | EPSG:32601            | unknown-crs",
                "bbox-crs     | nowhere               | unknown-crs",
                "filter-crs   | nowhere               | unknown-crs",
                "filter       | title =               | invalid-filter",
                "filter       | '; DROP TABLE x       | invalid-filter",
                "filter       | title = env('x')      | invalid-filter",
                "filter-lang  | ecql                  | invalid-filter-lang",
                "sortby       | nothing               | invalid-filter",
                "sortby       | ,                     | invalid-sortby",
                "properties   | nothing               | invalid-filter",
                "reported_at  | later                 | invalid-filter",
                "page         | 1                     | invalid-page",
                "page         | !!                    | invalid-page",
                "as-of        | then                  | invalid-as-of",
                "f            | pdf                   | invalid-f",
                "lang         | fr                    | invalid-lang"
            })
    void eachWrongParameterHasItsOwnAnswer(String name, String value, String code) throws Exception {
        HttpResponse<String> response = get(items("incident", name, value));
        assertEquals(400, response.statusCode(), response.body());
        JsonObject problem = new JsonObject(response.body());
        assertEquals(code, problem.getString("code"), response.body());
        assertNotNull(problem.getString("field"));
        assertFalse(problem.getString("detail_vi").isEmpty()
                || problem.getString("detail_en").isEmpty());
    }

    @Test
    void otherResourcesKnowNoOtherParametersEither() throws Exception {
        for (String path : List.of(
                "",
                "/conformance",
                "/api",
                "/collections",
                "/collections/incident",
                "/collections/incident/schema",
                "/collections/incident/items/i%2F3")) {
            HttpResponse<String> response = get(path + "?nothing=1");
            assertEquals(400, response.statusCode(), path);
            assertEquals("nothing", new JsonObject(response.body()).getString("field"));
        }
        assertEquals(400, get("/collections/incident/items?limit=1&limit=2").statusCode());
    }

    @Test
    void aWishForTooManyIsCutNotRefused() throws Exception {
        assertEquals(7, json("/collections/incident/items?limit=99999999").getInteger("numberReturned"));
        JsonObject limit = json("/api")
                .getJsonObject("components")
                .getJsonObject("parameters")
                .getJsonObject("limit")
                .getJsonObject("schema");
        assertEquals(10_000, limit.getInteger("maximum"));
    }

    @Test
    void theApiDocumentIsWhole() throws Exception {
        HttpResponse<String> response = get("/api");
        assertEquals(
                "application/vnd.oai.openapi+json;version=3.0",
                response.headers().firstValue("Content-Type").orElse(""));
        JsonObject api = new JsonObject(response.body());
        JsonObject box =
                api.getJsonObject("components").getJsonObject("parameters").getJsonObject("bbox");
        assertEquals(
                "form false 4 6",
                box.getString("style") + " " + box.getBoolean("explode") + " "
                        + box.getJsonObject("schema").getInteger("minItems") + " "
                        + box.getJsonObject("schema").getInteger("maxItems"));
        Matcher references = Pattern.compile("\"\\$ref\":\"([^\"]+)\"").matcher(response.body());
        while (references.find()) {
            JsonObject at = api;
            for (String step : references.group(1).substring(2).split("/")) {
                at = at.getJsonObject(step);
                assertNotNull(at, references.group(1));
            }
        }
    }

    @Test
    void peopleGetPagesWithoutScriptsInTheirLanguage() throws Exception {
        for (String path : List.of(
                "",
                "/api",
                "/conformance",
                "/collections",
                "/collections/incident",
                "/collections/incident/schema",
                "/collections/incident/queryables",
                "/collections/incident/items",
                "/collections/incident/items/i%2F3")) {
            HttpResponse<String> page = get(path, "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            assertEquals(
                    "text/html; charset=utf-8",
                    page.headers().firstValue("Content-Type").orElse(""),
                    path);
            assertTrue(page.body().startsWith("<!DOCTYPE html>\n<html lang=\"vi\">"), path);
            assertFalse(page.body().contains("<script") || page.body().contains("<b>Ngập"), path);
        }
        assertTrue(get("/collections/incident/items?f=html").body().contains("&lt;b&gt;Ngập &amp; &quot;úng&quot;"));
        assertTrue(get("/collections?f=html", "Accept-Language", "en-GB,en;q=0.9")
                .body()
                .contains("Benches"));
        assertTrue(get("/collections?f=html&lang=vi", "Accept-Language", "en")
                .body()
                .contains("Ghế đá"));
        assertEquals(
                "text/css; charset=utf-8",
                get("/style.css").headers().firstValue("Content-Type").orElse(""));
    }

    /** 17-069r4, requirements 13–15, 28, 29, 32: each document has a link to itself and to all its other forms, each with its type. */
    @ParameterizedTest
    @CsvSource({
        "/collections, application/json",
        "/collections/incident, application/json",
        "/collections/incident/items, application/geo+json",
        "'/collections/incident/items?limit=2&bbox=107,16,108,17', application/geo+json",
        "/collections/incident/items/i%2F3, application/geo+json"
    })
    void allLinksSayWhatTheyLeadTo(String path, String type) throws Exception {
        JsonObject document = json(path);
        List<JsonObject> links = new ArrayList<>();
        document.getJsonArray("links").forEach(each -> links.add((JsonObject) each));
        document.getJsonArray("collections", new JsonArray())
                .forEach(each ->
                        ((JsonObject) each).getJsonArray("links").forEach(link -> links.add((JsonObject) link)));
        for (JsonObject link : links) {
            assertTrue(link.getString("rel") != null && link.getString("type") != null, link.encode());
        }
        assertEquals(type, links.get(0).getString("type"));
        assertTrue(links.stream()
                .anyMatch(l ->
                        l.getString("rel").equals("self") && l.getString("type").equals(type)));
        assertTrue(links.stream()
                .anyMatch(l -> l.getString("rel").equals("alternate")
                        && l.getString("type").equals("text/html")));
    }

    /** The same in the list and by itself; boxes and times that clients can read; the default system first. */
    @Test
    void collectionsAreListedAsTheyAre() throws Exception {
        for (Object each : json("/collections").getJsonArray("collections")) {
            JsonObject listed = (JsonObject) each;
            JsonObject alone = json("/collections/" + listed.getString("id"));
            for (String member : List.of("id", "title", "description", "extent", "crs", "storageCrs")) {
                assertEquals(listed.getValue(member), alone.getValue(member), listed.getString("id"));
            }
            assertEquals(
                    "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
                    listed.getJsonArray("crs").getString(0));
            assertTrue(listed.getJsonArray("crs").contains(listed.getString("storageCrs")));
            JsonObject extent = listed.getJsonObject("extent", new JsonObject());
            assertEquals(
                    4,
                    extent.getJsonObject("spatial", new JsonObject("{\"bbox\":[[0,0,1,1]]}"))
                            .getJsonArray("bbox")
                            .getJsonArray(0)
                            .size());
            extent.getJsonObject("temporal", new JsonObject("{\"interval\":[[]]}"))
                    .getJsonArray("interval")
                    .getJsonArray(0)
                    .forEach(end -> java.time.OffsetDateTime.parse((String) end));
        }
    }

    /** Boxes over the meridian of Greenwich, the equator, the date line and the poles, where there is nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"-1.5,50,1.5,53", "-80,-5,-70,5", "177,65,-177,70", "-180,85,180,90", "-180,-90,180,-85"})
    void boxesAnywhereOnEarthAreAnswered(String box) throws Exception {
        assertEquals("", keys("incident", "bbox", box));
    }

    /** 18-058r1, requirements 6–8 and 12: without a wish it is CRS84; one that is not offered is refused. */
    @Test
    void systemsThatAreNotOfferedAreRefusedForOneFeatureToo() throws Exception {
        String feature = "/collections/incident/items/i%2F3";
        assertEquals(
                "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>",
                get(feature).headers().firstValue("Content-Crs").orElse(""));
        String wanted = "http://www.opengis.net/def/crs/EPSG/0/3405";
        assertEquals(
                "<" + wanted + ">",
                get(feature + "?crs=" + wanted)
                        .headers()
                        .firstValue("Content-Crs")
                        .orElse(""));
        assertEquals(
                400,
                get(feature + "?crs=http://www.opengis.net/def/crs/0/unknown").statusCode());
        assertEquals(
                400,
                get(items("incident", "bbox", "1,2,3,4", "bbox-crs", "http://www.opengis.net/def/crs/0/unknown"))
                        .statusCode());
    }

    @Test
    void theLastPageHasNoNext() throws Exception {
        JsonObject page = json("/collections/incident/items?limit=7");
        assertNull(link(page, "next"));
        assertNotNull(link(page, "self"));
        assertNotNull(link(page, "alternate"));
        assertTrue(page.getString("timeStamp").endsWith("Z"));
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        return city.get(path.startsWith("http") ? path : "/ogc" + path, headers);
    }

    private static JsonObject json(String path, String... headers) throws Exception {
        return city.json(path.startsWith("http") ? path : "/ogc" + path, headers);
    }

    /**
     * The keys in an answer.
     *
     * @param parameters name and value by turns
     */
    private static String keys(String layer, String... parameters) throws Exception {
        return keys(json(items(layer, parameters)));
    }

    private static String keys(JsonObject collection) {
        return collection.getJsonArray("features").stream()
                .map(f -> ((JsonObject) f).getString("id"))
                .collect(Collectors.joining(" "));
    }

    private static String items(String layer, String... parameters) {
        StringBuilder path = new StringBuilder("/collections/" + layer + "/items");
        for (int i = 0; i < parameters.length; i += 2) {
            path.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return path.toString();
    }

    private static @Nullable String link(JsonObject body, String rel) {
        return body.getJsonArray("links").stream()
                .map(l -> (JsonObject) l)
                .filter(l -> l.getString("rel").equals(rel))
                .map(l -> l.getString("href"))
                .findFirst()
                .orElse(null);
    }
}
