package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Exists;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.Row.Cell;

/**
 * Rows that are sought for each row of a statement: those of EXISTS and OPTIONAL.
 *
 * @param own        the variables that they bind
 * @param conditions on them and the row that they are sought for
 */
record SoughtRows(List<Row> rows, Map<Var, SqlValue> own, List<SqlText> conditions) {
    private static final int MOST_READINGS = 8;

    /** Variables of the statement, and those of them that may be null. */
    record Outer(Map<Var, SqlValue> scope, Set<Var> maybe) {}

    /**
     * The rows of a pattern.
     *
     * @param besides conditions on both
     * @param prefix  of their names in SQL
     * @return null if there are several ways to read it, or SQL cannot say all of it
     */
    static @Nullable SoughtRows of(
            Joined pattern, List<Expr> besides, String prefix, Outer outer, CitySession session) {
        List<Reading> readings = readings(pattern, prefix, outer, session);
        return readings.size() == 1 ? of(readings.get(0), pattern, besides, prefix, outer, session) : null;
    }

    /**
     * EXISTS or NOT EXISTS.
     *
     * @param prefix of the names of rows in SQL
     * @return null if SQL cannot say it
     */
    static @Nullable SqlText exists(ExprFunctionOp test, String prefix, Outer outer, CitySession session) {
        Joined inner = Joined.of(test.getGraphPattern());
        List<Reading> readings =
                inner == null || !inner.isPlain() ? List.of() : readings(inner, prefix, outer, session);
        if (inner == null || readings.isEmpty() || readings.size() > MOST_READINGS) {
            return null;
        }
        List<SqlText> found = new ArrayList<>();
        for (Reading reading : readings) {
            SoughtRows sought = of(reading, inner, List.of(), prefix, outer, session);
            if (sought == null) {
                return null;
            }
            SqlText sql = SqlText.of("EXISTS (SELECT FROM ");
            sql.join(", ", sought.rows().stream().map(session::table).toList());
            found.add(sql.add(" WHERE ").join(" AND ", sought.conditions()).add(")"));
        }
        if (test instanceof E_Exists) {
            return found.size() == 1
                    ? found.get(0)
                    : SqlText.of("(").join(" OR ", found).add(")");
        }
        return SqlText.of("NOT ").join(" AND NOT ", found);
    }

    private static @Nullable SoughtRows of(
            Reading reading, Joined pattern, List<Expr> besides, String prefix, Outer outer, CitySession session) {
        if (reading.rows().isEmpty() || !reading.rest().isEmpty()) {
            return null;
        }
        SqlBlock block = new SqlBlock(reading.rows(), session.wkt());
        Map<Var, SqlValue> own = new LinkedHashMap<>();
        if (!block.multiples().isEmpty() || !block.fixed().isEmpty() || !cells(block, own)) {
            return null;
        }
        List<SqlText> conditions = new ArrayList<>(block.conditions());
        for (Map.Entry<Var, SqlValue> entry : own.entrySet()) {
            SqlValue known = outer.scope().get(entry.getKey());
            if (known instanceof SqlValue.Term a
                    && entry.getValue() instanceof SqlValue.Term b
                    && a.codec().equals(b.codec())
                    && !outer.maybe().contains(entry.getKey())) {
                conditions.add(SqlText.of("").add(a.sql()).add(" = ").add(b.sql()));
            } else if (known != null) {
                return null;
            }
        }
        // their own columns where a variable is both: what mentions none but them is decided before they are joined
        Map<Var, SqlValue> both = new LinkedHashMap<>(outer.scope());
        both.putAll(own);
        ExprSql conditionSql = new ExprSql(both, outer.maybe(), session.wkt(), session.localSrid());
        List<Expr> all = new ArrayList<>(pattern.conditions());
        all.addAll(besides);
        all.addAll(pattern.tests());
        for (Expr expr : all) {
            SqlText sql = expr instanceof ExprFunctionOp test
                    ? exists(test, prefix + "e", new Outer(both, outer.maybe()), session)
                    : conditionSql.condition(expr);
            if (sql == null) {
                return null;
            }
            conditions.add(sql);
        }
        own.keySet().removeAll(outer.scope().keySet());
        return new SoughtRows(reading.rows(), own, conditions);
    }

    /** The ways to read a pattern where what is known comes from where it does; none if there are too many. */
    private static List<Reading> readings(Joined pattern, String prefix, Outer outer, CitySession session) {
        List<Reading> readings = session.readings().within(Map.of(), prefix).of(Readings.units(pattern.triples()));
        return readings == null
                ? List.of()
                : readings.stream().filter(r -> agrees(r, outer, session)).toList();
    }

    private static boolean agrees(Reading reading, Outer outer, CitySession session) {
        Map<Var, Cell> columns = new SqlBlock(reading.rows(), session.wkt()).columns();
        return columns.entrySet().stream()
                .noneMatch(e -> outer.scope().get(e.getKey()) instanceof SqlValue.Term known
                        && e.getValue().facet() instanceof Facet.Column column
                        && Optionals.areOfTwoLayers(known.codec(), column.codec()));
    }

    /** Puts what each variable is into a scope; gives false if SQL cannot tell whether two values are the same term. */
    static boolean cells(SqlBlock block, Map<Var, SqlValue> scope) {
        for (Map.Entry<Var, List<Cell>> entry : block.cells().entrySet()) {
            List<Cell> cells = entry.getValue();
            if (cells.stream().skip(1).anyMatch(c -> !SqlBlock.comparable(cells.get(0), c))) {
                return false;
            }
            scope.put(entry.getKey(), SqlValue.of(cells.get(0)));
        }
        return block.fixed().keySet().stream().noneMatch(scope::containsKey);
    }
}
