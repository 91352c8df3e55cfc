package vn.huetwin.server;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.demo.DemoCity;
import vn.huetwin.ingest.demo.DemoLoader;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.event.Replay;
import vn.huetwin.ingest.quarantine.QuarantineShelf;
import vn.huetwin.ingest.simulate.CityStory;
import vn.huetwin.ingest.simulate.IntakeSink;
import vn.huetwin.ingest.simulate.Scenario;
import vn.huetwin.ingest.simulate.Simulation;
import vn.huetwin.ontology.access.ApiKeys;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.PlaceSearch;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.api.ApiRoutes;
import vn.huetwin.server.authentication.Authentication;
import vn.huetwin.server.authentication.Tokens;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.config.TokenTrust;
import vn.huetwin.server.event.EventRoutes;
import vn.huetwin.server.event.QuarantineRoutes;
import vn.huetwin.server.event.StreamRoutes;
import vn.huetwin.server.health.HealthRoutes;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.HttpSecurity;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.linked.LinkedRoutes;
import vn.huetwin.server.ogc.OgcRoutes;
import vn.huetwin.server.ows.OwsRoutes;
import vn.huetwin.server.sparql.GraphStoreRoutes;
import vn.huetwin.server.sparql.SparqlRoutes;
import vn.huetwin.server.tile.TileRoutes;
import vn.huetwin.server.tile.TilesetKeeper;
import vn.huetwin.server.viewer.ViewerRoutes;
import vn.huetwin.server.wfs.WfsService;
import vn.huetwin.tiles.building.BuildingTileset;
import vn.huetwin.tiles.building.TileFolder;
import vn.huetwin.tiles.vector.VectorTiles;

/** The whole object graph of a server, built by hand in the order in which data flows. */
public final class Twin implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Twin.class);
    private static final long DEMO_SEED = 46;
    /** Simulated events per second of a demo: a city to look at, not a load. */
    private static final double DEMO_RATE = 0.33;

    private final List<AutoCloseable> closing = new ArrayList<>();
    private final ServerConfig config;
    private final @Nullable String adminKey;
    private final Intake intake;
    private final Router router;
    private int port;

    private Twin(ServerConfig config, City city) throws SQLException, IOException {
        this.config = config;
        closing.add(city);
        Limits limits = config.limits();
        EventLog eventLog = new EventLog(city.dataSource());
        ChangeFeed feed = new ChangeFeed(eventLog);
        intake = new Intake(
                city.dataSource(),
                city.catalogue(),
                city.validator(),
                city.writer(),
                feed,
                InstantSource.system(),
                limits.eventQueue());
        ApiKeys keys = new ApiKeys(city.dataSource());
        adminKey = keys.firstAdminKey();

        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
        closing.add(() -> vertx.close().await(10, TimeUnit.SECONDS));
        Workers workers = new Workers(vertx, "worker", limits.workerThreads(), limits.workerQueue());
        closing.add(workers);
        CrsRegistry systems = new CrsRegistry();
        TwinDataset dataset = TwinDataset.open(
                City.folder(config, "tdb2"), city.catalogue(), city.dataSource(), systems, FeatureStore.LOCAL_SRID);
        Workers queries = new Workers(vertx, "sparql", limits.sparqlThreads(), limits.sparqlQueue());
        closing.add(queries);
        closing.add(dataset);
        Outlets outlets =
                new Outlets(vertx, city, dataset, systems.get(FeatureStore.LOCAL_SRID), feed, workers, config);
        closing.add(outlets);
        StreamRoutes streams = outlets.streams();
        TileFolder tiles = new TileFolder(City.folder(config, "tiles").resolve("buildings"));
        TilesetKeeper tileset = new TilesetKeeper(
                new BuildingTileset(city.store(), new CityGeometry(city.dataSource()), city.catalogue(), tiles),
                change -> streams.broadcast("tile-changed", change));
        closing.add(tileset);
        feed.listen(tileset::accept);
        Maps maps = new Maps(vertx, city, systems, feed, limits);
        closing.add(maps);
        QuarantineShelf shelf = new QuarantineShelf(city.dataSource());
        CloudEventJson events = new CloudEventJson(InstantSource.system());
        List<Routes> routes = List.of(
                new HealthRoutes(eventLog, feed, intake, streams, workers),
                new ApiRoutes(
                        config,
                        City.domain(),
                        city.catalogue(),
                        city.store(),
                        new PlaceSearch(city.dataSource(), city.catalogue()),
                        workers),
                new QuarantineRoutes(shelf, new Replay(shelf, intake, events), city.catalogue(), workers, limits),
                new EventRoutes(intake, events, workers, limits),
                new OgcRoutes(city.catalogue(), city.store(), systems, workers, limits),
                ows(city, maps, systems, workers, limits),
                new TileRoutes(city.catalogue(), new VectorTiles(city.dataSource()), tiles, workers),
                new SparqlRoutes(dataset, queries, limits),
                new GraphStoreRoutes(dataset, queries, limits),
                new LinkedRoutes(dataset, city.store(), workers),
                new ViewerRoutes(workers));
        closing.add(feed);
        closing.add(intake);
        feed.start();
        outlets.start();
        intake.start();
        tileset.start();
        router = router(vertx, new Authentication(keys, tokens(config), workers), all(routes, outlets.routes()));
        listen(vertx);
    }

    /** The services behind {@code /ows}. */
    private static Routes ows(City city, Maps maps, CrsRegistry systems, Workers workers, Limits limits) {
        WfsService wfs = new WfsService(
                city.catalogue(),
                city.store(),
                systems,
                workers,
                City.domain(),
                limits.wfsCount(),
                Instant.now().getEpochSecond());
        return new OwsRoutes(List.of(maps.service(), wfs), limits.maxOwsBytes());
    }

    /** Starts a server; when this returns it answers. */
    public static Twin start(ServerConfig config) throws SQLException, IOException {
        checkPort(config);
        City city = City.open(config);
        try {
            if (config.demo()) {
                loadDemo(city);
            }
            return new Twin(config, city);
        } catch (SQLException | IOException | RuntimeException e) {
            city.close();
            throw e;
        }
    }

    private static void loadDemo(City city) throws SQLException {
        Instant now = Instant.now();
        new DemoLoader(city.dataSource(), city.catalogue(), city.validator(), city.writer())
                .load(new DemoCity(DEMO_SEED, now), now, (layer, count) -> log.info("Demo Huế: {} × {}", count, layer));
    }

    /** Sends simulated events into the own intake, until this is closed. */
    public void simulate() {
        String run = Long.toString(Instant.now().getEpochSecond(), 36);
        Simulation simulation = new Simulation(
                new CityStory(Scenario.NORMAL, DEMO_SEED, run),
                new IntakeSink(intake, new CloudEventJson(InstantSource.system())),
                InstantSource.system(),
                DEMO_RATE);
        closing.add(simulation);
        simulation.start();
    }

    private static List<Routes> all(List<Routes> some, List<Routes> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private static Router router(Vertx vertx, Authentication authentication, List<Routes> routes) {
        Router router = Router.router(vertx);
        router.route().handler(new HttpSecurity());
        router.route().handler(authentication);
        routes.forEach(r -> r.mount(router));
        // last: a route that tells failures in a way of its own comes before it
        router.route().failureHandler(new Failures());
        for (int status : new int[] {400, 404, 405, 406, 413, 415}) {
            router.errorHandler(status, new Failures());
        }
        return router;
    }

    private static @Nullable Tokens tokens(ServerConfig config) {
        TokenTrust trust = config.tokens();
        return trust == null ? null : new Tokens(trust, Tokens.PAUSE_BETWEEN_REQUESTS);
    }

    private void listen(Vertx vertx) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(config.host())
                .setPort(config.port())
                .setMaxInitialLineLength(config.limits().maxRequestLine())
                .setMaxHeaderSize(config.limits().maxRequestLine())
                .setCompressionSupported(true)
                .setIdleTimeout(120);
        try {
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(router)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            port = server.actualPort();
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(busy(config.port()), e);
        }
    }

    private static void checkPort(ServerConfig config) throws IOException {
        try (java.net.ServerSocket socket = new java.net.ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(config.host(), config.port()));
        } catch (BindException e) {
            throw new IllegalStateException(busy(config.port()), e);
        }
    }

    private static String busy(int port) {
        return "Port " + port + " is in use by another program. Stop it, or choose another port with --port";
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /** What answers requests, for tests that walk all of it. */
    Router router() {
        return router;
    }

    /** The admin key, the first time a data directory is used; else null. */
    public @Nullable String adminKey() {
        return adminKey;
    }

    @Override
    public void close() {
        for (int i = closing.size() - 1; i >= 0; i--) {
            try {
                closing.get(i).close();
            } catch (Exception e) {
                log.warn("Not everything could be stopped in order", e);
            }
        }
    }

    /** Turtle files of an installation. */
    static List<Path> additions(ServerConfig config) {
        List<Path> additions = new ArrayList<>();
        Path own = config.data().resolve("model");
        if (Files.isDirectory(own)) {
            additions.add(own);
        }
        if (config.model() != null) {
            additions.add(config.model());
        }
        return additions;
    }
}
