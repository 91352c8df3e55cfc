package vn.huetwin.ingest.quarantine;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.validate.Problem;

/** Writes the {@code quarantine} table. The caller owns the transaction. */
public final class Quarantine {
    private static final int BATCH = 500;

    /**
     * Something that was set aside.
     *
     * @param row      line or number in its file, or null
     * @param problems all that is wrong with it; the first gives the reason code
     * @param original as it came
     */
    public record Entry(@Nullable Long row, @Nullable String layer, List<Problem> problems, String original) {}

    /** Forgets what an earlier attempt from the same source left here; the new attempt replaces it. */
    public int clear(Connection connection, String source, @Nullable String layer) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "DELETE FROM quarantine WHERE source = ? AND layer IS NOT DISTINCT FROM ?")) {
            statement.setString(1, source);
            statement.setString(2, layer);
            return statement.executeUpdate();
        }
    }

    public void write(Connection connection, String source, @Nullable String batch, Iterator<Entry> entries)
            throws SQLException {
        String sql = "INSERT INTO quarantine (source, batch, row, layer, reason_code, field, message, original)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int waiting = 0;
            while (entries.hasNext()) {
                Entry entry = entries.next();
                Problem first = entry.problems().get(0);
                statement.setString(1, source);
                statement.setString(2, batch);
                if (entry.row() == null) {
                    statement.setNull(3, Types.BIGINT);
                } else {
                    statement.setLong(3, entry.row());
                }
                statement.setString(4, entry.layer());
                statement.setString(5, first.code());
                statement.setString(6, storable(first.field()));
                statement.setString(7, storable(message(entry.problems())));
                statement.setBytes(8, entry.original().getBytes(StandardCharsets.UTF_8));
                statement.addBatch();
                if (++waiting == BATCH) {
                    statement.executeBatch();
                    waiting = 0;
                }
            }
            statement.executeBatch();
        }
    }

    /** Keeps one thing with its bytes as they came. */
    public void write(
            Connection connection, String source, @Nullable String layer, byte[] original, List<Problem> problems)
            throws SQLException {
        String sql = "INSERT INTO quarantine (source, layer, reason_code, field, message, original)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Problem first = problems.get(0);
            statement.setString(1, storable(source));
            statement.setString(2, layer);
            statement.setString(3, first.code());
            statement.setString(4, storable(first.field()));
            statement.setString(5, storable(message(problems)));
            statement.setBytes(6, original);
            statement.executeUpdate();
        }
    }

    private static String message(List<Problem> problems) {
        return problems.stream().map(p -> p.message().en()).collect(Collectors.joining("; "));
    }

    /** PostgreSQL's text holds no zero character. */
    private static String storable(String text) {
        return text.replace('\0', '\ufffd');
    }
}
