package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.catalogue.BusStops;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.OneOfEach;
import vn.huetwin.server.testing.TestTwin;

/** SPARQL 1.1 Protocol, clause 2, over HTTP on a small city. */
@Tag("postgis")
class SparqlRoutesTest {
    private static final String EVERYTHING = "SELECT * { ?s ?p ?o }";
    private static final String SLOW =
            "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f . FILTER(?b != ?d && ?d != ?f) }";
    private static final String PREFIXES = "PREFIX def: <" + TestTwin.BASE + "def#> PREFIX id: <" + TestTwin.BASE
            + "id/> PREFIX schema: <https://schema.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
            + " PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX sh: <http://www.w3.org/ns/shacl#>"
            + " PREFIX dcterms: <http://purl.org/dc/terms/>\n";

    private static TestTwin city;

    @BeforeAll
    static void start() throws Exception {
        Limits l = Limits.DEFAULT;
        city = OneOfEach.reportedTo(TestTwin.plan()
                .declaring(BusStops.turtle())
                .limits(l.sparql(Duration.ofSeconds(2), 2, 3))
                .start());
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> ask(String query, String... headers) throws IOException {
        return city.get("/sparql?query=" + encoded(PREFIXES + query), headers);
    }

    /** The rows of a query, asked as JSON with the common prefixes. */
    private static JsonArray rows(String query, String... headers) throws IOException {
        HttpResponse<String> answer = city.post("/sparql", "application/sparql-query", PREFIXES + query, headers);
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getJsonObject("results").getJsonArray("bindings");
    }

    private static String type(HttpResponse<String> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    private static String code(HttpResponse<String> answer) {
        return new JsonObject(answer.body()).getString("code");
    }

    @Test
    void aQueryComesByGetFormOrBody() throws IOException {
        String query = PREFIXES + "SELECT ?n { id:building\\/b1 schema:name ?n }";
        String form = "query=" + encoded(query);
        for (HttpResponse<String> answer : List.of(
                city.get("/sparql?" + form),
                city.post("/sparql", "application/x-www-form-urlencoded", form),
                city.post("/sparql", "application/sparql-query; charset=utf-8", query))) {
            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals("application/sparql-results+json; charset=utf-8", type(answer));
            assertTrue(answer.body().contains("Nhà một"), answer.body());
        }
        assertEquals(415, city.post("/sparql", "text/plain", query).statusCode());
        assertEquals(405, city.send("DELETE", "/sparql").statusCode());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/sparql-results+json | SELECT | application/sparql-results+json | \"value\":",
                "application/sparql-results+xml  | SELECT | application/sparql-results+xml  | <literal",
                "text/csv                        | SELECT | text/csv                        | n",
                "text/tab-separated-values       | SELECT | text/tab-separated-values       | ?n",
                "*/*                             | ASK    | application/sparql-results+json | \"boolean\"",
                "text/turtle                     | GRAPH  | text/turtle                     | schema:name",
                "application/n-triples           | GRAPH  | application/n-triples           | <https://schema.org/name> \"Nhà",
                "application/ld+json             | GRAPH  | application/ld+json             | @context",
                "application/rdf+xml             | GRAPH  | application/rdf+xml             | <rdf:RDF",
                "image/png, text/csv;q=0.1       | SELECT | text/csv                        | n",
            })
    void theAnswerHasTheFormAskedFor(String accept, String form, String type, String content) throws IOException {
        String pattern = "{ <" + TestTwin.BASE + "id/building/b1> schema:name ?n }";
        String query = switch (form) {
            case "SELECT" -> "SELECT ?n " + pattern;
            case "ASK" -> "ASK " + pattern;
            default -> "CONSTRUCT { ?b schema:name ?n } WHERE { ?b a def:Building ; schema:name ?n }";
        };
        HttpResponse<String> answer = ask(query, "Accept", accept);
        assertEquals(200, answer.statusCode(), answer.body());
        assertTrue(type(answer).startsWith(type), type(answer));
        assertTrue(answer.body().contains(content), answer.body());
        assertEquals("Accept", answer.headers().firstValue("Vary").orElse(""));
        assertEquals(
                "*", answer.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
    }

    @Test
    void headAndOptionsAnswerWithoutABody() throws IOException {
        HttpResponse<String> head = city.send("HEAD", "/sparql?query=" + encoded("ASK {}"));
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertTrue(type(head).startsWith("application/sparql-results+json"));
        HttpResponse<String> options = city.send("OPTIONS", "/sparql");
        assertEquals(204, options.statusCode());
        assertEquals(
                "GET, HEAD, POST, OPTIONS",
                options.headers().firstValue("Allow").orElse(""));
    }

    @Test
    void peopleGetAPageAndMachinesADescription() throws IOException {
        HttpResponse<String> page = city.get("/sparql", "Accept", "text/html,*/*;q=0.8");
        assertTrue(type(page).startsWith("text/html"));
        assertTrue(page.body().contains("/viewer/query/main.js"));
        assertFalse(page.body().contains("<script>"), "the policy allows no inline script");
        assertEquals(200, city.get("/viewer/query/main.js").statusCode());
        assertEquals(200, city.get("/sparql/page.css").statusCode());
        assertTrue(city.get("/sparql").body().contains("sd:SPARQL11Query"));
    }

    @Test
    void wrongRequestsAreExplained() throws IOException {
        HttpResponse<String> syntax = city.get("/sparql?query=" + encoded("SELECT * {\n ?s ?p }"));
        assertEquals(400, syntax.statusCode());
        assertEquals("sparql-syntax", code(syntax));
        assertTrue(new JsonObject(syntax.body()).getString("detail_en").contains("line 2, column 8"), syntax.body());
        assertTrue(new JsonObject(syntax.body()).getString("detail_vi").contains("dòng 2, cột 8"), syntax.body());
        assertEquals(406, ask("SELECT * {}", "Accept", "image/png").statusCode());
        assertEquals(
                406,
                ask("CONSTRUCT WHERE { ?s a def:Ward }", "Accept", "text/csv").statusCode());
        String huge = "ASK { } #" + "x".repeat(Limits.DEFAULT.maxSparqlBytes());
        assertEquals(413, city.post("/sparql", "application/sparql-query", huge).statusCode());
        HttpResponse<String> deep = city.post(
                "/sparql",
                "application/sparql-query",
                "ASK { FILTER(" + "(".repeat(60_000) + "1" + ")".repeat(60_000) + ") }");
        assertEquals(400, deep.statusCode(), deep.body());
        assertEquals("service-disabled", code(ask("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")));
        assertEquals(
                400,
                ask("SELECT * { { SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } } } }")
                        .statusCode());
        assertEquals(
                "parameter-missing", code(city.post("/sparql", "application/x-www-form-urlencoded", "format=json")));
    }

    @Test
    void textIsNeverSql() throws IOException {
        assertEquals(
                0,
                rows("SELECT * { ?b schema:name \"'; DROP TABLE layer.building; --\" }")
                        .size());
        assertEquals(
                0,
                rows("SELECT * { <" + TestTwin.BASE + "id/building/';DROP%20TABLE> ?p ?o }")
                        .size());
        assertEquals(1, rows("SELECT * { ?b a def:Building }").size());
    }

    @Test
    void aSlowQueryEndsInTimeAndOthersGoOn() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> slow = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            slow.add(CompletableFuture.supplyAsync(SparqlRoutesTest::slow));
        }
        assertEquals(200, city.get("/api/layers").statusCode());
        assertTrue(slow.stream().anyMatch(answer -> !answer.isDone()), "other routes do not wait");
        List<Integer> statuses = new ArrayList<>();
        for (CompletableFuture<HttpResponse<String>> answer : slow) {
            HttpResponse<String> ended = answer.get();
            statuses.add(ended.statusCode());
            if (ended.statusCode() == 429) {
                assertEquals("2", ended.headers().firstValue("Retry-After").orElse(""));
            } else {
                assertEquals("query-timeout", code(ended));
            }
        }
        assertTrue(statuses.contains(504) && statuses.contains(429), statuses.toString());
        assertEquals(200, ask("ASK {}").statusCode());
    }

    @Test
    void aQuestionIsExplainedForPeopleAndMachines() throws IOException {
        String query = "/sparql?explain=true&query="
                + encoded(
                        PREFIXES + "SELECT ?n { ?b a def:Building ; schema:name ?n ; def:height ?h FILTER(?h > 20) }");
        HttpResponse<String> text = city.get(query);
        assertTrue(type(text).startsWith("text/plain"), text.body());
        assertTrue(text.body().startsWith("1 rows in "), text.body());
        JsonObject json =
                new JsonObject(city.get(query, "Accept", "application/json").body());
        JsonObject statement = json.getJsonArray("statements").getJsonObject(0);
        assertTrue(statement.getString("sql").contains("t0.\"height\""), statement.encode());
        assertEquals("20", statement.getJsonArray("parameters").getString(0));
        assertEquals(1, statement.getInteger("rows"));
        assertEquals(0, json.getJsonArray("errors").size());
    }

    @Test
    void anExplanationSaysWhyExpressionsHaveNoValue() throws IOException {
        String query = PREFIXES
                + "PREFIX geof: <http://www.opengis.net/def/function/geosparql/> SELECT ?d { VALUES ?w { 'POINT(1 1)' '<http://example.org/crs> POINT(1 2)' 'PINT(1 2)' }"
                + " BIND(geof:metricDistance(STRDT(?w, geo:wktLiteral), 'POINT(1 1)'^^geo:wktLiteral) AS ?d) }";
        String text = city.get("/sparql?explain=true&query=" + encoded(query)).body();
        assertTrue(text.startsWith("3 rows in "), text);
        assertTrue(
                text.contains(
                        "expression error, 1 times: <http://www.opengis.net/def/function/geosparql/metricDistance>"),
                text);
        assertTrue(text.contains("Unknown coordinate reference system 'http://example.org/crs'"), text);
        assertTrue(text.contains("Not WKT: PINT(1 2)"), text);
    }

    @Test
    void theCityOfAnotherTimeIsAsked() throws IOException {
        String path = "/sparql?format=json&query=" + encoded(PREFIXES + "ASK { ?b a def:Building }") + "&asOf=";
        assertTrue(city.get(path + "2099-12-31").body().contains("true"));
        assertTrue(city.get(path + encoded("1999-12-31T00:00:00+07:00")).body().contains("false"));
        assertEquals("time-invalid", code(city.get(path + "yesterday")));
    }

    private static HttpResponse<String> slow() {
        try {
            return ask(SLOW);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DESCRIBE <https://data.huetwin.vn/id/sos_request/s1>",
                "DESCRIBE <https://data.huetwin.vn/id/land_parcel/p1>",
                "DESCRIBE <https://data.huetwin.vn/layer/incident> <https://data.huetwin.vn/layer/sos_request>",
                "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
                "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }",
                "CONSTRUCT { ?s ?p ?o } FROM <urn:x-hue-twin:ontology> WHERE { ?s ?p ?o }",
                "CONSTRUCT { ?s def:x ?o } WHERE { ?s (sh:property/sh:path|!def:nothing) ?o }",
                "CONSTRUCT { ?s def:x ?o } WHERE { ?s !def:nothing ?o }",
            })
    void theAnonymousNeverSeesWhatIsHidden(String query) throws IOException {
        HttpResponse<String> answer = ask(query, "Accept", "application/n-triples");
        assertEquals(200, answer.statusCode(), answer.body());
        for (String hidden : List.of("sos_request", "SosRequest", "secret-", "def#reporter", "def#holder")) {
            assertFalse(answer.body().contains(hidden), hidden + " in the answer to " + query);
        }
    }

    @Test
    void eachRoleSeesWhatItMay() throws IOException {
        String reporter = "SELECT ?r { ?i def:reporter ?r }";
        String calls = "SELECT ?s { ?s a def:SosRequest }";
        assertEquals(0, rows(reporter).size());
        assertEquals(0, rows(reporter, city.as(Role.VIEWER)).size());
        assertEquals(1, rows(reporter, city.as(Role.ADMIN)).size());
        assertEquals(0, rows(calls).size());
        assertEquals(0, rows(calls, city.as(Role.VIEWER)).size());
        assertEquals(1, rows(calls, city.as(Role.ADMIN)).size());
        assertEquals(401, ask(EVERYTHING, "Authorization", "Bearer wrong").statusCode());
    }

    @Test
    void anEventIsInTheNextAnswer() throws IOException {
        for (int i = 0; i < 20; i++) {
            String key = "fresh" + i;
            String query = "SELECT ?t { <" + TestTwin.BASE + "id/incident/" + key + "> schema:headline ?t }";
            assertEquals(0, rows(query).size());
            city.report("incident", key, TestTwin.point(107.574, 16.466), "\"category\":\"FLOOD\",\"title\":\"Mới\"");
            assertEquals(1, rows(query).size(), key);
        }
    }

    @Test
    void aLayerDeclaredInTurtleIsThere() throws IOException {
        city.report("bus_stop", "t1", TestTwin.point(107.576, 16.467), "\"name\":\"Bến Ngự\"");
        assertEquals(
                1,
                rows("SELECT * { ?s a def:BusStop ; schema:name ?n ; geo:hasDefaultGeometry/geo:asWKT ?w }")
                        .size());
        assertEquals(
                1,
                rows("SELECT * { ?l a def:Layer ; sh:targetClass def:BusStop }").size());
    }

    @Test
    void updatesAreForAdministratorsAndNotForTables() throws IOException {
        String type = "application/sparql-update";
        String note = "INSERT DATA { <http://example.org/a> <http://example.org/p> 1 }";
        assertEquals(401, city.post("/sparql/update", type, note).statusCode());
        String[] key = city.as(Role.ADMIN);
        assertEquals(204, city.post("/sparql/update", type, note, key).statusCode());
        assertEquals(
                1,
                rows("SELECT ?o { <http://example.org/a> <http://example.org/p> ?o }")
                        .size());
        HttpResponse<String> refused = city.post(
                "/sparql/update",
                type,
                "DELETE WHERE { <" + TestTwin.BASE + "id/building/b1> <https://schema.org/name> ?n }",
                key);
        assertEquals(409, refused.statusCode(), refused.body());
        assertEquals("load-disabled", code(city.post("/sparql/update", type, "LOAD <file:///etc/passwd>", key)));
    }

    @Test
    void relationsAndBroaderClassesAreSwitches() throws IOException {
        String within = encoded(PREFIXES + "ASK { ?b a def:Building ; geo:sfIntersects ?c . ?c a def:Building }");
        assertTrue(city.get("/sparql?query=" + within).body().contains("true"));
        assertTrue(city.get("/sparql?rewrite=false&query=" + within).body().contains("false"));
        String place = encoded(PREFIXES + "ASK { ?w a schema:AdministrativeArea }");
        assertTrue(city.get("/sparql?query=" + place).body().contains("false"));
        assertTrue(city.get("/sparql?inference=true&query=" + place).body().contains("true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples"})
    void theServiceDescribesItselfInEachFormat(String wanted) throws IOException {
        HttpResponse<String> described = city.get("/sparql", "Accept", wanted);
        assertEquals(wanted + "; charset=utf-8", type(described));
        for (String said : List.of("SPARQL11Query", "sfWithin", "metricBuffer", "aggUnion", "distance3D")) {
            assertTrue(described.body().contains(said), said);
        }
        assertEquals("", city.send("HEAD", "/sparql", "Accept", wanted).body());
    }

    @Test
    void answersComeCompressedWhereAsked() throws IOException {
        HttpResponse<String> answer = ask("SELECT * { ?s a ?t }", "Accept-Encoding", "gzip");
        assertEquals("gzip", answer.headers().firstValue("Content-Encoding").orElse(""));
    }
}
