package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;

/** One statement that answers a whole query or a large part of it: joins, groups, order and limit. */
final class SqlQuery {
    private static final Pattern COLUMN = Pattern.compile("(t\\d+)\\.\"(\\w+)\"");
    /** A layer's table, joined so that it has a row in each of the answer. */
    private static final Pattern TABLE = Pattern.compile("layer\\.\"\\w+\" t\\d+");

    private final List<SqlText> from;
    private final List<SqlText> where;
    private final LeftJoins optionals;
    /** What is computed of each row once, and before rows are grouped. */
    private final List<SqlText> early = new ArrayList<>();

    private final Map<Var, SqlValue> scope;
    private final SqlAnswer.Rest rest;
    private final List<SqlText> groupBy = new ArrayList<>();
    private final List<SqlText> having = new ArrayList<>();
    private final List<SqlText> order = new ArrayList<>();
    private boolean grouped;
    private boolean distinct;
    private boolean projected;
    private long limit = -1;
    private long offset;

    /**
     * A query over tables.
     *
     * @param optionals joined to them
     * @param scope     what each variable is in SQL
     * @param rest      what ARQ does with the answers
     */
    SqlQuery(
            List<SqlText> from,
            List<SqlText> where,
            LeftJoins optionals,
            Map<Var, SqlValue> scope,
            SqlAnswer.Rest rest) {
        this.from = from;
        this.where = where;
        this.optionals = optionals;
        this.scope = new LinkedHashMap<>(scope);
        this.rest = rest;
    }

    Map<Var, SqlValue> scope() {
        return scope;
    }

    /** Variables that may have no value. */
    Set<Var> maybe() {
        return optionals.maybe();
    }

    /** Whether an expression may have no value. */
    boolean mayLack(Expr expr) {
        return optionals.mayLack(expr);
    }

    boolean isGrouped() {
        return grouped;
    }

    /** Whether rows can still be joined, filtered or grouped: the statement is complete in itself and not cut. */
    boolean isOpen() {
        return rest.isEmpty() && limit < 0 && offset == 0 && !distinct && order.isEmpty();
    }

    /** Whether a column is null in no row. */
    boolean isCertain(SqlText column) {
        Matcher name = COLUMN.matcher(column.toString());
        if (!name.matches()) {
            return false;
        }
        boolean joined = from.stream()
                .anyMatch(f ->
                        TABLE.matcher(f.toString()).matches() && f.toString().endsWith(" " + name.group(1)));
        return joined
                && (name.group(2).equals("id")
                        || where.stream().anyMatch(w -> w.toString().equals(column + " IS NOT NULL")));
    }

    /**
     * A value of geometries that is computed as the rows come, and not after they were sorted into groups: PostGIS keeps
     * a shape prepared as long as the same one comes again, and what is sorted is a number in place of two shapes.
     */
    SqlValue.Term early(SqlValue.Term term) {
        if (!term.sql().toString().contains("ST_")) {
            return term;
        }
        String alias = "a" + early.size();
        early.add(SqlText.of("LATERAL (SELECT ").add(term.sql()).add(" AS v OFFSET 0) " + alias));
        return new SqlValue.Term(SqlText.of(alias + ".v"), term.codec());
    }

    /** @param values what is known afterwards: the keys and what was computed */
    void group(List<SqlText> keys, Map<Var, SqlValue> values) {
        grouped = true;
        groupBy.addAll(keys);
        scope.clear();
        scope.putAll(values);
    }

    void having(SqlText condition) {
        having.add(condition);
    }

    void order(List<SqlText> keys) {
        order.addAll(keys);
    }

    /** @param length negative for all */
    boolean slice(long start, long length) {
        if (!rest.conditions().isEmpty() || offset > 0) {
            return false;
        }
        offset = Math.max(0, start);
        long left = limit < 0 ? Long.MAX_VALUE : Math.max(0, limit - offset);
        limit = length < 0 ? (limit < 0 ? -1 : left) : Math.min(left, length);
        return true;
    }

    /** @return false while conditions are left that need other variables */
    boolean project(List<Var> variables) {
        projected = rest.isEmpty();
        if (projected) {
            scope.keySet().retainAll(variables);
        }
        return projected;
    }

    boolean distinct() {
        boolean terms = isOpen() && scope.values().stream().noneMatch(v -> v instanceof SqlValue.Shape);
        distinct |= terms;
        return terms;
    }

    /**
     * @param part   the operator that it answers
     * @param needed which variables anything outside asks for
     */
    SqlAnswer answer(Op part, Predicate<Var> needed) {
        Map<Var, SqlValue> outputs = new LinkedHashMap<>();
        scope.forEach((variable, value) -> {
            boolean asked = rest.mentions(variable);
            if (projected || asked || needed.test(variable)) {
                outputs.put(variable, value);
            }
        });
        if (!grouped) {
            outputs.replaceAll((variable, value) -> once(value));
        }
        boolean inner = optionals.joins().isEmpty();
        Ranking ranking = grouped && inner && early.isEmpty() ? Ranking.of(from, where, groupBy) : null;
        SpatialJoin space = inner && ranking == null
                ? SpatialJoin.of(from, where, (tables, conditions) -> statement(outputs, null, tables, conditions))
                : null;
        SqlText sql = statement(outputs, ranking, List.of(), List.of());
        return new SqlAnswer(sql, part, from.size() > 1 || !inner, space, outputs, rest);
    }

    /** A value of geometries that is asked for in a condition too, computed once for both. */
    private SqlValue once(SqlValue value) {
        if (!(value instanceof SqlValue.Term term) || !term.sql().parameters().isEmpty()) {
            return value;
        }
        String sql = term.sql().toString();
        if (!sql.contains("ST_") || where.stream().noneMatch(w -> w.toString().contains(sql))) {
            return value;
        }
        SqlValue.Term computed = early(term);
        where.replaceAll(w -> w.replaced(sql, computed.sql().toString()));
        return computed;
    }

    /**
     * The statement.
     *
     * @param tables     joined besides, before the others
     * @param conditions on rows besides
     */
    private SqlText statement(
            Map<Var, SqlValue> outputs, @Nullable Ranking ranking, List<SqlText> tables, List<SqlText> conditions) {
        List<SqlText> columns = new ArrayList<>();
        for (SqlValue value : outputs.values()) {
            SqlText output = value.output();
            if (output != null) {
                columns.add(output);
            }
        }
        SqlText sql = SqlText.of("SELECT ").add(distinct ? "DISTINCT " : "");
        List<SqlText> sorted = order;
        boolean plain = grouped
                && !distinct
                && ranking == null
                && early.isEmpty()
                && tables.isEmpty()
                && optionals.joins().isEmpty();
        SqlText named = plain && conditions.isEmpty() ? namedGroups(columns) : null;
        if (ranking != null && ranking.gives(columns, having, order)) {
            List<SqlText> ranks = new ArrayList<>(ranking.replace(having));
            sql.join(", ", ranking.replace(columns)).add(" FROM ").add(ranking.sql(ranks));
            ranks.add(Ranking.isRanked());
            clause(sql, " WHERE ", " AND ", ranks);
            sorted = ranking.replace(order);
        } else if (named != null) {
            sql = named;
            sorted = List.of();
        } else {
            sql = columns.isEmpty() ? sql.add("1") : sql.join(", ", columns);
            List<SqlText> rows = new ArrayList<>(tables);
            rows.addAll(optionals.joins().isEmpty() ? from : List.of(outer()));
            rows.addAll(early);
            clause(sql, " FROM ", ", ", rows);
            List<SqlText> all = new ArrayList<>(conditions);
            all.addAll(where);
            clause(sql, " WHERE ", " AND ", all);
            clause(sql, " GROUP BY ", ", ", groupBy);
            clause(sql, " HAVING ", " AND ", having);
        }
        clause(sql, " ORDER BY ", ", ", sorted);
        if (limit >= 0) {
            sql.add(" LIMIT " + limit);
        }
        return offset > 0 ? sql.add(" OFFSET " + offset) : sql;
    }

    /** The tables with the LEFT JOINs, which see only what is joined in the same item of FROM. */
    private SqlText outer() {
        SqlText sql = from.size() == 1
                ? SqlText.of("").add(from.get(0))
                : SqlText.of("(").join(" CROSS JOIN ", from).add(")");
        return sql.add(" ").join(" ", optionals.joins());
    }

    private @Nullable SqlText namedGroups(List<SqlText> columns) {
        NamedGroups groups = NamedGroups.of(from, where, groupBy);
        return groups == null ? null : groups.select(columns, having, order);
    }

    static void clause(SqlText sql, String word, String separator, List<SqlText> parts) {
        if (!parts.isEmpty()) {
            sql.add(word).join(separator, parts);
        }
    }
}
