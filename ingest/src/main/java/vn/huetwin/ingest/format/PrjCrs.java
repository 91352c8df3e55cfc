package vn.huetwin.ingest.format;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.crs.TransverseMercator;

/**
 * Finds the EPSG code of the CRS in a {@code .prj}. ESRI's WKT 1 has no codes, so the datum and the parameters of
 * the projection decide; names of central meridians vary too much to be trusted.
 */
final class PrjCrs {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?i)(?:AUTHORITY|ID)\\s*\\[\\s*\"EPSG\"\\s*,\\s*\"?(\\d{4,6})\"?\\s*\\]\\s*\\]\\s*$");
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)PARAMETER\\s*\\[\\s*\"([^\"]+)\"\\s*,\\s*([-+0-9.eE]+)");

    private PrjCrs() {}

    static FileCrs parse(String wkt) {
        String text = wkt.strip().replace("\ufeff", "");
        String name = name(text);
        Matcher authority = AUTHORITY.matcher(text);
        if (authority.find()) {
            return new FileCrs(Integer.parseInt(authority.group(1)), name);
        }
        return new FileCrs(code(text), name);
    }

    private static String name(String wkt) {
        int quote = wkt.indexOf('"');
        int end = wkt.indexOf('"', quote + 1);
        return quote < 0 || end < 0 ? wkt.substring(0, Math.min(80, wkt.length())) : wkt.substring(quote + 1, end);
    }

    private static @Nullable Integer code(String wkt) {
        String upper = wkt.toUpperCase(Locale.ROOT);
        boolean vn2000 = upper.contains("VN_2000")
                || upper.contains("VN-2000")
                || upper.contains("VIETNAM_2000")
                || upper.contains("VIETNAM 2000")
                || upper.contains("VN2000");
        boolean wgs84 = !vn2000 && (upper.contains("WGS_1984") || upper.contains("WGS 84") || upper.contains("WGS84"));
        if (upper.startsWith("GEOGCS") || upper.startsWith("GEOGCRS") || upper.startsWith("GEODCRS")) {
            return vn2000 ? (Integer) 4756 : wgs84 ? (Integer) 4326 : null;
        }
        if (upper.contains("\"MERCATOR_AUXILIARY_SPHERE\"") || upper.contains("PSEUDO-MERCATOR")) {
            return 3857;
        }
        if (!upper.contains("TRANSVERSE_MERCATOR")
                && !upper.contains("TRANSVERSE MERCATOR")
                && !upper.contains("GAUSS_KRUGER")) {
            return null;
        }
        return transverse(wkt, vn2000, wgs84);
    }

    private static @Nullable Integer transverse(String wkt, boolean vn2000, boolean wgs84) {
        double meridian = Double.NaN;
        double scale = Double.NaN;
        double easting = Double.NaN;
        double northing = 0;
        Matcher parameters = PARAMETER.matcher(wkt);
        while (parameters.find()) {
            double value = Double.parseDouble(parameters.group(2));
            switch (parameters.group(1).toLowerCase(Locale.ROOT).replace(' ', '_')) {
                case "central_meridian", "longitude_of_natural_origin" -> meridian = value;
                case "scale_factor", "scale_factor_at_natural_origin" -> scale = value;
                case "false_easting" -> easting = value;
                case "false_northing" -> northing = value;
                default -> {
                    // The latitude of origin is 0 in all of these.
                }
            }
        }
        if (!vn2000 && !wgs84) {
            return null;
        }
        return new TransverseMercator(meridian, scale, easting, northing)
                .code(vn2000 ? TransverseMercator.Datum.VN_2000 : TransverseMercator.Datum.WGS_84);
    }
}
