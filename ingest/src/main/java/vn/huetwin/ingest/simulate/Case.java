package vn.huetwin.ingest.simulate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that has a life cycle: a subject and the steps that are still before it, each of which is one event. */
final class Case {
    /** What a step says, given when it happens. */
    interface Step {
        void fill(ObjectNode data, Instant time);
    }

    /** A step with the last part of its event type. */
    record Stage(String verb, Step step) {}

    private final String layer;
    private final String subject;
    private final Deque<Stage> ahead;
    private int sequence;

    Case(String layer, String subject, List<Stage> stages) {
        this.layer = layer;
        this.subject = subject;
        ahead = new ArrayDeque<>(stages);
    }

    boolean isOver() {
        return ahead.isEmpty();
    }

    /** The event of the next step, or null after the last. */
    @Nullable
    ObjectNode advance(Instant time) {
        Stage stage = ahead.poll();
        if (stage == null) {
            return null;
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", "vn.hue." + layer + "." + stage.verb()).put("subject", subject);
        event.put("sequence", Integer.toString(++sequence));
        stage.step().fill(event.putObject("data"), time);
        return event;
    }
}
