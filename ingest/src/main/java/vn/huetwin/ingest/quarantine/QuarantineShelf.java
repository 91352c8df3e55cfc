package vn.huetwin.ingest.quarantine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Reads what was set aside, and marks what was mended. */
public final class QuarantineShelf {
    /**
     * Something that waits to be mended.
     *
     * @param row      line or number in its file
     * @param layer    null if it is not known what it is about
     * @param original its bytes as they came
     */
    public record Item(
            long id,
            String source,
            @Nullable String batch,
            @Nullable Long row,
            @Nullable String layer,
            String reasonCode,
            @Nullable String field,
            String message,
            byte[] original,
            Instant receivedAt) {}

    /** How many of a source and layer wait for one reason. */
    public record Count(String source, @Nullable String layer, String reasonCode, long count, Instant last) {}

    private static final String COLUMNS =
            "id, source, batch, row, layer, reason_code, field, message, original, received_at";

    private final DataSource dataSource;

    public QuarantineShelf(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * What waits, oldest first.
     *
     * @param source only of this source, or null
     * @param reason only with this reason code, or null
     * @param after  only with a higher id
     */
    public List<Item> list(@Nullable String source, @Nullable String reason, long after, int limit)
            throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM quarantine WHERE resolved_at IS NULL AND id > ?"
                + " AND (?::text IS NULL OR source = ?) AND (?::text IS NULL OR reason_code = ?) ORDER BY id LIMIT ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, after);
            statement.setString(2, source);
            statement.setString(3, source);
            statement.setString(4, reason);
            statement.setString(5, reason);
            statement.setInt(6, limit);
            return items(statement);
        }
    }

    /** The item that waits under this id, or null. */
    public @Nullable Item find(long id) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM quarantine WHERE resolved_at IS NULL AND id = ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            List<Item> items = items(statement);
            return items.isEmpty() ? null : items.get(0);
        }
    }

    /** What waits, by source, layer and reason; the most first. */
    public List<Count> counts() throws SQLException {
        String sql = "SELECT source, layer, reason_code, count(*), max(received_at) FROM quarantine"
                + " WHERE resolved_at IS NULL GROUP BY 1, 2, 3 ORDER BY 4 DESC, 1, 2, 3";
        List<Count> counts = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                counts.add(new Count(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getLong(4),
                        rows.getTimestamp(5).toInstant()));
            }
        }
        return counts;
    }

    /** Marks it as mended; it stays as a record of what went wrong. */
    public void resolve(long id) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE quarantine SET resolved_at = now() WHERE id = ? AND resolved_at IS NULL")) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }

    private static List<Item> items(PreparedStatement statement) throws SQLException {
        List<Item> items = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                items.add(new Item(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getObject(4) == null ? null : rows.getLong(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getString(7),
                        rows.getString(8),
                        rows.getBytes(9),
                        rows.getTimestamp(10).toInstant()));
            }
        }
        return items;
    }
}
