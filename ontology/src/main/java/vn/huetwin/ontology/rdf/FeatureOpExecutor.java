package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.core.GraphView;
import org.apache.jena.sparql.core.Quad;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIterConcat;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.main.OpExecutor;
import org.apache.jena.sparql.expr.E_Exists;
import org.apache.jena.sparql.expr.E_NotExists;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprList;
import org.jspecify.annotations.Nullable;

/**
 * ARQ's executor, except that patterns over the city go to {@link PatternRun} together with their FILTERs, and that
 * OPTIONAL and EXISTS are answered for many rows at once.
 */
final class FeatureOpExecutor extends OpExecutor {
    private final @Nullable CityGraph city;
    private final @Nullable GraphView named;

    FeatureOpExecutor(ExecutionContext context) {
        super(context);
        this.city = context.getActiveGraph() instanceof CityGraph graph ? graph : null;
        this.named = context.getActiveGraph() instanceof GraphView view
                        && view.getDataset() instanceof CityDataset
                        && view.getGraphName() != null
                        && !Quad.isDefaultGraph(view.getGraphName())
                        && !Quad.isUnionGraph(view.getGraphName())
                ? view
                : null;
    }

    @Override
    protected QueryIterator exec(Op op, QueryIterator input) {
        if (city == null || !QueryCompiler.isCandidate(op)) {
            return super.exec(op, input);
        }
        List<Binding> first = BatchIterator.take(input, 2);
        QueryIterConcat again = new QueryIterConcat(execCxt);
        again.add(QueryIterPlainWrapper.create(first.iterator(), execCxt));
        again.add(input);
        if (first.size() == 1 && first.get(0).isEmpty()) {
            CitySession session = city.session();
            SqlAnswer answer = new QueryCompiler(session, execCxt).answer(op);
            if (answer != null) {
                again.close();
                session.answeredBy(answer, op);
                return answer.run(session, execCxt);
            }
        }
        return super.exec(op, again);
    }

    @Override
    protected QueryIterator execute(OpBGP op, QueryIterator input) {
        if (city != null) {
            return city.session().patterns(execCxt).run(op.getPattern().getList(), new ExprList(), input);
        }
        return named != null ? tdb(op, named, input) : super.execute(op, input);
    }

    @Override
    protected QueryIterator execute(OpFilter op, QueryIterator input) {
        if (city == null) {
            return super.execute(op, input);
        }
        ExprList plain = new ExprList();
        List<ExprFunctionOp> tests = new ArrayList<>();
        for (Expr expr : op.getExprs()) {
            if ((expr instanceof E_Exists || expr instanceof E_NotExists)
                    && Batched.canTest(((ExprFunctionOp) expr).getGraphPattern())) {
                tests.add((ExprFunctionOp) expr);
            } else {
                plain.add(expr);
            }
        }
        QueryIterator chain;
        if (op.getSubOp() instanceof OpBGP bgp) {
            chain = city.session().patterns(execCxt).run(bgp.getPattern().getList(), plain, input);
        } else {
            chain = exec(op.getSubOp(), input);
            for (Expr expr : plain) {
                chain = new QueryIterFilterExpr(chain, expr, execCxt);
            }
        }
        for (ExprFunctionOp test : tests) {
            chain = Batched.test(chain, test.getGraphPattern(), test instanceof E_Exists, execCxt);
        }
        return chain;
    }

    @Override
    protected QueryIterator execute(OpConditional op, QueryIterator input) {
        if (city == null) {
            return super.execute(op, input);
        }
        List<Op> rights = new ArrayList<>();
        Op base = op;
        while (base instanceof OpConditional conditional) {
            rights.add(0, conditional.getRight());
            base = conditional.getLeft();
        }
        PatternRun patterns = city.session().patterns(execCxt);
        QueryIterator all = patterns.optionals(base, rights, input);
        return all == null ? patterns.extend(exec(base, input), rights) : all;
    }

    @Override
    protected QueryIterator execute(OpJoin op, QueryIterator input) {
        return new Deferred(input, left -> super.execute(op, left), execCxt);
    }

    @Override
    protected QueryIterator execute(OpLeftJoin op, QueryIterator input) {
        return new Deferred(input, left -> super.execute(op, left), execCxt);
    }

    private QueryIterator tdb(OpBGP op, GraphView graph, QueryIterator input) {
        CitySession session = ((CityDataset) graph.getDataset()).session();
        return session.tdb(op, graph.getGraphName(), input, execCxt);
    }
}
