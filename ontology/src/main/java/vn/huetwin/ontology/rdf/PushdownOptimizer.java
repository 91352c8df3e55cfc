package vn.huetwin.ontology.rdf;

import org.apache.jena.query.Query;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.optimize.OptimizerStd;
import org.apache.jena.sparql.util.Context;

/** ARQ's optimiser, which leaves FILTERs beside whole patterns, and notes which variables the query needs. */
final class PushdownOptimizer extends OptimizerStd {
    private final Context context;

    PushdownOptimizer(Context context) {
        super(context);
        this.context = context;
    }

    @Override
    public Op rewrite(Op op) {
        Runnable check = context.get(BoundedRegex.CHECK);
        Op rewritten = super.rewrite(check == null ? op : BoundedRegex.bound(op, check));
        Query query = context.get(ARQConstants.sysCurrentQuery);
        context.set(VariableUse.SYMBOL, new VariableUse(rewritten, query));
        return rewritten;
    }
}
