package vn.huetwin.ingest.geofence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a feature at a fence. A feature that is outside, with nothing pending, has none.
 *
 * @param inside       as it was last told
 * @param since        since when
 * @param pendingSince since when it is the other way round, if that is not told yet
 * @param pendingDue   when it will be told unless it changes back
 * @param cause        log position of what made it so, or what is pending
 */
record Presence(
        String fence,
        String feature,
        boolean inside,
        Instant since,
        @Nullable Instant pendingSince,
        @Nullable Instant pendingDue,
        long cause) {
    private static final String COLUMNS = "fence, feature, inside, since, pending_since, pending_due, cause";

    /** Whether it is inside now, told or not. */
    boolean now() {
        return inside != (pendingSince != null);
    }

    /** @param layer only fences of this layer */
    static List<Presence> load(Connection connection, String layer, Collection<String> features) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM geofence_feature JOIN geofence g ON g.id = fence WHERE feature = ANY (?) AND layer = ?")) {
            statement.setArray(1, connection.createArrayOf("text", features.toArray()));
            statement.setString(2, layer);
            return read(statement);
        }
    }

    /** Those that have to be told by now. */
    static List<Presence> due(Connection connection, Instant now, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM geofence_feature WHERE pending_due <= ? ORDER BY pending_due, fence, feature LIMIT ?")) {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setInt(2, most);
            return read(statement);
        }
    }

    private static List<Presence> read(PreparedStatement statement) throws SQLException {
        List<Presence> all = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Timestamp pending = rows.getTimestamp(5);
                Timestamp due = rows.getTimestamp(6);
                all.add(new Presence(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getBoolean(3),
                        rows.getTimestamp(4).toInstant(),
                        pending == null ? null : pending.toInstant(),
                        due == null ? null : due.toInstant(),
                        rows.getLong(7)));
            }
        }
        return all;
    }

    static void store(Connection connection, Collection<Presence> presences) throws SQLException {
        String sql = "INSERT INTO geofence_feature (" + COLUMNS + ") SELECT * FROM unnest(?::text[], ?::text[],"
                + " ?::boolean[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[], ?::bigint[])"
                + " ON CONFLICT (fence, feature) DO UPDATE SET inside = EXCLUDED.inside, since = EXCLUDED.since,"
                + " pending_since = EXCLUDED.pending_since, pending_due = EXCLUDED.pending_due, cause = EXCLUDED.cause";
        List<Object[]> columns = List.of(
                presences.stream().map(Presence::fence).toArray(),
                presences.stream().map(Presence::feature).toArray(),
                presences.stream().map(p -> String.valueOf(p.inside())).toArray(),
                presences.stream().map(p -> p.since().toString()).toArray(),
                presences.stream().map(p -> text(p.pendingSince())).toArray(),
                presences.stream().map(p -> text(p.pendingDue())).toArray(),
                presences.stream().map(p -> String.valueOf(p.cause())).toArray());
        write(connection, sql, columns);
    }

    static void delete(Connection connection, Collection<Presence> presences) throws SQLException {
        write(
                connection,
                "DELETE FROM geofence_feature USING unnest(?::text[], ?::text[]) AS k(f, s) WHERE fence = f AND feature = s",
                List.of(
                        presences.stream().map(Presence::fence).toArray(),
                        presences.stream().map(Presence::feature).toArray()));
    }

    private static void write(Connection connection, String sql, List<Object[]> columns) throws SQLException {
        if (columns.get(0).length == 0) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < columns.size(); i++) {
                statement.setArray(i + 1, connection.createArrayOf("text", columns.get(i)));
            }
            statement.executeUpdate();
        }
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
