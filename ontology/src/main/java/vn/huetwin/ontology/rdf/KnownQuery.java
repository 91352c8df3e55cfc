package vn.huetwin.ontology.rdf;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.jena.query.Query;
import org.jspecify.annotations.Nullable;

/**
 * A query that is asked again and again, as dashboards and maps do, together with how it was answered the last time.
 * Nobody may change the query. Safe for threads.
 */
public final class KnownQuery {
    /** On what a plan depends beside the query and what TDB2 holds. */
    record Situation(
            TwinDataset.View view, Regime regime, @Nullable Instant asOf) {}

    /** Such as one for each of a few times. */
    private static final int MOST = 8;

    private final Query query;
    private final Map<Situation, QueryPlan> plans = new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Situation, QueryPlan> eldest) {
            return size() > MOST;
        }
    };

    /** @param query that nobody changes from now on */
    public KnownQuery(Query query) {
        this.query = query;
    }

    public Query query() {
        return query;
    }

    /** Whether it is this very query, not one that says the same. */
    @SuppressWarnings("ReferenceEquality")
    boolean is(Query other) {
        return query == other;
    }

    /** Null if there is none of this revision. */
    synchronized @Nullable QueryPlan plan(Situation situation, long revision) {
        QueryPlan plan = plans.get(situation);
        return plan != null && plan.isOf(revision) ? plan : null;
    }

    synchronized void keep(Situation situation, QueryPlan plan) {
        plans.put(situation, plan);
    }
}
