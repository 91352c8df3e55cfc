package vn.huetwin.ingest.format.osm;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of an extract makes up one table.
 *
 * @param table name of the table
 * @param any   tags of which one at least must be there, as {@code key=value} or {@code key=*}
 * @param none  tags of which none may be there
 */
public record OsmSelection(String table, Shape shape, List<String> any, List<String> none) {
    /** What is built from an element. */
    public enum Shape {
        /** Nodes as they are, closed ways and multipolygons by a point inside. */
        POINT,
        /** Ways. */
        LINE,
        /** Closed ways and multipolygons. */
        AREA
    }

    boolean takes(Map<String, Object> tags) {
        return !tags.isEmpty()
                && any.stream().anyMatch(c -> has(tags, c))
                && none.stream().noneMatch(c -> has(tags, c));
    }

    private static boolean has(Map<String, Object> tags, String condition) {
        int equals = condition.indexOf('=');
        @Nullable Object value = tags.get(condition.substring(0, equals));
        return value != null && (condition.endsWith("=*") || value.equals(condition.substring(equals + 1)));
    }
}
