package vn.huetwin.ingest.format.citymodel;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.validate.Problem;

/** The members of a city model, in order, in flat memory. */
interface MemberReader extends AutoCloseable {
    /** Null after the last. */
    @Nullable
    Member next() throws IOException;

    /** What of the file as a whole was not taken as it is, after the last member. */
    List<Problem> notes();

    @Override
    void close() throws IOException;
}
