package vn.huetwin.server.wms;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ingest.event.LayerVersions;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.server.City;
import vn.huetwin.server.config.Contact;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.http.AnswerMemory;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.ogc.MapTilesetRoutes;
import vn.huetwin.server.ows.OwsRoutes;
import vn.huetwin.server.raster.RasterImporter;
import vn.huetwin.server.raster.RasterRequest;
import vn.huetwin.server.security.Role;
import vn.huetwin.tiles.map.MapRenderer;
import vn.huetwin.tiles.raster.RasterFolder;
import vn.huetwin.tiles.raster.RasterShelf;
import vn.huetwin.tiles.style.StyleShelf;

/** {@code /wms} on a port, over layers in a real PostGIS. The header {@code X-Role} says who asks. */
final class MapServer implements AutoCloseable {
    static final Contact CONTACT = new Contact(
            new Text("Trung tâm Hạ tầng dữ liệu", "Data Infrastructure Centre"),
            "Tổ bản đồ",
            "gis@example.vn",
            "+84 234 000 000",
            new Text("1 Đường A, Huế", "1 A Street, Huế"),
            URI.create("https://example.vn/gis"));
    static final Instant LONG_AGO = Instant.parse("2025-07-01T00:00:00Z");
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Workers workers = new Workers(vertx, "wms-test", 4, 50);
    private final Database database = TestPostgis.database();
    private final Catalogue catalogue;
    private final LayerWriter writer;
    private final FeatureStore store;
    private final Path data;
    private final RasterShelf rasters;
    private final MapRenderer renderer;
    private final int port;
    private final SharedAnswers answers;
    private final LayerVersions versions = new LayerVersions(0);
    private long position;

    MapServer() throws SQLException, IOException {
        this(List.of());
    }

    /** @param additions declarations beside those of the product */
    MapServer(List<Path> additions) throws SQLException, IOException {
        catalogue = CatalogueReader.read(Iris.DEFAULT_BASE, additions);
        writer = new LayerWriter(catalogue);
        store = new FeatureStore(database.dataSource(), catalogue);
        data = Files.createTempDirectory("maps");
        Migrations.run(database.dataSource(), "ontology");
        Migrations.run(database.dataSource(), "tiles");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        Migrations.run(database.dataSource(), "ingest");
        rasters = new RasterShelf(new RasterFolder(data), store, catalogue, new CrsRegistry());
        renderer = new MapRenderer(database.dataSource(), catalogue, City.domain(), 64 << 20, rasters);
        Router router = Router.router(vertx);
        router.route().handler(context -> {
            String role = context.request().getHeader("X-Role");
            new Caller("test", role == null ? Role.OPEN : Role.valueOf(role)).attach(context);
            context.next();
        });
        answers = new SharedAnswers(vertx, workers, new AnswerMemory(1 << 20), Limits.DEFAULT.mapTimeout());
        LayerStyles styles = new LayerStyles(new StyleShelf(database.dataSource()), catalogue, InstantSource.system());
        new StyleRoutes(styles, catalogue, workers).mount(router);
        WmsService service = new WmsService(
                catalogue,
                store,
                renderer,
                rasters,
                new CrsRegistry(),
                City.domain(),
                () -> position,
                styles,
                new LayerTags(versions, "test"),
                answers,
                Limits.DEFAULT,
                CONTACT);
        new OwsRoutes(List.of(service), 1 << 20).mount(router);
        LayerTags tags = new LayerTags(versions, "test");
        new WebStyleRoutes(catalogue, styles, tags, rasters, workers).mount(router);
        MapTiles tiles = new MapTiles(
                catalogue, store, renderer, rasters, new CrsRegistry(), City.domain(), styles, tags, answers);
        new MapTilesetRoutes(tiles, workers).mount(router);
        router.route().failureHandler(new Failures());
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setMaxInitialLineLength(1 << 16))
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await();
        port = server.actualPort();
    }

    /** Brings a file into a raster layer. */
    void raster(Path file, String layer, @Nullable Instant time) throws SQLException, IOException {
        new RasterImporter(
                        database,
                        catalogue,
                        writer,
                        new CrsRegistry(),
                        new RasterFolder(data),
                        City.domain(),
                        InstantSource.system())
                .run(new RasterRequest(file, layer, null, time, false, false, null, null), done -> {});
        rasters.reload();
    }

    String address() {
        return "http://127.0.0.1:" + port + "/wms";
    }

    /** One new or changed feature. */
    void put(String name, String key, String wkt, Map<String, ?> values) throws SQLException, ParseException {
        Layer layer = catalogue.get(name);
        List<@Nullable Object> ordered = new ArrayList<>();
        for (Property property : layer.properties()) {
            ordered.add(values.get(property.name()));
        }
        Geometry geometry = new WKTReader().read(wkt);
        geometry.setSRID(4326);
        Verdict.Checked row = new Verdict.Checked(key, geometry, ordered, LONG_AGO, List.of());
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            writer.write(connection, layer, List.of(row).iterator(), ++position, "test", LONG_AGO);
            connection.commit();
        }
        renderer.changed(layer, List.of(key));
        versions.told(name, position);
    }

    long position() {
        return position;
    }

    /**
     * A GetMap request of 16 × 8 pixels, each 0.001° × 0.001°, from 107.5° E 16.5° N to the east and south.
     *
     * @param changes names and values by turns that take the place of those, or come beside them
     */
    static String map(String... changes) {
        Map<String, String> parameters = new TreeMap<>(Map.of(
                "SERVICE", "WMS",
                "VERSION", "1.3.0",
                "REQUEST", "GetMap",
                "LAYERS", "ward",
                "STYLES", "",
                "CRS", "CRS:84",
                "BBOX", "107.5,16.492,107.516,16.5",
                "WIDTH", "16",
                "HEIGHT", "8",
                "FORMAT", "image/png"));
        return query(parameters, changes);
    }

    static String query(Map<String, String> parameters, String... changes) {
        for (int i = 0; i < changes.length; i += 2) {
            parameters.put(changes[i], changes[i + 1]);
        }
        StringBuilder query = new StringBuilder();
        parameters.forEach((name, value) -> query.append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return query.toString();
    }

    HttpResponse<byte[]> get(String query, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address() + query));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Any address of the server. */
    HttpResponse<byte[]> at(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Any request to the server. */
    HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    String text(String query, String... headers) throws IOException, InterruptedException {
        return new String(get(query, headers).body(), StandardCharsets.UTF_8);
    }

    BufferedImage image(String query, String... headers) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(query, headers);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(response.body()));
        if (image == null) {
            throw new AssertionError("No image but " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return image;
    }

    /** A map as text, a row a line: how far each pixel is from white, and a space where nothing was drawn. */
    String drawing(String query, String... headers) throws IOException, InterruptedException {
        BufferedImage image = image(query, headers);
        StringBuilder text = new StringBuilder();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                int colour = image.getRGB(x, y);
                int far = 255 - Math.min(colour >> 16 & 0xff, Math.min(colour >> 8 & 0xff, colour & 0xff));
                text.append(colour >>> 24 == 0 ? ' ' : far < 42 ? '.' : far < 100 ? '+' : '#');
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Override
    public void close() {
        workers.close();
        renderer.close();
        vertx.close().await();
        database.close();
    }
}
