package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.Expr;
import vn.huetwin.ontology.geosparql.Wkt;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;
import vn.huetwin.ontology.rdf.Row.Cell;

/**
 * Rows of one or several layers that hang together, and all conditions on them that SQL can decide: one statement.
 */
final class SqlBlock {
    /** A triple pattern that several facets of its row may give; each answer is found in the row that comes back. */
    record Multiple(Row row, Row.Pattern pattern) {}

    /** Triples of a row that may be missing, all or none of them. */
    record Optional(Map<Var, Cell> cells) {}

    private static final Set<String> NEVER_NULL = Set.of("id", "valid_from", "recorded_at", "batch");

    private final List<Row> rows;
    private final Wkt wkt;
    private final Map<Var, List<Cell>> cells = new LinkedHashMap<>();
    private final Map<Var, Node> fixed = new LinkedHashMap<>();
    private final List<Multiple> multiples = new ArrayList<>();
    private final List<Optional> optionals = new ArrayList<>();
    private final List<SqlText> conditions = new ArrayList<>();
    private final Set<Var> hidden = new LinkedHashSet<>();
    private final Map<Var, Cell> columns = new LinkedHashMap<>();
    private int pushed;
    private boolean selective;

    SqlBlock(List<Row> rows, Wkt wkt) {
        this.rows = List.copyOf(rows);
        this.wkt = wkt;
        for (Row row : rows) {
            subjects(row);
            row.patterns().forEach(p -> pattern(row, p));
        }
        equalCells();
        cells.forEach((variable, all) -> columns.put(variable, all.get(0)));
    }

    List<Row> rows() {
        return rows;
    }

    List<SqlText> conditions() {
        return conditions;
    }

    Map<Var, List<Cell>> cells() {
        return cells;
    }

    Map<Var, Node> fixed() {
        return fixed;
    }

    List<Multiple> multiples() {
        return multiples;
    }

    List<Optional> optionals() {
        return optionals;
    }

    /** The variables that are columns, each with the one that stands for it. */
    Map<Var, Cell> columns() {
        return columns;
    }

    /** All variables that it binds. */
    Set<Var> variables() {
        Set<Var> variables = new LinkedHashSet<>(cells.keySet());
        variables.addAll(fixed.keySet());
        for (Multiple multiple : multiples) {
            addVariable(variables, multiple.pattern().triple().getPredicate());
            addVariable(variables, multiple.pattern().triple().getObject());
        }
        return variables;
    }

    static void addVariable(Set<Var> variables, Node node) {
        if (Var.isVar(node)) {
            variables.add(Var.alloc(node));
        }
    }

    /** Takes a condition if SQL can decide it; if not, only what its boxes tell. */
    boolean push(Expr expr, int localSrid) {
        Map<Var, SqlValue> values = new LinkedHashMap<>();
        columns.forEach((variable, cell) -> values.put(variable, SqlValue.of(cell)));
        ExprSql exprSql = new ExprSql(values, wkt, localSrid);
        SqlText sql = exprSql.condition(expr);
        SqlText known = sql == null ? exprSql.boxes(expr) : sql;
        if (known != null) {
            conditions.add(known);
            pushed++;
        }
        return sql != null;
    }

    void add(Optional optional) {
        optionals.add(optional);
    }

    /** Leaves a variable out of the answer because nothing else asks for it. */
    void hide(Var variable) {
        hidden.add(variable);
    }

    Set<Var> hidden() {
        return hidden;
    }

    /** Whether constants or conditions restrict it. */
    boolean isSelective() {
        return selective || pushed > 0;
    }

    private void subjects(Row row) {
        for (Subject kind : Subject.values()) {
            Cell self = row.self(kind);
            for (Node node : row.subjects(kind)) {
                if (node.isConcrete()) {
                    constant(self, node);
                } else {
                    cells.computeIfAbsent(Var.alloc(node), v -> new ArrayList<>())
                            .add(self);
                }
            }
            if (kind == Subject.GEOMETRY && !row.subjects(kind).isEmpty()) {
                notNull(row, "geometry");
            }
        }
    }

    private void pattern(Row row, Row.Pattern pattern) {
        if (!pattern.isSingle()) {
            multiples.add(new Multiple(row, pattern));
            alternatives(row, pattern);
            return;
        }
        Facet facet = pattern.choices().get(0);
        Node object = pattern.triple().getObject();
        if (facet instanceof Facet.Fixed value) {
            if (Var.isVar(object)) {
                fixed.put(Var.alloc(object), value.object());
            }
            return;
        }
        Cell cell = new Cell(row, facet);
        if (object.isConcrete()) {
            constant(cell, object);
        } else {
            cells.computeIfAbsent(Var.alloc(object), v -> new ArrayList<>()).add(cell);
            notNull(row, facet instanceof Facet.Column column ? column.column() : "geometry");
        }
        if (facet instanceof Facet.Column column && column.guard() != null) {
            notNull(row, column.guard());
        }
    }

    private void constant(Cell cell, Node node) {
        conditions.add(equal(cell, node));
        selective = true;
    }

    private SqlText equal(Cell cell, Node node) {
        if (cell.facet() instanceof Facet.Column column) {
            Object value = column.codec().toSql(node);
            return value == null
                    ? SqlText.of("FALSE")
                    : SqlText.of(cell.value() + " = ").parameter(value);
        }
        org.locationtech.jts.geom.Geometry geometry = wkt.find(node);
        if (geometry == null) {
            return SqlText.of("FALSE");
        }
        return SqlText.of("(" + cell.value() + " ~= ST_GeomFromEWKB(")
                .parameter(Wkt.toEwkb(geometry))
                .add(") AND " + cell.output() + " = ")
                .parameter(node.getLiteralLexicalForm())
                .add(")");
    }

    /** A constant object narrows the rows to those where one of the facets has it. */
    private void alternatives(Row row, Row.Pattern pattern) {
        Node object = pattern.triple().getObject();
        if (!object.isConcrete() || pattern.choices().stream().anyMatch(f -> f instanceof Facet.Fixed)) {
            return;
        }
        List<SqlText> parts = pattern.choices().stream()
                .map(f -> equal(new Cell(row, f), object))
                .toList();
        conditions.add(SqlText.of("(").join(" OR ", parts).add(")"));
        selective = true;
    }

    /** The columns that are null where a row does not give this. */
    static Set<String> needed(Cell cell) {
        Set<String> needed = new LinkedHashSet<>();
        if (cell.facet() instanceof Facet.Column column) {
            needed.add(column.column());
            if (column.guard() != null) {
                needed.add(column.guard());
            }
        } else {
            needed.add("geometry");
        }
        needed.removeAll(NEVER_NULL);
        return needed;
    }

    private void notNull(Row row, String column) {
        if (!NEVER_NULL.contains(column)) {
            SqlText sql = SqlText.of(row.alias() + "." + TableNames.quote(column) + " IS NOT NULL");
            if (conditions.stream().noneMatch(c -> c.toString().equals(sql.toString()))) {
                conditions.add(sql);
            }
        }
    }

    private void equalCells() {
        for (List<Cell> same : cells.values()) {
            for (int i = 1; i < same.size(); i++) {
                String first = same.get(0).value();
                String other = same.get(i).value();
                if (comparable(same.get(0), same.get(i)) && !first.equals(other)) {
                    conditions.add(SqlText.of(first + " = " + other));
                }
            }
        }
    }

    /** Whether equal terms are equal values and the other way round. */
    static boolean comparable(Cell a, Cell b) {
        return a.facet() instanceof Facet.Column c
                && b.facet() instanceof Facet.Column d
                && c.codec().equals(d.codec());
    }

    /** @param joins variables that the batch binds, with their columns of {@code q} in order */
    SqlText sql(SqlText select, SqlText input, List<SqlText> joins, CitySession session) {
        SqlText sql = SqlText.of("SELECT ").add(select).add(" FROM ").add(input);
        sql.add(String.join(
                ", ",
                rows.stream()
                        .map(r -> session.table(r.layer()) + " " + r.alias())
                        .toList()));
        List<SqlText> all = new ArrayList<>(joins);
        all.addAll(conditions);
        return all.isEmpty() ? sql : sql.add(" WHERE ").join(" AND ", all);
    }

    @Override
    public String toString() {
        return "SQL" + rows;
    }
}
