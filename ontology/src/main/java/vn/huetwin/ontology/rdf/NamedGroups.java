package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Groups that another layer gives names to, such as reports by ward: counted by its key, and then joined with it once
 * for each group, not for each row.
 *
 * <p>It is the same if the rows are grouped by the key too, nothing else is asked of the other layer than columns that
 * are there, and only rows of the others are counted.
 */
final class NamedGroups {
    private static final Pattern TABLE = Pattern.compile("layer\\.\"\\w+\" (t\\d+)");
    private static final Pattern ALIAS = Pattern.compile("\\b[tma]\\d+\\b");
    private static final Pattern AGGREGATE = Pattern.compile("\\w+\\(");

    private final SqlText naming;
    private final List<SqlText> from;
    private final List<SqlText> own = new ArrayList<>();
    private final List<SqlText> where = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private String key = "";
    private final String x;

    private NamedGroups(SqlText naming, List<SqlText> from, String x) {
        this.naming = naming;
        this.x = x;
        this.from = new ArrayList<>(from);
        this.from.remove(naming);
    }

    /** @return null if no layer only names groups */
    static @Nullable NamedGroups of(List<SqlText> from, List<SqlText> where, List<SqlText> groupBy) {
        boolean tables = from.stream().allMatch(t -> TABLE.matcher(t.toString()).matches());
        if (!tables || from.size() < 2) {
            return null;
        }
        for (SqlText table : from) {
            Matcher matcher = TABLE.matcher(table.toString());
            if (matcher.matches()) {
                NamedGroups groups = new NamedGroups(table, from, matcher.group(1));
                if (groups.splits(where, groupBy)) {
                    return groups;
                }
            }
        }
        return null;
    }

    private boolean splits(List<SqlText> conditions, List<SqlText> groupBy) {
        Pattern there = Pattern.compile(x + "\\.\"\\w+\" IS NOT NULL");
        Pattern join = Pattern.compile("(t\\d+\\.\"\\w+\") = " + x + "\\.\"id\"");
        for (SqlText condition : conditions) {
            Matcher joined = join.matcher(condition.toString());
            if (!names(condition)) {
                where.add(condition);
            } else if (joined.matches() && key.isEmpty()) {
                key = joined.group(1);
            } else if (there.matcher(condition.toString()).matches()) {
                own.add(condition);
            } else {
                return false;
            }
        }
        boolean grouped = false;
        for (SqlText group : groupBy) {
            grouped |= group.toString().equals(key);
            if (!names(group)) {
                keys.add(group.toString());
            } else if (!group.toString().matches(x + "\\.\"\\w+\"")) {
                return false;
            }
        }
        return grouped && keys.size() < groupBy.size();
    }

    private boolean names(SqlText sql) {
        return aliases(sql).contains(x);
    }

    private static Set<String> aliases(SqlText sql) {
        Set<String> found = new LinkedHashSet<>();
        ALIAS.matcher(sql.toString()).results().forEach(m -> found.add(m.group()));
        return found;
    }

    /** The statement with its order, or null if it asks for something of both. */
    @Nullable
    SqlText select(List<SqlText> columns, List<SqlText> having, List<SqlText> order) {
        if (having.stream().anyMatch(this::names)) {
            return null;
        }
        List<SqlText> inner = new ArrayList<>();
        keys.forEach(k -> inner.add(SqlText.of(k + " AS k" + inner.size())));
        List<SqlText> counted = new ArrayList<>();
        List<SqlText> outer = new ArrayList<>();
        for (SqlText column : columns) {
            if (names(column) || keys.contains(column.toString())) {
                outer.add(outside(column, counted));
            } else if (column.parameters().isEmpty()) {
                inner.add(SqlText.of(column + " AS n" + counted.size()));
                outer.add(SqlText.of("grouped.n" + counted.size()));
                counted.add(column);
            } else {
                return null;
            }
        }
        List<SqlText> sorted = order.stream().map(o -> outside(o, counted)).toList();
        boolean apart =
                outer.stream().allMatch(this::isApart) && sorted.stream().allMatch(this::isApart);
        if (!apart) {
            return null;
        }
        SqlText sql =
                SqlText.of("SELECT ").join(", ", outer).add(" FROM (SELECT ").join(", ", inner);
        SqlQuery.clause(sql, " FROM ", ", ", from);
        SqlQuery.clause(sql, " WHERE ", " AND ", where);
        SqlQuery.clause(sql, " GROUP BY ", ", ", keys.stream().map(SqlText::of).toList());
        SqlQuery.clause(sql, " HAVING ", " AND ", having);
        sql.add(") AS grouped, ").add(naming);
        sql.add(" WHERE grouped.k" + keys.indexOf(key) + " = " + x + ".\"id\"");
        SqlQuery.clause(sql, " AND ", " AND ", own);
        SqlQuery.clause(sql, " ORDER BY ", ", ", sorted);
        return sql;
    }

    /** What is said of rows, said of the groups. */
    private SqlText outside(SqlText part, List<SqlText> counted) {
        SqlText result = part;
        for (int i = 0; i < counted.size(); i++) {
            result = result.replaced(counted.get(i).toString(), "grouped.n" + i);
        }
        for (int i = 0; i < keys.size(); i++) {
            result = result.replaced(keys.get(i), "grouped.k" + i);
        }
        return result;
    }

    private boolean isApart(SqlText part) {
        return Set.of(x).containsAll(aliases(part))
                && !AGGREGATE.matcher(part.toString()).find();
    }
}
