package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.server.bench.PlannersCity;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.testing.TestTwin;

/** Questions that would bring a server to its knees end with a clear word, and others are answered meanwhile. */
@Tag("postgis")
@Tag("slow")
class HostileQueriesTest {
    private static final String PREFIXES =
            "PREFIX def: <" + TestTwin.BASE + "def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
                    + " PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX geof: <http://www.opengis.net/def/function/geosparql/>"
                    + " PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>\n";
    private static final String TRIPLES_OF_INCIDENTS = "{ ?a a def:Incident ; geo:hasGeometry/geo:asWKT ?v ."
            + " ?b a def:Incident ; geo:hasGeometry/geo:asWKT ?w . ?c a def:Incident ; geo:hasGeometry/geo:asWKT ?x"
            + " FILTER(geof:distance(?v, ?w, uom:metre) >= 0 && geof:distance(?w, ?x, uom:metre) >= 0) }";
    private static TestTwin city;

    @BeforeAll
    static void start() throws Exception {
        city = TestTwin.plan()
                .limits(Limits.DEFAULT.sparql(Duration.ofSeconds(3), 4, 8))
                .filled(c -> new PlannersCity(c, 1000, Instant.parse("2026-01-01T00:00:00Z")).load())
                .start();
    }

    @AfterAll
    static void stop() {
        city.close();
    }

    static Stream<Arguments> hostile() {
        String ring = IntStream.rangeClosed(0, 9_000)
                .mapToObj(i -> String.format(
                        java.util.Locale.ROOT,
                        "%.5f %.5f",
                        107.58 + 0.01 * Math.cos(i * Math.PI / 4500),
                        16.46 + 0.01 * Math.sin(i * Math.PI / 4500)))
                .collect(Collectors.joining(","));
        String values = IntStream.range(0, 10_000).mapToObj(i -> "'" + i + "'").collect(Collectors.joining(" "));
        return Stream.of(
                Arguments.of(
                        "a product of layers",
                        List.of("query-timeout", "query-too-large"),
                        "SELECT (COUNT(*) AS ?n) { ?a a def:Incident . ?b a def:Incident . ?c a def:Incident . ?d a def:Building }"),
                Arguments.of(
                        "a join by nothing",
                        List.of("query-too-expensive", "query-timeout"),
                        "SELECT (COUNT(*) AS ?n) " + TRIPLES_OF_INCIDENTS),
                Arguments.of(
                        "10,000 values",
                        List.of(""),
                        "SELECT ?b { VALUES ?n { " + values + " } ?b <https://schema.org/name> ?n }"),
                Arguments.of("1 MB of query", List.of("body-too-large"), "ASK {} #" + "x".repeat(1 << 20)),
                Arguments.of(
                        "a regular expression",
                        List.of("query-timeout"),
                        "SELECT * { ?s rdfs:label ?l FILTER(REGEX(CONCAT(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", ?l), \"^(a|a)+\\\\1$\")) }"),
                Arguments.of(
                        "paths to everywhere",
                        List.of("query-timeout", "query-too-large"),
                        "SELECT (COUNT(*) AS ?n) { ?a (!<urn:a>|^!<urn:a>)* ?b . ?b (!<urn:a>|^!<urn:a>)* ?c }"),
                Arguments.of(
                        "a polygon of 9,000 corners",
                        List.of(""),
                        "SELECT ?b { ?b a def:Building ; geo:hasGeometry/geo:asWKT ?w FILTER(geof:sfIntersects(?w, \"POLYGON(("
                                + ring + "))\"^^geo:wktLiteral)) }"),
                Arguments.of(
                        "deep nesting",
                        List.of("sparql-too-deep", "query-too-large", "sparql-syntax"),
                        "ASK { FILTER(" + "(".repeat(60_000) + "1" + ")".repeat(60_000) + ") }"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void itEndsWithAClearWord(String name, List<String> codes, String query) throws IOException {
        HttpResponse<String> answer = city.post("/sparql", "application/sparql-query", PREFIXES + query);
        String code = answer.statusCode() == 200 ? "" : new JsonObject(answer.body()).getString("code");
        assertTrue(codes.contains(code), name + ": " + answer.statusCode() + " " + answer.body());
    }

    /** The statement would run until its time is up; the key lets it cost more. */
    @Test
    void whenTheClientLeavesTheDatabaseStops() throws Exception {
        URI server = city.uri("/sparql");
        String body = PREFIXES + "SELECT (COUNT(*) AS ?gone) "
                + TRIPLES_OF_INCIDENTS.replace("?c a def:Incident ;", "?c a def:ConstructionSite ;");
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        PostgresAddress address = TestPostgis.address();
        try (Database database = Database.open(address.jdbcUrl(), address.user(), address.password(), 1);
                Connection connection = database.connection()) {
            try (Socket socket = new Socket(server.getHost(), server.getPort())) {
                String head = "POST /sparql HTTP/1.1\r\nHost: twin\r\nContent-Type: application/sparql-query\r\n"
                        + city.as(vn.huetwin.server.security.Role.ADMIN)[0] + ": "
                        + city.as(vn.huetwin.server.security.Role.ADMIN)[1] + "\r\nContent-Length: " + bytes.length
                        + "\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
                await(connection, 1);
            }
            long left = System.nanoTime();
            await(connection, 0);
            System.out.println(
                    "the statement ended " + (System.nanoTime() - left) / 1_000_000 + " ms after the client left");
        }
    }

    private static void await(Connection connection, int running) throws Exception {
        int found = -1;
        for (int i = 0; i < 400 && found != running; i++) {
            LockSupport.parkNanos(5_000_000);
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                            + " WHERE state = 'active' AND query LIKE 'SELECT count(*) FROM layer%ST_Distance%'")) {
                rows.next();
                found = rows.getInt(1);
            }
        }
        assertEquals(running, found);
    }
}
