package vn.huetwin.ontology.rdf;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVisitorBase;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpDatasetNames;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpQuad;
import org.apache.jena.sparql.algebra.op.OpQuadPattern;
import org.apache.jena.sparql.algebra.op.OpService;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.algebra.op.OpTriple;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.ExprAggregator;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.ExprVisitorBase;
import org.apache.jena.sparql.util.Symbol;
import org.jspecify.annotations.Nullable;

/**
 * How often a query mentions each variable, so that a geometry which only a pushed condition looks at is never
 * fetched. When in doubt, everything is needed.
 */
final class VariableUse {
    static final Symbol SYMBOL = Symbol.create("https://huetwin.vn/symbol#variableUse");

    private final Map<Node, Integer> mentions = new HashMap<>();
    private final boolean all;

    /** @param query null for an update */
    VariableUse(Op op, @Nullable Query query) {
        this.all = query == null || (query.isSelectType() && query.isQueryResultStar()) || query.isJsonType();
        Walker.walk(op, new Operators(), new ExprVisitorBase() {
            @Override
            public void visit(ExprVar variable) {
                mention(variable.asVar());
            }
        });
        if (query != null && query.isConstructType()) {
            query.getConstructTemplate().getQuads().forEach(quad -> {
                mention(quad.getGraph());
                mention(quad.asTriple());
            });
        }
        if (query != null && query.isDescribeType()) {
            query.getProjectVars().forEach(this::mention);
        }
    }

    /** @param inside how often the pattern itself and the conditions it has taken over mention the variable */
    boolean isNeeded(Var variable, int inside) {
        return (all && !Var.isAllocVar(variable)) || mentions.getOrDefault(variable, 0) != inside;
    }

    int mentions(Var variable) {
        return mentions.getOrDefault(variable, 0);
    }

    private void mention(@Nullable Node node) {
        if (node != null && Var.isVar(node)) {
            mentions.merge(node, 1, Integer::sum);
        }
    }

    private void mention(Triple triple) {
        mention(triple.getSubject());
        mention(triple.getPredicate());
        mention(triple.getObject());
    }

    private void mention(Collection<Var> variables) {
        variables.forEach(this::mention);
    }

    /** The variables that operators name themselves, outside expressions. */
    private final class Operators extends OpVisitorBase {
        @Override
        public void visit(OpBGP op) {
            op.getPattern().forEach(VariableUse.this::mention);
        }

        @Override
        public void visit(OpTriple op) {
            mention(op.getTriple());
        }

        @Override
        public void visit(OpPath op) {
            mention(op.getTriplePath().getSubject());
            mention(op.getTriplePath().getObject());
        }

        @Override
        public void visit(OpQuad op) {
            mention(op.getQuad().getGraph());
            mention(op.getQuad().asTriple());
        }

        @Override
        public void visit(OpQuadPattern op) {
            mention(op.getGraphNode());
            op.getBasicPattern().forEach(VariableUse.this::mention);
        }

        @Override
        public void visit(OpGraph op) {
            mention(op.getNode());
        }

        @Override
        public void visit(OpDatasetNames op) {
            mention(op.getGraphNode());
        }

        @Override
        public void visit(OpService op) {
            mention(op.getService());
        }

        @Override
        public void visit(OpTable op) {
            mention(op.getTable().getVars());
        }

        @Override
        public void visit(OpAssign op) {
            mention(op.getVarExprList().getVars());
        }

        @Override
        public void visit(OpProject op) {
            mention(op.getVars());
        }

        @Override
        public void visit(OpGroup op) {
            mention(op.getGroupVars().getVars());
            for (ExprAggregator aggregator : op.getAggregators()) {
                ExprList arguments = aggregator.getAggregator().getExprList();
                if (arguments != null) {
                    mention(arguments.getVarsMentioned());
                }
            }
        }
    }
}
