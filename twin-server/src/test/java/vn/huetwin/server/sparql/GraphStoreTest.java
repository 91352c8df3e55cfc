package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.OneOfEach;
import vn.huetwin.server.testing.TestTwin;

/** SPARQL 1.1 Graph Store HTTP Protocol, clause 5, at {@code /data}. */
@Tag("postgis")
class GraphStoreTest {
    private static final String GRAPH = "/data?graph=http%3A%2F%2Fexample.org%2Fnotes";
    private static final String SHELTER = """
            @prefix geo: <http://www.opengis.net/ont/geosparql#> .
            <http://example.org/shelter> geo:hasGeometry <http://example.org/g> .
            <http://example.org/g> geo:asGML "<gml:Point xmlns:gml='http://www.opengis.net/gml/3.2'><gml:pos>107.575 16.465</gml:pos></gml:Point>"^^geo:gmlLiteral .
            """;
    private static TestTwin city;

    @BeforeAll
    static void start() throws Exception {
        city = OneOfEach.reportedTo(TestTwin.plan().start());
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static HttpResponse<String> write(String method, String path, String body, String type, String... headers)
            throws IOException {
        return city.send(city.request(path, headers)
                .header("Content-Type", type)
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aNamedGraphIsPutAddedToReadAndDeleted() throws IOException {
        String[] admin = city.as(Role.ADMIN);
        assertEquals(404, city.get(GRAPH).statusCode());
        assertEquals(401, write("PUT", GRAPH, SHELTER, "text/turtle").statusCode());
        assertEquals(
                403,
                write("PUT", GRAPH, SHELTER, "text/turtle", city.as(Role.OPERATOR))
                        .statusCode());
        assertEquals(201, write("PUT", GRAPH, SHELTER, "text/turtle", admin).statusCode());
        String more = "<http://example.org/shelter> <http://example.org/p> \"hơn\" .\n";
        assertEquals(
                204, write("POST", GRAPH, more, "application/n-triples", admin).statusCode());
        HttpResponse<String> read = city.get(GRAPH, "Accept", "application/n-triples");
        assertEquals(200, read.statusCode(), read.body());
        assertEquals(3, read.body().lines().count(), read.body());
        assertTrue(city.get(GRAPH).body().contains("@prefix geo:")
                || city.get(GRAPH).body().contains("PREFIX geo:"));
        assertEquals(
                204, write("PUT", GRAPH, more, "application/n-triples", admin).statusCode());
        assertEquals(
                1,
                city.get(GRAPH, "Accept", "application/n-triples")
                        .body()
                        .lines()
                        .count());
        HttpResponse<String> head = city.send("HEAD", GRAPH);
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(204, city.send("DELETE", GRAPH, admin).statusCode());
        assertEquals(404, city.send("DELETE", GRAPH, admin).statusCode());
    }

    @Test
    void theDefaultGraphIsReadByAccessAndOnlyAddedTo() throws IOException {
        String[] admin = city.as(Role.ADMIN);
        String all =
                city.get("/data?default", "Accept", "application/n-triples").body();
        assertTrue(all.contains("id/building/b1>"), "rows of tables");
        assertTrue(all.contains("code/land-use/ODT>"), "the ontology");
        assertFalse(all.contains("secret-"), "personal data");
        assertEquals(
                409,
                write("PUT", "/data?default", SHELTER, "text/turtle", admin).statusCode());
        assertEquals(409, city.send("DELETE", "/data?default", admin).statusCode());
        String owned = "<" + TestTwin.BASE + "id/building/b1> <https://schema.org/name> \"x\" .";
        assertEquals(
                409, write("POST", "/data?default", owned, "text/turtle", admin).statusCode());
        assertEquals(
                400,
                write("POST", "/data?default", "<a> <b", "text/turtle", admin).statusCode());
        assertEquals(
                415,
                write("POST", "/data?default", "{}", "application/json", admin).statusCode());
        assertEquals(400, city.get("/data").statusCode());
        assertEquals(406, city.get("/data?default", "Accept", "image/png").statusCode());
    }

    @Test
    void geometriesOfGraphsWorkInFunctions() throws IOException {
        assertEquals(
                204,
                write("POST", "/data?default", SHELTER, "text/turtle", city.as(Role.ADMIN))
                        .statusCode());
        String query =
                "PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX geof: <http://www.opengis.net/def/function/geosparql/>"
                        + " PREFIX def: <" + TestTwin.BASE + "def#> SELECT ?b { <http://example.org/g> geo:asGML ?g ."
                        + " ?b a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?w FILTER(geof:sfWithin(?g, ?w)) }";
        HttpResponse<String> answer =
                city.get("/sparql?format=csv&query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertEquals("b\r\n" + TestTwin.BASE + "id/building/b1\r\n", answer.body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/turtle | <http://example.org/s> <http://example.org/p> 'ô' .",
                "application/n-triples | <http://example.org/s> <http://example.org/p> \"ô\" .",
                "application/rdf+xml | <rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:e='http://example.org/'>"
                        + "<rdf:Description rdf:about='http://example.org/s'><e:p>ô</e:p></rdf:Description></rdf:RDF>",
                "application/ld+json | {\"@id\": \"http://example.org/s\", \"http://example.org/p\": \"ô\"}",
            })
    void aGraphIsWrittenAndReadInEachFormat(String type, String body) throws IOException {
        String path = "/data?graph=http%3A%2F%2Fexample.org%2F" + type.replaceAll("\\W", "");
        assertEquals(201, write("PUT", path, body, type, city.as(Role.ADMIN)).statusCode());
        for (String wanted :
                List.of("text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json")) {
            HttpResponse<String> read = city.get(path, "Accept", wanted);
            assertEquals(200, read.statusCode(), read.body());
            assertTrue(read.headers().firstValue("Content-Type").orElse("").startsWith(wanted), wanted);
            assertTrue(read.body().contains("ô") && read.body().contains("http://example.org/"), read.body());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400 | application/rdf+xml | <!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]><rdf:RDF"
                        + " xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='http://e/s'>"
                        + "<rdf:value>&x;</rdf:value></rdf:Description></rdf:RDF>",
                "400 | application/ld+json | {\"@context\": \"http://127.0.0.1:1/context\", \"@id\": \"http://e/s\", \"p\": 1}",
                "400 | application/rdf+xml | <rdf:RDF",
                "415 | application/trig | <http://e/g> { <http://e/s> <http://e/p> 1 }",
                "415 | application/n-quads | <http://e/s> <http://e/p> <http://e/o> <http://e/g> .",
            })
    void nothingIsFetchedOrExpandedForABody(int status, String type, String body) throws IOException {
        HttpResponse<String> answer = write("POST", GRAPH + "x", body, type, city.as(Role.ADMIN));
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(404, city.get(GRAPH + "x").statusCode());
    }
}
