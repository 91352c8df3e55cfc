package vn.huetwin.ontology.rdf;

import org.apache.jena.query.Query;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.Plan;
import org.apache.jena.sparql.engine.PlanOp;
import org.apache.jena.sparql.engine.QueryEngineFactory;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIterRoot;
import org.apache.jena.sparql.engine.main.QC;
import org.apache.jena.sparql.engine.main.QueryEngineMain;
import org.apache.jena.sparql.util.Context;
import org.jspecify.annotations.Nullable;

/** ARQ's engine, except that a query which was planned a short while ago is not planned again. */
final class CityEngine implements QueryEngineFactory {
    private final QueryEngineFactory main = QueryEngineMain.getFactory();

    @Override
    public boolean accept(Query query, DatasetGraph dataset, Context context) {
        return main.accept(query, dataset, context);
    }

    @Override
    public Plan create(Query query, DatasetGraph dataset, @Nullable Binding input, Context context) {
        CitySession session = context.get(CitySession.SYMBOL);
        boolean plain = input == null || input.isEmpty();
        QueryPlan plan = session != null && plain ? session.plan(query) : null;
        if (plan == null) {
            return main.create(query, dataset, input, context);
        }
        context.set(PushdownOptimizer.CARRIED_OUT, plan.op());
        context.set(VariableUse.SYMBOL, plan.use());
        ExecutionContext execution = ExecutionContext.create(dataset, context);
        SqlAnswer whole = plan.whole();
        QueryIterator answers = whole == null
                ? QC.execute(plan.op(), QueryIterRoot.create(execution), execution)
                : whole.run(session, execution);
        return new PlanOp(plan.op(), null, answers);
    }

    @Override
    public boolean accept(Op op, DatasetGraph dataset, Context context) {
        return main.accept(op, dataset, context);
    }

    @Override
    public Plan create(Op op, DatasetGraph dataset, Binding input, Context context) {
        return main.create(op, dataset, input, context);
    }
}
