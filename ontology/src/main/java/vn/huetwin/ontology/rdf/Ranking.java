package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * "How many others are as near" as a rank. SPARQL can ask for the nearest few of each group only by counting, for each
 * candidate, the rows of the same kind that are as near or nearer: a join of the layer with itself that compares each pair.
 * PostgreSQL counts the same in one pass over the candidates in their order, a window function.
 *
 * <p>It is one if two rows of the same layer, {@code x} and {@code y}, have the same conditions but for one that compares
 * the same expression of both (and those that a column of both is the same), the groups are single combinations of {@code x} and what else is joined, and {@code y} is
 * counted only.
 *
 * <p>If the few nearest of a whole layer are asked for, an index by place finds them, and one more that may be as near
 * as the last; only those are counted.
 */
final class Ranking {
    private static final String COUNT = "ranked.n";
    private static final Pattern ALIAS = Pattern.compile("\\b[tm]\\d+\\b");
    private static final List<String> OPERATORS = List.of(" <= ", " >= ");
    private static final Pattern MOST = Pattern.compile(Pattern.quote(COUNT) + " (<=?) \\?");
    /** A distance, which may be in another unit than metres. */
    private static final Pattern DISTANCE =
            Pattern.compile("ST_Distance\\((([tm]\\d+)\\.\\w+), (([tm]\\d+)\\.\\w+)\\)(?: / \\?)?");
    /** More are sorted as quickly as they are found one by one. */
    private static final long MOST_NEAREST = 100;

    /** What candidates are sorted by. */
    private record Sorted(SqlText by, boolean down) {}

    private final List<SqlText> from;
    private final SqlText ranked;
    private final List<SqlText> where;
    private final List<String> groups;
    private final List<String> keys;
    private final Sorted order;
    private final String counted;

    /**
     * A ranking.
     *
     * @param from   what is joined with the ranked layer
     * @param ranked the layer x
     * @param where  the conditions on both
     * @param groups columns whose values make a group
     * @param keys   what the answer is grouped by
     */
    private Ranking(
            List<SqlText> from,
            SqlText ranked,
            List<SqlText> where,
            List<String> groups,
            List<String> keys,
            Sorted order,
            String counted) {
        this.from = from;
        this.ranked = ranked;
        this.where = where;
        this.groups = groups;
        this.keys = keys;
        this.order = order;
        this.counted = counted;
    }

    /** @return null if it is no ranking */
    static @Nullable Ranking of(List<SqlText> from, List<SqlText> where, List<SqlText> groupBy) {
        List<String> aliases = from.stream().map(Ranking::alias).toList();
        for (String y : aliases) {
            for (String x : aliases) {
                Ranking found = x.equals(y) ? null : of(from, where, groupBy, aliases, x, y);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable Ranking of(
            List<SqlText> from, List<SqlText> where, List<SqlText> groupBy, List<String> aliases, String x, String y) {
        SqlText mine = from.get(aliases.indexOf(x));
        SqlText others = from.get(aliases.indexOf(y));
        boolean rows = mine.toString().startsWith("layer.") && others.toString().startsWith("layer.");
        if (!rows || !renamed(others, y, x).says(mine)) {
            return null;
        }
        List<SqlText> left = new ArrayList<>();
        List<SqlText> ofX = new ArrayList<>();
        List<SqlText> ofY = new ArrayList<>();
        List<SqlText> ofBoth = new ArrayList<>();
        for (SqlText condition : where) {
            Set<String> named = aliases(condition);
            List<SqlText> kind = named.contains(y) ? (named.contains(x) ? ofBoth : ofY) : left;
            kind.add(condition);
            if (kind == left && named.contains(x)) {
                ofX.add(condition);
            }
        }
        List<String> identities = new ArrayList<>();
        aliases.stream().filter(a -> !a.equals(y)).forEach(a -> identities.add(a + ".\"id\""));
        List<String> keys = groupBy.stream().map(SqlText::toString).toList();
        List<String> groups = new ArrayList<>(identities);
        groups.remove(x + ".\"id\"");
        for (SqlText condition : List.copyOf(ofBoth)) {
            String shared = shared(condition, x, y);
            if (shared != null) {
                groups.add(shared);
                left.add(SqlText.of(shared + " IS NOT NULL"));
                ofBoth.remove(condition);
            }
        }
        if (ofBoth.size() != 1 || !keys.containsAll(identities) || !same(ofX, ofY, x, y)) {
            return null;
        }
        Sorted order = order(ofBoth.get(0), x, y);
        if (order == null || groupBy.stream().anyMatch(k -> aliases(k).contains(y))) {
            return null;
        }
        List<SqlText> joined = new ArrayList<>(from);
        joined.removeAll(List.of(mine, others));
        return new Ranking(joined, mine, left, groups, keys, order, "count(" + y + ".\"id\")");
    }

    /** The column of x that a condition says to be the same in y; null if it says something else. */
    private static @Nullable String shared(SqlText condition, String x, String y) {
        Matcher matcher = Pattern.compile("([tm]\\d+)(\\.\"\\w+\") = ([tm]\\d+)(\\.\"\\w+\")")
                .matcher(condition.toString());
        boolean same = matcher.matches()
                && matcher.group(2).equals(matcher.group(4))
                && Set.of(x, y).equals(Set.of(matcher.group(1), matcher.group(3)));
        return same ? x + matcher.group(2) : null;
    }

    /**
     * What stands after FROM. Where what is sorted by has no value, it is last, and {@link #isRanked} leaves it out.
     *
     * @param having conditions on the ranked rows
     */
    SqlText sql(List<SqlText> having) {
        List<SqlText> tables = new ArrayList<>(from);
        List<SqlText> conditions = new ArrayList<>(where);
        SqlText few = nearest(most(having), conditions);
        tables.add(few == null ? ranked : few);
        SqlText sql = SqlText.of("(SELECT ");
        SqlText pairs = SqlText.of("(SELECT ");
        for (int i = 0; i < keys.size(); i++) {
            sql.add("k" + i + ", ");
            pairs.add(keys.get(i) + " AS k" + i + ", ");
        }
        for (int i = 0; i < groups.size(); i++) {
            pairs.add(groups.get(i) + " AS g" + i + ", ");
        }
        pairs.add(order.by()).add(" AS d FROM ").join(", ", tables);
        if (!conditions.isEmpty()) {
            pairs.add(" WHERE ").join(" AND ", conditions);
        }
        return sql.add("d, count(*) OVER (" + partition() + "ORDER BY d" + (order.down() ? " DESC" : ""))
                .add(" NULLS LAST) AS n FROM ")
                .add(pairs)
                .add(") AS pair) AS ranked");
    }

    /** The condition that a row has a rank: what has no value is neither nearer nor farther. */
    static SqlText isRanked() {
        return SqlText.of("ranked.d IS NOT NULL");
    }

    private String partition() {
        List<String> names =
                IntStream.range(0, groups.size()).mapToObj(i -> "g" + i).toList();
        return names.isEmpty() ? "" : "PARTITION BY " + String.join(", ", names) + " ";
    }

    /** The greatest rank that is asked for; negative if any is. */
    private static long most(List<SqlText> having) {
        for (SqlText condition : having) {
            Matcher matcher = MOST.matcher(condition.toString());
            if (matcher.matches() && condition.parameters().get(0) instanceof Number number) {
                double bound = number.doubleValue();
                return (long) (matcher.group(1).equals("<") ? Math.ceil(bound) - 1 : Math.floor(bound));
            }
        }
        return -1;
    }

    /**
     * The nearest of x to each row of what else is joined, or null. It takes those conditions that it sees to. With
     * others on x, an index would be walked for each row until enough are found that meet them.
     */
    private @Nullable SqlText nearest(long most, List<SqlText> conditions) {
        String x = alias(ranked);
        Matcher distance = DISTANCE.matcher(order.by().toString());
        boolean near = distance.matches()
                && !order.down()
                && distance.group(2).equals(x) != distance.group(4).equals(x);
        if (!near || most < 1 || most > MOST_NEAREST || groups.size() != from.size()) {
            return null;
        }
        List<SqlText> own =
                conditions.stream().filter(c -> aliases(c).contains(x)).toList();
        if (!own.stream().allMatch(c -> c.toString().equals(x + ".\"geometry\" IS NOT NULL"))) {
            return null;
        }
        conditions.removeAll(own);
        SqlText sql = SqlText.of("LATERAL (SELECT " + x + ".* FROM ").add(ranked);
        sql.add(own.isEmpty() ? "" : " WHERE ").join(" AND ", own);
        return sql.add(
                " ORDER BY " + distance.group(1) + " <-> " + distance.group(3) + " LIMIT " + (most + 1) + ") " + x);
    }

    /** The conditions on one of them alone or with what else is joined are those on the other. */
    private static boolean same(List<SqlText> ofX, List<SqlText> ofY, String x, String y) {
        List<SqlText> rest = new ArrayList<>(ofX);
        for (SqlText condition : ofY) {
            SqlText renamed = renamed(condition, y, x);
            SqlText equal = rest.stream().filter(renamed::says).findFirst().orElse(null);
            if (equal == null) {
                return false;
            }
            rest.remove(equal);
        }
        return rest.isEmpty();
    }

    /** What x is sorted by, so that those up to it are the y that are counted; null if the condition says something else. */
    private static @Nullable Sorted order(SqlText condition, String x, String y) {
        for (String operator : OPERATORS) {
            String text = condition.toString();
            int at = text.indexOf(operator);
            if (at < 0) {
                continue;
            }
            int parameters =
                    (int) text.substring(0, at).chars().filter(c -> c == '?').count();
            SqlText one = part(condition, 0, at, 0, parameters);
            SqlText other = part(
                    condition,
                    at + operator.length(),
                    text.length(),
                    parameters,
                    condition.parameters().size());
            boolean yFirst = renamed(one, y, x).says(other) && !aliases(other).contains(y);
            boolean xFirst = renamed(other, y, x).says(one) && !aliases(one).contains(y);
            if (yFirst == xFirst) {
                return null;
            }
            boolean up = operator.equals(" <= ") == yFirst;
            return new Sorted(yFirst ? other : one, !up);
        }
        return null;
    }

    private static SqlText part(SqlText sql, int from, int to, int firstParameter, int lastParameter) {
        return SqlText.of(sql.toString().substring(from, to), sql.parameters().subList(firstParameter, lastParameter));
    }

    private static SqlText renamed(SqlText sql, String from, String to) {
        return SqlText.of(sql.toString().replaceAll("\\b" + from + "\\b", to), sql.parameters());
    }

    private static Set<String> aliases(SqlText sql) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = ALIAS.matcher(sql.toString());
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }

    private static String alias(SqlText table) {
        String text = table.toString();
        return text.substring(text.lastIndexOf(' ') + 1);
    }

    /** Whether all that is asked of the groups are their keys and the count. */
    boolean gives(List<SqlText> columns, List<SqlText> having, List<SqlText> order) {
        return !columns.isEmpty()
                && List.of(columns, having, order).stream()
                        .flatMap(List::stream)
                        .allMatch(s -> aliases(replace(s)).isEmpty());
    }

    List<SqlText> replace(List<SqlText> parts) {
        return parts.stream().map(this::replace).toList();
    }

    /** What a part says of the groups, said of the ranked rows. */
    SqlText replace(SqlText part) {
        SqlText result = part.replaced(counted, COUNT).replaced("count(*)", COUNT);
        for (int i = 0; i < keys.size(); i++) {
            result = result.replaced(keys.get(i), "ranked.k" + i);
        }
        return result;
    }
}
