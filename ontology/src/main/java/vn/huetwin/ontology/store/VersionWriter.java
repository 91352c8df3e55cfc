package vn.huetwin.ontology.store;

import java.io.IOException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;
import org.postgresql.PGStatement;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationRule;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Writes versions of features whose times are known one by one: present and history in one statement. Rows with one
 * common position and time of recording go through {@link LayerWriter}. The caller owns the transaction.
 */
public final class VersionWriter {
    /**
     * How a feature was during some time.
     *
     * @param checked  its state; {@code validFrom} in it is not used
     * @param until    end of its validity, or null if it is the present
     * @param position log position of what made it so
     * @param moved    whether what is near of it is to be found; otherwise it is as {@code checked} says
     */
    public record Version(
            Verdict.Checked checked,
            Instant from,
            @Nullable Instant until,
            Instant recordedAt,
            long position,
            String batch,
            boolean moved) {}

    /** Rows from which a temporary table pays. */
    private static final int COPIED = 100;

    private final LayerWriter layers;

    public VersionWriter(LayerWriter layers) {
        this.layers = layers;
    }

    /**
     * Ends what was believed of the features: present and history stay in the history as what was known until now.
     *
     * @param now when it became known that it was otherwise
     */
    public void supersede(Connection connection, Layer layer, Collection<String> keys, Instant now)
            throws SQLException {
        String history = TableNames.history(layer);
        String columns = "id, " + String.join(", ", own(layer)) + (layer.hasGeometry() ? ", geometry_local" : "")
                + ", ward_code, valid_from, recorded_at, position, batch, known_from";
        String sql = "WITH past AS (UPDATE " + history + " SET known_until = ?::timestamptz WHERE id = ANY (?)"
                + " AND known_until IS NULL), present AS (DELETE FROM " + TableNames.table(layer)
                + " WHERE id = ANY (?) RETURNING *) INSERT INTO " + history + " (" + columns + ", valid, known_until)"
                + " SELECT " + columns + ", tstzrange(valid_from, NULL), ?::timestamptz FROM present";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array all = connection.createArrayOf("text", keys.toArray(String[]::new));
            statement.setString(1, text(now));
            statement.setArray(2, all);
            statement.setArray(3, all);
            statement.setString(4, text(now));
            statement.executeUpdate();
        }
        layers.changed(connection, layer, keys);
    }

    /**
     * Adds versions after those that are stored: the present of each feature ends when its first version here begins.
     *
     * @param versions  of one feature in their order; the last of each has no end, unless the feature is
     *                  no more
     * @param knownFrom since when it is known to have been so, if that is later than what the versions say
     */
    public void append(Connection connection, Layer layer, List<Version> versions, @Nullable Instant knownFrom)
            throws SQLException {
        append(connection, layer, versions, knownFrom, layers.wards(connection));
    }

    /**
     * The same for who knows the wards.
     *
     * @param wards as this transaction sees them
     */
    public void append(
            Connection connection, Layer layer, List<Version> versions, @Nullable Instant knownFrom, WardLocator wards)
            throws SQLException {
        if (versions.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = rows(connection, layer, versions, wards);
        String stage = rows.size() < COPIED ? null : copy(connection, layer, rows);
        try (PreparedStatement statement = connection.prepareStatement(sql(layer, stage))) {
            if (stage != null) {
                // planned each time: a plan from when the layer was small would read all of it
                statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            }
            int parameter = 1;
            for (int column = 0; stage == null && column < columns(layer).size(); column++) {
                statement.setArray(parameter++, connection.createArrayOf("text", texts(rows, column)));
            }
            statement.setString(parameter, knownFrom == null ? null : text(knownFrom));
            statement.executeUpdate();
        }
        if (layer.name().equals(LayerWriter.WARD)) {
            layers.relocate(connection);
        }
        layers.changed(
                connection,
                layer,
                versions.stream().map(v -> v.checked().key()).distinct().toList());
    }

    /** Each version in the order of {@link #columns}. */
    private List<@Nullable Object[]> rows(Connection connection, Layer layer, List<Version> versions, WardLocator wards)
            throws SQLException {
        boolean isWard = layer.name().equals(LayerWriter.WARD);
        int columns = columns(layer).size();
        List<@Nullable Object[]> rows = new ArrayList<>(versions.size());
        IdentityHashMap<Geometry, @Nullable String[]> nearest = nearest(connection, layer, versions);
        for (Version version : versions) {
            Verdict.Checked checked = version.checked();
            Geometry place = checked.geometry();
            @Nullable String[] found = place == null ? null : nearest.get(place);
            int next = 0;
            @Nullable Object[] row = new @Nullable Object[columns];
            int column = 0;
            row[column++] = checked.key();
            if (layer.hasGeometry()) {
                row[column++] = place;
            }
            for (int i = 0; i < checked.values().size(); i++) {
                Object value = checked.values().get(i);
                if (version.moved() && layer.properties().get(i).nearestMetres() != null) {
                    value = found == null ? null : found[next++];
                }
                row[column++] = value;
            }
            row[column++] = isWard ? checked.key() : wards.locate(place);
            row[column++] = version.from();
            row[column++] = version.until();
            row[column++] = version.recordedAt();
            row[column++] = version.position();
            row[column] = version.batch();
            rows.add(row);
        }
        return rows;
    }

    /** Small numbers of rows go along as parameters: a temporary table is emptied by each transaction that used one. */
    private static @Nullable String[] texts(List<@Nullable Object[]> rows, int column) {
        @Nullable String[] texts = new @Nullable String[rows.size()];
        WKBWriter wkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, true);
        for (int i = 0; i < texts.length; i++) {
            Object value = rows.get(i)[column];
            if (value instanceof Geometry geometry) {
                geometry.setSRID(4326);
                texts[i] = WKBWriter.toHex(wkb.write(geometry));
            } else if (value instanceof Instant time) {
                texts[i] = text(time);
            } else {
                texts[i] = value == null ? null : value.toString();
            }
        }
        return texts;
    }

    /**
     * Many rows go by COPY: to take thirty arrays of texts apart costs as much as to write the rows.
     *
     * @return the temporary table that has them until the transaction ends; it stays with the connection
     */
    private static String copy(Connection connection, Layer layer, List<@Nullable Object[]> rows) throws SQLException {
        String stage = "pg_temp." + TableNames.quote("version_" + layer.name());
        List<String> columns = columns(layer);
        List<String> types = types(layer);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE IF NOT EXISTS " + stage + " ("
                    + IntStream.range(0, columns.size())
                            .mapToObj(i -> columns.get(i) + " " + types.get(i))
                            .collect(Collectors.joining(", "))
                    + ") ON COMMIT DELETE ROWS");
            statement.execute("DELETE FROM " + stage); // of an earlier call in this transaction
        }
        try (BinaryCopy copy = new BinaryCopy(connection, "COPY " + stage + " FROM STDIN (FORMAT binary)")) {
            for (@Nullable Object[] row : rows) {
                copy.startRow(row.length);
                for (Object value : row) {
                    if (value instanceof Geometry geometry) {
                        copy.geometry(geometry);
                    } else {
                        copy.value(value);
                    }
                }
            }
            copy.finish();
        } catch (IOException e) {
            throw new SQLException("Versions of " + layer.name() + " could not be sent to the database", e);
        }
        return stage;
    }

    /** What is near of those that moved, unless their place is a guess. */
    private static IdentityHashMap<Geometry, @Nullable String[]> nearest(
            Connection connection, Layer layer, List<Version> versions) throws SQLException {
        if (NearestFinder.properties(layer).isEmpty()) {
            return new IdentityHashMap<>();
        }
        LocationRule rule = layer.location();
        int match = rule == null ? -1 : layer.indexOf(rule.match());
        Set<Geometry> places = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Version version : versions) {
            Geometry place = version.checked().geometry();
            boolean guess = match >= 0 && version.checked().values().get(match) != null;
            if (place != null && version.moved() && !guess) {
                places.add(place);
            }
        }
        return NearestFinder.find(connection, layer, places);
    }

    /** PostgreSQL keeps microseconds; cut here, so that equal times stay equal. */
    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static List<String> own(Layer layer) {
        List<String> own = new ArrayList<>();
        if (layer.hasGeometry()) {
            own.add("geometry");
        }
        layer.properties().forEach(p -> own.add(TableNames.quote(p.name())));
        return own;
    }

    /** What comes with each version. */
    private static List<String> columns(Layer layer) {
        List<String> columns = new ArrayList<>(List.of("id"));
        columns.addAll(own(layer));
        columns.addAll(List.of("ward_code", "valid_from", "valid_until", "recorded_at", "position", "batch"));
        return columns;
    }

    /** The types of {@link #columns}. */
    private static List<String> types(Layer layer) {
        List<String> types = new ArrayList<>(List.of("text COLLATE \"C\""));
        if (layer.hasGeometry()) {
            types.add("geometry");
        }
        layer.properties().forEach(p -> types.add(p.type().sql()));
        types.addAll(List.of("text", "timestamptz", "timestamptz", "timestamptz", "bigint", "text"));
        return types;
    }

    /** The rows as a table {@code v} with their types. */
    private static String given(Layer layer, @Nullable String stage) {
        List<String> columns = columns(layer);
        if (stage != null) {
            return "WITH v AS (SELECT *, ?::timestamptz AS known_from FROM " + stage + ")";
        }
        List<String> types = types(layer);
        return "WITH given AS (SELECT * FROM unnest("
                + columns.stream().map(c -> "?::text[]").collect(Collectors.joining(", ")) + ") AS g("
                + String.join(", ", columns) + ")), v AS MATERIALIZED (SELECT "
                + IntStream.range(0, columns.size())
                        .mapToObj(i -> columns.get(i) + "::" + types.get(i) + " AS " + columns.get(i))
                        .collect(Collectors.joining(", "))
                + ", ?::timestamptz AS known_from FROM given)";
    }

    /**
     * Rows that are there already are updated without their geometry where it is the same, so that neither its indexes
     * nor {@code geometry_local} are made again.
     */
    private static String sql(Layer layer, @Nullable String stage) {
        List<String> plain = new ArrayList<>(own(layer));
        plain.addAll(List.of("ward_code", "valid_from", "recorded_at", "position", "batch", "known_from"));
        String columns = "id, " + String.join(", ", plain);
        String table = TableNames.table(layer);
        String local = layer.hasGeometry() ? ", geometry_local" : "";
        String projected = layer.hasGeometry() ? ", ST_Transform(v.geometry, " + FeatureStore.LOCAL_SRID + ")" : "";
        return given(layer, stage) + ", ended AS (INSERT INTO "
                + TableNames.history(layer) + " (" + columns + local + ", valid, end_known) SELECT t."
                + columns.replace(", ", ", t.") + (local.isEmpty() ? "" : ", t.geometry_local")
                + ", tstzrange(t.valid_from, greatest(t.valid_from, f.first)), f.known FROM " + table
                + " t JOIN (SELECT id, min(valid_from) AS first, min(recorded_at) AS known FROM v GROUP BY id) f USING (id)),"
                + " past AS (INSERT INTO " + TableNames.history(layer) + " (" + columns + local + ", valid) SELECT v."
                + columns.replace(", ", ", v.") + projected
                + ", tstzrange(v.valid_from, v.valid_until) FROM v WHERE valid_until IS NOT NULL)"
                + updates(layer, plain) + " INSERT INTO " + table + " (" + columns + ") SELECT v."
                + columns.replace(", ", ", v.") + " FROM v WHERE valid_until IS NULL AND NOT EXISTS (SELECT FROM "
                + table + " t WHERE t.id = v.id) ON CONFLICT (id) DO UPDATE SET "
                + plain.stream().map(c -> c + " = EXCLUDED." + c).collect(Collectors.joining(", "));
    }

    private static String updates(Layer layer, List<String> columns) {
        String from = " FROM v WHERE t.id = v.id AND v.valid_until IS NULL";
        String still = ", still AS (UPDATE " + TableNames.table(layer) + " t SET "
                + columns.stream()
                        .filter(c -> !c.equals("geometry"))
                        .map(c -> c + " = v." + c)
                        .collect(Collectors.joining(", "))
                + from;
        if (!layer.hasGeometry()) {
            return still + ")";
        }
        return still + " AND v.geometry IS NOT DISTINCT FROM t.geometry), moved AS (UPDATE " + TableNames.table(layer)
                + " t SET " + columns.stream().map(c -> c + " = v." + c).collect(Collectors.joining(", ")) + from
                + " AND v.geometry IS DISTINCT FROM t.geometry)";
    }
}
