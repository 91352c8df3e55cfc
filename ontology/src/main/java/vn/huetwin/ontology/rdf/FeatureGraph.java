package vn.huetwin.ontology.rdf;

import java.util.NoSuchElementException;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.graph.impl.GraphBase;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.util.iterator.ExtendedIterator;
import org.apache.jena.util.iterator.NiceIterator;

/**
 * All rows of all visible layers as triples, one statement per layer that can match. It answers single patterns:
 * DESCRIBE, property paths, exports. Queries do not come here, see {@link PatternRun}.
 */
final class FeatureGraph extends GraphBase {
    private static final Var SUBJECT = Var.alloc("/s");
    private static final Var PREDICATE = Var.alloc("/p");
    private static final Var OBJECT = Var.alloc("/o");

    private final CitySession session;

    FeatureGraph(CitySession session) {
        this.session = session;
    }

    @Override
    protected ExtendedIterator<Triple> graphBaseFind(Triple wanted) {
        Triple pattern = Triple.create(
                or(wanted.getSubject(), SUBJECT), or(wanted.getPredicate(), PREDICATE), or(wanted.getObject(), OBJECT));
        ExecutionContext context =
                ExecutionContext.create(session.dataset(), session.dataset().getContext());
        QueryIterator answers = session.patterns(context).runInTables(pattern);
        return new NiceIterator<>() {
            @Override
            public boolean hasNext() {
                return answers.hasNext();
            }

            @Override
            public Triple next() {
                if (!answers.hasNext()) {
                    throw new NoSuchElementException();
                }
                Binding binding = answers.next();
                return Triple.create(
                        value(binding, pattern.getSubject()),
                        value(binding, pattern.getPredicate()),
                        value(binding, pattern.getObject()));
            }

            @Override
            public void close() {
                answers.close();
            }
        };
    }

    private static Node or(Node node, Var variable) {
        return node.isConcrete() ? node : variable;
    }

    private static Node value(Binding binding, Node node) {
        return Var.isVar(node) ? binding.get(Var.alloc(node)) : node;
    }
}
