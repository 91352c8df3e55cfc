package vn.huetwin.ingest.event;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.FeatureValidator;

/** An intake on a database of its own. */
public final class EventBench implements AutoCloseable {
    public static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
    public static final Catalogue CATALOGUE = CatalogueReader.read();

    public final Database database = TestPostgis.database();
    public final CloudEventJson json = new CloudEventJson(InstantSource.fixed(NOW));
    public final EventLog log = new EventLog(database.dataSource());
    public final Intake intake;

    public EventBench() throws SQLException {
        this(new Envelope(107.034, 108.211, 15.994, 16.743));
    }

    /** An intake of a city elsewhere. */
    public EventBench(Envelope city) throws SQLException {
        this(10_000, city);
        intake.start();
    }

    /** An intake that does not run yet. */
    EventBench(int queueSize) throws SQLException {
        this(queueSize, new Envelope(107.034, 108.211, 15.994, 16.743));
    }

    private EventBench(int queueSize, Envelope city) throws SQLException {
        Migrations.run(database.dataSource(), "ontology");
        Migrations.run(database.dataSource(), "ingest");
        try (Connection connection = database.connection()) {
            new LayerTables(CATALOGUE, 9214).sync(connection);
        }
        intake = new Intake(
                database.dataSource(),
                CATALOGUE,
                new FeatureValidator(city),
                new LayerWriter(CATALOGUE),
                new ChangeFeed(log),
                InstantSource.fixed(NOW),
                queueSize,
                100);
    }

    /** Offers all at once and waits for what becomes of each. */
    public List<Receipt> send(List<String> events) throws Exception {
        List<Intake.Offered> offered = new ArrayList<>();
        for (String event : events) {
            byte[] bytes = event.getBytes(StandardCharsets.UTF_8);
            offered.add(new Intake.Offered(json.parse(bytes), bytes));
        }
        List<CompletableFuture<Receipt>> waiting = intake.offer(offered);
        if (waiting == null) {
            throw new IllegalStateException("The queue is full");
        }
        List<Receipt> receipts = new ArrayList<>();
        for (CompletableFuture<Receipt> receipt : waiting) {
            receipts.add(receipt.get(60, TimeUnit.SECONDS));
        }
        return receipts;
    }

    /** Offers all while the connections of the database break; what becomes of the events is not known. */
    void sendAndBreakOff(List<String> events) throws Exception {
        List<Intake.Offered> offered = new ArrayList<>();
        for (String event : events) {
            offered.add(new Intake.Offered(json.parse(event.getBytes(StandardCharsets.UTF_8)), null));
        }
        List<CompletableFuture<Receipt>> waiting = intake.offer(offered);
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        for (CompletableFuture<Receipt> receipt : java.util.Objects.requireNonNull(waiting)) {
            receipt.handle((known, failure) -> known).get(60, TimeUnit.SECONDS);
        }
        // the pool trusts connections that were used in the last half second
        Thread.sleep(600);
    }

    public Receipt send(String event) throws Exception {
        return send(List.of(event)).get(0);
    }

    /** Rows, columns joined by blanks. */
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

    public void execute(String sql) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    public void empty() throws SQLException {
        execute("TRUNCATE layer.incident, layer_history.incident, event_log, quarantine");
    }

    @Override
    public void close() {
        intake.close();
        database.close();
    }
}
