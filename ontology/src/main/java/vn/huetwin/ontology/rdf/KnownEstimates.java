package vn.huetwin.ontology.rdf;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What PostgreSQL expected of statements that were sent a short while ago. Asking it takes as long as planning the
 * statement, which for a question that a map or a dashboard repeats can be most of its time.
 */
final class KnownEstimates {
    private static final int MOST = 512;
    /** Longer statements are not kept, so that all of them together stay small. */
    private static final int LONGEST = 16_000;

    private static final Duration GOOD_FOR = Duration.ofMinutes(1);

    private record Question(String sql, List<Object> parameters) {
        boolean isShort() {
            long size = sql.length();
            for (Object value : parameters) {
                size += value instanceof ByteBuffer bytes
                        ? bytes.remaining()
                        : value instanceof List<?> list
                                ? list.stream()
                                        .mapToLong(v -> v.toString().length())
                                        .sum()
                                : value.toString().length();
            }
            return size <= LONGEST;
        }

        static Question of(SqlText sql) {
            List<Object> parameters = new ArrayList<>();
            for (Object value : sql.parameters()) {
                parameters.add(
                        value instanceof byte[] bytes
                                ? ByteBuffer.wrap(bytes)
                                : value instanceof SqlText.ArrayOf array ? Arrays.asList(array.values()) : value);
            }
            return new Question(sql.toString(), parameters);
        }
    }

    private record Known(Estimate estimate, long until) {}

    private final Map<Question, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Known> eldest) {
            return size() > MOST;
        }
    };

    Estimate of(SqlText sql, Connection connection) throws SQLException {
        Question question = Question.of(sql);
        if (!question.isShort()) {
            return Estimate.of(sql, connection);
        }
        synchronized (known) {
            Known found = known.get(question);
            if (found != null && System.nanoTime() - found.until() < 0) {
                return found.estimate();
            }
        }
        Estimate estimate = Estimate.of(sql, connection);
        synchronized (known) {
            known.put(question, new Known(estimate, System.nanoTime() + GOOD_FOR.toNanos()));
        }
        return estimate;
    }
}
