package vn.huetwin.ontology.geosparql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.crs.CrsRegistry;

/** Functions of odd arguments; a text between single quotes is WKT, {@code 4326 …} stands for the IRI of EPSG:4326. */
class OddArgumentsTest {
    private final List<String> problems = new ArrayList<>();

    private String value(String expression, String group) {
        DatasetGraph dataset = DatasetGraphFactory.create();
        new Functions(new Wkt(new CrsRegistry(), 9214)).register(dataset.getContext());
        dataset.getContext().set(Functions.PROBLEMS, (java.util.function.Consumer<String>) problems::add);
        String query = "PREFIX geof: <" + Functions.GEOF + "> PREFIX geo: <" + Functions.GEO + "> PREFIX f: <"
                + Functions.SPACE + "> PREFIX uom: <" + Unit.OGC + "> PREFIX unit: <" + Unit.QUDT
                + "> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> SELECT (" + wkt(expression) + " AS ?v) {"
                + wkt(group) + "}";
        try (QueryExec exec =
                QueryExec.dataset(dataset).query(QueryFactory.create(query)).build()) {
            var node = exec.select().next().get("v");
            return node == null ? "error" : node.isURI() ? node.getURI() : node.getLiteralLexicalForm();
        }
    }

    private static String wkt(String text) {
        return text.replaceAll("'(\\d{4}) ", "'<http://www.opengis.net/def/crs/EPSG/0/$1> ")
                .replaceAll("'([^']*)'", "\"$1\"^^geo:wktLiteral");
    }

    private static final String WALL = "'POLYHEDRALSURFACE Z(((1 1 0,2 1 0,2 1 9,1 1 9,1 1 0)))'";
    private static final String SURFACE =
            "'POLYHEDRALSURFACE Z(((0 0 0,1 0 0,1 1 5,0 0 0)),((0 0 0,1 1 5,0 1 0,0 0 0)))'";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "geof:boundingCircle('POINT(107 16)') | POINT (107 16)",
                "geof:boundingCircle('MULTIPOINT((107 16),(107 16))') | POINT (107 16)",
                "geof:boundingCircle('POINT EMPTY') | POLYGON EMPTY",
                "geof:sfWithin('POLYGON((107 16,108 16,107.5 17,107 16))', geof:boundingCircle('POLYGON((107 16,108 16,107.5 17,107 16))')) | true",
                "geof:envelope('LINESTRING(0 1,0 3)') | LINESTRING (0 1, 0 3)",
                "geof:concaveHull('MULTIPOINT((1 2),(2 3))') | LINESTRING (2 3, 1 2)",
                "geof:centroid('GEOMETRYCOLLECTION(POLYGON EMPTY,POINT(9 9))') | POINT (9 9)",
                "geof:buffer('POINT(107 16)', -10, uom:metre) | POLYGON EMPTY",
                "geof:buffer('POINT EMPTY', 10, uom:metre) | POLYGON EMPTY",
                "geof:metricArea('LINESTRING(107 16,108 16)') | 0.0e0",
                "geof:metricLength('GEOMETRYCOLLECTION EMPTY') | 0.0e0",
                "geof:metricPerimeter('POINT(107 16)') | 0.0e0",
                "geof:maxZ('GEOMETRYCOLLECTION(POINT(1 2),POINT Z(1 2 7))') | 7.0e0",
                "geof:geometryN('MULTIPOINT((1 2),(3 4))', 2.0) | POINT (3 4)",
                "geof:geometryN('GEOMETRYCOLLECTION(POINT(1 1),POLYGON EMPTY)', 2) | POLYGON EMPTY",
                "geof:dimension('GEOMETRYCOLLECTION EMPTY') | 0",
                "geof:dimension('TIN EMPTY') | 2",
                "geof:coordinateDimension('POINT EMPTY') | 2",
                "geof:coordinateDimension('POINT ZM EMPTY') | 4",
                "geof:spatialDimension('4326 LINESTRING M EMPTY') | 2",
                "geof:is3D('POLYHEDRALSURFACE Z EMPTY') | true",
                "geof:is3D('GEOMETRYCOLLECTION(POINT(1 1),POINT Z(1 2 3))') | false",
                "geof:isMeasured('POINTM EMPTY') | true",
                "geof:isEmpty('GEOMETRYCOLLECTION(POINT EMPTY)') | true",
                "geof:isSimple('POINT EMPTY') | true",
                "geof:isSimple('MULTIPOINT((1 1),(1 1))') | false",
                "geof:geometryType('<http://example.org/MARTIN> POINT(1 1)') | error",
                "geof:geometryType('4326 TIN Z(((0 0 0,1 0 0,1 1 5,0 0 0)))') | http://www.opengis.net/ont/sf#TIN",
                "geof:getSRID('<http://example.org/unknown> POINT(1 2)') | http://example.org/unknown",
                "geof:getSRID('<http://example.org/unknown> POINT(1') | error",
                "geof:transform('POINT EMPTY', <http://www.opengis.net/def/crs/EPSG/0/4326>)"
                        + " | <http://www.opengis.net/def/crs/EPSG/0/4326> POINT EMPTY",
                "geof:transform('POINT Z(107 16 5)', <http://www.opengis.net/def/crs/EPSG/0/4326>)"
                        + " | <http://www.opengis.net/def/crs/EPSG/0/4326> POINT Z(16 107 5)",
            })
    void itsValueIsThatWorkedOutByHand(String expression, String expected) {
        assertEquals(expected, value(expression, ""), () -> expression + ": " + problems);
    }

    /** Also where it stands upright, so that nothing of it is seen from above. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "geof:isEmpty(WALL) | false",
                "geof:maxX(WALL) | 2.0e0",
                "geof:minY(WALL) | 1.0e0",
                "geof:numGeometries(WALL) | 1",
                "geof:dimension(WALL) | 2",
                "geof:metricArea(WALL) | 0.0e0",
                "geof:envelope(WALL) | LINESTRING (1 1, 2 1)",
                "geof:sfIntersects(WALL, 'POINT(1.5 1)') | true",
                "geof:sfTouches(WALL, 'POLYGON((0 0,1 0,1 2,0 2,0 0))') | true",
                "geof:distance(WALL, 'POINT(1.5 3)', uom:degree) | 2.0e0",
                "geof:numGeometries(SURFACE) | 2",
                "geof:geometryN(SURFACE, 2) | POLYGON Z((0 0 0, 1 1 5, 0 1 0, 0 0 0))",
                "geof:coordinateDimension(SURFACE) | 3",
                "geof:asWKT(SURFACE) | POLYHEDRALSURFACE Z(((0 0 0, 1 0 0, 1 1 5, 0 0 0)), ((0 0 0, 1 1 5, 0 1 0, 0 0 0)))",
                "geof:transform('TIN(((0 0,1 0,1 2,0 0)))', <http://www.opengis.net/def/crs/EPSG/0/4326>)"
                        + " | <http://www.opengis.net/def/crs/EPSG/0/4326> TIN (((0 0, 0 1, 2 1, 0 0)))",
                "geof:geometryType(geof:transform('TIN Z(((107 16 0,108 16 0,108 17 5,107 16 0)))', <http://www.opengis.net/def/crs/EPSG/0/9214>))"
                        + " | http://www.opengis.net/ont/sf#TIN",
                "geof:maxZ(geof:asGML(SURFACE, 'GML')) | 5.0e0",
                "geof:maxZ(geof:asKML(SURFACE)) | 5.0e0",
                "geof:maxZ(geof:asGeoJSON(SURFACE)) | 5.0e0",
            })
    void aSurfaceInSpaceKeepsItsFaces(String expression, String expected) {
        String asked = expression.replace("WALL", WALL).replaceAll("\\bSURFACE\\b", SURFACE);
        assertEquals(expected, value(asked, ""), () -> expression + ": " + problems);
    }

    /** And it is told why. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "geof:minX('POINT EMPTY')",
                "geof:maxY('')",
                "geof:minZ('POINT(1 2)')",
                "geof:maxZ('POINT Z EMPTY')",
                "geof:geometryN('MULTIPOINT((1 2),(3 4))', 0)",
                "geof:geometryN('MULTIPOINT((1 2),(3 4))', 3)",
                "geof:geometryN('MULTIPOINT((1 2),(3 4))', 1.5)",
                "geof:geometryN('MULTIPOINT((1 2),(3 4))', 4294967297)",
                "geof:geometryN('MULTIPOINT((1 2),(3 4))', \"NaN\"^^xsd:double)",
                "geof:geometryN('MULTIPOINT((1 2),(3 4))', \"2\")",
                "geof:concaveHull('MULTIPOINT((1 2),(2 3),(3 5))', -0.1)",
                "geof:concaveHull('MULTIPOINT((1 2),(2 3),(3 5))', 101)",
                "geof:concaveHull('MULTIPOINT((1 2),(2 3),(3 5))', \"NaN\"^^xsd:double)",
                "geof:buffer('POINT(107 16)', \"NaN\"^^xsd:double, uom:metre)",
                "geof:buffer('POINT(107 16)', \"INF\"^^xsd:double, uom:degree)",
                "geof:metricBuffer('POINT(107 16)', 1e300)",
                "geof:metricBuffer('POINT(107 16)', 1e8)",
                "geof:metricBuffer('POINT(107 16)', 5000000)",
                "geof:metricBuffer('POINT(107 89)', 100000)",
                "geof:metricDistance('POINT(107 16)', 'POINT(107 91)')",
                "geof:distance('POINT EMPTY', 'POINT(107 16)', uom:metre)",
                "geof:length('LINESTRING(107 16,108 16)', unit:M2)",
                "geof:length('LINESTRING(107 16,108 16)', \"metre\")",
                "geof:area('POLYGON((107 16,107.1 16,107.1 16.1,107 16))', uom:degree)",
                "geof:area('POLYGON((107 16,107.1 16,107.1 16.1,107 16))', unit:DEG)",
                "geof:transform('POINT(107 16)', <http://example.org/unknown>)",
                "geof:transform('POINT(107 16)', 5)",
                "geof:transform('POINT(107 91)', <http://www.opengis.net/def/crs/EPSG/0/3405>)",
                "geof:transform('POINT(1 1)', <http://www.opengis.net/def/crs/EPSG/0/9214>)",
                "geof:union('POLYGON((0 0,2 2,2 0,0 2,0 0))', 'POLYGON((1 0,3 0,3 2,1 2,1 0))')",
                "f:extrude('POLYGON EMPTY', 0, 5)",
                "f:extrude('POLYGON((107 16,107.1 16,107.1 16.1,107 16))', \"NaN\"^^xsd:double, 5)",
                "f:heightAbove('POINT Z(107 16 5)', \"INF\"^^xsd:double)",
            })
    void whatHasNoValueIsAnErrorOfTheExpression(String expression) {
        assertEquals("error", value(expression, ""));
        assertEquals(1, problems.size(), "is told");
    }

    /** A kilometre of longitude at the equator's scale does not matter here: ratios of units are exact. */
    @ParameterizedTest
    @CsvSource({
        "unit:KiloM, 1000",
        "unit:FT, 0.3048",
        "unit:YD, 0.9144",
        "unit:MI, 1609.344",
        "unit:MI_N, 1852",
        "unit:MilliM, 0.001",
        "<http://www.opengis.net/def/uom/EPSG/0/9002>, 0.3048",
        "<http://www.opengis.net/def/uom/EPSG/0/9036>, 1000",
        "<urn:ogc:def:uom:EPSG::9001>, 1",
        "<urn:ogc:def:uom:OGC:1.0:metre>, 1",
    })
    void lengthsAndAreasHaveManyUnits(String unit, double metres) {
        String square = "'POLYGON((107 16,107.1 16,107.1 16.1,107 16))'";
        assertEquals(
                number("geof:metricPerimeter(" + square + ")") / metres,
                number("geof:perimeter(" + square + ", " + unit + ")"),
                1e-3);
        assertEquals(
                number("geof:metricArea(" + square + ")") / metres / metres,
                number("geof:area(" + square + ", " + unit + ")"),
                1);
    }

    @ParameterizedTest
    @CsvSource({"unit:HA, 10000", "unit:AC, 4046.8564224", "unit:MI2, 2589988.110336", "uom:squareMetre, 1"})
    void areasHaveUnitsOfTheirOwn(String unit, double squareMetres) {
        String square = "'POLYGON((107 16,107.1 16,107.1 16.1,107 16))'";
        assertEquals(
                number("geof:metricArea(" + square + ")") / squareMetres,
                number("geof:area(" + square + ", " + unit + ")"),
                1e-3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<http://www.opengis.net/def/uom/EPSG/0/9102>",
                "<urn:ogc:def:uom:EPSG::9122>",
                "unit:DEG",
                "uom:degree"
            })
    void degreesAreThoseOfThePlane(String unit) {
        assertEquals(5, number("geof:distance('POINT(107 16)', 'POINT(110 20)', " + unit + ")"), 1e-12);
    }

    private double number(String expression) {
        return Double.parseDouble(value(expression, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "geof:aggBoundingBox(?w) | 'POINT(107 16)' '4326 POINT(16.5 107.2)' '4326 POINT EMPTY'"
                        + " | POLYGON ((107 16, 107 16.5, 107.2 16.5, 107.2 16, 107 16))",
                "geof:aggCentroid(?w) | 'POINT(107 16)' '4326 POINT(16 107.5)' | POINT (107.25 16)",
                "geof:aggConvexHull(?w) | 'POINT(107 16)' '' | POINT (107 16)",
                "geof:aggBoundingCircle(?w) | 'POINT(107 16)' '4326 POINT(16 107)' | POINT (107 16)",
                "geof:aggBoundingCircle(?w) | 'POINT EMPTY' | POLYGON EMPTY",
                "geof:aggUnion(?w) | 'POINT(1 1)' 'MULTIPOINT((1 1),(2 2))' | MULTIPOINT ((1 1), (2 2))",
                "geof:aggUnion(?w) | 'GEOMETRYCOLLECTION(POINT(9 9),LINESTRING(0 0,1 0))' 'POINT(0.5 0)'"
                        + " | GEOMETRYCOLLECTION (POINT (9 9), LINESTRING (0 0, 1 0))",
                "geof:aggUnion(?w) | | error",
                "geof:aggBoundingBox(?w) | | error",
                "geof:aggUnion(?w) | 'POINT(107 16)' UNDEF | error",
                "geof:aggCentroid(?w) | 'POINT(107 16)' '<http://example.org/unknown> POINT(16 107)' | error",
                "geof:aggUnion(?w) | 'POINT(107 16)' 'POINT(1' | error",
                "geof:aggUnion(?w) | 'POINT(107 16)' '3405 POINT(1e8 1e8)' | error",
                "geof:aggUnion(?w) | 'POLYGON((0 0,2 2,2 0,0 2,0 0))' 'POLYGON((1 0,3 0,3 2,1 2,1 0))' | error",
                "geof:aggUnion() | 'POINT(1 1)' | error",
                "geof:aggUnion(?w, 1) | 'POINT(1 1)' | error",
                "geof:aggConcaveHull(?w, 1, 2) | 'POINT(1 1)' | error",
                "geof:aggConcaveHull(?w, 101) | 'POINT(1 1)' 'POINT(2 2)' 'POINT(1 2)' | error",
            })
    void aGroupMayBeMixed(String expression, String group, String expected) {
        String values = "VALUES ?w {" + (group == null ? "" : group) + "}";
        assertEquals(expected, value(expression, values), () -> expression + ": " + problems);
        assertEquals(expected.equals("error") && group != null ? 1 : 0, problems.size(), "is told");
    }

    /** A strip of 200 pieces whose common edges lie up to 0.03 mm beside each other, which is 0.7 m² in all at most. */
    @Test
    void aUnionOfPiecesThatNearlyFitIsTheirSum() {
        StringBuilder pieces = new StringBuilder("VALUES ?w {");
        for (int i = 0; i < 200; i++) {
            double left = 107 + i * 1e-3 + (i % 3 - 1) * 1e-10;
            double right = 107 + (i + 1) * 1e-3 + (i % 5 - 2) * 1e-10;
            pieces.append(
                    "'POLYGON((%1$s 16,%2$s 16.0000000001,%2$s 16.001,%1$s 16.001,%1$s 16))' ".formatted(left, right));
        }
        double area = Double.parseDouble(value("geof:metricArea(geof:aggUnion(?w))", pieces + "}"));
        assertEquals(Double.parseDouble(value("SUM(geof:metricArea(?w))", pieces + "}")), area, 1);
    }
}
