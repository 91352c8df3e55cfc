package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterConvert;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.tdb2.store.NodeId;
import org.apache.jena.tdb2.store.NodeIdInline;
import org.jspecify.annotations.Nullable;

/**
 * Triple patterns answered by TDB2. A small answer (code labels, classes) is read once and joined in memory; a large
 * one is looked up for the distinct values that each batch brings.
 */
final class TdbPattern {
    static final int SMALL = 1_000;
    private static final int SELECTIVE = 64;

    private final List<Triple> triples;
    private final Set<Var> variables;
    private final CitySession session;
    private final ExecutionContext context;
    /** What to begin with: nothing, or the literals that can meet the conditions. */
    private List<Binding> start = List.of(BindingFactory.empty());

    private boolean narrowed;
    private @Nullable List<Binding> probe;

    TdbPattern(List<Triple> triples, CitySession session, ExecutionContext context) {
        this.triples = triples;
        this.variables = PatternRun.variablesOf(triples);
        this.session = session;
        this.context = context;
    }

    Set<Var> variables() {
        return variables;
    }

    /** Looks up what can meet one of the conditions, which are still to be tested. */
    TdbPattern startFrom(List<Expr> conditions) {
        for (Expr condition : conditions) {
            Nearness near = session.nearness(condition);
            if (near == null || triples.stream().noneMatch(t -> isShape(t, near.variable()))) {
                continue;
            }
            List<Node> literals = session.writtenNear(near.box());
            if (literals != null) {
                start = literals.stream()
                        .map(l -> BindingFactory.binding(near.variable(), l))
                        .toList();
                narrowed = true;
                return this;
            }
        }
        return this;
    }

    private static boolean isShape(Triple triple, Var variable) {
        return triple.getObject().equals(variable) && WrittenShapes.SERIALISATIONS.contains(triple.getPredicate());
    }

    /** Whether it has few answers on its own, so that it should come first. */
    boolean isSelective() {
        return probe().size() <= SELECTIVE;
    }

    boolean isSmall() {
        return probe().size() <= SMALL;
    }

    /** All answers, or one more than counts as small. */
    List<Binding> probe() {
        List<Binding> found = probe;
        if (found == null) {
            found = narrowed ? ask() : session.answersInTdb(triples, this::ask);
            probe = found;
        }
        return found;
    }

    private List<Binding> ask() {
        QueryIterator run = session.tdb(bgp(), start, context);
        try {
            return BatchIterator.take(run, SMALL + 1);
        } finally {
            run.close();
        }
    }

    private OpBGP bgp() {
        return new OpBGP(BasicPattern.wrap(triples));
    }

    QueryIterator run(QueryIterator input) {
        return new BatchIterator(input, this::answer, BatchIterator.LARGEST, context);
    }

    private QueryIterator answer(List<Binding> batch) {
        Binding first = batch.get(0);
        boolean whole = batch.size() == 1 && shared(first).isEmpty() && !isSmall();
        return whole
                // what goes through TDB2 would come out with other digits: 148.5 as 148.5e0
                ? new QueryIterConvert(session.tdb(bgp(), start, context), answer -> merge(first, answer), context)
                : QueryIterPlainWrapper.create(join(batch).iterator(), context);
    }

    private List<Binding> join(List<Binding> batch) {
        Map<Set<Var>, Map<List<Node>, List<Binding>>> indexes = new HashMap<>();
        List<Binding> result = new ArrayList<>();
        Map<Set<Var>, List<Binding>> groups = new LinkedHashMap<>();
        batch.forEach(
                b -> groups.computeIfAbsent(shared(b), s -> new ArrayList<>()).add(b));
        groups.forEach((keys, group) -> {
            Map<List<Node>, List<Binding>> index = indexes.computeIfAbsent(keys, k -> index(k, group));
            for (Binding binding : group) {
                for (Binding answer : index.getOrDefault(key(binding, keys), List.of())) {
                    result.add(merge(binding, answer));
                }
            }
        });
        return result;
    }

    private Set<Var> shared(Binding binding) {
        Set<Var> shared = new LinkedHashSet<>(variables);
        shared.removeIf(v -> !binding.contains(v));
        return shared;
    }

    private static List<Node> key(Binding binding, Set<Var> keys) {
        return keys.stream().map(binding::get).map(TdbPattern::canonical).toList();
    }

    /** A number or time as TDB2 writes it, which keeps its value only; any other node as it is. */
    private static Node canonical(Node node) {
        NodeId inline = NodeIdInline.inline(node);
        return inline == null ? node : NodeIdInline.extract(inline);
    }

    private Map<List<Node>, List<Binding>> index(Set<Var> keys, List<Binding> group) {
        Map<List<Node>, List<Binding>> index = new HashMap<>();
        if (isSmall()) {
            probe().forEach(b ->
                    index.computeIfAbsent(key(b, keys), k -> new ArrayList<>()).add(b));
            return index;
        }
        Map<List<Node>, Binding> distinct = new LinkedHashMap<>();
        for (Binding binding : group) {
            distinct.computeIfAbsent(key(binding, keys), k -> project(binding, keys));
        }
        QueryIterator run = session.tdb(bgp(), new ArrayList<>(distinct.values()), context);
        try {
            while (run.hasNext()) {
                Binding answer = run.next();
                index.computeIfAbsent(key(answer, keys), k -> new ArrayList<>()).add(answer);
            }
        } finally {
            run.close();
        }
        return index;
    }

    private static Binding project(Binding binding, Set<Var> keys) {
        BindingBuilder builder = Binding.builder();
        keys.forEach(k -> builder.add(k, binding.get(k)));
        return builder.build();
    }

    private static Binding merge(Binding binding, Binding answer) {
        BindingBuilder builder = Binding.builder(binding);
        answer.forEach((variable, node) -> {
            if (!binding.contains(variable)) {
                builder.add(variable, node);
            }
        });
        return builder.build();
    }
}
