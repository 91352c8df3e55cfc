package vn.huetwin.server.ogc;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.security.Role;

/** {@code /ogc} on a port, over layers in a real PostGIS. The header {@code X-Role} says who asks. */
final class TestCity implements AutoCloseable {
    static final Instant LONG_AGO = Instant.parse("2025-07-01T00:00:00Z");
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Workers workers = new Workers(vertx, "ogc-test", 4, 50);
    private final Database database = TestPostgis.database();
    private final Catalogue catalogue;
    private final LayerWriter writer;
    private final int port;
    private long position;

    /** @param turtle declarations beside those of the product */
    TestCity(List<Path> turtle) throws SQLException {
        catalogue = CatalogueReader.read(Iris.DEFAULT_BASE, turtle);
        writer = new LayerWriter(catalogue);
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        Router router = Router.router(vertx);
        router.route().failureHandler(new Failures());
        router.route().handler(context -> {
            String role = context.request().getHeader("X-Role");
            new Caller("test", role == null ? Role.OPEN : Role.valueOf(role)).attach(context);
            context.next();
        });
        FeatureStore store = new FeatureStore(database.dataSource(), catalogue);
        new OgcRoutes(catalogue, store, new CrsRegistry(), workers, Limits.DEFAULT).mount(router);
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(1 << 16))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        port = server.actualPort();
    }

    String address() {
        return "http://127.0.0.1:" + port + "/ogc";
    }

    /** One new or changed feature. */
    void put(String name, String key, @Nullable String wkt, Instant since, Map<String, ?> values)
            throws SQLException, ParseException {
        Layer layer = catalogue.get(name);
        List<@Nullable Object> ordered = new ArrayList<>();
        for (Property property : layer.properties()) {
            ordered.add(values.get(property.name()));
        }
        Geometry geometry = wkt == null ? null : new WKTReader().read(wkt);
        if (geometry != null) {
            geometry.setSRID(4326);
        }
        Verdict.Checked row = new Verdict.Checked(key, geometry, ordered, since, List.of());
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            writer.write(connection, layer, List.of(row).iterator(), ++position, "test", since);
            connection.commit();
        }
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        String address = path.startsWith("http") ? path : address() + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    JsonObject json(String path, String... headers) throws IOException, InterruptedException {
        HttpResponse<String> response = get(path, headers);
        if (response.statusCode() != 200) {
            throw new AssertionError(path + " answers " + response.statusCode() + ": " + response.body());
        }
        return new JsonObject(response.body());
    }

    /**
     * The keys in an answer.
     *
     * @param parameters name and value by turns
     */
    String keys(String layer, String... parameters) throws IOException, InterruptedException {
        return keys(json(items(layer, parameters)));
    }

    static String items(String layer, String... parameters) {
        StringBuilder path = new StringBuilder("/collections/" + layer + "/items");
        for (int i = 0; i < parameters.length; i += 2) {
            path.append(i == 0 ? '?' : '&')
                    .append(parameters[i])
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return path.toString();
    }

    static String keys(JsonObject collection) {
        return collection.getJsonArray("features").stream()
                .map(f -> ((JsonObject) f).getString("id"))
                .collect(Collectors.joining(" "));
    }

    static @Nullable String link(JsonObject body, String rel) {
        return body.getJsonArray("links").stream()
                .map(l -> (JsonObject) l)
                .filter(l -> l.getString("rel").equals(rel))
                .map(l -> l.getString("href"))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        workers.close();
        vertx.close().await();
        database.close();
    }
}
