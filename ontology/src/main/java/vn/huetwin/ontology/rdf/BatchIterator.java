package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.iterator.QueryIter1;
import org.jspecify.annotations.Nullable;

/**
 * Answers its input in batches that grow from 16 to 4,096: small ones first, so that a LIMIT stays cheap, large ones
 * later, so that few statements are sent.
 */
final class BatchIterator extends QueryIter1 {
    static final int FIRST = 16;
    static final int LARGEST = 4_096;

    /** Answers one batch. */
    interface Stage {
        QueryIterator run(List<Binding> batch);
    }

    private final Stage stage;
    private final int largest;
    private int size = FIRST;
    private @Nullable QueryIterator current;

    BatchIterator(QueryIterator input, Stage stage, int largest, ExecutionContext context) {
        super(input, context);
        this.stage = stage;
        this.largest = largest;
    }

    @Override
    protected boolean hasNextBinding() {
        while (current == null || !current.hasNext()) {
            closeSubIterator();
            List<Binding> batch = take(getInput(), size);
            if (batch.isEmpty()) {
                return false;
            }
            size = Math.min(size * 4, largest);
            current = stage.run(batch);
        }
        return true;
    }

    static List<Binding> take(QueryIterator input, int most) {
        List<Binding> batch = new ArrayList<>(Math.min(most, 256));
        while (batch.size() < most && input.hasNext()) {
            batch.add(input.next());
        }
        return batch;
    }

    @Override
    protected @Nullable Binding moveToNextBinding() {
        return current == null ? null : current.next();
    }

    @Override
    protected void requestSubCancel() {
        QueryIterator running = current;
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    protected void closeSubIterator() {
        if (current != null) {
            current.close();
            current = null;
        }
    }
}
