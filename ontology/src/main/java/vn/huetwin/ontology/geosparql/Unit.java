package vn.huetwin.ontology.geosparql;

import java.util.Map;
import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;

/**
 * A unit of length that functions take: those of the OGC and of QUDT.
 *
 * @param factor to metres or degrees
 * @param metric in metres, measured in the city's metric CRS; else in degrees, measured on lon/lat as a plane
 */
public record Unit(double factor, boolean metric) {
    static final String OGC = "http://www.opengis.net/def/uom/OGC/1.0/";
    static final String QUDT = "http://qudt.org/vocab/unit/";
    public static final Unit METRE = new Unit(1, true);
    private static final Unit KILOMETRE = new Unit(1000, true);
    private static final Unit DEGREE = new Unit(1, false);
    private static final Unit RADIAN = new Unit(Math.toDegrees(1), false);

    private static final Map<String, Unit> BY_IRI = Map.ofEntries(
            Map.entry(OGC + "metre", METRE),
            Map.entry(OGC + "meter", METRE),
            Map.entry(OGC + "kilometre", KILOMETRE),
            Map.entry(OGC + "degree", DEGREE),
            Map.entry(OGC + "radian", RADIAN),
            Map.entry("http://www.opengis.net/def/uom/EPSG/0/9001", METRE),
            Map.entry("urn:ogc:def:uom:EPSG::9001", METRE),
            Map.entry("urn:ogc:def:uom:OGC::metre", METRE),
            Map.entry(QUDT + "M", METRE),
            Map.entry(QUDT + "KiloM", KILOMETRE),
            Map.entry(QUDT + "CentiM", new Unit(0.01, true)),
            Map.entry(QUDT + "FT", new Unit(0.3048, true)),
            Map.entry(QUDT + "MI", new Unit(1609.344, true)),
            Map.entry(QUDT + "DEG", DEGREE),
            Map.entry(QUDT + "RAD", RADIAN));

    private static final Map<String, Double> SQUARE_METRES = Map.of(
            QUDT + "M2", 1.0,
            OGC + "metre", 1.0,
            OGC + "squareMetre", 1.0,
            QUDT + "M", 1.0,
            QUDT + "KiloM2", 1e6,
            QUDT + "HA", 1e4);

    /** Square metres of a unit of area, or null; a unit of length stands for its square. */
    public static @Nullable Double squareMetres(Node unit) {
        return SQUARE_METRES.get(unit.isURI() ? unit.getURI() : unit.isLiteral() ? unit.getLiteralLexicalForm() : "");
    }

    /** @param unit an IRI, or a literal with one */
    public static @Nullable Unit find(Node unit) {
        return BY_IRI.get(unit.isURI() ? unit.getURI() : unit.isLiteral() ? unit.getLiteralLexicalForm() : "");
    }
}
