package vn.huetwin.ingest.event;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Point;
import org.postgresql.PGStatement;
import vn.huetwin.ontology.store.BinaryCopy;

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

    /**
     * An entry to be written.
     *
     * @param located where the words of the event were found to be, as JSON
     */
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
            @Nullable Point place,
            @Nullable String located) {
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
            this(source, id, type, layer, subject, time, wardCode, data, extensions, null, null, null, null);
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
     * Appends entries; the lock is held until the transaction ends, so this comes last in long transactions. They go by COPY,
     * which takes less processor time and writes less than an INSERT that leaves out what is there.
     *
     * @return the position by index of the draft; a draft that was in the log before has none
     */
    public static Map<Integer, Long> append(Connection connection, List<Draft> drafts, Instant recordedAt)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_xact_lock(" + LOCK + ")");
        }
        Map<String, Integer> first = new LinkedHashMap<>();
        for (int i = 0; i < drafts.size(); i++) {
            first.putIfAbsent(drafts.get(i).source() + '\n' + drafts.get(i).id(), i);
        }
        Map<Integer, Long> positions = positions(connection, drafts, List.copyOf(first.values()));
        copy(connection, drafts, positions, recordedAt);
        return positions;
    }

    /**
     * Looks who is in the log already, and draws positions for the others. The statement is planned each time: a plan from
     * when the log was small would read all of it.
     *
     * @param indexes drafts of different events
     */
    private static Map<Integer, Long> positions(Connection connection, List<Draft> drafts, List<Integer> indexes)
            throws SQLException {
        String sql =
                "SELECT d.n, nextval('log_position') FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS d(source, id, n)"
                        + " WHERE NOT EXISTS (SELECT FROM event_log e WHERE e.source = d.source AND e.id = d.id)";
        SortedMap<Integer, Long> fresh = new TreeMap<>();
        List<Long> drawn = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.unwrap(PGStatement.class).setPrepareThreshold(0);
            array(
                    connection,
                    statement,
                    1,
                    indexes.stream().map(i -> drafts.get(i).source()).toArray(String[]::new));
            array(
                    connection,
                    statement,
                    2,
                    indexes.stream().map(i -> drafts.get(i).id()).toArray(String[]::new));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    fresh.put(indexes.get(rows.getInt(1) - 1), 0L);
                    drawn.add(rows.getLong(2));
                }
            }
        }
        drawn.sort(null);
        int next = 0;
        for (Map.Entry<Integer, Long> one : fresh.entrySet()) {
            one.setValue(drawn.get(next++));
        }
        return fresh;
    }

    private static void copy(
            Connection connection, List<Draft> drafts, Map<Integer, Long> positions, Instant recordedAt)
            throws SQLException {
        if (positions.isEmpty()) {
            return;
        }
        String sql =
                "COPY event_log (position, source, id, type, layer, subject, time, recorded_at, ward_code, data, extensions,"
                        + " sequence, amends, lon, lat, located) FROM STDIN (FORMAT binary)";
        try (BinaryCopy copy = new BinaryCopy(connection, sql)) {
            for (Map.Entry<Integer, Long> one : positions.entrySet()) {
                Draft draft = drafts.get(one.getKey());
                Point place = draft.place();
                copy.startRow(16);
                copy.value(one.getValue());
                copy.value(draft.source());
                copy.value(draft.id());
                copy.value(draft.type());
                copy.value(draft.layer());
                copy.value(draft.subject());
                copy.value(draft.time());
                copy.value(recordedAt);
                copy.value(draft.wardCode());
                copy.json(draft.data());
                copy.json(draft.extensions());
                copy.value(draft.sequence());
                copy.value(draft.amends());
                copy.value(place == null ? null : (Double) place.getX());
                copy.value(place == null ? null : (Double) place.getY());
                if (draft.located() == null) {
                    copy.value(null);
                } else {
                    copy.json(draft.located());
                }
            }
            copy.finish();
        } catch (IOException e) {
            throw new SQLException("Events could not be sent to the database", e);
        }
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

    /** The mark of who knows all that is committed now. */
    public LogMark mark() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM event_log ORDER BY position DESC LIMIT 1")) {
            return LogMark.after(entries(statement));
        }
    }

    /**
     * The first entries of some layers after a mark, in order.
     *
     * @return null if the mark is of another log, or of a later state of this one
     */
    public @Nullable List<LogEntry> since(LogMark mark, List<String> layers, int limit) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            if (mark.position() > 0
                    && !LogMark.after(after(connection, mark.position() - 1, 1)).equals(mark)) {
                return null;
            }
            try (PreparedStatement statement = connection.prepareStatement("SELECT " + COLUMNS
                    + " FROM event_log WHERE position > ? AND layer = ANY(?::text[]) ORDER BY position LIMIT ?")) {
                statement.setLong(1, mark.position());
                array(connection, statement, 2, layers.toArray(String[]::new));
                statement.setInt(3, limit);
                return entries(statement);
            }
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
