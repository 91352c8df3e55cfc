package vn.huetwin.ingest.source;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.cap.CapIntake;
import vn.huetwin.ingest.cap.CapReader;
import vn.huetwin.ingest.cap.CapTrust;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.Intake;
import vn.huetwin.ingest.mapping.BuiltInMappings;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ingest.mapping.MappingException;
import vn.huetwin.ingest.mapping.MappingReader;
import vn.huetwin.ingest.source.format.CloudEventFormat;
import vn.huetwin.ingest.source.format.EventMapping;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.FeatureValidator;

/** An intake that sources bring events to. */
public final class SourceBench implements AutoCloseable {
    public static final Catalogue CATALOGUE = CatalogueReader.read();
    public static final Envelope CITY = new Envelope(107.034, 108.211, 15.994, 16.743);

    public final PostgresAddress address;
    public final Database database;
    public final Intake intake;
    public final Positions positions;
    public final CloudEventFormat cloudEvents =
            new CloudEventFormat(new CloudEventJson(InstantSource.system()), 10_000);

    /**
     * @param domain where features may lie; null for anywhere
     * @param queue  events that may wait
     */
    public SourceBench(PostgresAddress address, @Nullable Envelope domain, int queue) throws SQLException {
        this.address = address;
        database = Database.open(address.jdbcUrl(), address.user(), address.password(), 8);
        Migrations.run(database.dataSource(), "ontology");
        Migrations.run(database.dataSource(), "ingest");
        Migrations.run(database.dataSource(), "source");
        try (Connection connection = database.connection()) {
            new LayerTables(CATALOGUE, 9214).sync(connection);
        }
        intake = new Intake(
                database.dataSource(),
                CATALOGUE,
                new FeatureValidator(domain),
                new LayerWriter(CATALOGUE),
                new ChangeFeed(new EventLog(database.dataSource())),
                InstantSource.system(),
                queue,
                queue);
        intake.start();
        positions = new Positions(database.dataSource());
    }

    /** Takes warnings in and trusts nobody. */
    public CapIntake warnings() {
        return new CapIntake(
                database.dataSource(),
                intake,
                new CloudEventJson(InstantSource.system()),
                new CapReader(CapTrust::none),
                CITY);
    }

    public SourceBench(@Nullable Envelope domain) throws SQLException {
        this(TestPostgis.address(), domain, 20_000);
    }

    public static SourceSpec spec(String name, String kind) {
        return new SourceSpec(name, kind, null, null, null, AccessClass.INTERNAL, null);
    }

    public Inlet inlet(SourceSpec spec, SourceTally tally) {
        return new Inlet(spec, intake, positions, tally, InstantSource.system());
    }

    /** What rows mean, in YAML, and the verb of their events. */
    public static EventMapping mapping(String yaml, String verb) throws IOException, MappingException {
        Mapping mapping =
                new MappingReader().read(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)), "test");
        return EventMapping.of(new MappingChooser(CATALOGUE, BuiltInMappings.load()), mapping, new CrsRegistry(), verb);
    }

    /** A file of the shared data; the test is skipped where there is none. */
    public static Path shared(String name) {
        String shared = System.getenv("TWIN_SHARED");
        Path folder = Path.of(shared == null ? "../../shared" : shared, "data/events");
        Path file = folder.resolve(name);
        Assumptions.assumeTrue(Files.isReadable(file), "There is no shared data " + file + " (TWIN_SHARED names it)");
        return file;
    }

    /** Accepted, duplicate, set aside. */
    public static String counts(SourceTally tally) {
        return tally.acceptedEvents() + " " + tally.duplicateEvents() + " " + tally.messagesSetAside();
    }

    /** A report that is whole by itself, in structured mode. */
    public static String report(String id) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"hue-s\",\"type\":\"vn.hue.incident.received\","
                + "\"subject\":\"pa-" + id + "\",\"time\":\"2026-11-25T08:00:00+07:00\",\"data\":{\"geometry\":"
                + "{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"}}";
    }

    /** The attributes of the same in binary mode. */
    public static Map<String, String> attributes(String id) {
        return Map.of(
                "specversion", "1.0",
                "id", id,
                "source", "hue-s",
                "type", "vn.hue.incident.received",
                "subject", "pa-" + id,
                "time", "2026-11-25T08:00:00+07:00");
    }

    public static final String DATA =
            "{\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"}";

    public CloudEventJson json() {
        return new CloudEventJson(InstantSource.system());
    }

    /** Rows, columns joined by blanks. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public List<String> rows(String sql) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                all.add(String.join(" ", columns));
            }
        }
        return all;
    }

    public String one(String sql) throws SQLException {
        return rows(sql).get(0);
    }

    /** Waits until it is so, at most a minute. */
    public static void await(BooleanSupplier so) throws InterruptedException {
        Instant end = Instant.now().plusSeconds(180);
        while (!so.getAsBoolean() && Instant.now().isBefore(end)) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    @Override
    public void close() {
        intake.close();
        database.close();
    }
}
