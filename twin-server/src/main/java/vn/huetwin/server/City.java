package vn.huetwin.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.cap.CapIntake;
import vn.huetwin.ingest.cap.CapReader;
import vn.huetwin.ingest.cap.CapTrustFolder;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.webhook.SecretKeys;
import vn.huetwin.ingest.webhook.SubscriptionStore;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.DatabaseDump;
import vn.huetwin.ontology.postgres.ExistingDatabase;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.PrivateCluster;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.raster.RasterImporter;
import vn.huetwin.tiles.height.Ground;
import vn.huetwin.tiles.raster.RasterFolder;
import vn.huetwin.tiles.solid.Theme;
import vn.huetwin.tiles.solid.TileFolder;
import vn.huetwin.tiles.solid.Tileset;

/**
 * The stores of a city, opened: database, catalogue, tables. Servers and command-line tools share it; a tool may open
 * the city of a server that runs.
 */
public final class City implements AutoCloseable {
    private final @Nullable PrivateCluster cluster;
    private final PostgresAddress address;
    private final Database database;
    private final Catalogue catalogue;
    private final FeatureStore store;
    private final LayerWriter writer;
    private final FeatureValidator validator;

    private City(@Nullable PrivateCluster cluster, PostgresAddress address, Database database, Catalogue catalogue) {
        this.cluster = cluster;
        this.address = address;
        this.database = database;
        this.catalogue = catalogue;
        store = new FeatureStore(database.dataSource(), catalogue);
        writer = new LayerWriter(catalogue);
        validator = new FeatureValidator(domain());
    }

    /** Opens the city for a server: the data directory is ours alone. */
    public static City open(ServerConfig config) throws SQLException, IOException {
        return open(config, false);
    }

    /** Opens the city for a tool, beside a running server or without one. */
    public static City openBesideServer(ServerConfig config) throws SQLException, IOException {
        return open(config, true);
    }

    private static City open(ServerConfig config, boolean beside) throws SQLException, IOException {
        Files.createDirectories(config.data());
        Catalogue catalogue = CatalogueReader.read(config.base(), Twin.additions(config));
        PrivateCluster cluster = null;
        PostgresAddress address = config.database();
        if (address != null) {
            ExistingDatabase.check(address);
        } else {
            PrivateCluster running = beside ? PrivateCluster.attach(config.data()) : null;
            cluster = running != null ? running : PrivateCluster.start(config.data(), true);
            address = cluster.address();
        }
        Database database = null;
        try {
            database = Database.open(
                    address.jdbcUrl(),
                    address.user(),
                    address.password(),
                    config.limits().poolSize());
            Migrations.run(database.dataSource(), "ontology");
            Migrations.run(database.dataSource(), "ingest");
            Migrations.run(database.dataSource(), "source");
            Migrations.run(database.dataSource(), "tiles");
            try (Connection connection = database.connection()) {
                new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
            }
            return new City(cluster, address, database, catalogue);
        } catch (SQLException | RuntimeException e) {
            if (database != null) {
                database.close();
            }
            if (cluster != null) {
                cluster.close();
            }
            throw e;
        }
    }

    /** The box that the features of the city lie in: WGS 84 lon/lat. */
    public static Envelope domain() {
        return new Envelope(107.034, 108.211, 15.994, 16.743);
    }

    /** What it has 3D tiles of. */
    public List<Theme> themes() {
        return Theme.ALL.stream()
                .filter(theme -> catalogue.find(theme.layer()) != null)
                .toList();
    }

    /** The 3D tiles of a theme. */
    public static TileFolder tiles(ServerConfig config, Theme theme) {
        return new TileFolder(folder(config, "tiles").resolve(theme.tileset()));
    }

    /** Where the files of raster layers are kept. */
    public static RasterFolder rasters(ServerConfig config) {
        return new RasterFolder(folder(config, "rasters"));
    }

    /** Brings files into raster layers. */
    public RasterImporter rasterImporter(ServerConfig config) {
        return new RasterImporter(
                database, catalogue, writer, new CrsRegistry(), rasters(config), domain(), InstantSource.system());
    }

    /** Makes those tiles, standing on the flat ellipsoid. */
    public Tileset tileset(Theme theme, TileFolder folder) {
        return tileset(theme, folder, () -> Ground.FLAT);
    }

    /** Makes those tiles, standing on the ground as it is each time when all are made. */
    public Tileset tileset(Theme theme, TileFolder folder, Supplier<Ground> ground) {
        return new Tileset(theme, store, new CityGeometry(dataSource()), catalogue, folder, ground);
    }

    /** The tiles of the terrain, if there is one. */
    public static TileFolder terrain(ServerConfig config) {
        return new TileFolder(folder(config, "terrain"));
    }

    /** Takes warnings in; whom it trusts stands in the data directory. */
    public CapIntake warnings(ServerConfig config, Intake intake) {
        return new CapIntake(
                dataSource(),
                intake,
                new CloudEventJson(InstantSource.system()),
                new CapReader(new CapTrustFolder(config.data())),
                domain());
    }

    /** The subscriptions of web hooks; the key of their secrets lies in the data directory. */
    public SubscriptionStore subscriptions(ServerConfig config) {
        return new SubscriptionStore(dataSource(), new SecretKeys(config.data().resolve("webhook.key")));
    }

    public Database database() {
        return database;
    }

    public DataSource dataSource() {
        return database.dataSource();
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    public FeatureStore store() {
        return store;
    }

    public LayerWriter writer() {
        return writer;
    }

    public FeatureValidator validator() {
        return validator;
    }

    /** Process id of the PostgreSQL that this started, or null if it did not. */
    public @Nullable Long databaseProcess() {
        return cluster == null ? null : cluster.processId();
    }

    /** Whether no server runs beside us on the data directory, as far as its private database tells. */
    public boolean isOurs() {
        return cluster == null || cluster.owns();
    }

    /** Where its database is. */
    public PostgresAddress address() {
        return address;
    }

    /** For backups. */
    public DatabaseDump dump() {
        return new DatabaseDump(address, dataSource());
    }

    @Override
    public void close() {
        database.close();
        if (cluster != null) {
            cluster.close();
        }
    }

    /** Where files of a kind lie in the data directory. */
    public static Path folder(ServerConfig config, String name) {
        return config.data().resolve(name);
    }
}
