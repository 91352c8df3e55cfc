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
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprTransformCopy;
import org.apache.jena.sparql.expr.ExprTransformer;
import org.apache.jena.sparql.expr.ExprVar;
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
    private final List<Row> rows = new ArrayList<>();
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
        ValueSql values = new ValueSql(scope, session.wkt(), session.localSrid());
        for (MemoryTable table : tables) {
            conditions.removeIf(e -> table.filter(e, context));
            if (!table.join(scope, "m" + number++, dictionary, values, from, where)) {
                return null;
            }
        }
        LeftJoins optionals = new LeftJoins(session, rows, scope);
        Map<Var, Expr> made = new LinkedHashMap<>(joined.made());
        make(made, optionals);
        for (Joined.Optional optional : joined.optionals()) {
            if (!optionals.add(optional)) {
                return null;
            }
        }
        make(made, optionals);
        List<Expr> residual = conditions(conditions, made, optionals);
        if (!tests(joined.tests(), optionals) || !isConnected()) {
            return null;
        }
        session.takeLargeShapesApart(from, where, layers);
        return new SqlQuery(from, where, optionals, scope, new SqlAnswer.Rest(made, residual));
    }

    /** Computes what can be computed of BIND with what is known so far. */
    private void make(Map<Var, Expr> made, LeftJoins optionals) {
        ValueSql values = new ValueSql(scope, session.wkt(), session.localSrid());
        for (Map.Entry<Var, Expr> entry : List.copyOf(made.entrySet())) {
            SqlValue value = values.of(entry.getValue());
            if (value != null) {
                scope.put(entry.getKey(), value);
                made.remove(entry.getKey());
                if (optionals.mayLack(entry.getValue())) {
                    optionals.maybe().add(entry.getKey());
                }
            }
        }
    }

    /**
     * Takes conditions over; gives those that ARQ has to decide on the answers.
     *
     * @param made variables that ARQ has to compute
     */
    private List<Expr> conditions(List<Expr> conditions, Map<Var, Expr> made, LeftJoins optionals) {
        List<Expr> residual = new ArrayList<>();
        ExprSql conditionSql = new ExprSql(scope, optionals.maybe(), session.wkt(), session.localSrid());
        for (Expr expr : conditions) {
            SqlText sql = conditionSql.condition(expr);
            if (sql == null) {
                residual.add(expr);
                sql = conditionSql.boxes(ExprTransformer.transform(new Definitions(made), expr));
            }
            if (sql != null) {
                where.add(sql);
            }
        }
        return residual;
    }

    /** Puts what variables are made of in their place. */
    private static final class Definitions extends ExprTransformCopy {
        private final Map<Var, Expr> made;

        Definitions(Map<Var, Expr> made) {
            this.made = made;
        }

        @Override
        public Expr transform(ExprVar variable) {
            return made.getOrDefault(variable.asVar(), variable);
        }
    }

    private boolean tests(List<ExprFunctionOp> tests, LeftJoins optionals) {
        for (ExprFunctionOp test : tests) {
            SqlText sql = SoughtRows.exists(test, "e", new SoughtRows.Outer(scope, optionals.maybe()), session);
            if (sql == null) {
                return false;
            }
            where.add(sql);
        }
        return true;
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

    private boolean rows(List<Row> all, List<MemoryTable> tables) {
        List<Row> joined = new ArrayList<>();
        for (Row row : all) {
            if (all.size() == 1 || !single(row)) {
                joined.add(row);
            }
        }
        SqlBlock block = new SqlBlock(joined, session.wkt());
        if (!block.multiples().stream().allMatch(m -> classes(m, tables)) || !SoughtRows.cells(block, scope)) {
            return false;
        }
        block.fixed().forEach((variable, node) -> scope.put(variable, new SqlValue.Fixed(node)));
        rows.addAll(joined);
        joined.forEach(r -> {
            from.add(session.table(r));
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
                .add(session.table(row))
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
