package vn.huetwin.ontology.rdf;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.jena.query.ARQ;
import org.apache.jena.query.TxnType;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.optimize.RewriteFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.engine.QueryEngineRegistry;
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.pfunction.PropertyFunctionRegistry;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sys.JenaSystem;
import org.apache.jena.tdb2.DatabaseMgr;
import org.apache.jena.tdb2.solver.QC2;
import org.apache.jena.tdb2.store.DatasetGraphSwitchable;
import org.apache.jena.tdb2.store.DatasetGraphTDB;
import org.apache.jena.tdb2.sys.TDBInternal;
import org.apache.jena.update.UpdateAction;
import org.apache.jena.update.UpdateRequest;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.AccessClass;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.geosparql.Functions;
import vn.huetwin.ontology.geosparql.Wkt;

/**
 * The city as one RDF dataset: what TDB2 holds, and the layer tables as triples. Nothing of it is registered for the
 * whole process; every session has a context of its own.
 */
public final class TwinDataset implements AutoCloseable {
    static {
        JenaSystem.init();
    }

    /** What readers of one clearance see. */
    record View(Mapping mapping, Concealment concealment, AtomicReference<KnownTriples> triples) {
        /** What is known of this revision; of a negative one nothing, and nobody else is told what is found. */
        KnownTriples triples(long revision) {
            KnownTriples known = Objects.requireNonNull(triples.get());
            if (known.revision() == revision) {
                return known;
            }
            KnownTriples fresh = new KnownTriples(revision);
            if (known.revision() < revision) {
                triples.compareAndSet(known, fresh);
            }
            return fresh;
        }
    }

    /** Rows that ORDER BY and DISTINCT keep in memory before they go to disk. */
    private static final long SPILL_ROWS = 100_000;

    /** Times an index is asked, from which on {@link SpatialJoin} may be worth it. */
    private static final double LEAST_PROBES = 5_000;

    /** For the sweeps of others to end. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Catalogue catalogue;
    private final DataSource dataSource;
    private final int localSrid;
    private final DatasetGraphSwitchable tdb;
    private final Wkt wkt;
    private final Functions functions;
    private final WrittenShapes writtenShapes;
    private final KnownEstimates estimates = new KnownEstimates();
    private final LargeShapes largeShapes = new LargeShapes();
    /** One at a time keeps boxes in memory. */
    private final Semaphore sweeps = new Semaphore(1);

    private volatile double leastProbes = LEAST_PROBES;
    private final Set<CitySession> sessions = ConcurrentHashMap.newKeySet();
    private final AtomicInteger writers = new AtomicInteger();
    private final AtomicLong revisions = new AtomicLong();
    private final Set<String> functionIris;
    private volatile boolean closed;
    private final Map<AccessClass, View> views = new EnumMap<>(AccessClass.class);
    private final ScheduledExecutorService alarms = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sparql-deadline");
        thread.setDaemon(true);
        return thread;
    });

    private TwinDataset(
            DatasetGraphSwitchable tdb, Catalogue catalogue, DataSource dataSource, CrsRegistry systems, int srid) {
        this.tdb = tdb;
        this.catalogue = catalogue;
        this.dataSource = dataSource;
        this.localSrid = srid;
        this.wkt = new Wkt(systems, srid);
        this.functions = new Functions(wkt);
        this.functionIris = Set.copyOf(functions.iris());
        this.writtenShapes = new WrittenShapes(functions);
        OntologyLoader.load(tdb, catalogue.ontology().getGraph());
        tdb.begin(TxnType.READ);
        try {
            for (AccessClass clearance : AccessClass.values()) {
                Access access = new Access(clearance);
                Concealment concealment = new Concealment(catalogue, access, tdb.getDefaultGraph());
                views.put(
                        clearance,
                        new View(
                                new Mapping(catalogue, access),
                                concealment,
                                new AtomicReference<>(new KnownTriples(0))));
            }
        } finally {
            tdb.end();
        }
    }

    /**
     * Opens TDB2 and loads the ontology if it has changed.
     *
     * @param folder    of TDB2; one process at a time
     * @param localSrid EPSG code of the column {@code geometry_local}
     */
    public static TwinDataset open(
            Path folder, Catalogue catalogue, DataSource dataSource, CrsRegistry systems, int localSrid) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DatasetGraph graph = DatabaseMgr.connectDatasetGraph(folder.toString());
        return new TwinDataset((DatasetGraphSwitchable) graph, catalogue, dataSource, systems, localSrid);
    }

    /**
     * Starts a request. The session belongs to the calling thread, which must close it.
     *
     * @param timeout after which the session cancels itself
     */
    public CitySession read(Access access, Duration timeout) {
        return session(TxnType.READ, access, QueryBounds.of(timeout), null, Regime.DEFAULT);
    }

    /** The same with other bounds, as of a time. */
    public CitySession read(Access access, QueryBounds bounds, @Nullable Instant asOf) {
        return read(access, bounds, asOf, Regime.DEFAULT);
    }

    /**
     * The same with other bounds.
     *
     * @param asOf   the time whose rows are read; null for now. What TDB2 holds has no past
     * @param regime what follows from what there is
     */
    public CitySession read(Access access, QueryBounds bounds, @Nullable Instant asOf, Regime regime) {
        return session(TxnType.READ, access, bounds, asOf, regime);
    }

    /** Pinned to the current base, so that a compaction cannot pull it away. */
    private CitySession session(
            TxnType type, Access access, QueryBounds bounds, @Nullable Instant asOf, Regime regime) {
        if (closed) {
            throw new IllegalStateException("The dataset is closed");
        }
        DatasetGraph base = tdb.get();
        long revision = revision();
        base.begin(type);
        revision = revision() == revision ? revision : -1;
        try {
            CitySession session = new CitySession(this, base, revision, view(access), bounds, asOf, regime);
            sessions.add(session);
            return session;
        } catch (RuntimeException e) {
            base.end();
            throw e;
        }
    }

    /**
     * Changes what TDB2 holds; the whole request or nothing.
     *
     * @throws OwnedByTableException if it would change a triple that lives in a layer table
     */
    public void update(UpdateRequest request, Access access, Duration timeout) {
        change(access, timeout, dataset -> UpdateAction.execute(request, dataset));
    }

    /**
     * Changes a graph by single triples; all of it or nothing.
     *
     * @throws OwnedByTableException if it would change a triple that lives in a layer table
     */
    public void change(Access access, Duration timeout, Consumer<DatasetGraph> change) {
        writers.incrementAndGet();
        try (CitySession session = session(TxnType.WRITE, access, QueryBounds.of(timeout), null, Regime.DEFAULT)) {
            change.accept(session.dataset());
            session.checkRunning();
            session.commit();
        } finally {
            views.values().forEach(v -> v.concealment().forget());
            revisions.incrementAndGet();
            writers.decrementAndGet();
        }
    }

    /** Writes all that TDB2 holds as N-Quads, of one moment. */
    public void writeQuads(OutputStream out) {
        QuadFile.write(tdb.get(), out);
    }

    /** A number for what TDB2 holds, greater after each change; negative while somebody is changing it. */
    private long revision() {
        long revision = revisions.get();
        return writers.get() == 0 && revisions.get() == revision ? revision : -1;
    }

    private View view(Access access) {
        return Objects.requireNonNull(views.get(access.clearance()));
    }

    public Catalogue catalogue() {
        return catalogue;
    }

    Iris iris() {
        return catalogue.iris();
    }

    DataSource dataSource() {
        return dataSource;
    }

    /** Of the functions that queries may call beside those of SPARQL. */
    public List<String> functionIris() {
        return functions.iris();
    }

    /** Whether a query asked again is the same question. */
    boolean isRepeatable(Op query) {
        return QueryPlan.isRepeatable(query, functionIris);
    }

    WrittenShapes writtenShapes() {
        return writtenShapes;
    }

    Functions functions() {
        return functions;
    }

    Wkt wkt() {
        return wkt;
    }

    KnownEstimates estimates() {
        return estimates;
    }

    /** For tests: statements join by space in memory from this many index probes on; 0 for whatever it costs. */
    void sweepFrom(double probes) {
        leastProbes = probes;
    }

    /** Waits for its turn: most take a second, and to go without takes several times as long. */
    private boolean awaitSweep(Runnable check) {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        try {
            while (!sweeps.tryAcquire(50, TimeUnit.MILLISECONDS)) {
                check.run();
                if (System.nanoTime() - end > 0) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** See {@link SpatialJoin#withPairs}; the statement itself where that is not worth it, or others are at it for long. */
    SqlText withPairs(SqlText sql, SpatialJoin space, Estimate estimate, Connection connection, Runnable check)
            throws SQLException {
        if (!(estimate.probes() >= leastProbes) || !awaitSweep(check)) {
            return sql;
        }
        try {
            double probes = leastProbes > 0 ? estimate.probes() : Double.POSITIVE_INFINITY;
            SqlText pairs = space.withPairs(probes, connection, check);
            return pairs == null ? sql : pairs;
        } finally {
            sweeps.release();
        }
    }

    LargeShapes largeShapes() {
        return largeShapes;
    }

    int localSrid() {
        return localSrid;
    }

    /** Everything that makes ARQ work on the city, for the context of one session. */
    void configure(Context context, Concealment concealment) {
        QueryEngineRegistry engines = new QueryEngineRegistry();
        engines.add(new CityEngine());
        QueryEngineRegistry.set(context, engines);
        QC.setFactory(context, FeatureOpExecutor::new);
        context.set(ARQConstants.sysOptimizerFactory, (RewriteFactory) PushdownOptimizer::new);
        PropertyFunctionRegistry.set(context, new PropertyFunctionRegistry());
        functions.register(context);
        context.set(ARQ.optFilterPlacementBGP, false);
        context.set(ARQ.optFilterExpandOneOf, false);
        context.set(ARQ.optFilterDisjunction, false);
        context.set(ARQ.httpServiceAllowed, false);
        context.set(ARQ.spillToDiskThreshold, SPILL_ROWS);
        if (!concealment.isEmpty()) {
            DatasetGraphTDB base = TDBInternal.getDatasetGraphTDB(tdb.get());
            QC2.setFilter(
                    context,
                    concealment.filter(base.getTripleTable().getNodeTupleTable().getNodeTable()));
        }
    }

    /** Runs the action after the time unless it is disarmed. */
    Runnable alarm(Duration delay, Runnable action) {
        Future<?> alarm = alarms.schedule(action, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> alarm.cancel(false);
    }

    void ended(CitySession session) {
        sessions.remove(session);
    }

    /** Cancels what still runs, and waits a little for it to end. */
    @Override
    public void close() {
        closed = true;
        sessions.forEach(CitySession::cancel);
        long until = System.nanoTime() + CLOSING.toNanos();
        while (!sessions.isEmpty() && System.nanoTime() < until) {
            LockSupport.parkNanos(10_000_000);
        }
        alarms.shutdownNow();
        TDBInternal.expel(tdb);
    }
}
