package vn.huetwin.ingest.deadline;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.store.Transaction;

/** Reads the figures. */
public final class FigureStore {
    /** By what sums can be split. Hours, days and months are those of Việt Nam. */
    public enum Split {
        WARD("ward_code"),
        UNIT("unit"),
        FIELD("field"),
        HOUR(time("hour")),
        DAY(time("day")),
        MONTH(time("month"));

        private final String sql;

        Split(String sql) {
            this.sql = sql;
        }

        private static String time(String unit) {
            return "to_char(date_trunc('" + unit + "', hour AT TIME ZONE 'Asia/Ho_Chi_Minh'),"
                    + " 'YYYY-MM-DD\"T\"HH24:MI:SS\"+07:00\"')";
        }

        public String keyword() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Which sums are wanted; what is null is not asked for.
     *
     * @param from first hour, until the hour after the last
     */
    public record Question(
            Set<String> measures,
            List<Split> by,
            @Nullable Instant from,
            @Nullable Instant until,
            @Nullable String ward,
            @Nullable String unit,
            @Nullable String field) {}

    /** @param parts in the order of the splits; empty where it is not known */
    public record Sum(String measure, List<String> parts, long value) {}

    /** @param position up to which entry of the log, and when that was recorded */
    public record Figures(
            List<Sum> sums, long position, @Nullable Instant time) {}

    private final DataSource dataSource;
    private final int most;

    /** @param most sums in one answer */
    public FigureStore(DataSource dataSource, int most) {
        this.dataSource = dataSource;
        this.most = most;
    }

    /** @return null if there are more sums than one answer holds */
    public @Nullable Figures read(Question question) throws SQLException {
        List<Object> parameters = new ArrayList<>();
        String sql = sql(question, parameters);
        Figures figures = Transaction.of(dataSource, connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setArray(
                        1, connection.createArrayOf("text", new TreeSet<>(question.measures()).toArray(String[]::new)));
                for (int i = 0; i < parameters.size(); i++) {
                    statement.setObject(i + 2, parameters.get(i));
                }
                return at(connection, sums(statement, question.by().size()));
            }
        });
        return figures.sums().size() > most ? null : figures;
    }

    private String sql(Question question, List<Object> parameters) {
        StringBuilder where = new StringBuilder(" WHERE measure = ANY (?)");
        condition(where, parameters, "hour >= ?", timestamp(question.from()));
        condition(where, parameters, "hour < ?", timestamp(question.until()));
        condition(where, parameters, "ward_code = ?", question.ward());
        condition(where, parameters, "unit = ?", question.unit());
        condition(where, parameters, "field = ?", question.field());
        String split = question.by().stream().map(s -> ", " + s.sql).collect(Collectors.joining());
        String groups = java.util.stream.IntStream.rangeClosed(1, question.by().size() + 1)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        return "SELECT measure" + split + ", sum(value)::bigint FROM kpi_hour" + where + " GROUP BY " + groups
                + " ORDER BY " + groups + " LIMIT " + (most + 1);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant time) {
        return time == null ? null : Timestamp.from(time);
    }

    private static void condition(StringBuilder where, List<Object> parameters, String term, @Nullable Object value) {
        if (value != null) {
            where.append(" AND ").append(term);
            parameters.add(value);
        }
    }

    private static List<Sum> sums(PreparedStatement statement, int parts) throws SQLException {
        List<Sum> sums = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                List<String> own = new ArrayList<>();
                for (int i = 0; i < parts; i++) {
                    own.add(rows.getString(i + 2));
                }
                sums.add(new Sum(rows.getString(1), own, rows.getLong(parts + 2)));
            }
        }
        return sums;
    }

    private static Figures at(Connection connection, List<Sum> sums) throws SQLException {
        String sql = "SELECT f.position, e.recorded_at FROM follower f LEFT JOIN event_log e USING (position)"
                + " WHERE f.name = 'deadline'";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            if (!rows.next()) {
                return new Figures(sums, 0, null);
            }
            Timestamp time = rows.getTimestamp(2);
            return new Figures(sums, rows.getLong(1), time == null ? null : time.toInstant());
        }
    }
}
