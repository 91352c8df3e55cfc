package vn.huetwin.ontology.geosparql;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A unit of length that functions take: those of the OGC, of QUDT and of EPSG.
 *
 * @param factor to metres or degrees
 * @param metric in metres, measured in the city's metric CRS; else in degrees, measured on lon/lat as a plane
 */
public record Unit(double factor, boolean metric) {
    static final String OGC = "http://www.opengis.net/def/uom/OGC/1.0/";
    static final String QUDT = "http://qudt.org/vocab/unit/";
    private static final String EPSG = "http://www.opengis.net/def/uom/EPSG/0/";
    private static final Pattern URN = Pattern.compile("urn:ogc:def:uom:(OGC|EPSG):[^:]*:([^:]+)");

    public static final Unit METRE = metres(1);
    private static final Unit DEGREE = new Unit(1, false);
    private static final Unit RADIAN = new Unit(Math.toDegrees(1), false);

    private static final double FOOT = 0.3048;
    private static final double YARD = 3 * FOOT;
    private static final double MILE = 5280 * FOOT;
    private static final double SURVEY_FOOT = 12 / 39.37;
    private static final double NAUTICAL_MILE = 1852;
    private static final double ACRE = 4840 * YARD * YARD;

    private static final Map<String, Unit> BY_IRI = Map.ofEntries(
            Map.entry(OGC + "metre", METRE),
            Map.entry(OGC + "meter", METRE),
            Map.entry(OGC + "kilometre", metres(1000)),
            Map.entry(OGC + "degree", DEGREE),
            Map.entry(OGC + "radian", RADIAN),
            Map.entry(EPSG + "9001", METRE),
            Map.entry(EPSG + "9002", metres(FOOT)),
            Map.entry(EPSG + "9003", metres(SURVEY_FOOT)),
            Map.entry(EPSG + "9030", metres(NAUTICAL_MILE)),
            Map.entry(EPSG + "9036", metres(1000)),
            Map.entry(EPSG + "9093", metres(MILE)),
            Map.entry(EPSG + "9096", metres(YARD)),
            Map.entry(EPSG + "1025", metres(0.001)),
            Map.entry(EPSG + "1033", metres(0.01)),
            Map.entry(EPSG + "9101", RADIAN),
            Map.entry(EPSG + "9102", DEGREE),
            Map.entry(EPSG + "9122", DEGREE),
            Map.entry(QUDT + "M", METRE),
            Map.entry(QUDT + "KiloM", metres(1000)),
            Map.entry(QUDT + "DeciM", metres(0.1)),
            Map.entry(QUDT + "CentiM", metres(0.01)),
            Map.entry(QUDT + "MilliM", metres(0.001)),
            Map.entry(QUDT + "IN", metres(FOOT / 12)),
            Map.entry(QUDT + "FT", metres(FOOT)),
            Map.entry(QUDT + "FT_US", metres(SURVEY_FOOT)),
            Map.entry(QUDT + "YD", metres(YARD)),
            Map.entry(QUDT + "MI", metres(MILE)),
            Map.entry(QUDT + "MI_N", metres(NAUTICAL_MILE)),
            Map.entry(QUDT + "DEG", DEGREE),
            Map.entry(QUDT + "RAD", RADIAN));

    private static final Map<String, Double> SQUARE_METRES = Map.of(
            OGC + "squareMetre", 1.0,
            QUDT + "M2", 1.0,
            QUDT + "KiloM2", 1e6,
            QUDT + "CentiM2", 1e-4,
            QUDT + "HA", 1e4,
            QUDT + "AC", ACRE,
            QUDT + "FT2", FOOT * FOOT,
            QUDT + "YD2", YARD * YARD,
            QUDT + "MI2", MILE * MILE);

    private static Unit metres(double factor) {
        return new Unit(factor, true);
    }

    /** Square metres of a unit of area, or null; a unit of length stands for its square, an angle for nothing. */
    public static @Nullable Double squareMetres(Node unit) {
        Double area = SQUARE_METRES.get(iri(unit));
        Unit length = area == null ? find(unit) : null;
        return length != null && length.metric() ? Double.valueOf(length.factor() * length.factor()) : area;
    }

    /** @param unit an IRI or URN, or a literal with one */
    public static @Nullable Unit find(Node unit) {
        return BY_IRI.get(iri(unit));
    }

    private static String iri(Node unit) {
        String text = unit.isURI() ? unit.getURI() : unit.isLiteral() ? unit.getLiteralLexicalForm() : "";
        var urn = URN.matcher(text);
        return urn.matches() ? (urn.group(1).equals("OGC") ? OGC : EPSG) + urn.group(2) : text;
    }
}
