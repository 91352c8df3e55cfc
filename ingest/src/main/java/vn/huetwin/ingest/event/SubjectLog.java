package vn.huetwin.ingest.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Layer;

/** Reads the log by subject, inside the transaction that writes it. */
final class SubjectLog {
    /**
     * What is known of the order of a subject's events.
     *
     * @param amended     some of its events were corrected or retracted
     * @param sequence    highest sequence, null if none is numbered
     * @param unnumbered  time of the latest that has no sequence
     */
    record Summary(
            boolean amended,
            @Nullable Long sequence,
            @Nullable Instant unnumbered) {
        static final Summary NOTHING = new Summary(false, null, null);

        /** Whether no event of the subject can have this sequence. */
        boolean isBelow(@Nullable Long number) {
            return number == null || sequence == null || sequence < number;
        }

        boolean isEmpty() {
            return !amended && sequence == null && unnumbered == null;
        }
    }

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SubjectLog() {}

    static Map<String, Summary> summaries(Connection connection, String layer, Collection<String> subjects)
            throws SQLException {
        String sql = """
                SELECT k.subject, s.amended, s.sequence, s.unnumbered
                FROM unnest(?::text[]) AS k(subject) CROSS JOIN LATERAL (
                    SELECT bool_or(e.amends IS NOT NULL) AS amended, max(e.sequence) AS sequence,
                           max(e.time) FILTER (WHERE e.sequence IS NULL) AS unnumbered
                    FROM event_log e WHERE e.layer = ? AND e.subject = k.subject) s
                WHERE s.amended IS NOT NULL""";
        Map<String, Summary> summaries = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", subjects.toArray(String[]::new)));
            statement.setString(2, layer);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Timestamp unnumbered = rows.getTimestamp(4);
                    summaries.put(
                            rows.getString(1),
                            new Summary(
                                    rows.getBoolean(2),
                                    rows.getObject(3, Long.class),
                                    unnumbered == null ? null : unnumbered.toInstant()));
                }
            }
        }
        return summaries;
    }

    /** All events of the subjects. */
    static Map<String, List<Timeline.Entry>> entries(
            Connection connection, Layer layer, Collection<String> subjects, EventCheck check) throws SQLException {
        String sql = """
                SELECT subject, source, id, time, sequence, extensions->>'recordedtime', extensions->>'corrects',
                       extensions->>'retracts', data::text, position, recorded_at, type, located::text
                FROM event_log WHERE layer = ? AND subject = ANY (?)""";
        Map<String, List<Timeline.Entry>> entries = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, layer.name());
            statement.setArray(2, connection.createArrayOf("text", subjects.toArray(String[]::new)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Instant time = rows.getTimestamp(4).toInstant();
                    String recorded = rows.getString(6);
                    entries.computeIfAbsent(rows.getString(1), s -> new ArrayList<>())
                            .add(new Timeline.Entry(
                                    rows.getString(2),
                                    rows.getString(3),
                                    time,
                                    rows.getObject(5, Long.class),
                                    recorded == null
                                            ? null
                                            : OffsetDateTime.parse(recorded).toInstant(),
                                    rows.getString(7),
                                    rows.getString(8),
                                    check.logged(
                                                    layer,
                                                    rows.getString(1),
                                                    CityEvent.verb(rows.getString(12)),
                                                    rows.getString(7) != null || rows.getString(8) != null,
                                                    (ObjectNode) MAPPER.readTree(rows.getString(9)),
                                                    time)
                                            .at(LocatedJson.read(rows.getString(13))),
                                    rows.getLong(10),
                                    rows.getTimestamp(11).toInstant(),
                                    CityEvent.verb(rows.getString(12))));
                }
            }
        } catch (JsonProcessingException e) {
            throw new SQLException("The log holds data that is not JSON", e);
        }
        return entries;
    }

    /** The event that has this place in the order of its subject, as {@code id}, by {@code source\nsubject\nsequence}. */
    static Map<String, String> numbered(Connection connection, String layer, List<CityEvent> numbered)
            throws SQLException {
        String sql = """
                SELECT e.source, e.subject, e.sequence, e.id
                FROM unnest(?::text[], ?::text[], ?::bigint[]) AS k(source, subject, sequence)
                     JOIN event_log e ON e.layer = ? AND e.subject = k.subject AND e.sequence = k.sequence
                                     AND e.source = k.source""";
        Map<String, String> ids = new HashMap<>();
        if (numbered.isEmpty()) {
            return ids;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            array(connection, statement, 1, numbered.stream().map(CityEvent::source));
            array(connection, statement, 2, numbered.stream().map(CityEvent::subject));
            array(connection, statement, 3, numbered.stream().map(e -> String.valueOf(e.sequence())));
            statement.setString(4, layer);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.put(key(rows.getString(1), rows.getString(2), rows.getLong(3)), rows.getString(4));
                }
            }
        }
        return ids;
    }

    static String key(String source, String subject, @Nullable Long sequence) {
        return source + '\n' + subject + '\n' + sequence;
    }

    private static void array(
            Connection connection, PreparedStatement statement, int parameter, java.util.stream.Stream<String> values)
            throws SQLException {
        statement.setArray(parameter, connection.createArrayOf("text", values.toArray(String[]::new)));
    }
}
