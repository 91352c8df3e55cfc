package vn.huetwin.ontology.geosparql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.exec.QueryExec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * Shapes whose measures are worked out by hand; metres east, north and up from (562,000, 1,820,000) of EPSG:9214.
 * {@code cube} is 10 m wide; {@code court} is the same with a hole of 2 × 2 m in its middle; {@code tower} stands on
 * 20…30 east, 0…10 north and is 40 m high; {@code roof} is a house of 10 × 6 m, 4 m to the eaves, 7 m to its ridge.
 */
class SpaceFunctionsTest {
    private static final String CUBE = extruded("((0 0, 10 0, 10 10, 0 10, 0 0))", 10);
    private static final String COURT = extruded("((0 0, 10 0, 10 10, 0 10, 0 0), (4 4, 6 4, 6 6, 4 6, 4 4))", 10);
    private static final String TOWER = extruded("((20 0, 30 0, 30 10, 20 10, 20 0))", 40);
    private static final String ROOF = literal(
            "POLYHEDRALSURFACE Z (((0 0 0, 0 6 0, 10 6 0, 10 0 0, 0 0 0)), ((0 0 0, 10 0 0, 10 0 4, 0 0 4, 0 0 0)),"
                    + " ((10 6 0, 0 6 0, 0 6 4, 10 6 4, 10 6 0)), ((0 6 0, 0 0 0, 0 0 4, 0 3 7, 0 6 4, 0 6 0)),"
                    + " ((10 0 0, 10 6 0, 10 6 4, 10 3 7, 10 0 4, 10 0 0)), ((0 0 4, 10 0 4, 10 3 7, 0 3 7, 0 0 4)),"
                    + " ((10 6 4, 0 6 4, 0 3 7, 10 3 7, 10 6 4)))");
    private static final String LIDS =
            literal("POLYHEDRALSURFACE Z (((0 0 0, 10 0 0, 10 10 0, 0 0 0)), ((0 0 5, 10 0 5, 10 10 5, 0 0 5)))");

    private static String extruded(String plane, int height) {
        return "f:extrude(" + literal("POLYGON" + plane) + ", 0, " + height + ")";
    }

    private static String literal(String wkt) {
        String moved = Pattern.compile("(-?[\\d.]+) (-?[\\d.]+)( -?[\\d.]+)?")
                .matcher(wkt)
                .replaceAll(m -> (562_000 + Double.parseDouble(m.group(1))) + " "
                        + (1_820_000 + Double.parseDouble(m.group(2))) + (m.group(3) == null ? "" : m.group(3)));
        return "\"<http://www.opengis.net/def/crs/EPSG/0/9214> " + moved + "\"^^geo:wktLiteral";
    }

    private static String value(String expression) {
        List<String> words = new ArrayList<>();
        Pattern.compile("p\\([^)]*\\)|cube|court|tower|roof|lids|.", Pattern.DOTALL)
                .matcher(expression)
                .results()
                .forEach(m -> words.add(
                        switch (m.group()) {
                            case "cube" -> CUBE;
                            case "court" -> COURT;
                            case "tower" -> TOWER;
                            case "roof" -> ROOF;
                            case "lids" -> LIDS;
                            default ->
                                m.group().startsWith("p(")
                                        ? literal("POINT Z " + m.group().substring(1))
                                        : m.group();
                        }));
        DatasetGraph dataset = DatasetGraphFactory.create();
        new Functions(new Wkt(new CrsRegistry(), 9214)).register(dataset.getContext());
        String query = "PREFIX f: <" + Functions.SPACE + "> PREFIX geof: <" + Functions.GEOF
                + "> PREFIX geo: <" + Functions.GEO + "> PREFIX uom: <" + Unit.OGC + "> PREFIX unit: <" + Unit.QUDT
                + "> SELECT (" + String.join("", words) + " AS ?v) {}";
        try (QueryExec exec =
                QueryExec.dataset(dataset).query(QueryFactory.create(query)).build()) {
            var node = exec.select().next().get("v");
            return node == null ? "error" : node.isURI() ? node.getURI() : node.getLiteralLexicalForm();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f:volume(cube)        | 1000",
                "f:surfaceArea3D(cube) | 600",
                "f:volume(tower)       | 4000",
                "f:volume(court)       | 960",
                "f:surfaceArea3D(court) | 672", // 2 × 96 + 4 × 100 + 4 × 20
                "f:volume(roof)        | 330", // 10 × (6 × 4 + 6 × 3 / 2)
                "f:surfaceArea3D(roof) | 290.8528137", // 60 + 2 × 40 + 2 × 33 + 2 × 10 × √18
                "f:surfaceArea3D(lids) | 100",
                "f:distance3D(cube, tower, uom:metre) | 10",
                "f:distance3D(cube, tower, unit:KiloM) | 0.01",
                "f:distance3D(p(0 0 0), p(3 4 12), uom:metre) | 13",
                "f:distance3D(p(5 5 5), cube, uom:metre) | 0", // within
                "f:distance3D(p(5 5 5), court, uom:metre) | 1", // in the court's air
                "f:distance3D(p(5 5 14), cube, uom:metre) | 4",
                "f:distance3D(p(13 14 10), cube, uom:metre) | 5",
                "f:distance3D(p(25 5 43), roof, uom:metre) | 39.0512484", // 15 east, 2 north, 36 above the ridge's end
                "f:heightAbove(tower, cube) | 30",
                "f:heightAbove(cube, 2.5) | 7.5",
                "geof:maxZ(tower)      | 40",
                "geof:metricArea(roof) | 60", // as seen from above
            })
    void measuresAreThoseWorkedOutByHand(String expression, double expected) {
        assertEquals(expected, Double.parseDouble(value(expression)), 1e-4 + expected * 1e-6, expression);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f:intersects3D(cube, tower)       | false",
                "f:intersects3D(p(1 1 1), cube)    | true",
                "f:intersects3D(p(5 5 5), court)   | false",
                "f:intersects3D(p(5 5 11), cube)   | false",
                "f:intersects3D(cube, court)       | true",
                "f:lineOfSight(p(-5 5 5), p(15 5 5), cube)     | false",
                "f:lineOfSight(p(-5 5 12), p(15 5 12), cube)   | true",
                "f:lineOfSight(p(15 5 2), p(50 15 2), tower)   | false", // meets its wall 6.4 m north
                "f:lineOfSight(p(15 12 2), p(50 15 2), tower)  | true",
                "f:lineOfSight(p(15 5 39), p(50 5 90), tower)  | true", // 46 m up at its near wall
                "f:lineOfSight(p(15 5 2), p(50 5 90), tower)   | false", // 15 m up there
                "f:lineOfSight(p(1 1 1), p(2 2 2), cube)       | false",
                "geof:is3D(roof)                   | true",
                "geof:geometryType(roof)           | http://www.opengis.net/ont/sf#PolyhedralSurface",
                "geof:sfContains(roof, p(5 3 9))   | true", // as seen from above
                "f:volume(lids)                    | error", // not closed
                "f:volume('x')                     | error",
                "f:distance3D(cube, tower, uom:degree) | error",
                "f:distance3D('POINT(107.5 16.4)'^^geo:wktLiteral, cube, uom:metre) | error", // no height
            })
    void sightAndContactAreThoseOfADrawing(String expression, String expected) {
        assertEquals(expected, value(expression), expression);
    }
}
