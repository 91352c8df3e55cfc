package vn.huetwin.ontology.rdf;

import org.apache.jena.graph.Node;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryException;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.Transformer;
import org.apache.jena.sparql.algebra.optimize.OptimizerStd;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.expr.E_Function;
import org.apache.jena.sparql.expr.E_Now;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction0;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprTransformCopy;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionEnvBase;
import org.apache.jena.sparql.util.Context;
import org.apache.jena.sparql.util.Symbol;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.geosparql.Functions;

/** ARQ's optimiser, which leaves FILTERs beside whole patterns, and notes which variables the query needs. */
final class PushdownOptimizer extends OptimizerStd {
    /** The algebra that is carried out. */
    static final Symbol CARRIED_OUT = Symbol.create("https://huetwin.vn/symbol#carriedOut");

    private final Context context;

    PushdownOptimizer(Context context) {
        super(context);
        this.context = context;
    }

    @Override
    public Op rewrite(Op op) {
        Runnable check = context.get(BoundedRegex.CHECK);
        Op bounded = check == null ? op : BoundedRegex.bound(op, check);
        Op rewritten = super.rewrite(Transformer.transform(new TransformCopy(), new Constants(context), bounded));
        CitySession session = context.get(CitySession.SYMBOL);
        rewritten = Transformer.transform(new SimplerAlgebra(), rewritten);
        if (session != null) {
            rewritten = Transformer.transform(new ImpliedPatterns(session, session.regime()), rewritten);
        }
        Query query = context.get(ARQConstants.sysCurrentQuery);
        context.setIfUndef(CARRIED_OUT, rewritten);
        VariableUse use = new VariableUse(rewritten, query);
        context.set(VariableUse.SYMBOL, use);
        if (session != null && query != null) {
            session.planned(query, op, rewritten, use);
        }
        return rewritten;
    }

    /**
     * What is the same throughout a query: NOW() (SPARQL 1.1, clause 17.4.5.1), and functions of constant geometries, such
     * as a buffer around a point.
     */
    private static final class Constants extends ExprTransformCopy {
        private final Context context;
        private final @Nullable Node now;

        Constants(Context context) {
            this.context = context;
            this.now = context.get(ARQConstants.sysCurrentTime);
        }

        @Override
        public Expr transform(ExprFunction0 function) {
            return function instanceof E_Now && now != null ? NodeValue.makeNode(now) : super.transform(function);
        }

        @Override
        public Expr transform(ExprFunctionN function, ExprList arguments) {
            Expr same = super.transform(function, arguments);
            boolean known = same instanceof E_Function named
                    && named.getFunctionIRI().startsWith(Functions.GEOF)
                    && arguments.getList().stream().allMatch(Expr::isConstant);
            if (!known) {
                return same;
            }
            Context quiet = context.copy();
            quiet.unset(Functions.PROBLEMS);
            try {
                return same.eval(BindingFactory.empty(), new FunctionEnvBase(quiet));
            } catch (QueryException e) {
                // an error of each answer, and told where answers are
                return same;
            }
        }
    }
}
