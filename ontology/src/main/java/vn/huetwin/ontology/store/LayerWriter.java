package vn.huetwin.ontology.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.validate.Verdict;

/**
 * The one writer of layer rows: brings rows in by COPY into a staging table, then merges the table in one
 * statement. A row that replaces another moves the old one into the history; a row equal to the stored one is
 * left alone. The caller owns the transaction.
 */
public final class LayerWriter {
    /** @param read rows staged */
    public record Outcome(long read, long inserted, long updated, long unchanged) {}

    static final String WARD = "ward";
    /** Rows from which it pays to make the indexes of an empty table afterwards. */
    private static final long BULK = 20_000;
    /** Rows from which the planner should know what is staged. */
    private static final long ANALYZED = 2_000;

    private final Catalogue catalogue;
    /** Layers whose features others are found to be near of. */
    private final Set<String> asked;

    private volatile @Nullable WardLocator wards;

    public LayerWriter(Catalogue catalogue) {
        this.catalogue = catalogue;
        asked = catalogue.layers().stream()
                .filter(l -> NearestFinder.isAskedFor(catalogue, l))
                .map(Layer::name)
                .collect(Collectors.toSet());
    }

    /** The wards as this connection sees them. */
    public WardLocator wards(Connection connection) throws SQLException {
        WardLocator current = wards;
        if (current == null || !current.isCurrent(connection)) {
            current = WardLocator.load(connection);
            wards = current;
        }
        return current;
    }

    /**
     * @param rows       each key once
     * @param position   log position that all rows get
     * @param batch      key of the import batch or event source
     * @param recordedAt when the city learnt it; also the start of validity where a row does not say
     */
    public Outcome write(
            Connection connection,
            Layer layer,
            Iterator<Verdict.Checked> rows,
            long position,
            String batch,
            Instant recordedAt)
            throws SQLException {
        String stage = TableNames.quote("stage_" + layer.name());
        createStage(connection, layer, stage);
        long read = copy(connection, layer, stage, rows);
        NearestFinder.fill(connection, layer, stage);
        Outcome outcome = merge(connection, layer, stage, read, position, batch, recordedAt);
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE " + stage);
        }
        if (layer.name().equals(WARD) && outcome.inserted() + outcome.updated() > 0) {
            relocate(connection);
        }
        if (asked.contains(layer.name()) && outcome.inserted() + outcome.updated() > 0) {
            changed(connection, layer, NearestFinder.written(connection, layer, position));
        }
        return outcome;
    }

    /** What is found to be near features of the layer is looked at again. */
    void changed(Connection connection, Layer layer, Collection<String> keys) throws SQLException {
        if (asked.contains(layer.name())) {
            NearestFinder.changed(connection, catalogue, layer, keys);
        }
    }

    private static void createStage(Connection connection, Layer layer, String stage) throws SQLException {
        List<String> columns = new ArrayList<>();
        columns.add("id text COLLATE \"C\"");
        if (layer.hasGeometry()) {
            columns.add("geometry geometry(" + layer.geometry().simpleFeatures() + ",4326)");
        }
        for (Property property : layer.properties()) {
            columns.add(
                    TableNames.quote(property.name()) + " " + property.type().sql());
        }
        columns.add("ward_code text");
        columns.add("valid_from timestamptz");
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE " + stage + " (" + String.join(", ", columns) + ")");
        }
    }

    private long copy(Connection connection, Layer layer, String stage, Iterator<Verdict.Checked> rows)
            throws SQLException {
        WardLocator locator = wards(connection);
        boolean isWard = layer.name().equals(WARD);
        int fields = layer.properties().size() + (layer.hasGeometry() ? 4 : 3);
        long count = 0;
        try (BinaryCopy copy = new BinaryCopy(connection, "COPY " + stage + " FROM STDIN (FORMAT binary)")) {
            while (rows.hasNext()) {
                Verdict.Checked row = rows.next();
                copy.startRow(fields);
                copy.value(row.key());
                if (layer.hasGeometry()) {
                    copy.geometry(row.geometry());
                }
                for (Object value : row.values()) {
                    copy.value(value);
                }
                copy.value(isWard ? row.key() : locator.locate(row.geometry()));
                copy.value(row.validFrom());
                count++;
            }
            copy.finish();
        } catch (IOException e) {
            throw new SQLException("Rows of " + layer.name() + " could not be sent to the database", e);
        }
        return count;
    }

    private static Outcome merge(
            Connection connection,
            Layer layer,
            String stage,
            long read,
            long position,
            String batch,
            Instant recordedAt)
            throws SQLException {
        String table = TableNames.table(layer);
        boolean empty = isEmpty(connection, table);
        BulkIndexes indexes = empty && read >= BULK ? BulkIndexes.drop(connection, table) : null;
        if (!empty && read >= ANALYZED) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("ANALYZE " + stage);
            }
        }
        long unchanged = 0;
        long updated = 0;
        if (!empty) {
            unchanged = update(
                    connection,
                    "DELETE FROM " + stage + " s USING " + table + " t WHERE t.id = s.id AND " + same(layer));
            String columns = columns(layer);
            updated = update(
                    connection,
                    "INSERT INTO " + TableNames.history(layer) + " (" + columns + ", valid, end_known) SELECT "
                            + prefixed(columns) + ", tstzrange(t.valid_from, greatest(t.valid_from,"
                            + " coalesce(s.valid_from, ?))), ? FROM " + table + " t JOIN " + stage + " s USING (id)",
                    Timestamp.from(recordedAt),
                    Timestamp.from(recordedAt));
        }
        long stored = update(
                connection,
                insert(layer, stage, empty),
                Timestamp.from(recordedAt),
                Timestamp.from(recordedAt),
                position,
                batch);
        if (indexes != null) {
            indexes.create(connection);
            RareProperties.index(connection, layer);
        }
        return new Outcome(read, stored - updated, updated, unchanged);
    }

    /**
     * Moves rows into the history that belong to an object which was written at this position and no longer has them:
     * those with its key in {@code object} and another {@code model}.
     *
     * @return how many
     */
    public static long retire(Connection connection, Layer layer, Layer owners, long position, Instant recordedAt)
            throws SQLException {
        String columns = columns(layer);
        return update(
                connection,
                "WITH gone AS (DELETE FROM " + TableNames.table(layer) + " t USING " + TableNames.table(owners)
                        + " o WHERE o.position = ? AND t.object = o.id AND t.model IS DISTINCT FROM o.model RETURNING t.*)"
                        + " INSERT INTO " + TableNames.history(layer) + " (" + columns + ", valid) SELECT "
                        + prefixed(columns) + ", tstzrange(t.valid_from, greatest(t.valid_from, ?)) FROM gone t",
                position,
                Timestamp.from(recordedAt));
    }

    private static String insert(Layer layer, String stage, boolean empty) {
        List<String> own = ownColumns(layer);
        List<String> all = new ArrayList<>(own);
        all.addAll(List.of("valid_from", "recorded_at", "position", "batch"));
        String sql = "INSERT INTO " + TableNames.table(layer) + " (id, " + String.join(", ", all) + ") SELECT id, "
                + String.join(", ", own) + ", coalesce(valid_from, ?), ?, ?, ? FROM " + stage;
        if (empty) {
            return sql;
        }
        return sql + " ON CONFLICT (id) DO UPDATE SET known_from = NULL, "
                + all.stream().map(c -> c + " = EXCLUDED." + c).collect(Collectors.joining(", "));
    }

    /** A row says the same as the stored one; the order of vertices counts, the time of recording does not. */
    private static String same(Layer layer) {
        List<String> own = ownColumns(layer);
        return "(" + own.stream().map(c -> "s." + c).collect(Collectors.joining(", ")) + ") IS NOT DISTINCT FROM ("
                + own.stream().map(c -> "t." + c).collect(Collectors.joining(", "))
                + ") AND coalesce(s.valid_from, t.valid_from) = t.valid_from";
    }

    private static List<String> ownColumns(Layer layer) {
        List<String> columns = new ArrayList<>();
        if (layer.hasGeometry()) {
            columns.add("geometry");
        }
        layer.properties().forEach(p -> columns.add(TableNames.quote(p.name())));
        columns.add("ward_code");
        return columns;
    }

    private static String columns(Layer layer) {
        List<String> columns = new ArrayList<>();
        columns.add("id");
        columns.addAll(ownColumns(layer));
        if (layer.hasGeometry()) {
            columns.add("geometry_local");
        }
        columns.addAll(List.of("valid_from", "recorded_at", "position", "batch", "known_from"));
        return String.join(", ", columns);
    }

    private static String prefixed(String columns) {
        return "t." + columns.replace(", ", ", t.");
    }

    /** New ward borders: every feature of every layer is located again, set by set. */
    void relocate(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE ward_part ON COMMIT DROP AS"
                    + " SELECT id, ST_Subdivide(geometry, 128) AS geometry FROM layer.ward");
            statement.execute("CREATE INDEX ON ward_part USING gist (geometry)");
            statement.execute("ANALYZE ward_part");
            for (Layer layer : catalogue.layers()) {
                if (layer.hasGeometry() && !layer.name().equals(WARD)) {
                    statement.executeUpdate(relocation(layer));
                }
            }
            statement.execute("DROP TABLE ward_part");
        }
    }

    private static String relocation(Layer layer) {
        String table = TableNames.table(layer);
        return "UPDATE " + table + " t SET ward_code = n.code FROM (SELECT f.id, coalesce("
                + "(SELECT min(w.id) FROM ward_part w WHERE ST_Intersects(w.geometry, ST_Centroid(f.geometry))), "
                + "(SELECT min(w.id) FROM ward_part w WHERE ST_Intersects(w.geometry, ST_PointOnSurface(f.geometry))))"
                + " AS code FROM " + table + " f WHERE f.geometry IS NOT NULL) n"
                + " WHERE t.id = n.id AND t.ward_code IS DISTINCT FROM n.code";
    }

    private static boolean isEmpty(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT NOT EXISTS (SELECT FROM " + table + ")")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static long update(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            return statement.executeLargeUpdate();
        }
    }
}
