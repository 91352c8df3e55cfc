package vn.huetwin.ingest.format.citymodel;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The members of a city model, in order, in flat memory. */
interface MemberReader extends AutoCloseable {
    /** Null after the last. */
    @Nullable
    Member next() throws IOException;

    @Override
    void close() throws IOException;
}
