package vn.huetwin.server.ows;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsException;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * Who writes which axis first: the one table of it. Inside the product x always comes before y.
 *
 * <p>Of the systems here the authority puts latitude first for EPSG:4326 and 4756 only; projected ones are east, north
 * in every row, and CRS:84 is longitude, latitude in every row.
 */
public enum AxisRule {
    /** OGC 06-042, clause 6.7.3: as the authority orders them. */
    WMS_1_3(true, true),
    /** OGC 01-068r3: x, y whatever the authority says. */
    WMS_1_1(false, false),
    /** WFS 1.1 and 2.0: as the authority orders them for URN and URI; x, y for the bare {@code EPSG:4326}. */
    WFS(true, false),
    /** OGC 02-058: x, y. */
    WFS_1_0(false, false),
    /** GML 2 in a transaction of version 1.0.0, as QGIS sends it: x, y even where srsName is a URN. */
    TRANSACTION_1_0(false, false),
    /** OGC 18-058r1: as the authority orders them; without {@code crs} it is CRS84. */
    OGC_API(true, true);

    private final boolean uriByAuthority;
    private final boolean bareByAuthority;

    AxisRule(boolean uriByAuthority, boolean bareByAuthority) {
        this.uriByAuthority = uriByAuthority;
        this.bareByAuthority = bareByAuthority;
    }

    /**
     * A system as a request names it.
     *
     * @param name          as sent, to be repeated in answers
     * @param northingFirst whether coordinates of this request have y before x
     */
    public record Named(String name, Crs crs, boolean northingFirst) {}

    public Named of(Crs crs, String name) {
        boolean byAuthority = isUri(name) ? uriByAuthority : bareByAuthority;
        return new Named(name, crs, byAuthority && crs.isNorthingFirst());
    }

    /** Whether it is a URN or URI; the old {@code http://www.opengis.net/gml/srs/epsg.xml#} has always meant x, y. */
    private static boolean isUri(String name) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("urn:") || (lower.startsWith("http") && !lower.contains("#"));
    }

    /**
     * @param parameter to name in an error
     * @throws OwsException if the system is not known or not advertised
     */
    public Named parse(CrsRegistry systems, String name, String parameter) {
        return parse(systems, name, parameter, "InvalidParameterValue");
    }

    /** @param code of the exception, such as {@code InvalidCRS} of WMS 1.3.0 */
    public Named parse(CrsRegistry systems, String name, String parameter, String code) {
        try {
            return of(systems.parse(name), name.strip());
        } catch (CrsException e) {
            throw new OwsException(code, parameter, e.text(), 400);
        }
    }

    /**
     * A hint for coordinates outside of the world, or null.
     *
     * @param x longitude
     * @param y latitude
     */
    public static @Nullable Text swapped(Named named, double x, double y) {
        boolean outside = named.crs().isGeographic() && (Math.abs(y) > 90 || Math.abs(x) > 180);
        if (!outside) {
            return null;
        }
        String order = named.northingFirst() ? "lat,lon" : "lon,lat";
        boolean turned = Math.abs(x) <= 90 && Math.abs(y) <= 180;
        return new Text(
                "vĩ độ phải trong ±90, kinh độ trong ±180"
                        + (turned ? "; có lẽ hai trục bị đảo: " + named.name() + " viết " + order + " ở đây" : ""),
                "latitudes lie within ±90, longitudes within ±180"
                        + (turned
                                ? "; the axes seem to be swapped: " + named.name() + " is written " + order + " here"
                                : ""));
    }
}
