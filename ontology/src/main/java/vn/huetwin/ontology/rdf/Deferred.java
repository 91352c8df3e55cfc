package vn.huetwin.ontology.rdf;

import java.util.function.UnaryOperator;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.jspecify.annotations.Nullable;

/**
 * Makes an iterator when it is first asked. ARQ 5.6's hash joins cannot be closed before they have been read (jena issue
 * 3516), which happens to what stands behind a LIMIT, and to all of a query when its client leaves.
 */
final class Deferred extends QueryIter1 {
    private final UnaryOperator<QueryIterator> made;
    private @Nullable QueryIterator current;
    private boolean read;

    /** @param made of the input */
    Deferred(QueryIterator input, UnaryOperator<QueryIterator> made, ExecutionContext context) {
        super(input, context);
        this.made = made;
    }

    private QueryIterator current() {
        QueryIterator iterator = current;
        if (iterator == null) {
            iterator = made.apply(getInput());
            current = iterator;
        }
        return iterator;
    }

    @Override
    protected boolean hasNextBinding() {
        boolean found = current().hasNext();
        read = true;
        return found;
    }

    @Override
    protected Binding moveToNextBinding() {
        return current().next();
    }

    @Override
    protected void requestSubCancel() {
        QueryIterator running = current;
        if (running != null) {
            running.cancel();
        }
    }

    /** What was made and never read holds nothing but its input, which is closed with this. */
    @Override
    protected void closeSubIterator() {
        if (current != null && read) {
            current.close();
        }
        current = null;
    }
}
