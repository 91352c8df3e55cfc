package vn.huetwin.ingest.format;

import org.jspecify.annotations.Nullable;

/**
 * What a file says about its CRS.
 *
 * @param epsg EPSG code, or null if the file names none that we know
 * @param name the words of the file, empty if it says nothing
 */
public record FileCrs(@Nullable Integer epsg, String name) {
    public static final FileCrs NONE = new FileCrs(null, "");
    /** RFC 7946 §4: GeoJSON is WGS 84, longitude first. */
    public static final FileCrs CRS84 = new FileCrs(4326, "OGC:CRS84");

    public static FileCrs epsg(int code) {
        return new FileCrs(code, "EPSG:" + code);
    }
}
