package vn.huetwin.server.sparql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.ApiKeys;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.server.Twin;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;

/**
 * A whole server on an empty database. What it knows comes in as events, as in a real one: ward 19753, building
 * {@code b1} of 20 m, parcel {@code p1} with a holder (personal), report {@code i1} with a reporter (personal), call for
 * help {@code s1} (a personal layer).
 */
public final class RunningCity implements AutoCloseable {
    public static final String BASE = Iris.DEFAULT_BASE;
    /** The Turtle of a layer {@code bus_stop}, of which Java knows nothing. */
    public static final String BUS_STOPS = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix layer: <https://data.huetwin.vn/layer/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix schema: <https://schema.org/> .
            @prefix sf: <http://www.opengis.net/ont/sf#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            def:BusStop a owl:Class ; rdfs:label "Trạm xe buýt"@vi, "Bus stop"@en .
            layer:bus_stop a def:Layer, sh:NodeShape ; sh:targetClass def:BusStop ;
              dcterms:title "Trạm xe buýt"@vi, "Bus stops"@en ; dcterms:description "Trạm"@vi, "Stops"@en ;
              def:geometryType sf:Point ; def:access def:open ; def:group "Giao thông"@vi, "Transport"@en ; def:order 200 ;
              sh:property [ sh:path schema:name ; def:column "name" ; sh:datatype xsd:string ; sh:name "Tên"@vi, "Name"@en ] .
            """;

    private static final String SQUARE =
            "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[107.57,16.46],[107.58,16.46],[107.58,16.47],[107.57,16.47],[107.57,16.46]]]]}";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path data;
    private final Twin twin;
    private final String viewer;
    private int events;

    /**
     * Starts it.
     *
     * @param declarations Turtle of more layers, or null
     */
    public RunningCity(@Nullable String declarations, Limits limits) throws SQLException, IOException {
        data = Files.createTempDirectory("running-city-");
        if (declarations != null) {
            Files.writeString(Files.createDirectories(data.resolve("model")).resolve("own.ttl"), declarations);
        }
        PostgresAddress address = TestPostgis.address();
        twin = Twin.start(new ServerConfig(
                "127.0.0.1",
                0,
                data,
                null,
                address.jdbcUrl(),
                address.user(),
                address.password(),
                BASE,
                false,
                limits));
        try (Database database = Database.open(address.jdbcUrl(), address.user(), address.password(), 1)) {
            viewer = new ApiKeys(database.dataSource()).create("official", "viewer");
        }
        send("ward", "19753", SQUARE, "\"name\":\"Phường Phú Xuân\",\"unit_type\":\"phường\"");
        send("building", "b1", SQUARE, "\"name\":\"Nhà một\",\"usage\":\"house\",\"height\":20.5,\"floors\":5");
        send("land_parcel", "p1", SQUARE, "\"land_use\":\"ODT\",\"holder_ref\":\"secret-holder\"");
        send(
                "incident",
                "i1",
                point(107.575, 16.465),
                "\"category\":\"FLOOD\",\"title\":\"Ngập úng\",\"reporter_ref\":\"secret-reporter\"");
        send("sos_request", "s1", point(107.571, 16.461), "\"people\":3");
    }

    public static String point(double longitude, double latitude) {
        return "{\"type\":\"Point\",\"coordinates\":[" + longitude + "," + latitude + "]}";
    }

    /** Sends an event and waits until it is stored. */
    public void send(String layer, String key, String geometry, String properties) throws IOException {
        String event = "{\"specversion\":\"1.0\",\"id\":\"e" + ++events + "\",\"source\":\"/test\",\"type\":\"vn.hue."
                + layer + ".received\",\"subject\":\"" + key + "\",\"time\":\""
                + Instant.now().truncatedTo(ChronoUnit.MILLIS) + "\",\"data\":{\"geometry\":" + geometry + ","
                + properties + "}}";
        HttpResponse<String> answer =
                post("/events", "application/cloudevents+json", event, "Authorization", "Bearer " + admin());
        assertEquals(202, answer.statusCode(), answer.body());
    }

    /** The key of an administrator, who sees all. */
    public String admin() {
        return Objects.requireNonNull(twin.adminKey());
    }

    /** The key of an official, who sees open and internal data. */
    public String viewer() {
        return viewer;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + twin.port() + path);
    }

    /**
     * Sends a GET.
     *
     * @param headers names and values
     */
    public HttpResponse<String> get(String path, String... headers) throws IOException {
        return request("GET", path, null, headers);
    }

    public HttpResponse<String> post(String path, String type, String body, String... headers) throws IOException {
        String[] all = Stream.concat(Stream.of("Content-Type", type), Stream.of(headers))
                .toArray(String[]::new);
        return request("POST", path, body, all);
    }

    public HttpResponse<String> request(String method, String path, @Nullable String body, String... headers)
            throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** The rows of a query, asked as JSON with the common prefixes. */
    public JsonArray rows(String query, String... headers) throws IOException {
        HttpResponse<String> answer = post("/sparql", "application/sparql-query", PREFIXES + query, headers);
        assertEquals(200, answer.statusCode(), answer.body());
        return new JsonObject(answer.body()).getJsonObject("results").getJsonArray("bindings");
    }

    public static final String PREFIXES = "PREFIX def: <" + BASE + "def#> PREFIX id: <" + BASE + "id/>"
            + " PREFIX schema: <https://schema.org/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
            + " PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX sh: <http://www.w3.org/ns/shacl#>"
            + " PREFIX dcterms: <http://purl.org/dc/terms/>\n";

    @Override
    public void close() throws IOException {
        twin.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        }
    }
}
