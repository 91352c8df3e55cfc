package vn.huetwin.ingest.event;

import java.util.List;
import vn.huetwin.ontology.validate.Problem;

/** What became of an event. */
public sealed interface Receipt {
    /**
     * Stored, durably.
     *
     * @param notes what is unusual about it
     */
    record Accepted(long position, List<Problem> notes) implements Receipt {}

    /** Known already: nothing changed. */
    record Duplicate() implements Receipt {}

    /** Not stored; kept in quarantine. */
    record Rejected(List<Problem> problems) implements Receipt {}
}
