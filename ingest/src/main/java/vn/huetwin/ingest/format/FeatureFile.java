package vn.huetwin.ingest.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import vn.huetwin.ontology.validate.Problem;

/** An open file of features. A table may be read several times. */
public interface FeatureFile extends AutoCloseable {
    Format format();

    /** Never empty. */
    List<Table> tables();

    FeatureReader read(Table table) throws IOException;

    /** Size of a table for a progress bar, in bytes or rows. */
    long size(Table table);

    /** Whether its tables are layers already, with their columns and keys: nothing is left to map. */
    default boolean isLaidOut() {
        return false;
    }

    /** An object was set aside: a file whose tables belong together leaves out what hangs on it. */
    default void refused(String key) {}

    /** What of the file as a whole was not taken as it is. */
    default List<Problem> notes() {
        return List.of();
    }

    @Override
    void close() throws IOException;

    /**
     * One set of rows with a common shape.
     *
     * @param name layer name in the file, or the name of the file
     */
    record Table(String name, FileCrs crs) {}

    /** Length of a file, for progress only: 0 if it cannot be told. */
    static long bytes(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }
}
