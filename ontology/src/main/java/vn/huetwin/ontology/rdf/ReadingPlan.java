package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterConcat;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterNullIterator;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.Row.Cell;

/** The steps that answer one reading: SQL statements and TDB2 patterns, the most selective first. */
final class ReadingPlan {
    /** One step of a plan. */
    private sealed interface Step {
        Set<Var> variables();

        /** Lower comes earlier, other things being equal. */
        int cost();
    }

    /** @param blocks each answers the step for itself */
    private record SqlStep(List<SqlBlock> blocks) implements Step {
        @Override
        public Set<Var> variables() {
            return blocks.stream().flatMap(b -> b.variables().stream()).collect(Collectors.toSet());
        }

        @Override
        public int cost() {
            return blocks.stream().allMatch(SqlBlock::isSelective) ? 20 : 60;
        }
    }

    /** @param conditions that may say where to begin */
    private record TdbStep(List<Triple> triples, List<Expr> conditions, Set<Var> variables, int cost) implements Step {
        static TdbStep of(List<Triple> triples, List<Expr> conditions, CitySession session, ExecutionContext context) {
            TdbPattern pattern = new TdbPattern(triples, session, context).startFrom(conditions);
            return new TdbStep(triples, conditions, pattern.variables(), pattern.isSelective() ? 10 : 70);
        }

        QueryIterator run(QueryIterator input, CitySession session, ExecutionContext context) {
            return new TdbPattern(triples, session, context)
                    .startFrom(conditions)
                    .run(input);
        }
    }

    private static final int CONNECTED = -40;
    private static final int UNCONNECTED = 200;

    private final List<Step> steps;
    private final List<Expr> residual;

    private ReadingPlan(List<Step> steps, List<Expr> residual) {
        this.steps = steps;
        this.residual = residual;
    }

    static ReadingPlan of(
            Reading reading,
            List<Expr> exprs,
            List<List<Triple>> optionals,
            Set<Var> bound,
            CitySession session,
            ExecutionContext context) {
        List<SqlBlock> blocks = blocks(reading.rows(), exprs, session);
        List<Expr> residual = new ArrayList<>();
        List<Expr> taken = new ArrayList<>();
        for (Expr expr : exprs) {
            boolean pushed = blocks.stream()
                    .anyMatch(b ->
                            b.variables().containsAll(expr.getVarsMentioned()) && b.push(expr, session.localSrid()));
            (pushed ? taken : residual).add(expr);
        }
        blocks.forEach(b -> hide(b, reading, taken, session.variableUse(context)));
        optionals.forEach(group -> Optionals.attach(group, blocks));
        List<Step> steps = new ArrayList<>();
        blocks.forEach(b -> steps.add(new SqlStep(List.of(b))));
        tdbParts(reading.rest()).forEach(p -> steps.add(TdbStep.of(p, residual, session, context)));
        return new ReadingPlan(ordered(steps, bound), residual);
    }

    /** Rows that one statement can join: by a shared value, or by a spatial condition. */
    private static List<SqlBlock> blocks(List<Row> rows, List<Expr> exprs, CitySession session) {
        Groups<Row> groups = new Groups<>(rows);
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                if (joined(rows.get(i), rows.get(j), exprs, session)) {
                    groups.join(i, j);
                }
            }
        }
        return groups.all().stream()
                .map(group -> new SqlBlock(group, session.wkt()))
                .toList();
    }

    private static boolean joined(Row a, Row b, List<Expr> exprs, CitySession session) {
        Map<Var, List<Cell>> left = new SqlBlock(List.of(a), session.wkt()).cells();
        Map<Var, List<Cell>> right = new SqlBlock(List.of(b), session.wkt()).cells();
        for (Map.Entry<Var, List<Cell>> entry : left.entrySet()) {
            List<Cell> others = right.getOrDefault(entry.getKey(), List.of());
            if (others.stream().anyMatch(o -> entry.getValue().stream().anyMatch(c -> SqlBlock.comparable(c, o)))) {
                return true;
            }
        }
        Map<Var, SqlValue> both = new LinkedHashMap<>();
        left.forEach((v, cells) -> both.put(v, SqlValue.of(cells.get(0))));
        right.forEach((v, cells) -> both.put(v, SqlValue.of(cells.get(0))));
        for (Expr expr : exprs) {
            Set<Var> mentioned = expr.getVarsMentioned();
            ExprSql sql = new ExprSql(both, session.wkt(), session.localSrid());
            if (mentioned.stream().anyMatch(left::containsKey)
                    && mentioned.stream().anyMatch(right::containsKey)
                    && (sql.condition(expr) != null || sql.boxes(expr) != null)) {
                return true;
            }
        }
        return false;
    }

    /** A geometry that nothing but pushed conditions mentions stays in the database. */
    private static void hide(SqlBlock block, Reading reading, List<Expr> taken, @Nullable VariableUse use) {
        if (use == null) {
            return;
        }
        block.cells().forEach((variable, cells) -> {
            if (cells.size() == 1 && cells.get(0).facet() instanceof Facet.Wkt) {
                long inside = taken.stream()
                        .filter(e -> e.getVarsMentioned().contains(variable))
                        .count();
                boolean rest = PatternRun.variablesOf(reading.rest()).contains(variable);
                if (!rest && !use.isNeeded(variable, (int) inside + 1)) {
                    block.hide(variable);
                }
            }
        });
    }

    static List<List<Triple>> tdbParts(List<Triple> triples) {
        Groups<Triple> groups = new Groups<>(triples);
        for (int i = 0; i < triples.size(); i++) {
            Set<Var> left = PatternRun.variablesOf(List.of(triples.get(i)));
            for (int j = i + 1; j < triples.size(); j++) {
                if (PatternRun.variablesOf(List.of(triples.get(j))).stream().anyMatch(left::contains)) {
                    groups.join(i, j);
                }
            }
        }
        return groups.all();
    }

    private static List<Step> ordered(List<Step> steps, Set<Var> bound) {
        List<Step> left = new ArrayList<>(steps);
        List<Step> ordered = new ArrayList<>();
        Set<Var> known = new LinkedHashSet<>(bound);
        while (!left.isEmpty()) {
            Step next = left.size() == 1
                    ? left.get(0)
                    : left.stream()
                            .min(Comparator.comparingInt(s -> cost(s, known)))
                            .get();
            left.remove(next);
            ordered.add(next);
            known.addAll(next.variables());
        }
        return ordered;
    }

    private static int cost(Step step, Set<Var> known) {
        boolean connected = step.variables().stream().anyMatch(known::contains);
        return step.cost() + (connected ? CONNECTED : known.isEmpty() ? 0 : UNCONNECTED);
    }

    /** The answers of all plans: those that are one statement each are sent together. */
    static QueryIterator run(
            List<ReadingPlan> plans, QueryIterator input, CitySession session, ExecutionContext context) {
        List<ReadingPlan> all = together(plans);
        if (all.isEmpty()) {
            input.close();
            return QueryIterNullIterator.create(context);
        }
        if (all.size() == 1) {
            return all.get(0).run(input, session, context);
        }
        return new BatchIterator(
                input,
                batch -> {
                    QueryIterConcat union = new QueryIterConcat(context);
                    for (ReadingPlan plan : all) {
                        union.add(plan.run(QueryIterPlainWrapper.create(batch.iterator(), context), session, context));
                    }
                    return union;
                },
                BatchIterator.LARGEST,
                context);
    }

    private static List<ReadingPlan> together(List<ReadingPlan> plans) {
        Map<List<Expr>, List<SqlBlock>> blocks = new LinkedHashMap<>();
        List<ReadingPlan> all = new ArrayList<>();
        for (ReadingPlan plan : plans) {
            if (plan.steps.size() == 1 && plan.steps.get(0) instanceof SqlStep step) {
                blocks.computeIfAbsent(plan.residual, r -> new ArrayList<>()).addAll(step.blocks());
            } else {
                all.add(plan);
            }
        }
        blocks.forEach((residual, same) -> all.add(new ReadingPlan(List.of(new SqlStep(same)), residual)));
        return all;
    }

    private QueryIterator run(QueryIterator input, CitySession session, ExecutionContext context) {
        QueryIterator chain = input;
        for (Step step : steps) {
            if (step instanceof SqlStep sql) {
                chain = new BatchIterator(
                        chain,
                        batch -> QueryIterPlainWrapper.create(new SqlRows(sql.blocks(), batch, session), context),
                        BatchIterator.LARGEST,
                        context);
            } else if (step instanceof TdbStep tdb) {
                chain = tdb.run(chain, session, context);
            }
        }
        for (Expr expr : residual) {
            chain = new QueryIterFilterExpr(chain, expr, context);
        }
        return chain;
    }
}
