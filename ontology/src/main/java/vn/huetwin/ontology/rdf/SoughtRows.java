package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.Row.Cell;

/**
 * Rows that are sought for each row of a statement: those of EXISTS and OPTIONAL.
 *
 * @param own        the variables that they bind
 * @param conditions on them and the row that they are sought for
 */
record SoughtRows(List<Row> rows, Map<Var, SqlValue> own, List<SqlText> conditions) {
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
        Reading reading = reading(pattern, prefix, outer, session);
        if (reading == null || reading.rows().isEmpty() || !reading.rest().isEmpty()) {
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
        Map<Var, SqlValue> both = new LinkedHashMap<>(own);
        both.putAll(outer.scope());
        ExprSql conditionSql = new ExprSql(both, outer.maybe(), session.wkt(), session.localSrid());
        List<Expr> all = new ArrayList<>(pattern.conditions());
        all.addAll(besides);
        for (Expr expr : all) {
            SqlText sql = conditionSql.condition(expr);
            if (sql == null) {
                return null;
            }
            conditions.add(sql);
        }
        own.keySet().removeAll(outer.scope().keySet());
        return new SoughtRows(reading.rows(), own, conditions);
    }

    /** The only way to read the pattern where what is known comes from where it does, or null. */
    private static @Nullable Reading reading(Joined pattern, String prefix, Outer outer, CitySession session) {
        List<Reading> readings = session.readings().within(Map.of(), prefix).of(Readings.units(pattern.triples()));
        List<Reading> possible = readings == null
                ? List.of()
                : readings.stream().filter(r -> agrees(r, outer, session)).toList();
        return possible.size() == 1 ? possible.get(0) : null;
    }

    private static boolean agrees(Reading reading, Outer outer, CitySession session) {
        Map<Var, Cell> columns = new SqlBlock(reading.rows(), session.wkt()).columns();
        return columns.entrySet().stream()
                .noneMatch(e -> outer.scope().get(e.getKey()) instanceof SqlValue.Term known
                        && e.getValue().facet() instanceof Facet.Column column
                        && differ(known.codec(), column.codec()));
    }

    /** Whether they are the keys of different layers. */
    private static boolean differ(Codec a, Codec b) {
        return Optionals.isRow(a) && Optionals.isRow(b) && !a.equals(b);
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
