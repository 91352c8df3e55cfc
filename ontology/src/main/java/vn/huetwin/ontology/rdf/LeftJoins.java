package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.rdf.Row.Cell;

/** OPTIONAL parts of a statement: columns of its rows that may be null, or further rows by LEFT JOIN. */
final class LeftJoins {
    private static final Pattern OUTER = Pattern.compile("\\b[tm]\\d+\\.");

    private final CitySession session;
    private final List<Row> rows;
    private final Map<Var, SqlValue> scope;
    private final List<SqlText> joins = new ArrayList<>();
    private final Set<Var> maybe = new LinkedHashSet<>();

    /**
     * None yet.
     *
     * @param rows  of the statement
     * @param scope what its variables are, to which those of the parts are added
     */
    LeftJoins(CitySession session, List<Row> rows, Map<Var, SqlValue> scope) {
        this.session = session;
        this.rows = rows;
        this.scope = scope;
    }

    /** What stands after the tables. */
    List<SqlText> joins() {
        return joins;
    }

    /** The variables that may have no value. */
    Set<Var> maybe() {
        return maybe;
    }

    /** Whether a value may be missing where these variables are. */
    boolean mayLack(Expr expr) {
        return expr.getVarsMentioned().stream().anyMatch(maybe::contains);
    }

    /** Adds a part, or gives false if SQL cannot say it. */
    boolean add(Joined.Optional optional) {
        Map<Var, SqlValue> columns =
                optional.conditions().isEmpty() && optional.part().conditions().isEmpty()
                        ? columns(optional.part())
                        : null;
        if (columns == null) {
            columns = join(optional);
        }
        if (columns == null) {
            return false;
        }
        scope.putAll(columns);
        maybe.addAll(columns.keySet());
        return true;
    }

    /** The values of a part whose triples are all of one row that is there, or null. */
    private @Nullable Map<Var, SqlValue> columns(Joined part) {
        if (!Optionals.fresh(part.triples(), scope.keySet())) {
            return null;
        }
        Map<Var, Cell> cells = Optionals.cells(part.triples(), rows, session::inTdb);
        if (cells == null || cells.isEmpty()) {
            return cells == null ? null : Map.of();
        }
        Set<String> needed = new LinkedHashSet<>();
        for (Cell cell : cells.values()) {
            needed.addAll(SqlBlock.needed(cell));
        }
        boolean shape = cells.values().stream().anyMatch(c -> c.facet() instanceof Facet.Wkt);
        if (shape && needed.size() > 1) {
            return null;
        }
        Map<Var, SqlValue> columns = new LinkedHashMap<>();
        cells.forEach((variable, cell) -> columns.put(variable, where(needed, cell)));
        return columns;
    }

    /** @param needed columns without which the part is not there */
    private static SqlValue where(Set<String> needed, Cell cell) {
        boolean own = cell.facet() instanceof Facet.Column column && needed.equals(Set.of(column.column()));
        if (own || needed.isEmpty() || !(SqlValue.of(cell) instanceof SqlValue.Term term)) {
            return SqlValue.of(cell);
        }
        List<SqlText> parts = needed.stream()
                .map(column -> SqlText.of(cell.row().alias() + "." + TableNames.quote(column) + " IS NOT NULL"))
                .toList();
        return new SqlValue.Term(
                SqlText.of("CASE WHEN ")
                        .join(" AND ", parts)
                        .add(" THEN ")
                        .add(term.sql())
                        .add(" END"),
                term.codec());
    }

    private @Nullable Map<Var, SqlValue> join(Joined.Optional optional) {
        String prefix = "o" + joins.size() + "r";
        SoughtRows sought = SoughtRows.of(
                optional.part(), optional.conditions(), prefix, new SoughtRows.Outer(scope, maybe), session);
        if (sought == null || sought.conditions().stream().noneMatch(c -> holds(c.toString(), prefix))) {
            return null;
        }
        List<SqlText> tables = sought.rows().stream().map(session::table).toList();
        SqlText sql = SqlText.of("LEFT JOIN ");
        if (tables.size() == 1) {
            sql.add(tables.get(0));
        } else {
            sql.add("(").join(" CROSS JOIN ", tables).add(")");
        }
        joins.add(sql.add(" ON ").join(" AND ", sought.conditions()));
        return sought.own();
    }

    /** Whether a condition holds the part to the rows before it: a product is ARQ's to make, bit by bit. */
    private static boolean holds(String condition, String prefix) {
        return condition.contains(prefix) && OUTER.matcher(condition).find();
    }
}
