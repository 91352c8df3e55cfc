package vn.huetwin.ingest.format;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.crs.Crs;

/** Writes the CRS of a shapefile as ESRI's WKT 1, which knows datums by their names and has no shifts. */
final class PrjText {
    private static final String GREENWICH = "PRIMEM[\"Greenwich\",0.0],UNIT[\"Degree\",0.0174532925199433]]";
    private static final String SPHEROID = "SPHEROID[\"WGS_1984\",6378137.0,298.257223563]],";
    private static final String WGS84 = "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\"," + SPHEROID + GREENWICH;
    private static final String VN2000 = "GEOGCS[\"GCS_VN_2000\",DATUM[\"D_Vietnam_2000\"," + SPHEROID + GREENWICH;

    private PrjText() {}

    /** @return null for systems on other datums than WGS 84 and VN-2000, and other projections than theirs */
    static @Nullable String of(Crs crs) {
        String datum = crs.name().startsWith("VN-2000") ? VN2000 : crs.name().startsWith("WGS 84") ? WGS84 : null;
        if (datum == null || crs.isGeographic()) {
            return datum;
        }
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : crs.parameters().split(" ")) {
            String[] parts = parameter.split("=", 2);
            parameters.put(parts[0], parts.length == 2 ? parts[1] : "");
        }
        String projection = parameters.getOrDefault("+proj", "");
        return switch (projection) {
            case "utm" -> {
                int zone = Integer.parseInt(parameters.getOrDefault("+zone", "0"));
                yield transverse(crs, datum, 6 * zone - 183, 0.9996, parameters.containsKey("+south"));
            }
            case "tmerc" ->
                transverse(
                        crs,
                        datum,
                        Double.parseDouble(parameters.getOrDefault("+lon_0", "0")),
                        Double.parseDouble(parameters.getOrDefault("+k", "1")),
                        false);
            case "merc" ->
                "PROJCS[\"WGS_1984_Web_Mercator_Auxiliary_Sphere\"," + datum
                        + ",PROJECTION[\"Mercator_Auxiliary_Sphere\"],PARAMETER[\"False_Easting\",0.0],"
                        + "PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",0.0],"
                        + "PARAMETER[\"Standard_Parallel_1\",0.0],PARAMETER[\"Auxiliary_Sphere_Type\",0.0],"
                        + "UNIT[\"Meter\",1.0]]";
            default -> null;
        };
    }

    private static String transverse(Crs crs, String datum, double meridian, double scale, boolean south) {
        String name = crs.name().replaceAll("[^A-Za-z0-9-]+", "_").replaceAll("_$", "");
        return String.format(
                Locale.ROOT,
                "PROJCS[\"%s\",%s,PROJECTION[\"Transverse_Mercator\"],PARAMETER[\"False_Easting\",500000.0],"
                        + "PARAMETER[\"False_Northing\",%s],PARAMETER[\"Central_Meridian\",%s],"
                        + "PARAMETER[\"Scale_Factor\",%s],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]",
                name,
                datum,
                south ? "10000000.0" : "0.0",
                meridian,
                scale);
    }
}
