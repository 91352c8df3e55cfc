package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
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
     */
    public record Version(
            Verdict.Checked checked,
            Instant from,
            @Nullable Instant until,
            Instant recordedAt,
            long position,
            String batch) {}

    private final LayerWriter layers;

    public VersionWriter(LayerWriter layers) {
        this.layers = layers;
    }

    /** Forgets present and history of the features. */
    public void delete(Connection connection, Layer layer, Collection<String> keys) throws SQLException {
        for (String table : List.of(TableNames.history(layer), TableNames.table(layer))) {
            try (PreparedStatement statement =
                    connection.prepareStatement("DELETE FROM " + table + " WHERE id = ANY (?)")) {
                statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
                statement.executeUpdate();
            }
        }
    }

    /**
     * Adds versions after those that are stored: the present of each feature ends when its first version here begins.
     *
     * @param versions of one feature in their order; the last of each has no end
     */
    public void append(Connection connection, Layer layer, List<Version> versions) throws SQLException {
        if (versions.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql(layer))) {
            List<Object[]> arrays = arrays(connection, layer, versions);
            for (int i = 0; i < arrays.size(); i++) {
                statement.setArray(i + 1, connection.createArrayOf("text", arrays.get(i)));
            }
            statement.executeUpdate();
        }
        if (layer.name().equals(LayerWriter.WARD)) {
            layers.relocate(connection);
        }
    }

    private List<Object[]> arrays(Connection connection, Layer layer, List<Version> versions) throws SQLException {
        WardLocator wards = layers.wards(connection);
        boolean isWard = layer.name().equals(LayerWriter.WARD);
        WKBWriter wkb = new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, true);
        List<Object[]> arrays = new ArrayList<>();
        int columns = layer.properties().size() + (layer.hasGeometry() ? 8 : 7);
        for (int i = 0; i < columns; i++) {
            arrays.add(new Object[versions.size()]);
        }
        for (int row = 0; row < versions.size(); row++) {
            Version version = versions.get(row);
            Verdict.Checked checked = version.checked();
            int column = 0;
            arrays.get(column++)[row] = checked.key();
            if (layer.hasGeometry()) {
                if (checked.geometry() != null) {
                    checked.geometry().setSRID(4326);
                    arrays.get(column)[row] = WKBWriter.toHex(wkb.write(checked.geometry()));
                }
                column++;
            }
            for (Object value : checked.values()) {
                arrays.get(column++)[row] = value == null ? null : value.toString();
            }
            arrays.get(column++)[row] = isWard ? checked.key() : wards.locate(checked.geometry());
            arrays.get(column++)[row] = text(version.from());
            arrays.get(column++)[row] = version.until() == null ? null : text(version.until());
            arrays.get(column++)[row] = text(version.recordedAt());
            arrays.get(column++)[row] = Long.toString(version.position());
            arrays.get(column)[row] = version.batch();
        }
        return arrays;
    }

    /** PostgreSQL keeps microseconds; cut here, so that equal times stay equal. */
    private static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS).toString();
    }

    private static String sql(Layer layer) {
        List<String> own = new ArrayList<>();
        List<String> cast = new ArrayList<>();
        if (layer.hasGeometry()) {
            own.add("geometry");
            cast.add("geometry::geometry");
        }
        for (Property property : layer.properties()) {
            String name = TableNames.quote(property.name());
            own.add(name);
            cast.add(name + "::" + property.type().sql());
        }
        List<String> all = new ArrayList<>(List.of("id"));
        all.addAll(own);
        all.addAll(List.of("ward_code", "valid_from", "valid_until", "recorded_at", "position", "batch"));
        String tail = "ward_code, valid_from, recorded_at, position, batch";
        String columns = "id, " + own.stream().map(c -> c + ", ").collect(Collectors.joining()) + tail;
        String table = TableNames.table(layer);
        String local = layer.hasGeometry() ? ", geometry_local" : "";
        String inserted = layer.hasGeometry() ? ", ST_Transform(v.geometry, " + FeatureStore.LOCAL_SRID + ")" : "";
        return "WITH given AS (SELECT * FROM unnest("
                + all.stream().map(c -> "?::text[]").collect(Collectors.joining(", ")) + ") AS g("
                + String.join(", ", all) + ")), v AS MATERIALIZED (SELECT id"
                + cast.stream().map(c -> ", " + c).collect(Collectors.joining())
                + ", ward_code, valid_from::timestamptz, valid_until::timestamptz, recorded_at::timestamptz,"
                + " position::bigint, batch FROM given), ended AS (INSERT INTO " + TableNames.history(layer) + " ("
                + columns + local + ", valid) SELECT t." + columns.replace(", ", ", t.")
                + (local.isEmpty() ? "" : ", t.geometry_local")
                + ", tstzrange(t.valid_from, greatest(t.valid_from, f.first)) FROM " + table
                + " t JOIN (SELECT id, min(valid_from) AS first FROM v GROUP BY id) f USING (id)),"
                + " past AS (INSERT INTO " + TableNames.history(layer) + " (" + columns + local + ", valid) SELECT v."
                + columns.replace(", ", ", v.") + inserted
                + ", tstzrange(v.valid_from, v.valid_until) FROM v WHERE valid_until IS NOT NULL)"
                + " INSERT INTO " + table + " (" + columns + ") SELECT " + columns
                + " FROM v WHERE valid_until IS NULL ON CONFLICT (id) DO UPDATE SET "
                + List.of(columns.substring(4).split(", ")).stream()
                        .map(c -> c + " = EXCLUDED." + c)
                        .collect(Collectors.joining(", "));
    }
}
