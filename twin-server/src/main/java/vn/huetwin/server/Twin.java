package vn.huetwin.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.cap.CapIntake;
import vn.huetwin.ingest.cap.CapSigner;
import vn.huetwin.ingest.cap.CapWriter;
import vn.huetwin.ingest.demo.DemoCity;
import vn.huetwin.ingest.demo.DemoLoader;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.EventSchemas;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.mapping.BuiltInMappings;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ingest.quarantine.QuarantineShelf;
import vn.huetwin.ingest.replay.QuarantineReplay;
import vn.huetwin.ingest.simulate.CityStory;
import vn.huetwin.ingest.simulate.IntakeSink;
import vn.huetwin.ingest.simulate.Scenario;
import vn.huetwin.ingest.simulate.Simulation;
import vn.huetwin.ingest.source.Positions;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.registry.SourceKinds;
import vn.huetwin.ingest.source.registry.Sources;
import vn.huetwin.ontology.access.ApiKeys;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.query.PlaceSearch;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.ontology.store.FeatureMemory;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.GmlProperties;
import vn.huetwin.server.api.ApiRoutes;
import vn.huetwin.server.api.OpenApiRoutes;
import vn.huetwin.server.authentication.Authentication;
import vn.huetwin.server.authentication.Tokens;
import vn.huetwin.server.backup.Backup;
import vn.huetwin.server.backup.BackupRoutes;
import vn.huetwin.server.cap.CapRoutes;
import vn.huetwin.server.config.GeoServerSite;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.config.TokenTrust;
import vn.huetwin.server.edit.Edits;
import vn.huetwin.server.event.EventRoutes;
import vn.huetwin.server.event.QuarantineRoutes;
import vn.huetwin.server.event.SchemaRoutes;
import vn.huetwin.server.event.StreamRoutes;
import vn.huetwin.server.geoserver.GeoServerProxy;
import vn.huetwin.server.health.HealthRoutes;
import vn.huetwin.server.health.Metrics;
import vn.huetwin.server.http.AnswerMemory;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.HttpSecurity;
import vn.huetwin.server.http.LayerTags;
import vn.huetwin.server.http.RequestLog;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.SharedAnswers;
import vn.huetwin.server.http.SlowClients;
import vn.huetwin.server.http.Workers;
import vn.huetwin.server.linked.LinkedRoutes;
import vn.huetwin.server.ogc.EditRoutes;
import vn.huetwin.server.ogc.MapTilesetRoutes;
import vn.huetwin.server.ogc.OgcRoutes;
import vn.huetwin.server.ogc.TilesetRoutes;
import vn.huetwin.server.open311.Open311Routes;
import vn.huetwin.server.open311.RequestSearch;
import vn.huetwin.server.ows.OwsRoutes;
import vn.huetwin.server.source.SourceRoutes;
import vn.huetwin.server.sparql.GraphStoreRoutes;
import vn.huetwin.server.sparql.SparqlRoutes;
import vn.huetwin.server.tile.TileRoutes;
import vn.huetwin.server.tile.Tilesets;
import vn.huetwin.server.tile.VectorTileAnswers;
import vn.huetwin.server.viewer.ViewerRoutes;
import vn.huetwin.server.wfs.WfsService;
import vn.huetwin.tiles.vector.VectorTiles;

/** The whole object graph of a server, built by hand in the order in which data flows. */
public final class Twin implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Twin.class);
    private static final long DEMO_SEED = 46;
    /** Simulated events per second of a demo: a city to look at, not a load. */
    private static final double DEMO_RATE = 0.33;
    /** For requests that are under way when the server stops; event streams end with it. */
    private static final int GRACE_SECONDS = 2;

    /** Of the product, as the poms have it. */
    public static final String VERSION = "0.1.0";
    /** For calls for rescue, when all other workers have their hands full. */
    private static final int URGENT_THREADS = 2;

    private final List<AutoCloseable> closing;
    private final ServerConfig config;
    private final @Nullable String adminKey;
    private final City city;
    private final CrsRegistry systems = new CrsRegistry();
    private final ChangeFeed feed;
    private final Intake intake;
    private final CapIntake warnings;
    private final Sources sources;
    private final Workers workers;
    private final Workers urgent;
    private final Workers queries;
    private final TwinDataset dataset;
    private final Outlets outlets;
    private final LayerTags tags;
    private final Maps maps;
    /** Answers from memory what it can. */
    private final FeatureStore features;

    private final VectorTileAnswers vectorTiles;
    private final StreamRoutes streams;
    private final Tilesets tilesets;
    private final Router router;
    private int port;

    /** @param closing what is to be closed, in the order in which it was opened; grows */
    private Twin(ServerConfig config, City city, List<AutoCloseable> closing) throws SQLException, IOException {
        this.config = config;
        this.city = city;
        this.closing = closing;
        Limits limits = config.limits();
        EventLog eventLog = new EventLog(city.dataSource());
        feed = new ChangeFeed(eventLog);
        intake = intake(city, feed, limits);
        ApiKeys keys = new ApiKeys(city.dataSource());
        adminKey = keys.firstAdminKey();

        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(false));
        closing.add(() -> vertx.close().await(10, TimeUnit.SECONDS));
        SlowClients slow = slow(limits);
        workers = closed(new Workers(vertx, "worker", limits.workerThreads(), limits.workerQueue(), slow));
        urgent = closed(new Workers(vertx, "urgent", URGENT_THREADS, limits.urgentQueue()));
        dataset = closed(TwinDataset.open(
                City.folder(config, "tdb2"), city.catalogue(), city.dataSource(), systems, FeatureStore.LOCAL_SRID));
        queries = closed(new Workers(vertx, "sparql", limits.sparqlThreads(), limits.sparqlQueue(), slow));
        outlets =
                closed(new Outlets(vertx, city, dataset, systems.get(FeatureStore.LOCAL_SRID), feed, workers, config));
        streams = outlets.streams();
        tilesets = closed(new Tilesets(city, config, eventLog, change -> streams.broadcast("tile-changed", change)));
        feed.listen(tilesets::accept);

        warnings = city.warnings(config, intake);
        sources = sources(config, city, systems, intake, warnings);
        feed.listen(sources::accept);
        tags = new LayerTags(feed.versions(), Long.toString(Instant.now().toEpochMilli(), Character.MAX_RADIX));
        AnswerMemory memory = new AnswerMemory((long) limits.answerMemoryMegabytes() << 20);
        FeatureMemory held = closed(memory(city, feed, limits));
        features = city.store().with(held);
        maps = closed(new Maps(vertx, city, systems, feed, tags, memory, config));
        SharedAnswers shared = new SharedAnswers(vertx, workers, memory, limits.mapTimeout());
        vectorTiles = new VectorTileAnswers(new VectorTiles(city.dataSource(), city.catalogue(), held), shared, tags);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        closed(new Metrics(registry))
                .database(city.database())
                .workers(List.of(workers, urgent, queries, outlets.reading(), maps.workers()))
                .events(intake, feed, streams)
                .sources(sources)
                .answers(memory, Map.of("map", maps.answers(), "vector-tile", shared))
                .tiles(tilesets);
        HealthRoutes health = closed(new HealthRoutes(
                VERSION,
                Instant.now(),
                eventLog,
                feed,
                intake,
                streams,
                sources,
                city.catalogue(),
                tilesets,
                workers,
                registry));
        closed(feed).start();
        outlets.start();
        closed(intake).start();
        closed(sources).start();
        tilesets.start();
        RequestLog requests = new RequestLog(registry);
        router = router(
                vertx,
                requests,
                new Authentication(keys, tokens(config), workers),
                all(all(all(routes(health), maps.routes()), outlets.routes()), beside(vertx)));
        requests.know(router);
        listen(vertx);
    }

    private static SlowClients slow(Limits limits) {
        return new SlowClients(
                (long) limits.slowAnswerMegabytes() << 20,
                (long) limits.slowAnswersMegabytes() << 20,
                limits.slowClientPatience().toMillis());
    }

    /** Hears of every change before the change counts as told. */
    private static FeatureMemory memory(City city, ChangeFeed feed, Limits limits) {
        FeatureMemory memory = new FeatureMemory(
                city.dataSource(),
                city.catalogue(),
                Math.min(
                        (long) limits.featureMemoryMegabytes() << 20,
                        Runtime.getRuntime().maxMemory() / 8),
                layer -> feed.versions().isTold(layer.name()));
        feed.listen(entries -> LayerChanges.of(city.catalogue(), entries).tell(city.catalogue(), memory));
        return memory;
    }

    private <T extends AutoCloseable> T closed(T part) {
        closing.add(part);
        return part;
    }

    private List<Routes> routes(HealthRoutes health) {
        Limits limits = config.limits();
        QuarantineShelf shelf = new QuarantineShelf(city.dataSource());
        CloudEventJson events = new CloudEventJson(InstantSource.system());
        Edits edits = new Edits(intake, InstantSource.system());
        return List.of(
                health,
                new SourceRoutes(sources, workers, limits),
                new OpenApiRoutes(config.contact()),
                new ApiRoutes(
                        config,
                        City.domain(),
                        city.catalogue(),
                        city.store(),
                        new PlaceSearch(city.dataSource(), city.catalogue()),
                        tilesets.terrain()::version,
                        workers),
                new QuarantineRoutes(
                        shelf,
                        new QuarantineReplay(shelf, intake, events, warnings),
                        city.catalogue(),
                        workers,
                        limits),
                new EventRoutes(intake, events, workers, urgent, limits),
                new SchemaRoutes(new EventSchemas(city.catalogue())),
                warnings(),
                new Open311Routes(
                        city.catalogue(),
                        city.store(),
                        new RequestSearch(city.store(), InstantSource.system()),
                        workers),
                new OgcRoutes(city.catalogue(), features, systems, tags, workers, limits, config.contact()),
                new EditRoutes(city.catalogue(), city.store(), edits, workers, limits),
                ows(city, features, maps, systems, edits, workers, config),
                new TilesetRoutes(city.catalogue(), city.store(), vectorTiles, workers),
                new MapTilesetRoutes(maps.tiles(), workers),
                new TileRoutes(city.catalogue(), vectorTiles, tilesets, workers),
                new SparqlRoutes(dataset, queries, limits),
                new GraphStoreRoutes(dataset, queries, limits),
                new LinkedRoutes(dataset, city.store(), workers),
                new BackupRoutes(new Backup(config, city.dump(), dataset), workers),
                new ViewerRoutes(workers));
    }

    private List<Routes> beside(Vertx vertx) {
        GeoServerSite site = config.geoServer();
        return site == null
                ? List.of()
                : List.of(closed(new GeoServerProxy(vertx, site, config.limits().maxOwsBytes())));
    }

    /** Warnings go the way of calls for rescue when all workers have their hands full. */
    private Routes warnings() {
        String sender = URI.create(config.base()).getHost();
        return new CapRoutes(
                warnings,
                new CapWriter(sender == null ? "huetwin" : sender, signer(config)),
                city.store(),
                InstantSource.system(),
                urgent,
                config.limits());
    }

    private static @Nullable CapSigner signer(ServerConfig config) {
        Path file = config.alerts().capKey();
        String password = config.alerts().capKeyPassword();
        if (file == null) {
            return null;
        }
        CapSigner signer = CapSigner.read(file, (password == null ? "" : password).toCharArray());
        if (!signer.isValid(Instant.now())) {
            log.warn("The certificate of {} is not valid today: receivers will not trust what it signs", file);
        }
        return signer;
    }

    /** The services behind {@code /ows}. */
    private static Routes ows(
            City city,
            FeatureStore features,
            Maps maps,
            CrsRegistry systems,
            Edits edits,
            Workers workers,
            ServerConfig config) {
        WfsService wfs = new WfsService(
                city.catalogue(),
                features,
                new GmlProperties(city.dataSource()),
                systems,
                workers,
                edits,
                City.domain(),
                config.contact(),
                config.limits().wfsCount(),
                Instant.now().getEpochSecond());
        return new OwsRoutes(List.of(maps.service(), wfs), config.limits().maxOwsBytes());
    }

    /** Starts a server; when this returns it answers. If it throws, everything that was opened is closed again. */
    public static Twin start(ServerConfig config) throws SQLException, IOException {
        checkPort(config);
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            City city = City.open(config);
            opened.add(city);
            if (config.demo()) {
                loadDemo(city);
            }
            return new Twin(config, city, opened);
        } catch (SQLException | IOException | RuntimeException e) {
            close(opened);
            throw e;
        }
    }

    private static Intake intake(City city, ChangeFeed feed, Limits limits) {
        return new Intake(
                city.dataSource(),
                city.catalogue(),
                city.validator(),
                city.writer(),
                feed,
                InstantSource.system(),
                limits.eventQueue(),
                limits.urgentQueue());
    }

    private static Sources sources(
            ServerConfig config, City city, CrsRegistry systems, Intake intake, CapIntake warnings)
            throws SQLException {
        Limits limits = config.limits();
        SourceLimits each = new SourceLimits(
                limits.maxEventBytes(),
                limits.maxSourceBytes(),
                SourceLimits.DEFAULT.events(),
                limits.sourcePatience());
        try {
            return new Sources(
                    config.sources(),
                    new SourceKinds(
                            InstantSource.system(),
                            each,
                            new MappingChooser(city.catalogue(), BuiltInMappings.load()),
                            systems,
                            warnings),
                    intake,
                    new Positions(city.dataSource()),
                    InstantSource.system());
        } catch (SourceException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void loadDemo(City city) throws SQLException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
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

    private static Router router(Vertx vertx, RequestLog requests, Authentication authentication, List<Routes> routes) {
        Router router = Router.router(vertx);
        router.route().handler(requests);
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
                // a client of the JDK that asks to go over to HTTP/2 without TLS was left waiting, one in eight times
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(120);
        try {
            HttpServer server = vertx.createHttpServer(options)
                    .requestHandler(router)
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            closing.add(() -> server.shutdown(GRACE_SECONDS, TimeUnit.SECONDS).await(10, TimeUnit.SECONDS));
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
        close(closing);
    }

    private static void close(List<AutoCloseable> opened) {
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
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
