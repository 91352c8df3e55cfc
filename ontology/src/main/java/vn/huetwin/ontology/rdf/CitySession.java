package vn.huetwin.ontology.rdf;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryCancelledException;
import org.apache.jena.query.QueryExecException;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.sparql.util.Symbol;
import org.apache.jena.tdb2.solver.OpExecutorTDB2;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.geosparql.Functions;
import vn.huetwin.ontology.geosparql.Wkt;

/**
 * One request to the city's RDF: one snapshot of TDB2, one of PostGIS, one reader. It belongs to the thread that opened
 * it; only {@link #cancel()} may be called from others.
 */
public final class CitySession implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CitySession.class);
    /** In the context of a query: its session. */
    static final Symbol SYMBOL = Symbol.create("urn:x-hue-twin:session");

    private static final String CANCELLED = "57014";
    private static final long GRACE_MILLIS = 200;
    /**
     * PostGIS's functions say that they cost far more than they do: other processes would be started for a millisecond
     * of work, and that alone takes several.
     */
    private static final String SETTINGS =
            "; SET LOCAL random_page_cost = 1.1; SET LOCAL parallel_setup_cost = 100000; ";

    /** What a plan that is made without the values cannot see, such as the box of a shape, decides how layers are joined. */
    private static final String NEW_PLANS = "SET LOCAL plan_cache_mode = force_custom_plan";
    /** PostgreSQL keeps the plan of a statement that comes again, unless plans for its values cost less. */
    private static final String KEPT_PLANS = "SET LOCAL plan_cache_mode = auto";

    /** Statements that an explanation tells of. */
    private static final int MOST_EXPLAINED = 100;

    /** A statement that was sent. */
    private record Sent(String part, SqlText sql, Estimate estimate, SqlCursor cursor) {}

    private final TwinDataset twin;
    private final DatasetGraph base;
    private final long revision;
    private final TwinDataset.View view;
    private final Mapping mapping;
    private final Concealment concealment;
    private final KnownTriples triples;
    private final long deadline;
    private final QueryBounds bounds;
    private final @Nullable Instant asOf;
    private final Regime regime;
    private final List<Sent> sent = new ArrayList<>();
    private final CityDataset dataset;
    private final Set<Op> beyondSql = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Runnable disarm;
    private volatile @Nullable Connection connection;
    private volatile @Nullable QueryExec execution;
    private volatile boolean cancelled;
    private volatile boolean timedOut;
    private @Nullable Exception failure;
    private @Nullable KnownQuery known;
    private @Nullable QueryPlan plan;
    private String plans = NEW_PLANS;
    private int statements;
    private boolean explaining;
    private Runnable onNotableCost = () -> {};
    private long rows;

    /**
     * A session.
     *
     * @param base     in a transaction of this thread, which the session ends
     * @param revision of what it holds; negative if that may change
     */
    CitySession(
            TwinDataset twin,
            DatasetGraph base,
            long revision,
            TwinDataset.View view,
            QueryBounds bounds,
            @Nullable Instant asOf,
            Regime regime) {
        Duration timeout = bounds.timeout();
        this.bounds = bounds;
        this.asOf = asOf;
        this.regime = regime;
        this.twin = twin;
        this.base = base;
        this.revision = revision;
        this.view = view;
        this.triples = view.triples(revision);
        this.mapping = view.mapping();
        this.concealment = view.concealment();
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.dataset = new CityDataset(this, base);
        twin.configure(dataset.getContext(), concealment);
        dataset.getContext().set(SYMBOL, this);
        dataset.getContext().set(BoundedRegex.CHECK, (Runnable) this::checkRunning);
        this.disarm = twin.alarm(timeout, () -> {
            timedOut = true;
            cancel();
        });
    }

    /** Everything the reader may see; reading only. */
    public DatasetGraph dataset() {
        return dataset;
    }

    /** The ontology as this reader sees it: declarations, vocabulary and code lists. */
    public Graph ontology() {
        Graph visible = GraphFactory.createDefaultGraph();
        base.getGraph(OntologyLoader.COPY).find().filterDrop(this::isConcealed).forEach(visible::add);
        return visible;
    }

    /** Prepares a query. It runs while its answer is read, within the session's time. */
    public QueryExec query(Query query) {
        QueryExec exec = QueryExec.dataset(dataset).query(query).build();
        execution = exec;
        if (cancelled) {
            exec.abort();
        }
        return exec;
    }

    /** The same for a query that may have been asked before: what was worked out then is not worked out again. */
    public QueryExec query(KnownQuery query) {
        known = query;
        return query(query.query());
    }

    /** The known query that this one is, if what TDB2 holds stays. */
    private @Nullable KnownQuery asked(Query query) {
        KnownQuery asked = known;
        return asked != null && asked.is(query) && revision >= 0 ? asked : null;
    }

    private KnownQuery.Situation situation() {
        return new KnownQuery.Situation(view, regime, asOf);
    }

    /** How this query was answered the last time, or null. */
    @Nullable
    QueryPlan plan(Query query) {
        KnownQuery asked = asked(query);
        plan = asked == null ? null : asked.plan(situation(), revision);
        return plan;
    }

    /** Remembers how this query will be answered, if it may be asked again. */
    void planned(Query query, Op written, Op carriedOut, VariableUse use) {
        KnownQuery asked = asked(query);
        if (asked != null && plan == null && twin.isRepeatable(written)) {
            plan = new QueryPlan(revision, carriedOut, use);
            asked.keep(situation(), plan);
        }
    }

    /** A statement answers this operator. */
    void answeredBy(SqlAnswer answer, Op op) {
        QueryPlan own = plan;
        if (own != null && own.op() == op && answer.isComplete()) {
            own.answeredBy(answer);
        }
    }

    /** See {@link QueryPlan#remembered}. */
    <T> T remembered(Object part, ExprList conditions, Set<Var> bound, Supplier<T> work) {
        QueryPlan own = plan;
        return own == null ? work.get() : own.remembered(part, conditions, bound, work);
    }

    /** @param action runs before a statement whose cost is {@link QueryBounds#notable}; may throw, which ends the query */
    public void onNotableCost(Runnable action) {
        onNotableCost = action;
    }

    /** Stops the running statement and the query, soon and for good. Safe from any thread. */
    public void cancel() {
        cancelled = true;
        Connection open = connection;
        if (open != null) {
            try {
                open.unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException e) {
                log.debug("The running statement could not be cancelled", e);
            }
        }
        QueryExec exec = execution;
        if (exec != null) {
            exec.abort();
        }
    }

    /** As {@link #cancel()}, without waiting for the database: for event loops. */
    public void cancelSoon() {
        twin.alarm(Duration.ZERO, this::cancel);
    }

    /** Whether it was stopped because its time was up. */
    public boolean isTimedOut() {
        return timedOut;
    }

    /**
     * What went wrong in the database. SPARQL may have taken it for an expression error, so ask before an answer is
     * called complete.
     */
    public @Nullable Exception failure() {
        return failure;
    }

    /** SQL statements sent so far. */
    public int statements() {
        return statements;
    }

    @Override
    public void close() {
        disarm.run();
        try {
            QueryExec exec = execution;
            if (exec != null) {
                exec.close();
            }
        } finally {
            release();
            base.end();
            twin.ended(this);
        }
    }

    private void release() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try (open) {
                open.rollback();
            } catch (SQLException e) {
                log.debug("The read transaction could not be ended", e);
            }
        }
    }

    /** Makes what was written last. */
    void commit() {
        base.commit();
    }

    Iris iris() {
        return twin.iris();
    }

    Mapping mapping() {
        return mapping;
    }

    Regime regime() {
        return regime;
    }

    Wkt wkt() {
        return twin.wkt();
    }

    int localSrid() {
        return twin.localSrid();
    }

    Readings readings() {
        return new Readings(mapping, this::inTdb);
    }

    PatternRun patterns(ExecutionContext context) {
        return new PatternRun(this, context);
    }

    @Nullable
    VariableUse variableUse(ExecutionContext context) {
        return context.getContext().get(VariableUse.SYMBOL);
    }

    /** Whether TDB2's default graph holds any triple like this one, variables standing for anything. */
    boolean inTdb(Triple triple) {
        Triple pattern = Triple.create(any(triple.getSubject()), any(triple.getPredicate()), any(triple.getObject()));
        return triples.contains(pattern, t -> base.getDefaultGraph().contains(t));
    }

    /** See {@link KnownTriples#answers}. */
    List<Binding> answersInTdb(List<Triple> pattern, Supplier<List<Binding>> ask) {
        return triples.answers(pattern, ask);
    }

    /** Objects in TDB2's default graph. */
    List<Node> written(Node subject, Node predicate) {
        return base.getDefaultGraph()
                .find(subject, predicate, Node.ANY)
                .filterDrop(this::isConcealed)
                .mapWith(Triple::getObject)
                .toList();
    }

    /** The shape of a geometry literal, or null if it cannot be read. */
    @Nullable
    Geometry shape(Node literal) {
        return twin.functions().shape(literal);
    }

    /** See {@link Nearness#of}. */
    @Nullable
    Nearness nearness(Expr condition) {
        return Nearness.of(condition, twin.functions());
    }

    /** See {@link WrittenShapes#near}. */
    @Nullable
    List<Node> writtenNear(Envelope box) {
        return twin.writtenShapes().near(box, base);
    }

    /** What is below a term in a hierarchy that TDB2 holds, and the term itself. */
    Set<Node> narrower(Node predicate, Node top) {
        Set<Node> found = new LinkedHashSet<>(List.of(top));
        Deque<Node> left = new ArrayDeque<>(found);
        while (!left.isEmpty()) {
            base.getDefaultGraph().find(Node.ANY, predicate, left.remove()).forEach(t -> {
                if (!isConcealed(t) && found.add(t.getSubject())) {
                    left.add(t.getSubject());
                }
            });
        }
        return found;
    }

    private static Node any(Node node) {
        return node.isConcrete() ? node : Node.ANY;
    }

    /** Answers an operator in TDB2's default graph. */
    QueryIterator tdb(Op op, List<Binding> input, ExecutionContext context) {
        ExecutionContext tdb = inTdb(base.getDefaultGraph(), context);
        return QC.execute(op, QueryIterPlainWrapper.create(input.iterator(), tdb), tdb);
    }

    /** Answers a basic pattern in one of TDB2's named graphs. */
    QueryIterator tdb(Op op, Node graph, QueryIterator input, ExecutionContext context) {
        return QC.execute(op, input, inTdb(base.getGraph(graph), context));
    }

    private ExecutionContext inTdb(Graph graph, ExecutionContext context) {
        ExecutionContext tdb = ExecutionContext.create(base, graph, context.getContext());
        tdb.setExecutor(OpExecutorTDB2.OpExecFactoryTDB);
        return tdb;
    }

    boolean isConcealed(Node node) {
        return concealment.hides(node);
    }

    boolean isConcealed(Triple triple) {
        return concealment.hides(triple.getSubject())
                || concealment.hides(triple.getPredicate())
                || concealment.hides(triple.getObject());
    }

    /** Where the rows of a layer are: what stands after FROM. */
    String table(LayerMapping layer) {
        return asOf == null ? layer.rows() : layer.rows(asOf);
    }

    /** A row's table under its name. */
    SqlText table(Row row) {
        return SqlText.of(table(row.layer()) + " " + row.alias());
    }

    /** Whether {@link #beyondSql} was said of this very operator. */
    boolean isBeyondSql(Op op) {
        QueryPlan own = plan;
        return beyondSql.contains(op) || (own != null && own.isBeyondSql(op));
    }

    /** Remembers that an operator is no single statement. */
    void beyondSql(Op op) {
        beyondSql.add(op);
        QueryPlan own = plan;
        if (own != null) {
            own.beyondSql(op);
        }
    }

    /**
     * Sends a statement.
     *
     * @param part of the query that it answers
     * @param join whether it joins layers, so that it is worth asking first what it will cost
     */
    SqlCursor open(SqlText sql, Object part, boolean join) throws SQLException {
        return open(sql, part, join, (SpatialJoin) null);
    }

    /** @param space how the statement joins two layers by space, or null */
    SqlCursor open(SqlText sql, Object part, boolean join, @Nullable SpatialJoin space) throws SQLException {
        checkRunning();
        Connection open = connect(join || connection == null ? NEW_PLANS : plans);
        return open(sql, part, join, space, open);
    }

    /** The same for many layers, each by itself: planning them can take longer than reading them. */
    SqlCursor openMany(SqlText sql, Object part) throws SQLException {
        checkRunning();
        return open(sql, part, false, null, connect(KEPT_PLANS));
    }

    private SqlCursor open(SqlText sql, Object part, boolean join, @Nullable SpatialJoin space, Connection open)
            throws SQLException {
        statements++;
        log.debug("{}", sql);
        Estimate estimate = Estimate.UNKNOWN;
        if (explaining || space != null || (join && bounds.cost() < Double.POSITIVE_INFINITY)) {
            estimate = explaining ? Estimate.of(sql, open) : twin.estimates().of(sql, open);
            if (estimate.cost() > bounds.cost()) {
                throw new QueryCostException(estimate.cost(), estimate.rows());
            }
            if (estimate.cost() > bounds.notable()) {
                onNotableCost.run();
            }
        }
        long start = System.nanoTime();
        SqlText carriedOut = space == null ? sql : twin.withPairs(sql, space, estimate, open, this::checkRunning);
        SqlCursor cursor = new SqlCursor(carriedOut.prepare(open), start, this::countRow);
        if (explaining && sent.size() < MOST_EXPLAINED) {
            sent.add(new Sent(part.toString(), carriedOut, estimate, cursor));
        }
        return cursor;
    }

    /** See {@link LargeShapes}; joins of one layer with itself or of shapes that are alike stay as they are. */
    void takeLargeShapesApart(List<SqlText> from, List<SqlText> where, Map<String, LayerMapping> layers) {
        if (layers.size() > 1) {
            try {
                twin.largeShapes().takeApart(from, where, layers, connect(NEW_PLANS));
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }

    private void countRow() {
        if (++rows > bounds.rows()) {
            throw new QueryLimitException(bounds.rows());
        }
    }

    /** Answers a query to its end and tells how. */
    public Explanation explain(Query query) {
        explaining = true;
        Map<String, Long> errors = new LinkedHashMap<>();
        dataset.getContext().set(Functions.PROBLEMS, (Consumer<String>) problem -> {
            if (errors.size() < MOST_EXPLAINED || errors.containsKey(problem)) {
                errors.merge(problem, 1L, Long::sum);
            }
        });
        long start = System.nanoTime();
        long answers = 0;
        QueryExec exec = query(query);
        if (query.isSelectType()) {
            answers = count(exec.select());
        } else if (query.isAskType()) {
            answers = exec.ask() ? 1 : 0;
        } else if (query.isConstructType()) {
            answers = count(exec.constructTriples());
        } else {
            answers = exec.describe().size();
        }
        double millis = (System.nanoTime() - start) / 1e6;
        Op carriedOut = exec.getContext().get(PushdownOptimizer.CARRIED_OUT);
        List<Explanation.Statement> told = sent.stream()
                .map(s -> new Explanation.Statement(
                        s.part(),
                        s.sql().toString(),
                        Explanation.shown(s.sql().parameters()),
                        s.estimate().rows(),
                        s.estimate().cost(),
                        s.cursor().read(),
                        s.cursor().millis()))
                .toList();
        return new Explanation(String.valueOf(carriedOut), answers, millis, told, Collections.unmodifiableMap(errors));
    }

    private static long count(Iterator<?> answers) {
        long count = 0;
        while (answers.hasNext()) {
            answers.next();
            count++;
        }
        return count;
    }

    void checkRunning() {
        if (cancelled) {
            throw new QueryCancelledException();
        }
    }

    /** @param wanted how statements are planned from now on */
    private Connection connect(String wanted) throws SQLException {
        Connection open = connection;
        if (open != null && !plans.equals(wanted)) {
            plans = wanted;
            try (Statement statement = open.createStatement()) {
                statement.execute(wanted);
            }
        }
        if (open == null) {
            plans = wanted;
            open = twin.dataSource().getConnection();
            connection = open;
            open.setAutoCommit(false);
            open.setReadOnly(true);
            long remaining = Math.max(1, (deadline - System.nanoTime()) / 1_000_000) + GRACE_MILLIS;
            try (Statement statement = open.createStatement()) {
                statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SET LOCAL statement_timeout = "
                        + remaining + SETTINGS + wanted);
            }
        }
        return open;
    }

    /** The exception to throw for one of the database. */
    RuntimeException failed(SQLException e) {
        if (CANCELLED.equals(e.getSQLState()) || cancelled) {
            return new QueryCancelledException();
        }
        failure = e;
        return new QueryExecException("The database could not answer: " + e.getMessage(), e);
    }
}
