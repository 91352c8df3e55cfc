package vn.huetwin.ingest.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Point;

/**
 * The append-only log. Positions are drawn under a transaction lock, so that their order is the order of commits
 * and a reader that goes on after the last position it saw misses nothing.
 */
public final class EventLog {
    private static final long LOCK = 46_000_002L;
    private static final String COLUMNS =
            "position, source, id, type, layer, subject, time, recorded_at, ward_code, data::text, lon, lat, extensions::text";

    private final DataSource dataSource;

    public EventLog(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** An entry to be written. */
    public record Draft(
            String source,
            String id,
            String type,
            @Nullable String layer,
            @Nullable String subject,
            Instant time,
            @Nullable String wardCode,
            String data,
            String extensions,
            @Nullable Long sequence,
            @Nullable String amends,
            @Nullable Point place) {
        /** An entry that stands alone. */
        public Draft(
                String source,
                String id,
                String type,
                @Nullable String layer,
                @Nullable String subject,
                Instant time,
                @Nullable String wardCode,
                String data,
                String extensions) {
            this(source, id, type, layer, subject, time, wardCode, data, extensions, null, null, null);
        }
    }

    /** A position for rows that are written before their entry is appended; see {@link #append}. */
    public static long reserve(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT nextval('log_position')")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /**
     * Appends entries; the lock is held until the transaction ends, so this comes last in long transactions.
     *
     * @return the position by index of the draft; a draft that was in the log before has none
     */
    public static Map<Integer, Long> append(Connection connection, List<Draft> drafts, Instant recordedAt)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
        String sql = """
                INSERT INTO event_log (position, source, id, type, layer, subject, time, recorded_at, ward_code, data, extensions,
                                       sequence, amends, lon, lat)
                SELECT nextval('log_position'), d.source, d.id, d.type, d.layer, d.subject, d.time, ?, d.ward_code,
                       d.data::jsonb, d.extensions::jsonb, d.sequence, d.amends, d.lon, d.lat
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[], ?::text[],
                            ?::bigint[], ?::text[], ?::float8[], ?::float8[])
                     WITH ORDINALITY AS d(source, id, type, layer, subject, time, ward_code, data, extensions, sequence, amends, lon, lat, n)
                ORDER BY d.n
                ON CONFLICT (source, id) DO NOTHING RETURNING position, source, id""";
        Map<String, Integer> index = new HashMap<>();
        for (int i = drafts.size() - 1; i >= 0; i--) {
            index.put(drafts.get(i).source() + '\n' + drafts.get(i).id(), i);
        }
        Map<Integer, Long> positions = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(recordedAt));
            texts(connection, statement, 2, drafts, Draft::source);
            texts(connection, statement, 3, drafts, Draft::id);
            texts(connection, statement, 4, drafts, Draft::type);
            texts(connection, statement, 5, drafts, Draft::layer);
            texts(connection, statement, 6, drafts, Draft::subject);
            texts(connection, statement, 7, drafts, d -> d.time().toString());
            texts(connection, statement, 8, drafts, Draft::wardCode);
            texts(connection, statement, 9, drafts, Draft::data);
            texts(connection, statement, 10, drafts, Draft::extensions);
            Long[] sequences = drafts.stream().map(Draft::sequence).toArray(Long[]::new);
            statement.setArray(11, connection.createArrayOf("int8", sequences));
            texts(connection, statement, 12, drafts, Draft::amends);
            statement.setArray(13, connection.createArrayOf("float8", coordinates(drafts, Point::getX)));
            statement.setArray(14, connection.createArrayOf("float8", coordinates(drafts, Point::getY)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Integer at = index.get(rows.getString(2) + '\n' + rows.getString(3));
                    if (at != null) {
                        positions.put(at, rows.getLong(1));
                    }
                }
            }
        }
        return positions;
    }

    private static Double[] coordinates(List<Draft> drafts, ToDoubleFunction<Point> coordinate) {
        return drafts.stream()
                .map(d -> d.place() == null ? null : (Double) coordinate.applyAsDouble(d.place()))
                .toArray(Double[]::new);
    }

    private static void texts(
            Connection connection,
            PreparedStatement statement,
            int parameter,
            List<Draft> drafts,
            Function<Draft, @Nullable String> text)
            throws SQLException {
        array(connection, statement, parameter, drafts.stream().map(text).toArray(String[]::new));
    }

    /** Of texts and not of objects: those go over in binary form, without escapes. */
    private static void array(Connection connection, PreparedStatement statement, int parameter, String[] values)
            throws SQLException {
        statement.setArray(parameter, connection.createArrayOf("text", values));
    }

    /** The position of the last entry, 0 if there is none. */
    public long last() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return last(connection);
        }
    }

    /** The same as a transaction of the caller sees it. */
    public static long last(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT coalesce(max(position), 0) FROM event_log")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Entries after a position, in order. */
    public List<LogEntry> after(long position, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return after(connection, position, limit);
        }
    }

    /** The same within a transaction of the caller. */
    public static List<LogEntry> after(Connection connection, long position, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT " + COLUMNS + " FROM event_log WHERE position > ? ORDER BY position LIMIT ?")) {
            statement.setLong(1, position);
            statement.setInt(2, limit);
            return entries(statement);
        }
    }

    /** The entries of events by source and id, in order; those that are not in the log are left out. */
    public static List<LogEntry> find(Connection connection, List<String> sources, List<String> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT " + COLUMNS
                + " FROM event_log WHERE (source, id) IN (SELECT * FROM unnest(?::text[], ?::text[]))"
                + " ORDER BY position")) {
            array(connection, statement, 1, sources.toArray(String[]::new));
            array(connection, statement, 2, ids.toArray(String[]::new));
            return entries(statement);
        }
    }

    private static List<LogEntry> entries(PreparedStatement statement) throws SQLException {
        List<LogEntry> entries = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                entries.add(new LogEntry(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getTimestamp(7).toInstant(),
                        rows.getTimestamp(8).toInstant(),
                        rows.getString(9),
                        rows.getObject(11, Double.class),
                        rows.getObject(12, Double.class),
                        rows.getString(10),
                        rows.getString(13)));
            }
        }
        return entries;
    }
}
