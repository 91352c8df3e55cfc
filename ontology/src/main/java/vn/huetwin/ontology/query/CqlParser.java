package vn.huetwin.ontology.query;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.geotools.api.filter.Filter;
import org.geotools.filter.text.cql2.CQLException;
import org.geotools.filter.text.ecql.ECQL;

/** Reads filters as text: ECQL, and CQL2 Text (OGC 21-065r2) so far as it says the same in other words. */
public final class CqlParser {
    private static final int MAX_LENGTH = 1 << 16;
    private static final Pattern SPATIAL = Pattern.compile(
            "\\bS_(INTERSECTS|EQUALS|DISJOINT|TOUCHES|WITHIN|OVERLAPS|CROSSES|CONTAINS)\\s*\\(",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME =
            Pattern.compile("\\b(?:TIMESTAMP|DATE)\\s*\\(\\s*('[^']*')\\s*\\)", Pattern.CASE_INSENSITIVE);

    private CqlParser() {}

    /** @throws FilterException on a syntax error, with its place */
    public static Filter parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new FilterException(
                    "filter",
                    "Bộ lọc dài quá " + MAX_LENGTH + " ký tự",
                    "The filter is longer than " + MAX_LENGTH + " characters");
        }
        Matcher spatial = SPATIAL.matcher(text);
        String ecql = TIME.matcher(spatial.replaceAll("$1(")).replaceAll("$1");
        try {
            return ECQL.toFilter(ecql);
        } catch (CQLException e) {
            String where = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw new FilterException(
                    "filter", "Bộ lọc sai cú pháp: " + where, "The filter has a syntax error: " + where);
        } catch (RuntimeException e) {
            throw new FilterException(
                    "filter", "Bộ lọc không đọc được", "The filter cannot be read: " + e.getMessage());
        }
    }
}
