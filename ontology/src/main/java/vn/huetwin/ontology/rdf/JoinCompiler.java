package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.expr.E_Exists;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.path.P_Link;
import org.apache.jena.sparql.path.P_OneOrMore1;
import org.apache.jena.sparql.path.P_Path1;
import org.apache.jena.sparql.path.P_ZeroOrMore1;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;
import vn.huetwin.ontology.rdf.Row.Cell;

/** Makes one statement of what is joined: rows of layers, and tables that are known or that TDB2 answers quickly. */
final class JoinCompiler {
    private static final Pattern ALIAS = Pattern.compile("\\b[tm]\\d+\\b");
    private static final Pattern MEMORY = Pattern.compile(" AS (m\\d+)\\(");

    private final CitySession session;
    private final ExecutionContext context;
    private final List<SqlText> from = new ArrayList<>();
    private final List<SqlText> where = new ArrayList<>();
    private final Map<Var, SqlValue> scope = new LinkedHashMap<>();
    private final Map<String, LayerMapping> layers = new HashMap<>();
    private final Codec.Dictionary dictionary = new Codec.Dictionary(new ArrayList<>(), new HashMap<>());

    JoinCompiler(CitySession session, ExecutionContext context) {
        this.session = session;
        this.context = context;
    }

    /** Null if it is no single statement. */
    @Nullable
    SqlQuery compile(Op op) {
        Joined joined = Joined.of(op);
        if (joined == null || joined.triples().isEmpty()) {
            return null;
        }
        List<MemoryTable> tables = tables(joined);
        Reading reading = tables == null ? null : reading(joined.triples(), tables, "t");
        if (tables == null || reading == null || reading.rows().isEmpty() || !rest(reading, tables)) {
            return null;
        }
        if (!rows(reading.rows(), tables)) {
            return null;
        }
        List<Expr> conditions = new ArrayList<>(joined.conditions());
        int number = 0;
        for (MemoryTable table : tables) {
            conditions.removeIf(e -> table.filter(e, context));
            if (!table.join(scope, "m" + number++, dictionary, from, where)) {
                return null;
            }
        }
        ValueSql values = new ValueSql(scope, session.wkt(), session.localSrid());
        for (Map.Entry<Var, Expr> made : joined.made().entrySet()) {
            SqlValue value = values.of(made.getValue());
            if (value == null) {
                return null;
            }
            scope.put(made.getKey(), value);
        }
        List<Expr> residual = new ArrayList<>();
        ExprSql conditionSql = new ExprSql(scope, session.wkt(), session.localSrid());
        for (Expr expr : conditions) {
            SqlText sql = conditionSql.condition(expr);
            if (sql == null) {
                residual.add(expr);
                SqlText boxes = conditionSql.boxes(expr);
                if (boxes != null) {
                    where.add(boxes);
                }
            } else {
                where.add(sql);
            }
        }
        for (ExprFunctionOp test : joined.tests()) {
            SqlText sql = test(test);
            if (sql == null) {
                return null;
            }
            where.add(sql);
        }
        if (!isConnected()) {
            return null;
        }
        session.takeLargeShapesApart(from, where, layers);
        return new SqlQuery(from, where, scope, residual);
    }

    private @Nullable List<MemoryTable> tables(Joined joined) {
        List<MemoryTable> tables = new ArrayList<>();
        joined.tables().forEach(rows -> tables.add(new MemoryTable(rows)));
        for (OpPath path : joined.paths()) {
            List<Binding> rows = closure(path);
            if (rows == null) {
                return null;
            }
            tables.add(new MemoryTable(rows));
        }
        return tables;
    }

    /** What is narrower than a term or broader, such as subclasses; null if it is not in TDB2 alone or too much. */
    private @Nullable List<Binding> closure(OpPath op) {
        TriplePath path = op.getTriplePath();
        boolean starts = path.getSubject().isConcrete();
        boolean closure = path.getPath() instanceof P_ZeroOrMore1 || path.getPath() instanceof P_OneOrMore1;
        if (!closure
                || starts == path.getObject().isConcrete()
                || !(((P_Path1) path.getPath()).getSubPath() instanceof P_Link link)
                || session.mapping().sources().stream().anyMatch(s -> s.facets().containsKey(link.getNode()))) {
            return null;
        }
        QueryIterator run = session.tdb(op, List.of(BindingFactory.empty()), context);
        try {
            List<Binding> rows = BatchIterator.take(run, TdbPattern.SMALL + 1);
            return rows.isEmpty() || rows.size() > TdbPattern.SMALL ? null : rows;
        } finally {
            run.close();
        }
    }

    /** The only way to read the pattern, or null. */
    private @Nullable Reading reading(List<Triple> triples, List<MemoryTable> tables, String prefix) {
        Map<Node, Set<Node>> domains = new HashMap<>();
        for (MemoryTable table : tables) {
            table.variables().forEach(v -> domains.put(v, new HashSet<>(table.terms(v))));
        }
        List<Reading> readings = session.readings().within(domains, prefix).of(Readings.units(triples));
        return readings != null && readings.size() == 1 ? readings.get(0) : null;
    }

    private boolean rest(Reading reading, List<MemoryTable> tables) {
        for (List<Triple> part : ReadingPlan.tdbParts(reading.rest())) {
            TdbPattern pattern = new TdbPattern(part, session, context);
            if (!pattern.isSmall() || pattern.variables().isEmpty()) {
                return false;
            }
            tables.add(new MemoryTable(pattern.probe()));
        }
        return true;
    }

    private boolean rows(List<Row> rows, List<MemoryTable> tables) {
        List<Row> joined = new ArrayList<>();
        for (Row row : rows) {
            if (rows.size() == 1 || !single(row)) {
                joined.add(row);
            }
        }
        SqlBlock block = new SqlBlock(joined, session.wkt());
        if (!block.multiples().stream().allMatch(m -> classes(m, tables)) || !cells(block, scope)) {
            return false;
        }
        block.fixed().forEach((variable, node) -> scope.put(variable, new SqlValue.Fixed(node)));
        joined.forEach(r -> {
            from.add(table(r));
            layers.put(r.alias(), r.layer());
        });
        where.addAll(block.conditions());
        return true;
    }

    /** Every row has the same few terms there, such as its class and geo:Feature. */
    private static boolean classes(SqlBlock.Multiple multiple, List<MemoryTable> tables) {
        Triple triple = multiple.pattern().triple();
        if (!triple.getPredicate().isConcrete() || !Var.isVar(triple.getObject())) {
            return false;
        }
        List<Binding> rows = new ArrayList<>();
        for (Facet facet : multiple.pattern().choices()) {
            if (!(facet instanceof Facet.Fixed fixed)) {
                return false;
            }
            rows.add(BindingFactory.binding(Var.alloc(triple.getObject()), fixed.object()));
        }
        return tables.add(new MemoryTable(rows));
    }

    private SqlText table(Row row) {
        return SqlText.of(session.table(row.layer()) + " " + row.alias());
    }

    private static boolean cells(SqlBlock block, Map<Var, SqlValue> scope) {
        for (Map.Entry<Var, List<Cell>> entry : block.cells().entrySet()) {
            List<Cell> cells = entry.getValue();
            if (cells.stream().skip(1).anyMatch(c -> !SqlBlock.comparable(cells.get(0), c))) {
                return false;
            }
            scope.put(entry.getKey(), SqlValue.of(cells.get(0)));
        }
        return block.fixed().keySet().stream().noneMatch(scope::containsKey);
    }

    /**
     * A row that the query names by its IRI, of which only the geometry is asked: looked up once, so that others can be
     * sought and sorted by it with an index.
     */
    private boolean single(Row row) {
        Node named = row.subjects(Subject.FEATURE).stream()
                .filter(Node::isConcrete)
                .findFirst()
                .orElse(null);
        SqlBlock alone = new SqlBlock(List.of(row), session.wkt());
        Object key = named == null ? null : row.layer().codec(Subject.FEATURE).toSql(named);
        if (key == null || !alone.multiples().isEmpty()) {
            return false;
        }
        Map<Var, SqlValue> values = new LinkedHashMap<>();
        for (Map.Entry<Var, List<Cell>> entry : alone.cells().entrySet()) {
            Cell cell = entry.getValue().get(0);
            if (cell.facet() instanceof Facet.Column column && column.column().equals("id")) {
                values.put(entry.getKey(), new SqlValue.Fixed(column.codec().toNode(key)));
            } else if (cell.facet() instanceof Facet.Wkt && entry.getValue().size() == 1) {
                values.put(
                        entry.getKey(),
                        new SqlValue.Shape(
                                lookUp(row, "geometry", key),
                                lookUp(row, "geometry_local", key),
                                true,
                                true,
                                row.layer().mayMix()));
            } else {
                return false;
            }
        }
        if (values.keySet().stream().anyMatch(scope::containsKey)) {
            return false;
        }
        alone.fixed().forEach((variable, node) -> values.put(variable, new SqlValue.Fixed(node)));
        scope.putAll(values);
        where.add(SqlText.of("EXISTS (SELECT FROM ")
                .add(table(row))
                .add(" WHERE ")
                .join(" AND ", alone.conditions())
                .add(")"));
        return true;
    }

    private SqlText lookUp(Row row, String column, Object key) {
        return SqlText.of("(SELECT " + column + " FROM ")
                .add(session.table(row.layer()) + " single WHERE id = ")
                .parameter(key)
                .add(")");
    }

    private @Nullable SqlText test(ExprFunctionOp test) {
        Joined inner = Joined.of(test.getGraphPattern());
        boolean plain = inner != null
                && inner.tests().isEmpty()
                && inner.made().isEmpty()
                && inner.tables().isEmpty()
                && inner.paths().isEmpty();
        if (inner == null || !plain) {
            return null;
        }
        Reading reading = reading(inner.triples(), List.of(), "e");
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
            SqlValue outer = scope.get(entry.getKey());
            if (outer instanceof SqlValue.Term a
                    && entry.getValue() instanceof SqlValue.Term b
                    && a.codec().equals(b.codec())) {
                conditions.add(SqlText.of("").add(a.sql()).add(" = ").add(b.sql()));
            } else if (outer != null) {
                return null;
            }
        }
        Map<Var, SqlValue> both = new LinkedHashMap<>(own);
        both.putAll(scope);
        ExprSql conditionSql = new ExprSql(both, session.wkt(), session.localSrid());
        for (Expr expr : inner.conditions()) {
            SqlText sql = conditionSql.condition(expr);
            if (sql == null) {
                return null;
            }
            conditions.add(sql);
        }
        SqlText sql = SqlText.of(test instanceof E_Exists ? "EXISTS (SELECT FROM " : "NOT EXISTS (SELECT FROM ");
        sql.join(", ", reading.rows().stream().map(this::table).toList());
        return sql.add(" WHERE ").join(" AND ", conditions).add(")");
    }

    /**
     * Whether conditions hold all layers together: a product of layers is ARQ's to make, bit by bit. One with a few
     * known rows is harmless.
     */
    private boolean isConnected() {
        List<String> aliases = new ArrayList<>();
        for (SqlText table : from) {
            String text = table.toString();
            Matcher named = MEMORY.matcher(text);
            aliases.add(named.find() ? named.group(1) : text.substring(text.lastIndexOf(' ') + 1));
        }
        Groups<String> groups = new Groups<>(aliases);
        for (SqlText condition : where) {
            Set<Integer> mentioned = new LinkedHashSet<>();
            Matcher matcher = ALIAS.matcher(condition.toString());
            while (matcher.find()) {
                int index = aliases.indexOf(matcher.group());
                if (index >= 0) {
                    mentioned.add(index);
                }
            }
            List<Integer> together = List.copyOf(mentioned);
            for (int i = 1; i < together.size(); i++) {
                groups.join(together.get(0), together.get(i));
            }
        }
        return groups.all().stream()
                        .filter(g -> g.stream().anyMatch(a -> a.startsWith("t")))
                        .count()
                == 1;
    }
}
