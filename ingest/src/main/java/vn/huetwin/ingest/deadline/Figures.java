package vn.huetwin.ingest.deadline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sums of each hour by ward, unit and field. What an incident added before is kept beside it, so that a correction, a
 * retraction or a late event takes away exactly that and adds what holds now.
 */
final class Figures {
    /** What an incident adds to one sum; two are the same if all is. */
    record Addend(String measure, Instant hour, String ward, String unit, String field, long value) {
        /** The sum that it adds to. */
        Addend sum() {
            return new Addend(measure, hour, ward, unit, field, 0);
        }
    }

    private final ObjectMapper mapper = new ObjectMapper();

    /** What an incident with this deadline adds. */
    static List<Addend> of(Deadline deadline) {
        List<Addend> all = new ArrayList<>();
        String ward = known(deadline.incident().wardCode());
        String unit = known(Deadline.text(deadline.incident(), "unit"));
        String field = known(deadline.field());
        add(all, "received", deadline.start(), ward, unit, field, 1);
        Instant end = deadline.end();
        switch (deadline.state()) {
            case BREACHED, LATE -> add(all, "breached", deadline.due(), ward, unit, field, 1);
            default -> {}
        }
        if (end != null && deadline.state() != Deadline.State.WITHDRAWN) {
            add(all, "resolved", end, ward, unit, field, 1);
            if (deadline.state() == Deadline.State.MET) {
                add(all, "on_time", end, ward, unit, field, 1);
            }
            long hours = Math.max(0, Duration.between(deadline.start(), end).toHours());
            if (hours > 0) {
                add(all, "handling_hours", end, ward, unit, field, hours);
            }
            String rating = Deadline.text(deadline.incident(), "rating");
            if (rating != null) {
                add(all, "rated", end, ward, unit, field, 1);
                if (!rating.equals("not")) {
                    add(all, "satisfied", end, ward, unit, field, 1);
                }
            }
        }
        return all;
    }

    private static void add(
            List<Addend> all, String measure, Instant time, String ward, String unit, String field, long value) {
        all.add(new Addend(measure, time.truncatedTo(ChronoUnit.HOURS), ward, unit, field, value));
    }

    private static String known(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** @param now what each of the incidents adds from now on; nothing if it is gone */
    void replace(Connection connection, Map<String, List<Addend>> now) throws SQLException {
        Map<String, List<Addend>> before = load(connection, now.keySet());
        Map<Addend, Long> change = new HashMap<>();
        Map<String, List<Addend>> changed = new HashMap<>();
        now.forEach((feature, addends) -> {
            List<Addend> old = before.getOrDefault(feature, List.of());
            if (!old.equals(addends)) {
                changed.put(feature, addends);
                old.forEach(a -> change.merge(a.sum(), -a.value(), Long::sum));
                addends.forEach(a -> change.merge(a.sum(), a.value(), Long::sum));
            }
        });
        change.values().removeIf(value -> value == 0);
        store(connection, changed);
        sum(connection, change);
    }

    private Map<String, List<Addend>> load(Connection connection, Collection<String> features) throws SQLException {
        Map<String, List<Addend>> all = new HashMap<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT feature, adds::text FROM kpi_feature WHERE feature = ANY (?)")) {
            statement.setArray(1, connection.createArrayOf("text", features.toArray(String[]::new)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.put(rows.getString(1), parse(rows.getString(2)));
                }
            }
        }
        return all;
    }

    private List<Addend> parse(String json) throws SQLException {
        try {
            List<Addend> addends = new ArrayList<>();
            for (JsonNode a : mapper.readTree(json)) {
                addends.add(new Addend(
                        a.get(0).asText(),
                        Instant.parse(a.get(1).asText()),
                        a.get(2).asText(),
                        a.get(3).asText(),
                        a.get(4).asText(),
                        a.get(5).asLong()));
            }
            return addends;
        } catch (JsonProcessingException e) {
            throw new SQLException("The figures hold what is not JSON", e);
        }
    }

    private String json(List<Addend> addends) {
        ArrayNode all = mapper.createArrayNode();
        for (Addend a : addends) {
            all.addArray()
                    .add(a.measure())
                    .add(a.hour().toString())
                    .add(a.ward())
                    .add(a.unit())
                    .add(a.field())
                    .add(a.value());
        }
        return all.toString();
    }

    private void store(Connection connection, Map<String, List<Addend>> changed) throws SQLException {
        List<String> keys = List.copyOf(changed.keySet());
        write(
                connection,
                "INSERT INTO kpi_feature (feature, adds) SELECT f, a::jsonb FROM unnest(?::text[], ?::text[]) u(f, a)"
                        + " ON CONFLICT (feature) DO UPDATE SET adds = EXCLUDED.adds",
                keys.toArray(),
                keys.stream().map(k -> json(changed.getOrDefault(k, List.of()))).toArray());
        write(connection, "DELETE FROM kpi_feature WHERE feature = ANY (?::text[])", (Object) keys.stream()
                .filter(k -> changed.getOrDefault(k, List.of()).isEmpty())
                .toArray());
    }

    private static void sum(Connection connection, Map<Addend, Long> change) throws SQLException {
        List<Addend> sums = List.copyOf(change.keySet());
        Object[][] columns = {
            sums.stream().map(Addend::measure).toArray(),
            sums.stream().map(a -> a.hour().toString()).toArray(),
            sums.stream().map(Addend::ward).toArray(),
            sums.stream().map(Addend::unit).toArray(),
            sums.stream().map(Addend::field).toArray(),
            sums.stream().map(a -> String.valueOf(change.get(a))).toArray()
        };
        boolean zero = false;
        if (!sums.isEmpty()) {
            try (PreparedStatement statement = statement(
                            connection,
                            "INSERT INTO kpi_hour (measure, hour, ward_code, unit, field, value) SELECT * FROM unnest(?::text[],"
                                    + " ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::bigint[])"
                                    + " ON CONFLICT (measure, hour, ward_code, unit, field)"
                                    + " DO UPDATE SET value = kpi_hour.value + EXCLUDED.value RETURNING value = 0",
                            (Object[]) columns);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    zero |= rows.getBoolean(1);
                }
            }
        }
        if (zero) {
            write(
                    connection,
                    "DELETE FROM kpi_hour k USING unnest(?::text[], ?::timestamptz[], ?::text[], ?::text[], ?::text[])"
                            + " u(m, h, w, n, f) WHERE k.measure = m AND k.hour = h AND k.ward_code = w AND k.unit = n"
                            + " AND k.field = f AND k.value = 0",
                    (Object[]) java.util.Arrays.copyOf(columns, 5));
        }
    }

    private static void write(Connection connection, String sql, Object... columns) throws SQLException {
        if (((Object[]) columns[0]).length == 0) {
            return;
        }
        try (PreparedStatement statement = statement(connection, sql, columns)) {
            statement.executeUpdate();
        }
    }

    private static PreparedStatement statement(Connection connection, String sql, Object... columns)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < columns.length; i++) {
            Object[] texts = (Object[]) columns[i];
            statement.setArray(
                    i + 1,
                    connection.createArrayOf("text", java.util.Arrays.copyOf(texts, texts.length, String[].class)));
        }
        return statement;
    }
}
