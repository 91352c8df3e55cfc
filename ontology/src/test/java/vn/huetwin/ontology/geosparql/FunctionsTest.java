package vn.huetwin.ontology.geosparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.crs.CrsRegistry;

class FunctionsTest {
    private static final String SQUARE = "POLYGON((107.59 16.46,107.60 16.46,107.60 16.47,107.59 16.47,107.59 16.46))";

    /** The value of an expression, or "unbound". */
    private static String value(String expression) {
        DatasetGraph dataset = DatasetGraphFactory.create();
        new Functions(new Wkt(new CrsRegistry(), 9214)).register(dataset.getContext());
        String query = "PREFIX geof: <" + Functions.GEOF + "> PREFIX geo: <" + Functions.GEO + "> PREFIX uom: <"
                + Unit.OGC + "> PREFIX unit: <" + Unit.QUDT + "> SELECT (" + expression + " AS ?v) {}";
        try (QueryExec exec =
                QueryExec.dataset(dataset).query(QueryFactory.create(query)).build()) {
            RowSet rows = exec.select();
            var node = rows.next().get("v");
            return node == null ? "unbound" : node.isURI() ? node.getURI() : node.getLiteralLexicalForm();
        }
    }

    private static String wkt(String text) {
        return "\"" + text + "\"^^geo:wktLiteral";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "sfIntersects | POINT(1 1) | POLYGON((0 0,2 0,2 2,0 0)) | true",
                "sfEquals     | POINT(1 1) | POINT(1 1)                 | true",
                "sfEquals     | POINT(107.6 16.5) | <http://www.opengis.net/def/crs/EPSG/0/4326> POINT(16.5 107.6) | true",
                "sfWithin     | POINT(1 1) | POLYGON((0 0,2 0,2 2,0 0)) | false",
                "ehCoveredBy  | LINESTRING(0 0,1 0) | POLYGON((0 0,2 0,2 2,0 0)) | false",
                "ehInside     | POLYGON((1 0.2,1.5 0.2,1.5 0.5,1 0.2)) | POLYGON((0 0,2 0,2 2,0 0)) | true",
                "rcc8ntpp     | POLYGON((1 0.2,1.5 0.2,1.5 0.5,1 0.2)) | POLYGON((0 0,2 0,2 2,0 0)) | true",
                "rcc8eq       | POLYGON((0 0,2 0,2 2,0 0)) | POLYGON((2 0,2 2,0 0,2 0)) | true",
                "sfDisjoint   | POINT(9 9) | POLYGON((0 0,2 0,2 2,0 0)) | true",
                "sfTouches    | POINT(1 0) | POLYGON((0 0,2 0,2 2,0 0)) | true",
                "sfContains   | POINT(1 0) | <http://example.org/no-such-crs> POINT(1 0) | unbound",
                "sfContains   | POINT(1 | POINT(1 0) | unbound",
            })
    void relationsHold(String name, String a, String b, String expected) {
        assertEquals(expected, value("geof:" + name + "(" + wkt(a) + ", " + wkt(b) + ")"));
    }

    @Test
    void lengthsAreInMetresOfTheCityGrid() {
        assertEquals(
                1067.8,
                number("geof:distance(" + wkt("POINT(107.59 16.46)") + "," + wkt("POINT(107.60 16.46)")
                        + ", uom:metre)"),
                6);
        assertEquals(
                1.0678,
                number("geof:distance(" + wkt("POINT(107.59 16.46)") + "," + wkt("POINT(107.60 16.46)")
                        + ", unit:KiloM)"),
                .006);
        assertEquals(
                0.01,
                number("geof:distance(" + wkt("POINT(107.59 16.46)") + "," + wkt("POINT(107.60 16.46)")
                        + ", uom:degree)"),
                1e-9);
        assertEquals(4349, number("geof:metricPerimeter(" + wkt(SQUARE) + ")"), 5);
        assertEquals(1_181_700, number("geof:metricArea(" + wkt(SQUARE) + ")"), 2000);
        assertEquals(
                100 * 100 * Math.PI,
                number("geof:metricArea(geof:buffer(" + wkt("POINT(107.59 16.46)") + ", 100, uom:metre))"),
                300);
    }

    private static double number(String expression) {
        return Double.parseDouble(value(expression));
    }

    @Test
    void geometriesAreMadeAndDescribed() {
        assertEquals("POLYGON ((0 0, 0 2, 2 2, 2 0, 0 0))", value("geof:envelope(" + wkt("LINESTRING(0 0,2 2)") + ")"));
        assertEquals("http://www.opengis.net/def/crs/OGC/1.3/CRS84", value("geof:getSRID(" + wkt("POINT(1 2)") + ")"));
        assertEquals(
                "POINT (1 0)",
                value("geof:intersection(" + wkt("LINESTRING(0 0,2 0)") + "," + wkt("LINESTRING(1 1,1 -1)") + ")"));
        assertEquals(
                "{\"type\":\"Point\",\"coordinates\":[1.0,2.0]}", value("geof:asGeoJSON(" + wkt("POINT(1 2)") + ")"));
        assertTrue(value("geof:transform(" + wkt("POINT(107.59 16.46)")
                        + ", <http://www.opengis.net/def/crs/EPSG/0/9214>)")
                .startsWith("<http://www.opengis.net/def/crs/EPSG/0/9214> POINT (562802.98"));
        assertEquals("true", value("geof:isEmpty(" + wkt("") + ")"));
        assertEquals("2", value("geof:dimension(" + wkt(SQUARE) + ")"));
    }
}
