package vn.huetwin.ingest.event;

import java.util.List;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.validate.Problem;

/** An event that cannot be taken in, and all that is wrong with it. */
public final class EventException extends Exception {
    private final transient List<Problem> problems;

    public EventException(List<Problem> problems) {
        super(problems.get(0).message().en(), null, false, false);
        this.problems = List.copyOf(problems);
    }

    EventException(String code, String field, String vi, String en) {
        this(List.of(new Problem(code, field, new Text(vi, en))));
    }

    public List<Problem> problems() {
        return problems;
    }
}
