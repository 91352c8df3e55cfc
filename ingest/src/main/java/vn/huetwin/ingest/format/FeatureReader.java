package vn.huetwin.ingest.format;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The rows of one table of a file, in order, in flat memory. Used by one thread. */
public interface FeatureReader extends AutoCloseable {
    /**
     * The next row, or null after the last.
     *
     * @throws FormatException if the rest of the file cannot be understood; nothing of it may be stored then
     */
    @Nullable
    Row next() throws IOException;

    /** How far into {@link FeatureFile#size()} this is, in the same unit. */
    long progress();

    @Override
    void close() throws IOException;
}
