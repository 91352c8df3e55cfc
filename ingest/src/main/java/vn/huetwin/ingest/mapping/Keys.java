package vn.huetwin.ingest.mapping;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ingest.format.Row;

/** Finds or makes the key of a row; the same row always gets the same key, so that an import can be repeated. */
final class Keys {
    /** Columns that hold an identifier in files of any origin, best first. */
    static final List<String> USUAL = List.of("id", "key", "osm_id", "@id", "gml_id");
    /** Numbers that a database or a tool gave; the last resort before a hash. */
    static final List<String> TECHNICAL = List.of("fid", "ogc_fid", "gid", "objectid", "OBJECTID", "FID", "GID");

    private Keys() {}

    static String text(Object value) {
        if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
            return Long.toString(number.longValue());
        }
        return value.toString().strip();
    }

    /** Of a row that has no identifier of its own. */
    static String of(Row.Read row) {
        for (List<String> names : List.of(USUAL, TECHNICAL)) {
            for (String name : names) {
                Object value = row.attributes().get(name);
                if (value != null) {
                    return text(value);
                }
            }
        }
        return hash(row.geometry(), row.attributes());
    }

    /** {@code h-} and 64 bits in hexadecimal: FNV-1a over the attributes that name things, and the vertices. */
    private static String hash(@Nullable Geometry geometry, Map<String, Object> attributes) {
        long hash = 0xcbf29ce484222325L;
        Object named = null;
        for (Map.Entry<String, Object> entry : attributes.entrySet()) {
            if (named == null
                    && entry.getKey().toLowerCase(java.util.Locale.ROOT).contains("name")) {
                named = entry.getValue();
            }
        }
        boolean bare = geometry == null || geometry.isEmpty();
        String words = bare ? attributes.toString() : named == null ? "" : named.toString();
        for (byte b : words.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        if (geometry != null) {
            for (Coordinate vertex : geometry.getCoordinates()) {
                hash = mix(mix(hash, Double.doubleToLongBits(vertex.x)), Double.doubleToLongBits(vertex.y));
            }
        }
        return "h-" + HexFormat.of().toHexDigits(hash);
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 29);
    }
}
