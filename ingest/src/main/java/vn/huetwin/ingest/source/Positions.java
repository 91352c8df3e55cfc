package vn.huetwin.ingest.source;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ontology.store.Transaction;

/** How far each source was read. */
public final class Positions {
    private final DataSource dataSource;

    public Positions(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Part → position. */
    public Map<String, String> of(String source) throws SQLException {
        Map<String, String> positions = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT part, position FROM source_position WHERE source = ?")) {
            statement.setString(1, source);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    positions.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return positions;
    }

    /** When the source was last heard, or null. */
    public @Nullable Instant lastSeen(String source) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT last_seen FROM source_seen WHERE source = ?")) {
            statement.setString(1, source);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getTimestamp(1).toInstant() : null;
            }
        }
    }

    /** Notes that the source was heard. */
    public void heard(String source, Instant when) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            seen(connection, source, when);
        }
    }

    /** Writes into the log that a source fell silent or speaks again; what is there already changes nothing. */
    public void tell(EventLog.Draft alarm, Instant now) throws SQLException {
        Transaction.of(dataSource, connection -> EventLog.append(connection, List.of(alarm), now));
    }

    /** The type of the last alarm about the source, or null. */
    public @Nullable String lastAlarm(String alarms, String source) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT type FROM event_log WHERE source = ? AND subject = ? ORDER BY position DESC LIMIT 1")) {
            statement.setString(1, alarms);
            statement.setString(2, source);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1) : null;
            }
        }
    }

    Connection connection() throws SQLException {
        return dataSource.getConnection();
    }

    /** Writes positions in the transaction of the caller. */
    static void write(Connection connection, String source, Map<String, String> positions) throws SQLException {
        if (positions.isEmpty()) {
            return;
        }
        try (PreparedStatement put = connection.prepareStatement(
                        "INSERT INTO source_position (source, part, position) VALUES (?, ?, ?) ON CONFLICT (source, part)"
                                + " DO UPDATE SET position = excluded.position, updated_at = now()");
                PreparedStatement forget =
                        connection.prepareStatement("DELETE FROM source_position WHERE source = ? AND part = ?")) {
            for (Map.Entry<String, String> entry : positions.entrySet()) {
                PreparedStatement statement = entry.getValue().isEmpty() ? forget : put;
                statement.setString(1, source);
                statement.setString(2, entry.getKey());
                if (statement == put) {
                    statement.setString(3, entry.getValue());
                }
                statement.addBatch();
            }
            put.executeBatch();
            forget.executeBatch();
        }
    }

    /** Says that the source was heard. */
    static void seen(Connection connection, String source, Instant when) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO source_seen (source, last_seen) VALUES (?, ?) ON CONFLICT (source)"
                        + " DO UPDATE SET last_seen = greatest(source_seen.last_seen, excluded.last_seen)")) {
            statement.setString(1, source);
            statement.setTimestamp(2, Timestamp.from(when));
            statement.executeUpdate();
        }
    }
}
