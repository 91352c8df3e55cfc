package vn.huetwin.ontology.rdf;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.atlas.json.JSON;
import org.apache.jena.atlas.json.JsonArray;
import org.apache.jena.atlas.json.JsonObject;
import org.apache.jena.atlas.json.JsonValue;

/**
 * What PostgreSQL expects of a statement.
 *
 * @param cost   in its own unit, a page read in order
 * @param probes how often, at most, an index by place is asked for what is near one row
 */
record Estimate(double cost, double rows, double probes) {
    static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN, 0);
    private static final Pattern COST = Pattern.compile("\"Total Cost\": ([0-9.e+]+)");
    private static final Pattern PROBE = Pattern.compile("&& (st_expand\\()?t\\d+\\.geometry");
    private static final Pattern ROWS = Pattern.compile("\"Plan Rows\": ([0-9.e+]+)");

    static Estimate of(SqlText sql, Connection connection) throws SQLException {
        SqlText explain = SqlText.of("EXPLAIN (FORMAT JSON) ").add(sql);
        try (PreparedStatement statement = explain.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            String plan = rows.next() ? rows.getString(1) : "";
            return new Estimate(
                    first(COST, plan), first(ROWS, plan), PROBE.matcher(plan).find() ? probes(plan) : 0);
        }
    }

    private static double probes(String plan) {
        return probes(JSON.parseAny(plan).getAsArray().get(0).getAsObject().getObj("Plan"));
    }

    private static double probes(JsonObject node) {
        double most = 0;
        if (node.hasKey("Plans")) {
            JsonArray parts = node.get("Plans").getAsArray();
            for (JsonValue part : parts) {
                most = Math.max(most, probes(part.getAsObject()));
            }
            JsonObject last = parts.get(parts.size() - 1).getAsObject();
            if ("Nested Loop".equals(node.getString("Node Type")) && isProbe(last)) {
                most = Math.max(
                        most, parts.get(0).getAsObject().getNumber("Plan Rows").doubleValue());
            }
        }
        return most;
    }

    /** Whether it is asked what is near a row, which takes a column of another table. */
    private static boolean isProbe(JsonObject node) {
        boolean own = node.hasKey("Index Cond")
                && PROBE.matcher(node.getString("Index Cond")).find();
        return own
                || (node.hasKey("Plans")
                        && node.get("Plans").getAsArray().stream().anyMatch(p -> isProbe(p.getAsObject())));
    }

    private static double first(Pattern pattern, String plan) {
        Matcher matcher = pattern.matcher(plan);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }
}
