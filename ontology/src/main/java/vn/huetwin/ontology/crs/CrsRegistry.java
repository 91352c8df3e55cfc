package vn.huetwin.ontology.crs;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.proj4j.CRSFactory;
import org.locationtech.proj4j.CoordinateReferenceSystem;

/**
 * The coordinate reference systems of the city: WGS 84, web Mercator, and all of VN-2000 with the seven parameters of
 * Decision 05/2007/QĐ-BTNMT (EPSG:6960). Beside them every UTM zone on WGS 84. Immutable.
 */
public final class CrsRegistry {
    /**
     * EPSG:6960 is published as a coordinate-frame rotation; {@code +towgs84} wants the position vector, which turns
     * the signs of the rotations. Wrong signs cost 0.66 m in Huế, no shift at all 225 m.
     */
    public static final String VN2000_TO_WGS84 =
            "+towgs84=-191.90441429,-39.30318279,-111.45032835," + "0.00928836,-0.01975479,0.00427372,0.252906278";

    private static final String VN2000 = "+ellps=WGS84 " + VN2000_TO_WGS84;
    private static final Pattern NAME = Pattern.compile(
            "(?:https?://www\\.opengis\\.net/def/crs/(epsg|ogc)/[^/\\s]*/"
                    + "|urn:(?:x-)?ogc:def:crs:(epsg|ogc):[^:\\s]*:"
                    + "|https?://www\\.opengis\\.net/gml/srs/(epsg)\\.xml#"
                    + "|(epsg|ogc|crs):{1,2})?((?:crs)?\\d{1,6})",
            Pattern.CASE_INSENSITIVE);
    private static final Set<Integer> ADVERTISED = Set.of(4326, 3857, 4756, 3405, 3406, 32648, 32649);
    private static final Map<Integer, String> PROVINCIAL_MERIDIANS = Map.ofEntries(
            Map.entry(9205, "103"),
            Map.entry(9206, "104"),
            Map.entry(9207, "104.5"),
            Map.entry(9208, "104.75"),
            Map.entry(9209, "105.5"),
            Map.entry(9210, "105.75"),
            Map.entry(9211, "106"),
            Map.entry(9212, "106.25"),
            Map.entry(9213, "106.5"),
            Map.entry(9214, "107"),
            Map.entry(9215, "107.25"),
            Map.entry(9216, "107.5"),
            Map.entry(9217, "108.25"),
            Map.entry(9218, "108.5"),
            Map.entry(5896, "102"),
            Map.entry(5897, "105"),
            Map.entry(5898, "108"),
            Map.entry(5899, "107.75"));

    private final CRSFactory factory = new CRSFactory();
    private final CoordinateReferenceSystem wgs84 =
            factory.createFromParameters("WGS 84", "+proj=longlat +datum=WGS84 +no_defs");
    private final Map<Integer, Crs> bySrid = new LinkedHashMap<>();
    private final Crs crs84;

    public CrsRegistry() {
        String longLat = "+proj=longlat +datum=WGS84 +no_defs";
        crs84 = new Crs(Crs.Authority.OGC, "CRS84", 4326, "WGS 84 longitude-latitude", false, wgs84, longLat, wgs84);
        add(4326, "WGS 84", true, longLat);
        add(9214, tm3Name(9214), false, tm3(9214));
        add(4756, "VN-2000", true, "+proj=longlat " + VN2000 + " +no_defs");
        add(3405, "VN-2000 / UTM zone 48N", false, "+proj=utm +zone=48 " + VN2000 + " +units=m +no_defs");
        add(3406, "VN-2000 / UTM zone 49N", false, "+proj=utm +zone=49 " + VN2000 + " +units=m +no_defs");
        PROVINCIAL_MERIDIANS.keySet().stream().sorted().forEach(code -> add(code, tm3Name(code), false, tm3(code)));
        add(
                3857,
                "WGS 84 / Pseudo-Mercator",
                false,
                "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null"
                        + " +no_defs");
        addForeign();
        for (int zone = 1; zone <= 60; zone++) {
            String utm = "+proj=utm +zone=" + zone + " +datum=WGS84 +units=m +no_defs";
            add(32600 + zone, "WGS 84 / UTM zone " + zone + "N", false, utm);
            add(32700 + zone, "WGS 84 / UTM zone " + zone + "S", false, utm.replace(" +datum", " +south +datum"));
        }
    }

    /** Systems of city models from elsewhere: for import, not on offer. */
    private void addForeign() {
        String grs80 = "+ellps=GRS80 +towgs84=0,0,0,0,0,0,0 ";
        add(4258, "ETRS89", true, "+proj=longlat " + grs80 + "+no_defs");
        add(6668, "JGD2011", true, "+proj=longlat " + grs80 + "+no_defs");
        for (int zone = 28; zone <= 38; zone++) {
            add(
                    25800 + zone,
                    "ETRS89 / UTM zone " + zone + "N",
                    false,
                    "+proj=utm +zone=" + zone + " " + grs80 + "+units=m +no_defs");
        }
        add(
                28992,
                "Amersfoort / RD New",
                false,
                "+proj=sterea +lat_0=52.1561605555556 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000"
                        + " +ellps=bessel"
                        + " +towgs84=565.4171,50.3319,465.5524,-0.398957388243134,0.343987817378283,-1.87740163998045,4.0725"
                        + " +units=m +no_defs");
        add(
                2154,
                "RGF93 v1 / Lambert-93",
                false,
                "+proj=lcc +lat_0=46.5 +lon_0=3 +lat_1=49 +lat_2=44 +x_0=700000 +y_0=6600000 " + grs80
                        + "+units=m +no_defs");
        for (int zone = 42; zone <= 50; zone++) {
            add(
                    3900 + zone,
                    "RGF93 v1 / CC" + zone,
                    false,
                    "+proj=lcc +lat_0=" + zone + " +lon_0=3 +lat_1=" + (zone - 0.75) + " +lat_2=" + (zone + 0.75)
                            + " +x_0=1700000 +y_0=" + ((zone - 41) * 1_000_000 + 200_000) + " " + grs80
                            + "+units=m +no_defs");
        }
        add(
                3068,
                "DHDN / Soldner Berlin",
                false,
                "+proj=cass +lat_0=52.4186482777778 +lon_0=13.6272036666667 +x_0=40000 +y_0=10000 +ellps=bessel"
                        + " +towgs84=598.1,73.7,418.2,0.202,0.045,-2.455,6.7 +units=m +no_defs");
    }

    private static String tm3(int code) {
        return "+proj=tmerc +lat_0=0 +lon_0=" + PROVINCIAL_MERIDIANS.get(code) + " +k=0.9999 +x_0=500000 +y_0=0 "
                + VN2000 + " +units=m +no_defs";
    }

    private static String tm3Name(int code) {
        double degrees = Double.parseDouble(String.valueOf(PROVINCIAL_MERIDIANS.get(code)));
        long minutes = Math.round(degrees * 60);
        return String.format(Locale.ROOT, "VN-2000 / TM-3 %d°%02d′", minutes / 60, minutes % 60);
    }

    /** The EPSG code of VN-2000 / TM-3 by the central meridian in minutes of arc, or null. */
    static @Nullable Integer tm3Code(int minutes) {
        for (Map.Entry<Integer, String> meridian : PROVINCIAL_MERIDIANS.entrySet()) {
            if (Math.round(Double.parseDouble(meridian.getValue()) * 60) == minutes) {
                return meridian.getKey();
            }
        }
        return null;
    }

    private void add(int code, String name, boolean northingFirst, String parameters) {
        if (!bySrid.containsKey(code)) {
            CoordinateReferenceSystem system = factory.createFromParameters("EPSG:" + code, parameters);
            bySrid.put(
                    code,
                    new Crs(
                            Crs.Authority.EPSG,
                            Integer.toString(code),
                            code,
                            name,
                            northingFirst,
                            system,
                            parameters,
                            wgs84));
        }
    }

    /** WGS 84 with longitude first: the default of GeoJSON and of OGC API. */
    public Crs crs84() {
        return crs84;
    }

    /** Those that services advertise, the most used first. */
    public List<Crs> advertised() {
        return bySrid.values().stream()
                .filter(c -> ADVERTISED.contains(c.srid()) || PROVINCIAL_MERIDIANS.containsKey(c.srid()))
                .toList();
    }

    public Collection<Crs> all() {
        return List.copyOf(bySrid.values());
    }

    public @Nullable Crs find(int srid) {
        return bySrid.get(srid);
    }

    /** @throws CrsException if it is not known or must not be used */
    public Crs get(int srid) {
        Crs found = bySrid.get(srid);
        if (found == null) {
            throw refused(Integer.toString(srid), srid);
        }
        return found;
    }

    /**
     * Reads {@code EPSG:4326}, {@code CRS:84}, {@code OGC:CRS84}, {@code urn:ogc:def:crs:EPSG::4326},
     * {@code http://www.opengis.net/def/crs/OGC/1.3/CRS84}, a safe CURIE {@code [EPSG:4326]}, or a bare code.
     *
     * @throws CrsException if it is none of these, not known here, or must not be used
     */
    public Crs parse(String text) {
        String name = text.strip();
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw refused(text, 0);
        }
        String authority = "";
        for (int group = 1; group <= 4; group++) {
            if (matcher.group(group) != null) {
                authority = matcher.group(group).toLowerCase(Locale.ROOT);
            }
        }
        String code = matcher.group(5).toUpperCase(Locale.ROOT);
        boolean ogc = authority.equals("ogc") || authority.equals("crs");
        if (code.equals("CRS84") || (ogc && code.equals("84"))) {
            if (authority.equals("epsg")) {
                throw refused(text, 0);
            }
            return crs84;
        }
        if (ogc || code.startsWith("CRS")) {
            throw refused(text, 0);
        }
        int srid = Integer.parseInt(code);
        Crs found = bySrid.get(srid);
        if (found == null) {
            throw refused(text, srid);
        }
        return found;
    }

    private CrsException refused(String text, int srid) {
        String shown = text.length() > 100 ? text.substring(0, 100) + "…" : text;
        if (srid >= 6956 && srid <= 6959) {
            int twin = srid - 6956 + 5896;
            return new CrsException(
                    "EPSG:" + srid + " không dùng được: tham số của nó đặt x_0 = 0; hãy dùng EPSG:" + twin
                            + " (cùng kinh tuyến trục)",
                    "EPSG:" + srid + " must not be used: its parameters swap the false origin; use EPSG:" + twin
                            + " (same central meridian)");
        }
        String known = advertised().stream().map(Crs::shortName).collect(Collectors.joining(", ")) + ", CRS:84";
        return new CrsException(
                "Không biết hệ tọa độ '" + shown + "'; có thể dùng: " + known,
                "Unknown coordinate reference system '" + shown + "'; known are: " + known);
    }
}
