package vn.huetwin.server.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.access.ApiKeys;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.server.City;
import vn.huetwin.server.Twin;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.security.Role;

/**
 * A whole server on a free port, over an empty database in the one PostgreSQL of this JVM, with a key for each role:
 *
 * <pre>{@code
 * try (TestTwin twin = TestTwin.plan().declaring(BusStops.turtle()).filled(SmallCity::build).start()) {
 *     twin.get("/ogc/collections/building/items", twin.as(Role.VIEWER));
 * }
 * }</pre>
 */
public final class TestTwin implements AutoCloseable {
    /** Since when what tests {@link #put} is so, if it does not matter. */
    public static final Instant LONG_AGO = Instant.parse("2025-07-01T00:00:00Z");

    public static final String BASE = Iris.DEFAULT_BASE;

    /** What fills the city before its server starts. */
    public interface Filling {
        void into(City city) throws Exception;
    }

    /** What a server is started with. */
    public static final class Plan {
        private final List<String> declarations = new ArrayList<>();
        private final List<Filling> fillings = new ArrayList<>();
        /** Without features in memory: what tests put past the log, no memory would hear of. */
        private Limits limits = Limits.DEFAULT.featureMemory(0);

        private UnaryOperator<ServerConfig.Builder> change = UnaryOperator.identity();

        private Plan() {}

        /** Turtle of layers beside those of the product. */
        public Plan declaring(String turtle) {
            declarations.add(turtle);
            return this;
        }

        public Plan limits(Limits other) {
            limits = other;
            return this;
        }

        public Plan filled(Filling filling) {
            fillings.add(filling);
            return this;
        }

        /** Another configuration than that of the test. */
        public Plan configured(UnaryOperator<ServerConfig.Builder> other) {
            change = other;
            return this;
        }

        public TestTwin start() throws Exception {
            return new TestTwin(this);
        }
    }

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<Role, String> keys = new EnumMap<>(Role.class);
    private final Path data = Files.createTempDirectory("test-twin-");
    private final ServerConfig config;
    private final City city;
    private Twin twin;
    private int events;
    private long position;

    private TestTwin(Plan plan) throws Exception {
        Files.createDirectories(data.resolve("model"));
        for (int i = 0; i < plan.declarations.size(); i++) {
            Files.writeString(data.resolve("model/own" + i + ".ttl"), plan.declarations.get(i));
        }
        config = plan.change
                .apply(ServerConfig.of(data).database(TestPostgis.address()).limits(plan.limits))
                .build();
        city = City.openBesideServer(config);
        ApiKeys stored = new ApiKeys(city.dataSource());
        for (Role role : Role.values()) {
            if (role != Role.OPEN) {
                keys.put(role, stored.create(role.keyword(), role.keyword()));
            }
        }
        for (Filling filling : plan.fillings) {
            filling.into(city);
        }
        twin = Twin.start(config);
    }

    public static Plan plan() {
        return new Plan();
    }

    /** A server without any data, of the layers of the product. */
    public static TestTwin empty() throws Exception {
        return plan().start();
    }

    public Twin twin() {
        return twin;
    }

    /** Stops the server and starts another one on the same city, at another port. */
    public void restart() throws SQLException, IOException {
        twin.close();
        twin = Twin.start(config);
    }

    /** The same; something happens to the city while no server runs. */
    public void restart(Filling meanwhile) throws Exception {
        twin.close();
        meanwhile.into(city);
        twin = Twin.start(config);
    }

    /** The stores below the server. */
    public City city() {
        return city;
    }

    /** Its database. */
    public PostgresAddress address() {
        return city.address();
    }

    /** Its data directory. */
    public Path data() {
        return data;
    }

    public HttpClient client() {
        return client;
    }

    /** The API key of a role; none of the anonymous. */
    public String key(Role role) {
        return keys.get(role);
    }

    /** The headers, by name and value, of who has this role. */
    public String[] as(Role role) {
        return role == Role.OPEN ? new String[0] : new String[] {"Authorization", "Bearer " + key(role)};
    }

    public URI uri(String path) {
        return URI.create(path.startsWith("http") ? path : "http://127.0.0.1:" + twin.port() + path);
    }

    /**
     * A request to be completed and sent.
     *
     * @param headers names and values by turns
     */
    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(60));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException {
        return send(request(path, headers));
    }

    /** The JSON of an answer that has to be good. */
    public JsonObject json(String path, String... headers) throws IOException {
        HttpResponse<String> answer = get(path, headers);
        assertEquals(200, answer.statusCode(), () -> path + " answers " + answer.body());
        return new JsonObject(answer.body());
    }

    public HttpResponse<String> post(String path, String type, String body, String... headers) throws IOException {
        return send(request(path, headers)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    public HttpResponse<String> send(String method, String path, String... headers) throws IOException {
        return send(request(path, headers).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        return send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    public <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> as) throws IOException {
        try {
            return client.send(request.build(), as);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /**
     * Reports a feature by an event of now and waits until it is stored.
     *
     * @param geometry   GeoJSON
     * @param properties members of a JSON object
     */
    public void report(String layer, String key, String geometry, String properties) throws IOException {
        String event = "{\"specversion\":\"1.0\",\"id\":\"e" + ++events + "\",\"source\":\"/test\",\"type\":\"vn.hue."
                + layer + ".received\",\"subject\":\"" + key + "\",\"time\":\""
                + Instant.now().truncatedTo(ChronoUnit.MILLIS) + "\",\"data\":{\"geometry\":" + geometry + ","
                + properties + "}}";
        HttpResponse<String> answer = post("/events", "application/cloudevents+json", event, as(Role.ADMIN));
        assertEquals(202, answer.statusCode(), answer.body());
    }

    public static String point(double longitude, double latitude) {
        return "{\"type\":\"Point\",\"coordinates\":[" + longitude + "," + latitude + "]}";
    }

    /**
     * Reports i0, i1, … on a grid of 0.001° from 107.5° E, 16.4° N, a row from west to east and the rows northwards, a minute
     * between two; each fifth tells of a flood, the others of waste.
     */
    public void putReports(int count, int inRow) throws SQLException, ParseException {
        for (int i = 0; i < count; i++) {
            int row = i / inRow;
            Map<String, Object> values = Map.of(
                    "title",
                    "Báo cáo " + i,
                    "category",
                    i % 5 == 0 ? "FLOOD" : "WASTE",
                    "reported_at",
                    Instant.parse("2026-01-01T00:00:00Z").plusSeconds(60L * i));
            String place = "POINT (" + (107.5 + 0.001 * (i % inRow)) + " " + (16.4 + 0.001 * row) + ")";
            put("incident", "i" + i, place, LONG_AGO, values);
        }
    }

    /**
     * Stores one new or changed feature as an import does, without checks.
     *
     * @param wkt geometry in WGS 84, longitude first
     */
    public void put(String name, String key, @Nullable String wkt, Instant since, Map<String, ?> values)
            throws SQLException, ParseException {
        Layer layer = city.catalogue().get(name);
        List<@Nullable Object> ordered = new ArrayList<>();
        for (Property property : layer.properties()) {
            ordered.add(values.get(property.name()));
        }
        Geometry geometry = wkt == null ? null : new WKTReader().read(wkt);
        if (geometry != null) {
            geometry.setSRID(4326);
        }
        Verdict.Checked row = new Verdict.Checked(key, geometry, ordered, since, List.of());
        try (Connection connection = city.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            city.writer().write(connection, layer, List.of(row).iterator(), ++position, "test", since);
            connection.commit();
        }
    }

    @Override
    public void close() {
        twin.close();
        city.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
