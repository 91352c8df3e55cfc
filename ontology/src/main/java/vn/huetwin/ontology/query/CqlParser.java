package vn.huetwin.ontology.query;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.geotools.api.filter.Filter;
import org.geotools.filter.text.cql2.CQLException;
import org.geotools.filter.text.ecql.ECQL;

/**
 * Reads filters as text: ECQL, and CQL2 Text (OGC 21-065r2) so far as it says the same in other words: comparisons,
 * LIKE, BETWEEN, IN, IS NULL, the {@code S_…} functions, {@code TIMESTAMP}, {@code DATE}, {@code T_AFTER},
 * {@code T_BEFORE}. Functions are not: nothing is computed here.
 */
public final class CqlParser {
    private static final int MAX_LENGTH = 1 << 16;
    private static final int MAX_DEPTH = 60;
    private static final int MAX_NOTS = 500;

    /** Strings and quoted names come whole, so that nothing in them is taken for a word. */
    private static final Pattern TOKEN =
            Pattern.compile("'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[\\p{L}_][\\p{L}\\p{N}_.]*|\\s+|.", Pattern.DOTALL);

    private static final Set<String> BEFORE_BRACKET = Set.of(
            "AND",
            "OR",
            "NOT",
            "IN",
            "LIKE",
            "ILIKE",
            "BETWEEN",
            "INTERSECTS",
            "EQUALS",
            "DISJOINT",
            "TOUCHES",
            "WITHIN",
            "OVERLAPS",
            "CROSSES",
            "CONTAINS",
            "BBOX",
            "DWITHIN",
            "BEYOND",
            "ENVELOPE",
            "POINT",
            "LINESTRING",
            "POLYGON",
            "MULTIPOINT",
            "MULTILINESTRING",
            "MULTIPOLYGON",
            "GEOMETRYCOLLECTION");
    private static final Set<String> SPATIAL = Set.of(
            "S_INTERSECTS", "S_EQUALS", "S_DISJOINT", "S_TOUCHES", "S_WITHIN", "S_OVERLAPS", "S_CROSSES", "S_CONTAINS");
    private static final Pattern TEMPORAL = Pattern.compile(
            "\\(\\s*([\\p{L}_][\\p{L}\\p{N}_]*)\\s*,\\s*(?:(?:TIMESTAMP|DATE)\\s*\\(\\s*)?('[^']*')\\s*\\)?\\s*\\)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TIME = Pattern.compile("\\(\\s*('[^']*')\\s*\\)");
    private static final Pattern BOX = Pattern.compile(
            "\\(\\s*([-+\\d.eE]+)\\s*,\\s*([-+\\d.eE]+)\\s*,\\s*([-+\\d.eE]+)\\s*,\\s*([-+\\d.eE]+)\\s*\\)");

    private final String text;
    private final StringBuilder ecql = new StringBuilder();
    private int depth;
    private int nots;

    private CqlParser(String text) {
        this.text = text;
    }

    /** @throws FilterException on a syntax error, with its place */
    public static Filter parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw tooLarge(
                    "Bộ lọc dài quá " + MAX_LENGTH + " ký tự",
                    "The filter is longer than " + MAX_LENGTH + " characters");
        }
        CqlParser parser = new CqlParser(text);
        parser.translate();
        try {
            return ECQL.toFilter(parser.ecql.toString());
        } catch (CQLException e) {
            String where = e.getMessage() == null
                    ? ""
                    : e.getMessage().lines().findFirst().orElse("");
            throw new FilterException(
                    "filter", "Bộ lọc sai cú pháp: " + where, "The filter has a syntax error: " + where);
        } catch (RuntimeException e) {
            throw new FilterException(
                    "filter", "Bộ lọc không đọc được", "The filter cannot be read: " + e.getMessage());
        } catch (StackOverflowError e) {
            throw tooLarge("Bộ lọc lồng quá sâu", "The filter is nested too deeply");
        }
    }

    /** Writes the words of CQL2 as ECQL has them; refuses what must not reach its parser. */
    private void translate() {
        Matcher token = TOKEN.matcher(text);
        int at = 0;
        while (at < text.length() && token.find(at)) {
            at = token.end();
            char first = text.charAt(token.start());
            if (first == '(') {
                if (++depth > MAX_DEPTH) {
                    throw tooLarge(
                            "Bộ lọc lồng quá " + MAX_DEPTH + " tầng", "The filter nests deeper than " + MAX_DEPTH);
                }
            } else if (first == ')') {
                depth--;
            }
            if (Character.isLetter(first) || first == '_') {
                at = word(token.group(), at);
            } else {
                ecql.append(token.group());
            }
        }
    }

    /** @return where to read on */
    private int word(String word, int end) {
        String upper = word.toUpperCase(Locale.ROOT);
        if (upper.equals("NOT") && ++nots > MAX_NOTS) {
            throw tooLarge("Quá nhiều NOT", "There are more than " + MAX_NOTS + " NOT");
        }
        if (upper.equals("ID")) {
            ecql.append("\"id\"");
            return end;
        }
        if (upper.equals("SRID")) {
            throw new FilterException(
                    "filter", "Không viết SRID trong bộ lọc; dùng filter-crs", "No SRID in a filter: use filter-crs");
        }
        int bracket = end;
        while (bracket < text.length() && Character.isWhitespace(text.charAt(bracket))) {
            bracket++;
        }
        if (bracket == text.length() || text.charAt(bracket) != '(') {
            ecql.append(word);
            return end;
        }
        return called(word, upper, bracket);
    }

    /** A word before a bracket. */
    private int called(String word, String upper, int bracket) {
        if (SPATIAL.contains(upper)) {
            ecql.append(upper.substring(2));
            return bracket;
        }
        if (upper.equals("TIMESTAMP") || upper.equals("DATE")) {
            Matcher time = matcher(TIME, bracket);
            if (time.lookingAt()) {
                ecql.append(time.group(1));
                return time.end();
            }
        }
        if (upper.equals("T_AFTER") || upper.equals("T_BEFORE")) {
            Matcher temporal = matcher(TEMPORAL, bracket);
            if (temporal.lookingAt()) {
                ecql.append(temporal.group(1))
                        .append(upper.equals("T_AFTER") ? " > " : " < ")
                        .append(temporal.group(2));
                return temporal.end();
            }
        }
        if (upper.equals("BBOX")) {
            return box(word, bracket);
        }
        if (!BEFORE_BRACKET.contains(upper)) {
            throw new FilterException(
                    "filter",
                    "Bộ lọc không dùng được hàm " + word,
                    "The filter calls " + word + ", which is not supported; functions are not evaluated");
        }
        ecql.append(word);
        return bracket;
    }

    /** {@code BBOX(w,s,e,n)} is a geometry in CQL2; {@code BBOX(name,w,s,e,n)} a condition in ECQL. */
    private int box(String word, int bracket) {
        Matcher corners = matcher(BOX, bracket);
        if (corners.lookingAt()) {
            ecql.append("ENVELOPE(")
                    .append(corners.group(1))
                    .append(',')
                    .append(corners.group(3))
                    .append(',')
                    .append(corners.group(2))
                    .append(',')
                    .append(corners.group(4))
                    .append(')');
            return corners.end();
        }
        int close = text.indexOf(')', bracket);
        if (close > 0 && text.substring(bracket, close).indexOf('\'') >= 0) {
            throw new FilterException(
                    "filter",
                    "BBOX không nhận hệ tọa độ; dùng filter-crs",
                    "BBOX takes no coordinate reference system: use filter-crs");
        }
        ecql.append(word);
        return bracket;
    }

    private Matcher matcher(Pattern pattern, int from) {
        return pattern.matcher(text).region(from, text.length());
    }

    private static FilterException tooLarge(String vi, String en) {
        return new FilterException("filter", vi, en);
    }
}
