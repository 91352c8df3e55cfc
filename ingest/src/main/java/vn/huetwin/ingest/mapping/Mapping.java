package vn.huetwin.ingest.mapping;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.format.osm.OsmSelection;

/**
 * How the columns of a file become the properties of a layer.
 *
 * @param name        for reports
 * @param layer       the layer that is meant, or null if it is named elsewhere
 * @param match       when a file is taken to be of this kind; null for mappings that are named
 * @param key         columns that make up the key, joined by a hyphen; empty for the identifier of the row
 * @param keyPrefix   goes before the key
 * @param place       the columns with the geometry, if columns hold it
 * @param crs         EPSG code of the coordinates, or null if the file says it
 * @param encoding    of text, or null for UTF-8
 * @param zone        of times without one
 * @param dateFormats how dates and times are written, tried in order; ISO 8601 is always understood
 * @param decimalComma numbers are written 1.234,5
 * @param properties  property name → where its value comes from: the first source that gives one
 * @param ignored     columns that are left out without complaint; null if all others are
 * @param only        rows are taken only where these columns have one of these values
 * @param validFrom   column with the time since when the row is so
 * @param origin      what the batch record says of the file
 * @param osm         what of an OSM extract it takes
 */
public record Mapping(
        String name,
        @Nullable String layer,
        @Nullable Match match,
        List<String> key,
        String keyPrefix,
        @Nullable Place place,
        @Nullable Integer crs,
        @Nullable Charset encoding,
        @Nullable ZoneId zone,
        List<DateTimeFormatter> dateFormats,
        boolean decimalComma,
        Map<String, List<Source>> properties,
        @Nullable Set<String> ignored,
        Map<String, Set<String>> only,
        @Nullable String validFrom,
        Origin origin,
        @Nullable OsmSelection osm) {

    /** How the text of a column is read. */
    public enum Reading {
        /** As it is. */
        PLAIN,
        /** The number at its beginning: {@code 160 m} is 160. */
        NUMBER,
        /** The whole number at its beginning. */
        WHOLE,
        /** The first four digits in a row. */
        YEAR,
        /** True unless it says {@code no} or {@code false}. */
        FLAG
    }

    /**
     * One way to get a value.
     *
     * @param columns  the first of them that has a value counts
     * @param constant a value that does not come from the file
     * @param values   what the file's value means; an empty string drops it, {@code *} is any other
     */
    public record Source(
            List<String> columns, @Nullable Object constant, Reading reading, Map<String, String> values) {}

    /** The columns with the geometry: either {@code wkt}, or {@code x} and {@code y}. */
    public record Place(
            @Nullable String wkt,
            @Nullable String x,
            @Nullable String y) {}

    /** Who made the data, and on what terms it may be used. */
    public record Origin(
            @Nullable String title,
            @Nullable String source,
            @Nullable String licence,
            boolean schematic) {
        public static final Origin UNKNOWN = new Origin(null, null, null, false);
    }

    /**
     * The marks of a kind of file; all that are given must hold.
     *
     * @param columns  at least half of the rows have each of these
     * @param without  none of the rows has any of these
     * @param geometry dimension of the geometries (0 points, 1 lines, 2 areas), or null for any
     * @param file     a glob that the file name must fit, or null
     */
    public record Match(
            List<String> columns,
            List<String> without,
            @Nullable Integer geometry,
            @Nullable String file) {}
}
