package vn.huetwin.ingest.pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.follow.LogWork;
import vn.huetwin.ontology.rdf.TwinDataset;

/**
 * Asks standing patterns again when a layer that they read has changed: {@code vn.hue.pattern.fulfilled} for each new
 * solution, {@code vn.hue.pattern.ended} for each that is gone. A pattern is asked once in a while at most, so many changes
 * cost no more than few; one that cannot be answered keeps what it told.
 */
public final class PatternWatch implements LogWork {
    private static final Logger log = LoggerFactory.getLogger(PatternWatch.class);
    private static final String SOURCE = "urn:hue:twin:pattern";
    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(2);
    private static final Duration BETWEEN_TIMED_QUESTIONS = Duration.ofMinutes(1);
    /** Patterns asked before the log is read on. */
    private static final int AT_ONCE = 10;

    private final PatternQuery queries;
    private final Duration between;
    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * @param timeout       of one question
     * @param mostSolutions of a pattern
     */
    public PatternWatch(TwinDataset dataset, Duration timeout, int mostSolutions) {
        this(dataset, timeout, mostSolutions, BETWEEN_QUESTIONS);
    }

    /** @param between least time between two questions of the same pattern */
    PatternWatch(TwinDataset dataset, Duration timeout, int mostSolutions, Duration between) {
        queries = new PatternQuery(dataset, timeout, mostSolutions);
        this.between = between;
    }

    @Override
    public String name() {
        return "pattern";
    }

    @Override
    public boolean fromTheFirst() {
        return false;
    }

    @Override
    public boolean follow(Connection connection, long after, List<LogEntry> entries, Instant now) throws SQLException {
        Set<String> layers = new HashSet<>();
        entries.stream().map(LogEntry::layer).filter(Objects::nonNull).forEach(layers::add);
        try (PreparedStatement statement = connection.prepareStatement(
                "UPDATE standing_pattern SET stale = true WHERE NOT stale AND layers && ?::text[]")) {
            statement.setArray(1, connection.createArrayOf("text", layers.toArray()));
            statement.executeUpdate();
        }
        return ask(connection, now);
    }

    @Override
    public boolean passTime(Connection connection, Instant now) throws SQLException {
        return ask(connection, now);
    }

    private boolean ask(Connection connection, Instant now) throws SQLException {
        boolean told = false;
        for (StandingPattern pattern : due(connection, now)) {
            told = ask(connection, pattern, now) || told;
        }
        return told;
    }

    private List<StandingPattern> due(Connection connection, Instant now) throws SQLException {
        String sql = "SELECT id, title, query, access, layers, asked_at, error FROM standing_pattern"
                + " WHERE (stale AND (asked_at IS NULL OR asked_at <= ?)) OR (timed AND asked_at <= ?)"
                + " ORDER BY asked_at NULLS FIRST, id LIMIT " + AT_ONCE;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setTimestamp(1, Timestamp.from(now.minus(between)));
            statement.setTimestamp(2, Timestamp.from(now.minus(BETWEEN_TIMED_QUESTIONS)));
            return PatternStore.read(statement);
        }
    }

    private boolean ask(Connection connection, StandingPattern pattern, Instant now) throws SQLException {
        Set<String> found;
        try {
            found = queries.ask(pattern.query(), pattern.access());
        } catch (PatternQuery.Unanswered e) {
            log.warn("Standing pattern {} cannot be answered: {}", pattern.id(), e.getMessage());
            note(connection, pattern.id(), now, String.valueOf(e.getMessage()));
            return false;
        }
        Set<String> before = new HashSet<>(PatternStore.solutions(connection, pattern.id()));
        List<String> begun = found.stream().filter(s -> !before.contains(s)).toList();
        List<String> ended =
                before.stream().filter(s -> !found.contains(s)).sorted().toList();
        store(connection, pattern.id(), begun, ended, now);
        boolean primed = note(connection, pattern.id(), now, null);
        if (!primed || (begun.isEmpty() && ended.isEmpty())) {
            return false;
        }
        List<EventLog.Draft> drafts = new ArrayList<>();
        ended.forEach(s -> drafts.add(draft(pattern, "ended", s, now)));
        begun.forEach(s -> drafts.add(draft(pattern, "fulfilled", s, now)));
        EventLog.append(connection, drafts, now);
        return true;
    }

    private static void store(
            Connection connection, String pattern, List<String> begun, List<String> ended, Instant now)
            throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM pattern_solution WHERE pattern = ? AND solution = ANY (?)")) {
            statement.setString(1, pattern);
            statement.setArray(2, connection.createArrayOf("text", ended.toArray()));
            statement.executeUpdate();
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO pattern_solution (pattern, solution, since) SELECT ?, s, ? FROM unnest(?::text[]) s")) {
            statement.setString(1, pattern);
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setArray(3, connection.createArrayOf("text", begun.toArray()));
            statement.executeUpdate();
        }
    }

    /** @return whether it had been answered before */
    private static boolean note(Connection connection, String pattern, Instant now, @Nullable String error)
            throws SQLException {
        String sql = "WITH before AS (SELECT primed FROM standing_pattern WHERE id = ?) UPDATE standing_pattern"
                + " SET stale = false, asked_at = ?, error = ?, primed = primed OR ? WHERE id = ?"
                + " RETURNING (SELECT primed FROM before)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, pattern);
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setString(3, error);
            statement.setBoolean(4, error == null);
            statement.setString(5, pattern);
            try (var rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    private EventLog.Draft draft(StandingPattern pattern, String verb, String solution, Instant now) {
        ObjectNode data = mapper.createObjectNode().put("pattern", pattern.id()).put("title", pattern.title());
        try {
            data.set("solution", mapper.readTree(solution));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        return new EventLog.Draft(
                SOURCE,
                pattern.id() + "/" + hash(solution) + "/" + verb + "/" + now.toEpochMilli(),
                "vn.hue.pattern." + verb,
                null,
                pattern.id(),
                now,
                null,
                data.toString(),
                mapper.createObjectNode()
                        .put("accessclass", pattern.access().clearance().keyword())
                        .toString());
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
