package vn.huetwin.ontology.rdf;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PostgreSQL expects of a statement.
 *
 * @param cost in its own unit, a page read in order
 */
record Estimate(double cost, double rows) {
    static final Estimate UNKNOWN = new Estimate(Double.NaN, Double.NaN);
    private static final Pattern COST = Pattern.compile("\"Total Cost\": ([0-9.e+]+)");
    private static final Pattern ROWS = Pattern.compile("\"Plan Rows\": ([0-9.e+]+)");

    static Estimate of(SqlText sql, Connection connection) throws SQLException {
        SqlText explain = SqlText.of("EXPLAIN (FORMAT JSON) ").add(sql);
        try (PreparedStatement statement = explain.prepare(connection);
                ResultSet rows = statement.executeQuery()) {
            String plan = rows.next() ? rows.getString(1) : "";
            return new Estimate(first(COST, plan), first(ROWS, plan));
        }
    }

    private static double first(Pattern pattern, String plan) {
        Matcher matcher = pattern.matcher(plan);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }
}
