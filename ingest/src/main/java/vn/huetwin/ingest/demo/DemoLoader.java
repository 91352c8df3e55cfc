package vn.huetwin.ingest.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import javax.sql.DataSource;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Transaction;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;

/** Puts the demo city into an empty database, one transaction a layer, each with its provenance. */
public final class DemoLoader {
    private static final String BATCH = "import_batch";
    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final FeatureValidator validator;
    private final LayerWriter writer;

    public DemoLoader(DataSource dataSource, Catalogue catalogue, FeatureValidator validator, LayerWriter writer) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.validator = validator;
        this.writer = writer;
    }

    /**
     * Loads the layers that were not loaded before, so that a load that was cut off goes on.
     *
     * @param progress told the layer and its number of features
     * @throws IllegalStateException if the generator made what its own declarations refuse
     */
    public void load(DemoCity city, Instant now, ObjLongConsumer<String> progress) throws SQLException {
        load(city, city.layers(), now, progress);
    }

    /** The same for some layers, in the order given; wards locate what follows them. */
    public void load(DemoCity city, List<String> layers, Instant now, ObjLongConsumer<String> progress)
            throws SQLException {
        for (String name : layers) {
            Layer layer = catalogue.get(name);
            if (!isLoaded(name)) {
                progress.accept(name, Transaction.of(dataSource, connection -> load(connection, layer, city, now)));
                analyze(layer);
            }
        }
    }

    private void analyze(Layer layer) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE layer.\"" + layer.name() + "\"");
        }
    }

    private boolean isLoaded(String layer) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                var statement = connection.prepareStatement("SELECT FROM event_log WHERE source = 'demo' AND id = ?")) {
            statement.setString(1, "demo-" + layer);
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private long load(Connection connection, Layer layer, DemoCity city, Instant now) throws SQLException {
        String batch = "demo-" + layer.name();
        long position = EventLog.reserve(connection);
        LayerWriter.Outcome outcome =
                writer.write(connection, layer, new Checking(layer, city.features(layer.name())), position, batch, now);
        Layer batches = catalogue.get(BATCH);
        Draft record = new Draft(batch, null, provenance(layer, outcome.read(), now), now);
        writer.write(connection, batches, List.of(checked(batches, record)).iterator(), position, batch, now);
        EventLog.append(
                connection,
                List.of(new EventLog.Draft(
                        "demo",
                        batch,
                        "vn.hue." + layer.name() + ".imported",
                        layer.name(),
                        batch,
                        now,
                        null,
                        "{\"stored\":" + outcome.read() + "}",
                        "{}")),
                now);
        return outcome.read();
    }

    private static Map<String, Object> provenance(Layer layer, long count, Instant now) {
        return Map.of(
                "title",
                "Huế sơ đồ: " + layer.title().vi(),
                "source",
                "Bộ sinh dữ liệu Huế Twin (sơ đồ, không phải dữ liệu thật) / Huế Twin generator (schematic, not real data)",
                "licence",
                "CC0-1.0",
                "layer",
                layer.name(),
                "started_at",
                now,
                "read",
                count,
                "stored",
                count,
                "schematic",
                true);
    }

    private Verdict.Checked checked(Layer layer, Draft draft) {
        Verdict verdict = validator.check(layer, draft);
        if (verdict instanceof Verdict.Checked checked) {
            return checked;
        }
        throw new IllegalStateException(
                "The demo made a " + layer.name() + " that is refused: " + draft.key() + " " + verdict);
    }

    private final class Checking implements Iterator<Verdict.Checked> {
        private final Layer layer;
        private final Iterator<Draft> drafts;

        Checking(Layer layer, Iterator<Draft> drafts) {
            this.layer = layer;
            this.drafts = drafts;
        }

        @Override
        public boolean hasNext() {
            return drafts.hasNext();
        }

        @Override
        public Verdict.Checked next() {
            return checked(layer, drafts.next());
        }
    }
}
