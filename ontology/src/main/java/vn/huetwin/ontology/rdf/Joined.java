package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpJoin;
import org.apache.jena.sparql.algebra.op.OpLeftJoin;
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
import org.apache.jena.sparql.expr.ExprList;
import org.jspecify.annotations.Nullable;

/** Patterns, tables and conditions that are joined with one another, whatever operators ARQ has made of them. */
final class Joined {
    /**
     * A part that may be missing.
     *
     * @param conditions on it and what is before it
     * @param open       whether conditions within it see what is before it too
     */
    record Optional(Joined part, List<Expr> conditions, boolean open) {}

    private final List<Triple> triples = new ArrayList<>();
    private final List<OpPath> paths = new ArrayList<>();
    private final List<List<Binding>> tables = new ArrayList<>();
    private final List<Expr> conditions = new ArrayList<>();
    private final List<ExprFunctionOp> tests = new ArrayList<>();
    private final Map<Var, Expr> made = new LinkedHashMap<>();
    private final List<Optional> optionals = new ArrayList<>();

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

    /** OPTIONAL parts, each after all patterns and those before it. */
    List<Optional> optionals() {
        return optionals;
    }

    /** Whether it is nothing but patterns and conditions on them, EXISTS among them. */
    boolean isPlain() {
        return made.isEmpty() && tables.isEmpty() && paths.isEmpty() && optionals.isEmpty();
    }

    private boolean add(Op op) {
        if (op instanceof OpFilter filter) {
            return add(filter.getSubOp())
                    && filter.getExprs().getList().stream().allMatch(this::condition);
        }
        if (op instanceof OpExtend extend) {
            return add(extend.getSubOp()) && make(extend.getVarExprList());
        }
        if (op instanceof OpAssign assign) {
            return add(assign.getSubOp()) && make(assign.getVarExprList());
        }
        if (op instanceof OpConditional conditional) {
            return add(conditional.getLeft()) && optional(conditional.getRight(), new ExprList(), true);
        }
        if (op instanceof OpLeftJoin join) {
            ExprList conditions = join.getExprs() == null ? new ExprList() : join.getExprs();
            return add(join.getLeft()) && optional(join.getRight(), conditions, false);
        }
        return optionals.isEmpty() && join(op);
    }

    private boolean join(Op op) {
        if (op instanceof OpBGP bgp) {
            return triples.addAll(bgp.getPattern().getList())
                    || bgp.getPattern().isEmpty();
        }
        if (op instanceof OpPath path) {
            return paths.add(path);
        }
        if (op instanceof OpSequence sequence) {
            return sequence.getElements().stream()
                    .allMatch(e -> add(e) && (optionals.isEmpty() || isFirst(sequence, e)));
        }
        if (op instanceof OpJoin join) {
            return addAlone(join.getLeft()) && addAlone(join.getRight());
        }
        return op instanceof OpTable table && (table.isJoinIdentity() || table(table));
    }

    /** An OPTIONAL that comes later sees only its own group before it. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isFirst(OpSequence sequence, Op element) {
        return sequence.get(0) == element;
    }

    private boolean condition(Expr expr) {
        boolean test = expr instanceof E_Exists || expr instanceof E_NotExists;
        return test ? tests.add((ExprFunctionOp) expr) : conditions.add(expr);
    }

    /** Conditions before it must not mention what only it binds: there it is unbound. */
    private boolean optional(Op right, ExprList on, boolean open) {
        Joined part = of(right);
        if (part == null || !part.isPlain()) {
            return false;
        }
        Set<Var> fresh = part.variables();
        fresh.removeAll(variables());
        boolean closed = Stream.of(conditions, tests, made.values())
                .flatMap(all -> all.stream())
                .noneMatch(e -> mentioned(e).stream().anyMatch(fresh::contains));
        boolean own =
                open || part.conditions.stream().allMatch(e -> part.variables().containsAll(e.getVarsMentioned()));
        return closed && own && optionals.add(new Optional(part, on.getList(), open));
    }

    /** All variables, also those that only conditions within EXISTS mention. */
    private static Collection<Var> mentioned(Expr expr) {
        return expr instanceof ExprFunctionOp test
                ? OpVars.mentionedVars(test.getGraphPattern())
                : expr.getVarsMentioned();
    }

    /** A group of its own: its conditions see nothing of the other side. */
    private boolean addAlone(Op op) {
        Joined alone = of(op);
        if (alone == null) {
            return false;
        }
        Set<Var> own = alone.variables();
        boolean closed = alone.tests.isEmpty()
                && alone.optionals.isEmpty()
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

    /** All that it binds, or may. */
    Set<Var> variables() {
        Set<Var> variables = new LinkedHashSet<>(PatternRun.variablesOf(triples));
        optionals.forEach(o -> variables.addAll(o.part().variables()));
        for (OpPath path : paths) {
            SqlBlock.addVariable(variables, path.getTriplePath().getSubject());
            SqlBlock.addVariable(variables, path.getTriplePath().getObject());
        }
        tables.forEach(t -> t.get(0).vars().forEachRemaining(variables::add));
        variables.addAll(made.keySet());
        return variables;
    }
}
