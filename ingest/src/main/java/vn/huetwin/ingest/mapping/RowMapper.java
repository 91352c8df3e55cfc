package vn.huetwin.ingest.mapping;

import java.util.List;
import vn.huetwin.ingest.format.Row;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.Problem;

/** Turns rows of one table into drafts of one layer; the geometry stays in the CRS of the file. Used by one thread. */
public interface RowMapper {
    Outcome map(Row.Read row);

    /** What became of a row. */
    sealed interface Outcome {
        record Mapped(Draft draft) implements Outcome {}

        record Refused(List<Problem> problems) implements Outcome {}

        /** The mapping does not want it. */
        record LeftOut() implements Outcome {}
    }
}
