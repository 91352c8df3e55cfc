package vn.huetwin.ingest.mapping;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.format.FeatureReader;
import vn.huetwin.ingest.format.Row;

/**
 * The first rows of a table, enough to tell what kind of table it is.
 *
 * @param rows       how many were looked at
 * @param columns    how many of them have each column
 * @param dimension of their geometries: the most frequent of 0, 1 and 2, or null if none has a geometry
 */
public record Sample(
        int rows, Map<String, Integer> columns, @Nullable Integer dimension) {
    private static final int MOST = 500;

    /** For tables that need no look, since they are laid out. */
    public static final Sample LAID_OUT = new Sample(1, Map.of(), 2);

    public static Sample of(FeatureReader reader) throws IOException {
        Map<String, Integer> columns = new LinkedHashMap<>();
        int[] dimensions = new int[3];
        int rows = 0;
        Row row;
        while (rows < MOST && (row = reader.next()) != null) {
            rows++;
            if (row instanceof Row.Read read) {
                read.attributes().keySet().forEach(name -> columns.merge(name, 1, Integer::sum));
                Geometry geometry = read.geometry();
                if (geometry != null && !geometry.isEmpty()) {
                    dimensions[geometry.getDimension()]++;
                }
            }
        }
        Integer most = null;
        for (int i = 0; i < dimensions.length; i++) {
            if (dimensions[i] > 0 && (most == null || dimensions[i] > dimensions[most])) {
                most = i;
            }
        }
        return new Sample(rows, columns, most);
    }

    boolean mostlyHas(String column) {
        return columns.getOrDefault(column, 0) * 2 >= rows && rows > 0;
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    Set<String> names() {
        return new TreeSet<>(columns.keySet());
    }
}
