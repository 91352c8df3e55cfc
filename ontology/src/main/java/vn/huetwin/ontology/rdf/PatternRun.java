package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Substitute;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterConcat;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.iterator.QueryIterRoot;
import org.apache.jena.sparql.engine.main.iterator.QueryIterOptionalIndex;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprList;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.Reading.Unit;

/** Answers basic graph patterns with their FILTERs over tables and TDB2. */
final class PatternRun {
    /** What the input looks like: its first answers, and the whole input again. */
    private record Input(QueryIterator all, @Nullable Binding only, Set<Var> bound) {
        /** Whether it puts no values into the pattern, so that how it is read is the same the next time. */
        boolean isOpen() {
            return only == null || only.isEmpty();
        }
    }

    /**
     * A part of a pattern, which is answered after the one before.
     *
     * @param plans      of its readings; null if there is nothing to look up
     * @param conditions that ARQ decides then
     */
    private record Stage(@Nullable List<ReadingPlan> plans, List<Expr> conditions) {}

    private final CitySession session;
    private final ExecutionContext context;

    PatternRun(CitySession session, ExecutionContext context) {
        this.session = session;
        this.context = context;
    }

    /** @param exprs conditions on the answers; each is decided here, in SQL or by ARQ */
    QueryIterator run(List<Triple> triples, ExprList exprs, QueryIterator input) {
        Input seen = look(input);
        List<Stage> stages = seen.isOpen()
                ? session.remembered(triples, exprs, seen.bound(), () -> stages(triples, exprs, seen))
                : stages(triples, exprs, seen);
        return carryOut(stages, seen.all());
    }

    private List<Stage> stages(List<Triple> triples, ExprList exprs, Input input) {
        return stages(triples, exprs, input, session.readings());
    }

    /** As {@link #run}, for triples that come from tables only. */
    QueryIterator runInTables(Triple triple) {
        Readings tablesOnly = new Readings(session.mapping(), t -> false);
        Input root = look(QueryIterRoot.create(context));
        return carryOut(stages(List.of(triple), new ExprList(), root, tablesOnly), root.all());
    }

    /**
     * Answers a pattern together with the OPTIONAL parts after it. Each reading of the pattern for itself: what is a
     * column of its rows comes with them, what cannot be there is left out, and the rest is asked for many rows at once.
     *
     * @return null if it is no plain pattern; the input is untouched then
     */
    @Nullable
    QueryIterator optionals(Op base, List<Op> rights, QueryIterator input) {
        OpBGP bgp = base instanceof OpBGP b
                ? b
                : base instanceof OpFilter f && f.getSubOp() instanceof OpBGP inner ? inner : null;
        ExprList exprs = base instanceof OpFilter filter ? filter.getExprs() : new ExprList();
        boolean plain = exprs.getList().stream().noneMatch(e -> e instanceof ExprFunctionOp);
        if (bgp == null || !plain || bgp.getPattern().isEmpty()) {
            return null;
        }
        Input seen = look(input);
        Map<List<Op>, List<ReadingPlan>> plans = seen.isOpen()
                ? session.remembered(
                        rights.get(rights.size() - 1), exprs, seen.bound(), () -> plans(bgp, exprs, rights, seen))
                : plans(bgp, exprs, rights, seen);
        if (plans.isEmpty()) {
            return extend(carryOut(stages(bgp.getPattern().getList(), exprs, seen), seen.all()), rights);
        }
        if (plans.size() == 1) {
            Map.Entry<List<Op>, List<ReadingPlan>> all =
                    plans.entrySet().iterator().next();
            return extend(ReadingPlan.run(all.getValue(), seen.all(), session, context), all.getKey());
        }
        return new BatchIterator(
                seen.all(),
                batch -> {
                    QueryIterConcat union = new QueryIterConcat(context);
                    plans.forEach((rest, same) -> union.add(extend(
                            ReadingPlan.run(
                                    same, QueryIterPlainWrapper.create(batch.iterator(), context), session, context),
                            rest)));
                    return union;
                },
                BatchIterator.LARGEST,
                context);
    }

    /** The readings of a pattern by what is left of the OPTIONAL parts after them; empty if it has to be read in pieces. */
    private Map<List<Op>, List<ReadingPlan>> plans(OpBGP bgp, ExprList exprs, List<Op> rights, Input seen) {
        Binding only = seen.only() == null ? BindingFactory.empty() : seen.only();
        List<Unit> units =
                Readings.units(Substitute.substitute(bgp.getPattern(), only).getList());
        ExprList conditions = exprs.copySubstitute(only);
        Map<List<Op>, List<ReadingPlan>> plans = new LinkedHashMap<>();
        List<Reading> readings =
                parts(units, conditions).size() == 1 ? session.readings().of(units) : null;
        if (readings == null) {
            return plans;
        }
        Optionals optionals = new Optionals(variables(units), conditions, rights, only, session);
        for (Reading reading : readings) {
            Optionals.Split split = optionals.split(reading);
            ReadingPlan plan =
                    ReadingPlan.of(reading, conditions.getList(), split.columns(), seen.bound(), session, context);
            plans.computeIfAbsent(split.rest(), r -> new ArrayList<>()).add(plan);
        }
        return plans;
    }

    QueryIterator extend(QueryIterator left, List<Op> rights) {
        QueryIterator chain = left;
        for (Op right : rights) {
            chain = Batched.canExtend(right)
                    ? Batched.extend(chain, right, context)
                    : new QueryIterOptionalIndex(chain, right, context);
        }
        return chain;
    }

    private Input look(QueryIterator input) {
        List<Binding> first = BatchIterator.take(input, 2);
        if (first.isEmpty()) {
            input.close();
            return new Input(QueryIterNullIterator.create(context), null, Set.of());
        }
        Set<Var> bound = new LinkedHashSet<>();
        first.get(0).vars().forEachRemaining(bound::add);
        QueryIterConcat all = new QueryIterConcat(context);
        all.add(QueryIterPlainWrapper.create(first.iterator(), context));
        all.add(input);
        return new Input(all, first.size() == 1 ? first.get(0) : null, bound);
    }

    private QueryIterator carryOut(List<Stage> stages, QueryIterator input) {
        QueryIterator chain = input;
        for (Stage stage : stages) {
            List<ReadingPlan> plans = stage.plans();
            if (plans != null) {
                chain = ReadingPlan.run(plans, chain, session, context);
            }
            for (Expr expr : stage.conditions()) {
                chain = new QueryIterFilterExpr(chain, expr, context);
            }
        }
        return chain;
    }

    private List<Stage> stages(List<Triple> pattern, ExprList conditions, Input input, Readings readings) {
        List<Triple> triples = pattern;
        ExprList exprs = conditions;
        Binding only = input.only();
        if (only != null && !only.isEmpty()) {
            triples = Substitute.substitute(BasicPattern.wrap(pattern), only).getList();
            exprs = conditions.copySubstitute(only);
        }
        List<Stage> stages = new ArrayList<>();
        Set<Var> bound = new LinkedHashSet<>(input.bound());
        Set<Expr> left = new LinkedHashSet<>(exprs.getList());
        for (List<Unit> part : parts(Readings.units(triples), exprs)) {
            Set<Var> variables = variables(part);
            variables.addAll(bound);
            List<Expr> decidable = left.stream()
                    .filter(e -> variables.containsAll(e.getVarsMentioned()))
                    .toList();
            decidable.forEach(left::remove);
            add(part, decidable, bound, readings, stages);
            bound.addAll(variables);
        }
        stages.add(new Stage(null, List.copyOf(left)));
        return stages;
    }

    private void add(List<Unit> units, List<Expr> exprs, Set<Var> bound, Readings all, List<Stage> stages) {
        List<Reading> readings = all.of(units);
        if (readings == null) {
            Set<Var> known = new LinkedHashSet<>(bound);
            for (Unit unit : units) {
                add(List.of(unit), List.of(), known, all, stages);
                known.addAll(variables(List.of(unit)));
            }
            stages.add(new Stage(null, exprs));
            return;
        }
        List<ReadingPlan> plans = readings.stream()
                .map(r -> ReadingPlan.of(r, exprs, List.of(), bound, session, context))
                .toList();
        stages.add(new Stage(plans, List.of()));
    }

    /** The parts of a pattern that share no variable, neither by triples nor by conditions. */
    private static List<List<Unit>> parts(List<Unit> units, ExprList exprs) {
        Groups<Unit> groups = new Groups<>(units);
        for (int i = 0; i < units.size(); i++) {
            for (int j = i + 1; j < units.size(); j++) {
                if (share(units.get(i), units.get(j), exprs)) {
                    groups.join(i, j);
                }
            }
        }
        return groups.all();
    }

    private static boolean share(Unit a, Unit b, ExprList exprs) {
        Set<Var> left = variables(List.of(a));
        Set<Var> right = variables(List.of(b));
        if (left.stream().anyMatch(right::contains) || a.subject().equals(b.subject())) {
            return true;
        }
        for (Expr expr : exprs) {
            Set<Var> mentioned = expr.getVarsMentioned();
            if (left.stream().anyMatch(mentioned::contains) && right.stream().anyMatch(mentioned::contains)) {
                return true;
            }
        }
        return false;
    }

    static Set<Var> variables(List<Unit> units) {
        List<Triple> triples = new ArrayList<>();
        units.forEach(u -> triples.addAll(u.triples()));
        return variablesOf(triples);
    }

    static Set<Var> variablesOf(List<Triple> triples) {
        Set<Var> variables = new LinkedHashSet<>();
        for (Triple triple : triples) {
            SqlBlock.addVariable(variables, triple.getSubject());
            SqlBlock.addVariable(variables, triple.getPredicate());
            SqlBlock.addVariable(variables, triple.getObject());
        }
        return variables;
    }
}
