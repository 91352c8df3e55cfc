package vn.huetwin.ontology.crs;

import org.jspecify.annotations.Nullable;

/**
 * The parameters of a transverse Mercator projection from the equator, as files write them that name no EPSG code;
 * names of central meridians vary too much to be trusted.
 *
 * @param meridian central meridian, degrees
 * @param scale    at the central meridian
 * @param easting  false easting, metres
 * @param northing false northing, metres
 */
public record TransverseMercator(double meridian, double scale, double easting, double northing) {
    /** The datums that are told apart. */
    public enum Datum {
        VN_2000,
        WGS_84
    }

    /** The EPSG code of the system with these parameters, or null if the city does not speak it. */
    public @Nullable Integer code(Datum datum) {
        if (Math.abs(easting - 500_000) > 1e-3 || Double.isNaN(meridian)) {
            return null;
        }
        int minutes = (int) Math.round(meridian * 60);
        boolean utm = Math.abs(scale - 0.9996) < 1e-7;
        if (datum == Datum.VN_2000) {
            if (utm) {
                return minutes == 6300 ? (Integer) 3405 : minutes == 6660 ? (Integer) 3406 : null;
            }
            boolean tm3 = Math.abs(scale - 0.9999) < 1e-7 && Math.abs(northing) < 1e-3;
            return tm3 ? CrsRegistry.tm3Code(minutes) : null;
        }
        boolean zone = utm && (minutes + 180 * 60 - 180) % 360 == 0;
        return zone ? (Integer) ((northing > 0 ? 32_700 : 32_600) + (minutes / 60 + 183) / 6) : null;
    }
}
