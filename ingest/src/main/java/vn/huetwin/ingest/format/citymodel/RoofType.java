package vn.huetwin.ingest.format.citymodel;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Roof types of CityGML (the code list of its annex) and of the German surveying authorities → the code list
 * {@code roof-type}. The code of the source stays as an attribute.
 */
final class RoofType {
    private static final Map<String, String> CODES = Map.ofEntries(
            Map.entry("1000", "flat"),
            Map.entry("1010", "shed"),
            Map.entry("1020", "shed"),
            Map.entry("1030", "gabled"),
            Map.entry("1040", "hipped"),
            Map.entry("1050", "hipped"),
            Map.entry("1060", "other"),
            Map.entry("1070", "pyramid"),
            Map.entry("1100", "dome"),
            Map.entry("2100", "shed"),
            Map.entry("2200", "shed"),
            Map.entry("3100", "gabled"),
            Map.entry("3200", "hipped"),
            Map.entry("3300", "hipped"),
            Map.entry("3400", "other"),
            Map.entry("3500", "pyramid"),
            Map.entry("3600", "other"),
            Map.entry("3700", "dome"),
            Map.entry("flat", "flat"),
            Map.entry("slanted", "other"),
            Map.entry("horizontal", "flat"),
            Map.entry("multiple horizontal", "flat"));

    private RoofType() {}

    static @Nullable String of(@Nullable Object code) {
        return code == null ? null : CODES.get(code.toString());
    }
}
