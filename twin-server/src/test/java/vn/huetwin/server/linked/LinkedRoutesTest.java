package vn.huetwin.server.linked;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.rdf.model.ModelFactory;
import org.apache.jena.rdf.model.RDFNode;
import org.apache.jena.riot.Lang;
import org.apache.jena.riot.RDFParser;
import org.apache.jena.vocabulary.DCAT;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.SKOS;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.catalogue.BusStops;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.OneOfEach;
import vn.huetwin.server.testing.TestTwin;

/** Linked data over HTTP on a small city. */
@Tag("postgis")
class LinkedRoutesTest {
    private static final String BASE = TestTwin.BASE;
    private static TestTwin city;

    @BeforeAll
    static void start() throws Exception {
        city = OneOfEach.reportedTo(TestTwin.plan().declaring(BusStops.turtle()).start());
        city.report("bus_stop", "t1", TestTwin.point(107.576, 16.467), "\"name\":\"Bến Ngự\"");
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    private static Model turtle(String path, String... headers) throws IOException {
        HttpResponse<String> answer = city.get(path + "?format=ttl", headers);
        assertEquals(200, answer.statusCode(), answer.body());
        Model model = ModelFactory.createDefaultModel();
        RDFParser.create()
                .source(new StringReader(answer.body()))
                .lang(Lang.TTL)
                .parse(model);
        return model;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/id/building/b1          | text/turtle          | text/turtle           | schema:name",
                "/id/building/b1          | text/html,*/*;q=0.8  | text/html             | Nhà một",
                "/id/building/b1          | application/ld+json  | application/ld+json   | @context",
                "/id/building/b1          | application/geo+json | application/geo+json  | \"height\":20.5",
                "/id/building/b1          | */*                  | text/turtle           | def:Building",
                "/id/building/b1/geometry | text/turtle          | text/turtle           | geo:asWKT",
                "/id/building/b1/geometry | application/geo+json | application/geo+json  | \"MultiPolygon\"",
                "/id/building/b1/geometry | text/html            | text/html             | MULTIPOLYGON",
                "/code/incident-category/FLOOD | text/html       | text/html             | FLOOD",
                "/code/incident-category  | text/turtle          | text/turtle           | skos:notation",
                "/layer/building          | text/turtle          | text/turtle           | sh:NodeShape",
                "/def                     | text/turtle          | text/turtle           | def:Building",
                "/def                     | text/html            | text/html             | id=\"Building\"",
                "/catalog                 | text/turtle          | text/turtle           | dcat:Catalog",
                "/catalog                 | application/ld+json  | application/ld+json   | @context",
                "/catalog                 | text/html            | text/html             | id=\"building\"",
                "/catalog/building        | text/turtle          | text/turtle           | dcat:Dataset",
            })
    void eachThingHasTheFormAskedFor(String path, String accept, String type, String content) throws IOException {
        HttpResponse<String> answer = city.get(path, "Accept", accept);
        assertEquals(200, answer.statusCode(), answer.body());
        String given = answer.headers().firstValue("Content-Type").orElse("");
        assertTrue(given.startsWith(type), given);
        assertTrue(answer.body().contains(content), answer.body());
        assertTrue(answer.headers().firstValue("Vary").orElse("").contains("Accept"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/id/sos_request/s1",
                "/id/sos_request/s1/geometry",
                "/id/building/none",
                "/id/no_layer/x",
                "/id/building",
                "/id/",
                "/code/no-list/X",
                "/layer/sos_request",
                "/catalog/sos_request",
            })
    void whatIsHiddenOrNotThereIs404(String path) throws IOException {
        for (String accept : List.of("text/html", "text/turtle")) {
            assertEquals(404, city.get(path, "Accept", accept).statusCode(), path);
        }
        if (path.startsWith("/id")) {
            assertEquals(404, city.get(path, "Accept", "application/geo+json").statusCode(), path);
        }
    }

    @Test
    void eachRoleSeesWhatItMay() throws IOException {
        for (String path : List.of("/id/incident/i1", "/id/land_parcel/p1", "/def", "/catalog", "/layer/incident")) {
            for (String accept : List.of("text/html", "text/turtle", "application/ld+json")) {
                String body = city.get(path, "Accept", accept).body();
                for (String hidden : List.of("sos_request", "SosRequest", "secret-", "def#reporter", "def:reporter ")) {
                    assertFalse(body.contains(hidden), hidden + " in " + path + " as " + accept);
                }
            }
        }
        assertFalse(city.get("/id/incident/i1?format=geojson").body().contains("secret-"));
        String[] official = city.as(Role.VIEWER);
        String[] admin = city.as(Role.ADMIN);
        assertFalse(city.get("/id/incident/i1?format=ttl", official).body().contains("secret-"));
        assertTrue(city.get("/id/incident/i1?format=ttl", admin).body().contains("secret-reporter"));
        assertTrue(city.get("/id/sos_request/s1?format=html", admin).body().contains("SosRequest"));
        assertTrue(city.get("/catalog?format=ttl", admin).body().contains("sos_request"));
    }

    @Test
    void eachDistributionAnswers() throws IOException {
        Model catalog = turtle("/catalog");
        List<RDFNode> addresses = catalog.listObjectsOfProperty(DCAT.accessURL).toList();
        assertTrue(addresses.size() > 20, addresses.toString());
        for (RDFNode address : addresses) {
            URI uri = URI.create(address.asResource().getURI());
            assertEquals(200, city.get(uri.getPath()).statusCode(), uri.toString());
        }
    }

    @Test
    void aLayerDeclaredInTurtleIsInTheCatalogue() throws IOException {
        var stops = turtle("/catalog").getResource(BASE + "catalog/bus_stop");
        assertTrue(stops.hasProperty(RDF.type, DCAT.Dataset));
        assertTrue(stops.hasProperty(DCTerms.title, "Bus stops", "en"));
        assertTrue(city.get("/def?format=html").body().contains("id=\"BusStop\""));
        JsonObject stop =
                new JsonObject(city.get("/id/bus_stop/t1?format=geojson").body());
        assertEquals("Bến Ngự", stop.getJsonObject("properties").getString("name"));
    }

    @Test
    void aCodeListComesWithItsCodes() throws IOException {
        Model list = turtle("/code/incident-category");
        assertTrue(list.contains(list.getResource(BASE + "code/incident-category/FLOOD"), SKOS.notation, "FLOOD"));
    }

    @Test
    void textIsEscapedInPages() throws IOException {
        city.report(
                "incident",
                "x1",
                TestTwin.point(107.575, 16.465),
                "\"category\":\"FLOOD\",\"title\":\"<script>alert(1)</script>\"");
        String page = city.get("/id/incident/x1", "Accept", "text/html").body();
        assertFalse(page.contains("<script>"), page);
        assertTrue(page.contains("&lt;script&gt;"));
    }

    @Test
    void keysAreFoundHoweverTheyAreEncoded() throws IOException {
        city.report("incident", "a/b c", TestTwin.point(107.575, 16.465), "\"category\":\"FLOOD\",\"title\":\"Lạ\"");
        for (String key : List.of("a%2Fb%20c", "a%2fb%20c", "%61%2Fb%20c")) {
            assertTrue(city.get("/id/incident/" + key + "?format=ttl").body().contains("Lạ"), key);
        }
    }

    @Test
    void pagesSpeakBothLanguages() throws IOException {
        assertTrue(city.get("/catalog?format=html").body().contains("Danh mục dữ liệu"));
        assertTrue(city.get("/catalog?format=html&lang=en").body().contains("Catalogue of data"));
        assertTrue(city.get("/catalog?format=html", "Accept-Language", "en-GB,vi")
                .body()
                .contains("Catalogue of data"));
    }

    @Test
    void otherFormsAreRefusedWithTheList() throws IOException {
        HttpResponse<String> answer = city.get("/id/building/b1", "Accept", "image/png");
        assertEquals(406, answer.statusCode());
        assertTrue(answer.body().contains("geojson"), answer.body());
    }
}
