package vn.huetwin.ingest.format;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.validate.Problem;

/** One row of a file. */
public sealed interface Row {
    /** Where it is, for people: the line of a text file where a row is a line, else the number of the feature from 1. */
    long number();

    /**
     * A row that could be read.
     *
     * @param id         its identifier in the file, apart from the attributes
     * @param geometry   in the CRS of the file, x before y; vertices without height have z = NaN
     * @param attributes by name in the file; no nulls
     * @param repairs    what its reader had to mend
     */
    record Read(
            long number,
            @Nullable String id,
            @Nullable Geometry geometry,
            Map<String, Object> attributes,
            List<Problem> repairs)
            implements Row {
        /** A row as it stands in the file. */
        public Read(long number, @Nullable String id, @Nullable Geometry geometry, Map<String, Object> attributes) {
            this(number, id, geometry, attributes, List.of());
        }
    }

    /**
     * A row that could not be read; the rows after it can.
     *
     * @param original the row as it stands in the file, perhaps cut
     */
    record Broken(long number, Problem problem, String original) implements Row {}
}
