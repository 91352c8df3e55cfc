package vn.huetwin.ingest.geofence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.query.CqlParser;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.query.FilterSql;
import vn.huetwin.ontology.query.MemoryLayer;
import vn.huetwin.ontology.query.Sql;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.store.Transaction;

/** The stored geofences. Who makes one sees all layers; who may know what it tells, the events say. */
public final class GeofenceStore {
    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final Crs local;
    private final int most;

    /**
     * @param local the CRS of {@code geometry_local}
     * @param most  fences that there may be
     */
    public GeofenceStore(DataSource dataSource, Catalogue catalogue, Crs local, int most) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.local = local;
        this.most = most;
    }

    /**
     * Makes a fence, or puts another one in its place. Who is inside already is known and not told.
     *
     * @return how many features are inside
     * @throws FilterException if it cannot be watched, or there are too many
     */
    public int put(Geofence fence, String by) throws SQLException {
        Layer layer = Access.PERSONAL.get(catalogue, fence.layer());
        new Fence(fence, 0, new MemoryLayer(layer, local), local);
        Filter filter = CqlParser.parse(fence.filter());
        return Transaction.of(dataSource, connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            delete(connection, fence.id());
            long position = EventLog.last(connection);
            insert(connection, fence, by, position);
            return fill(connection, fence, layer, filter, position);
        });
    }

    private void insert(Connection connection, Geofence fence, String by, long position) throws SQLException {
        String sql = "INSERT INTO geofence (id, title, layer, filter, hysteresis_metres, debounce_millis, position,"
                + " created_by) SELECT ?, ?, ?, ?, ?, ?, ?, ? WHERE (SELECT count(*) FROM geofence) < ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, fence.id());
            statement.setString(2, fence.title());
            statement.setString(3, fence.layer());
            statement.setString(4, fence.filter());
            statement.setDouble(5, fence.hysteresisMetres());
            statement.setLong(6, fence.debounce().toMillis());
            statement.setLong(7, position);
            statement.setString(8, by);
            statement.setInt(9, most);
            if (statement.executeUpdate() == 0) {
                throw new FilterException(
                        "id",
                        "Đã có " + most + " hàng rào; hãy xóa bớt hoặc tăng giới hạn",
                        "There are " + most + " geofences already; delete some or raise the limit");
            }
        }
    }

    private int fill(Connection connection, Geofence fence, Layer layer, Filter filter, long position)
            throws SQLException {
        Sql where = FilterSql.of(layer, filter, Access.PERSONAL, local.srid());
        List<Object> parameters = new ArrayList<>(List.of(fence.id(), position));
        parameters.addAll(where.parameters());
        String sql =
                "INSERT INTO geofence_feature (fence, feature, inside, since, cause) SELECT ?, id, true, valid_from, ?"
                        + " FROM " + TableNames.table(layer) + " WHERE " + where.text();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            new Sql(sql, parameters).bind(connection, statement);
            return statement.executeUpdate();
        }
    }

    /** @return whether there was one */
    public boolean delete(String id) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return delete(connection, id);
        }
    }

    private static boolean delete(Connection connection, String id) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM geofence WHERE id = ?")) {
            statement.setString(1, id);
            return statement.executeUpdate() > 0;
        }
    }

    public @Nullable Geofence find(String id) throws SQLException {
        List<Geofence> found = read("WHERE id = ?", id, 1);
        return found.isEmpty() ? null : found.get(0);
    }

    /** @param after key of the last one of the page before, or empty */
    public List<Geofence> list(String after, int limit) throws SQLException {
        return read("WHERE id > ?", after, limit);
    }

    private List<Geofence> read(String where, String key, int limit) throws SQLException {
        String sql = "SELECT id, title, layer, filter, hysteresis_metres, debounce_millis FROM geofence " + where
                + " ORDER BY id LIMIT ?";
        List<Geofence> all = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, key);
            statement.setInt(2, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(new Geofence(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getDouble(5),
                            Duration.ofMillis(rows.getLong(6))));
                }
            }
        }
        return all;
    }

    /** Keys of the features that are inside, as it was last told. */
    public List<String> inside(String fence, int most) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT feature FROM geofence_feature WHERE fence = ? AND inside ORDER BY feature LIMIT ?")) {
            statement.setString(1, fence);
            statement.setInt(2, most);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
        }
        return keys;
    }
}
