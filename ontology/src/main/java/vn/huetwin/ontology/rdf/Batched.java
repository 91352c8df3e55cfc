package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.Op1;
import org.apache.jena.sparql.algebra.op.Op2;
import org.apache.jena.sparql.algebra.op.OpAssign;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpExtend;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpN;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpTriple;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.engine.main.QC;

/**
 * OPTIONAL and EXISTS for up to 512 rows at once: the rows are numbered, the right side runs once for all of them, and
 * the numbers tell which row each answer belongs to.
 */
final class Batched {
    private static final int LARGEST = 512;
    private static final String NUMBER = "/row";

    private Batched() {}

    /** Whether answers of the operator keep what their input says, so that numbers come through. */
    static boolean canExtend(Op op) {
        return all(
                op,
                o -> o instanceof OpBGP
                        || o instanceof OpTriple
                        || o instanceof OpPath
                        || o instanceof OpFilter
                        || o instanceof OpSequence
                        || o instanceof OpUnion
                        || o instanceof OpExtend
                        || o instanceof OpAssign
                        || o instanceof OpConditional);
    }

    /** As {@link #canExtend}, and each part sees the values of the row that is tested. */
    static boolean canTest(Op op) {
        return canExtend(op);
    }

    private static boolean all(Op op, Predicate<Op> allowed) {
        if (!allowed.test(op)) {
            return false;
        }
        if (op instanceof Op1 one) {
            return all(one.getSubOp(), allowed);
        }
        if (op instanceof Op2 two) {
            return all(two.getLeft(), allowed) && all(two.getRight(), allowed);
        }
        return !(op instanceof OpN many) || many.getElements().stream().allMatch(o -> all(o, allowed));
    }

    /** OPTIONAL: each row with its answers, or alone if it has none. */
    static QueryIterator extend(QueryIterator left, Op right, ExecutionContext context) {
        return new BatchIterator(
                left,
                batch -> {
                    List<List<Binding>> answers = answers(batch, right, context);
                    List<Binding> result = new ArrayList<>();
                    for (int i = 0; i < batch.size(); i++) {
                        if (answers.get(i).isEmpty()) {
                            result.add(batch.get(i));
                        } else {
                            result.addAll(answers.get(i));
                        }
                    }
                    return QueryIterPlainWrapper.create(result.iterator(), context);
                },
                LARGEST,
                context);
    }

    /** EXISTS or NOT EXISTS. */
    static QueryIterator test(QueryIterator left, Op right, boolean wanted, ExecutionContext context) {
        return new BatchIterator(
                left,
                batch -> {
                    Set<Integer> found = new HashSet<>();
                    QueryIterator run = run(batch, right, numberVariable(batch), context);
                    try {
                        Var number = numberVariable(batch);
                        while (run.hasNext() && found.size() < batch.size()) {
                            found.add(number(run.next(), number));
                        }
                    } finally {
                        run.close();
                    }
                    List<Binding> result = new ArrayList<>();
                    for (int i = 0; i < batch.size(); i++) {
                        if (found.contains(i) == wanted) {
                            result.add(batch.get(i));
                        }
                    }
                    return QueryIterPlainWrapper.create(result.iterator(), context);
                },
                LARGEST,
                context);
    }

    private static List<List<Binding>> answers(List<Binding> batch, Op right, ExecutionContext context) {
        List<List<Binding>> answers = new ArrayList<>();
        batch.forEach(b -> answers.add(new ArrayList<>()));
        Var number = numberVariable(batch);
        QueryIterator run = run(batch, right, number, context);
        try {
            while (run.hasNext()) {
                Binding answer = run.next();
                answers.get(number(answer, number)).add(without(answer, number));
            }
        } finally {
            run.close();
        }
        return answers;
    }

    private static QueryIterator run(List<Binding> batch, Op right, Var number, ExecutionContext context) {
        List<Binding> numbered = new ArrayList<>(batch.size());
        for (int i = 0; i < batch.size(); i++) {
            numbered.add(
                    BindingFactory.binding(batch.get(i), number, NodeFactory.createLiteralString(Integer.toString(i))));
        }
        return QC.execute(right, QueryIterPlainWrapper.create(numbered.iterator(), context), context);
    }

    /** A name that no row has: batches within batches have numbers of their own. */
    private static Var numberVariable(List<Binding> batch) {
        String name = NUMBER;
        while (batch.get(0).contains(Var.alloc(name))) {
            name = "/" + name;
        }
        return Var.alloc(name);
    }

    private static int number(Binding binding, Var number) {
        return Integer.parseInt(binding.get(number).getLiteralLexicalForm());
    }

    private static Binding without(Binding binding, Var variable) {
        BindingBuilder builder = Binding.builder();
        Iterator<Var> variables = binding.vars();
        while (variables.hasNext()) {
            Var next = variables.next();
            if (!next.equals(variable)) {
                builder.add(next, binding.get(next));
            }
        }
        return builder.build();
    }
}
