package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpTable;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.core.VarExprList;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.E_Exists;
import org.apache.jena.sparql.expr.E_NotExists;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.jspecify.annotations.Nullable;

/** Patterns, tables and conditions that are joined with one another, whatever operators ARQ has made of them. */
final class Joined {
    private final List<Triple> triples = new ArrayList<>();
    private final List<OpPath> paths = new ArrayList<>();
    private final List<List<Binding>> tables = new ArrayList<>();
    private final List<Expr> conditions = new ArrayList<>();
    private final List<ExprFunctionOp> tests = new ArrayList<>();
    private final Map<Var, Expr> made = new LinkedHashMap<>();

    private Joined() {}

    /** @return null if the operator does anything else */
    static @Nullable Joined of(Op op) {
        Joined joined = new Joined();
        return joined.add(op) ? joined : null;
    }

    List<Triple> triples() {
        return triples;
    }

    List<OpPath> paths() {
        return paths;
    }

    /** Rows of VALUES; each binds the same variables. */
    List<List<Binding>> tables() {
        return tables;
    }

    List<Expr> conditions() {
        return conditions;
    }

    /** EXISTS and NOT EXISTS. */
    List<ExprFunctionOp> tests() {
        return tests;
    }

    /** Variables of BIND, each after those it is made of. */
    Map<Var, Expr> made() {
        return made;
    }

    private boolean add(Op op) {
        if (op instanceof OpBGP bgp) {
            return triples.addAll(bgp.getPattern().getList())
                    || bgp.getPattern().isEmpty();
        }
        if (op instanceof OpPath path) {
            return paths.add(path);
        }
        if (op instanceof OpSequence sequence) {
            return sequence.getElements().stream().allMatch(this::add);
        }
        if (op instanceof OpJoin join) {
            return addAlone(join.getLeft()) && addAlone(join.getRight());
        }
        if (op instanceof OpFilter filter) {
            filter.getExprs().forEach(this::condition);
            return add(filter.getSubOp());
        }
        if (op instanceof OpTable table) {
            return table.isJoinIdentity() || table(table);
        }
        if (op instanceof OpExtend extend) {
            return add(extend.getSubOp()) && make(extend.getVarExprList());
        }
        return op instanceof OpAssign assign && add(assign.getSubOp()) && make(assign.getVarExprList());
    }

    private void condition(Expr expr) {
        if (expr instanceof E_Exists || expr instanceof E_NotExists) {
            tests.add((ExprFunctionOp) expr);
        } else {
            conditions.add(expr);
        }
    }

    /** A group of its own: its conditions see nothing of the other side. */
    private boolean addAlone(Op op) {
        Joined alone = of(op);
        if (alone == null) {
            return false;
        }
        Set<Var> own = alone.variables();
        boolean closed = alone.tests.isEmpty()
                && alone.conditions.stream().allMatch(e -> own.containsAll(e.getVarsMentioned()))
                && alone.made.keySet().stream().noneMatch(variables()::contains)
                && made.keySet().stream().noneMatch(own::contains);
        if (closed) {
            triples.addAll(alone.triples);
            paths.addAll(alone.paths);
            tables.addAll(alone.tables);
            conditions.addAll(alone.conditions);
            made.putAll(alone.made);
        }
        return closed;
    }

    private boolean table(OpTable table) {
        List<Binding> rows = new ArrayList<>();
        table.getTable().rows().forEachRemaining(rows::add);
        List<Var> variables = table.getTable().getVars();
        tables.add(rows);
        return !rows.isEmpty()
                && rows.stream()
                        .allMatch(r -> variables.stream().allMatch(r::contains) && r.size() == variables.size());
    }

    private boolean make(VarExprList expressions) {
        for (Var variable : expressions.getVars()) {
            Expr expr = expressions.getExpr(variable);
            if (expr == null || expr instanceof ExprFunctionOp || variables().contains(variable)) {
                return false;
            }
            made.put(variable, expr);
        }
        return true;
    }

    Set<Var> variables() {
        Set<Var> variables = new LinkedHashSet<>(PatternRun.variablesOf(triples));
        for (OpPath path : paths) {
            SqlBlock.addVariable(variables, path.getTriplePath().getSubject());
            SqlBlock.addVariable(variables, path.getTriplePath().getObject());
        }
        tables.forEach(t -> t.get(0).vars().forEachRemaining(variables::add));
        variables.addAll(made.keySet());
        return variables;
    }
}
