package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.query.Query;
import org.apache.jena.query.SortCondition;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpDistinct;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGroup;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
import org.apache.jena.sparql.algebra.op.OpOrder;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpReduced;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpSlice;
import org.apache.jena.sparql.algebra.op.OpTopN;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.core.VarExprList;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprAggregator;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprVar;
import org.jspecify.annotations.Nullable;

/**
 * Makes one statement of as much of a query as SQL can answer exactly: joins of layers by reference and by space,
 * tables that are known, NOT EXISTS, groups, order, limit. What it cannot is left to ARQ, operator by operator.
 */
final class QueryCompiler {
    private final CitySession session;
    private final ExecutionContext context;

    QueryCompiler(CitySession session, ExecutionContext context) {
        this.session = session;
        this.context = context;
    }

    /** Whether it is more than a pattern, which {@link PatternRun} answers as well. */
    static boolean isCandidate(Op op) {
        if (op instanceof OpFilter filter) {
            return !(filter.getSubOp() instanceof OpBGP)
                    || filter.getExprs().getList().stream().anyMatch(e -> e instanceof ExprFunctionOp);
        }
        return op instanceof OpProject
                || op instanceof OpSlice
                || op instanceof OpTopN
                || op instanceof OpOrder
                || op instanceof OpDistinct
                || op instanceof OpGroup
                || op instanceof OpExtend
                || op instanceof OpSequence
                || op instanceof OpJoin
                || op instanceof OpConditional
                || op instanceof OpLeftJoin;
    }

    /** The statement that answers an operator without input, or null if it is no single one. */
    @Nullable
    SqlAnswer answer(Op op) {
        SqlQuery query = compile(op);
        if (query == null) {
            return null;
        }
        VariableUse all = session.variableUse(context);
        VariableUse inside = new VariableUse(op, new Query());
        return query.answer(op, v -> all == null || all.isNeeded(v, inside.mentions(v)));
    }

    private @Nullable SqlQuery compile(Op op) {
        if (op instanceof OpProject project) {
            SqlQuery query = compile(project.getSubOp());
            return query != null && query.project(project.getVars()) ? query : null;
        }
        if (op instanceof OpSlice slice) {
            SqlQuery query = compile(slice.getSubOp());
            return query != null && query.slice(slice.getStart(), slice.getLength()) ? query : null;
        }
        if (op instanceof OpTopN top) {
            SqlQuery query = compile(top.getSubOp());
            return query != null && order(query, top.getConditions()) && query.slice(0, top.getLimit()) ? query : null;
        }
        if (op instanceof OpOrder order) {
            SqlQuery query = compile(order.getSubOp());
            return query != null && order(query, order.getConditions()) ? query : null;
        }
        if (op instanceof OpReduced reduced) {
            return compile(reduced.getSubOp());
        }
        if (op instanceof OpDistinct distinct) {
            SqlQuery query = compile(distinct.getSubOp());
            return query != null && query.distinct() ? query : null;
        }
        if (op instanceof OpGroup group) {
            SqlQuery query = compile(group.getSubOp());
            return query != null && group(query, group) ? query : null;
        }
        SqlQuery base = session.isBeyondSql(op) ? null : new JoinCompiler(session, context).compile(op);
        if (base != null) {
            return base;
        }
        session.beyondSql(op);
        return above(op);
    }

    /** Conditions and expressions over groups. */
    private @Nullable SqlQuery above(Op op) {
        if (op instanceof OpExtend extend) {
            SqlQuery query = compile(extend.getSubOp());
            return query != null && query.isGrouped() && extend(query, extend.getVarExprList()) ? query : null;
        }
        if (op instanceof OpFilter filter) {
            SqlQuery query = compile(filter.getSubOp());
            if (query == null || !query.isGrouped() || !query.isOpen()) {
                return null;
            }
            for (Expr expr : filter.getExprs()) {
                SqlText condition =
                        new ExprSql(query.scope(), query.maybe(), session.wkt(), session.localSrid()).condition(expr);
                if (condition == null) {
                    return null;
                }
                query.having(condition);
            }
            return query;
        }
        return null;
    }

    private ValueSql values(SqlQuery query) {
        return new ValueSql(query.scope(), session.wkt(), session.localSrid());
    }

    private boolean extend(SqlQuery query, VarExprList expressions) {
        for (Var variable : expressions.getVars()) {
            SqlValue value = values(query).of(expressions.getExpr(variable));
            if (value == null || query.scope().containsKey(variable)) {
                return false;
            }
            query.scope().put(variable, value);
        }
        return true;
    }

    private boolean group(SqlQuery query, OpGroup group) {
        if (!query.isOpen() || query.isGrouped()) {
            return false;
        }
        Map<Var, SqlValue> known = new LinkedHashMap<>();
        List<SqlText> keys = new ArrayList<>();
        VarExprList by = group.getGroupVars();
        for (Var variable : by.getVars()) {
            Expr expr = by.hasExpr(variable) ? by.getExpr(variable) : new ExprVar(variable);
            SqlValue found = values(query).of(expr);
            SqlValue value = found instanceof SqlValue.Shape shape && shape.shown() != null ? shape.shown() : found;
            if (value instanceof SqlValue.Term term && term.sql().parameters().isEmpty()) {
                keys.add(term.sql());
            } else if (!(value instanceof SqlValue.Fixed)) {
                return false;
            }
            known.put(variable, value);
        }
        if (keys.isEmpty() && !by.isEmpty()) {
            return false;
        }
        AggregateSql aggregates = new AggregateSql(values(query), !by.isEmpty(), query);
        for (ExprAggregator aggregator : group.getAggregators()) {
            SqlValue value = aggregates.of(aggregator.getAggregator());
            if (value == null) {
                return false;
            }
            known.put(aggregator.getVar(), value);
        }
        query.group(keys, known);
        return true;
    }

    private boolean order(SqlQuery query, List<SortCondition> conditions) {
        if (!query.isOpen()) {
            return false;
        }
        List<SqlText> keys = new ArrayList<>();
        for (SortCondition condition : conditions) {
            SqlValue value = values(query).of(condition.getExpression());
            boolean descending = condition.getDirection() == Query.ORDER_DESCENDING;
            if (value instanceof SqlValue.Fixed) {
                continue;
            }
            SqlText key = value instanceof SqlValue.Term term
                    ? sortKey(term, descending, query.mayLack(condition.getExpression()))
                    : null;
            if (key == null) {
                return false;
            }
            keys.add(key);
        }
        query.order(keys);
        return true;
    }

    /** What has no value comes first: SPARQL 1.1, clause 15.1. */
    private static @Nullable SqlText sortKey(SqlValue.Term term, boolean descending, boolean mayLack) {
        if (term.near() != null && !descending && !mayLack) {
            return term.near();
        }
        SqlText key = ExprSql.sortable(term);
        return key == null ? null : SqlText.of("").add(key).add(descending ? " DESC NULLS LAST" : " NULLS FIRST");
    }
}
