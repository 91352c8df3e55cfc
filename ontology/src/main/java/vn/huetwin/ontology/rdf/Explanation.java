package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;

/**
 * How a query was answered: what went to the database, and what ARQ was left with.
 *
 * @param algebra    the query as it was carried out
 * @param rows       of the answer
 * @param millis     from start to end
 * @param statements in the order in which they were sent
 * @param errors     why expressions had no value, with how often
 */
public record Explanation(
        String algebra, long rows, double millis, List<Statement> statements, Map<String, Long> errors) {
    /**
     * One statement.
     *
     * @param part          the part of the algebra that it answers
     * @param sql           question marks stand for parameters
     * @param estimatedRows by PostgreSQL, before it ran
     * @param cost          by PostgreSQL, in its own unit
     * @param rows          that were read
     * @param millis        waiting for the database
     */
    public record Statement(
            String part,
            String sql,
            List<String> parameters,
            double estimatedRows,
            double cost,
            long rows,
            double millis) {}

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(Locale.ROOT, "%d rows in %.1f ms, %d statements%n%n", rows, millis, statements.size()));
        text.append(algebra.strip()).append(System.lineSeparator());
        int number = 0;
        for (Statement statement : statements) {
            text.append(String.format(
                    Locale.ROOT,
                    "%n%d. %.1f ms, %d rows (estimated %.0f, cost %.0f)%n%s%n",
                    ++number,
                    statement.millis(),
                    statement.rows(),
                    statement.estimatedRows(),
                    statement.cost(),
                    statement.sql()));
            int parameter = 0;
            for (String value : statement.parameters()) {
                text.append(String.format(Locale.ROOT, "   ?%d = %s%n", ++parameter, value));
            }
            text.append("   for ").append(statement.part().strip().replaceAll("\\s+", " "));
            text.append(System.lineSeparator());
        }
        errors.forEach((error, times) ->
                text.append(String.format(Locale.ROOT, "%nexpression error, %d times: %s%n", times, error)));
        return text.toString();
    }

    /** What is told of a parameter. */
    static List<String> shown(List<Object> parameters) {
        List<String> shown = new ArrayList<>();
        for (Object parameter : parameters) {
            String text = parameter instanceof SqlText.ArrayOf array
                    ? array.values().length + " × " + array.type() + " "
                            + List.of(array.values()).subList(0, Math.min(5, array.values().length))
                    : parameter instanceof byte[] bytes ? geometry(bytes) : parameter.toString();
            shown.add(text.length() > 200 ? text.substring(0, 200) + "…" : text);
        }
        return shown;
    }

    private static String geometry(byte[] ewkb) {
        try {
            return new WKBReader().read(ewkb).toText();
        } catch (ParseException e) {
            return ewkb.length + " bytes";
        }
    }
}
