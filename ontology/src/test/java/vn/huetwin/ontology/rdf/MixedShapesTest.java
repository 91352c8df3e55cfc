package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.RowSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.validate.Verdict;

/** Collections in a layer's table, whose members overlap: PostGIS refuses them or loses rows. */
@Tag("postgis")
class MixedShapesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    /** Two areas that overlap and a point; the second area with a line and a point; a square over a corner of it. */
    private static final Map<String, String> BRIDGES = Map.of(
            "two",
            "GEOMETRYCOLLECTION(POLYGON((107.50 16.41,107.54 16.41,107.54 16.45,107.50 16.45,107.50 16.41)),"
                    + " POLYGON((107.52 16.42,107.56 16.42,107.56 16.46,107.52 16.46,107.52 16.42)), POINT(107.7 16.4))",
            "one",
            "GEOMETRYCOLLECTION(POLYGON((107.52 16.42,107.56 16.42,107.56 16.46,107.52 16.46,107.52 16.42)),"
                    + " LINESTRING(107.5 16.4,107.58 16.4), POINT(107.59 16.49))",
            "square",
            "POLYGON((107.55 16.45,107.6 16.45,107.6 16.5,107.55 16.5,107.55 16.45))",
            "far",
            "POINT(107.8 16.2)");
    /** A point in all of them but the far one. */
    private static final String CORNER = "\"POINT(107.555 16.455)\"^^geo:wktLiteral";

    private static SmallCity city;

    @BeforeAll
    static void draw() throws SQLException, IOException, ParseException {
        city = new SmallCity();
        List<Verdict.Checked> rows = new ArrayList<>();
        for (Map.Entry<String, String> bridge : BRIDGES.entrySet()) {
            Geometry shape = new WKTReader().read(bridge.getValue());
            shape.setSRID(4326);
            rows.add(city.row("bridge", bridge.getKey(), shape, Map.of("name", bridge.getKey())));
        }
        city.write("bridge", rows);
    }

    @AfterAll
    static void close() throws IOException {
        city.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "FILTER(geof:sfIntersects(?v, ?w) && ?n < ?m) | one square, one two, square two",
                "FILTER(geof:sfDisjoint(?v, ?w) && ?n < ?m) | far one, far square, far two",
                "FILTER(geof:sfOverlaps(?v, ?w) && ?n < ?m) | one square, one two, square two",
                "FILTER(geof:sfTouches(?v, ?w)) | ''",
                "FILTER(geof:sfEquals(?v, ?w)) | far far, one one, square square, two two",
                "FILTER(geof:ehCovers(?v, ?w)) | ''",
                "FILTER(geof:rcc8po(?v, ?w) && ?n < ?m) | one square, square two",
                "FILTER(geof:sfContains(?v, CORNER) && ?n = ?m) | one one, square square, two two",
                "FILTER(geof:sfContains(?v, CORNER)) FILTER(?n = ?m) | one one, square square, two two",
                "FILTER(geof:sfIntersects(?v, CORNER) && ?n = ?m) | one one, square square, two two",
                "FILTER(!geof:sfDisjoint(CORNER, ?v)) FILTER(?n = ?m) | one one, square square, two two",
                "FILTER(geof:metricArea(geof:difference(?v, ?w)) > 1)"
                        + " | one far, one square, square far, square one, square two, two far, two one, two square",
                "FILTER(geof:metricArea(geof:symDifference(?v, ?w)) > 1 && ?n < ?m)"
                        + " | far one, far square, far two, one square, one two, square two",
                "FILTER(geof:metricArea(geof:intersection(?v, ?w)) > 1 && ?n < ?m) | one square, one two, square two",
                "FILTER(geof:metricDistance(?v, ?w) < 1 && ?n < ?m) | one square, one two, square two",
                "FILTER EXISTS { ?c a def:Bridge ; schema:name 'square' ; geo:hasDefaultGeometry/geo:asWKT ?s FILTER(geof:sfOverlaps(?v, ?s)) }"
                        + " FILTER(?n = ?m) | one one, two two",
            })
    void answersAreThoseOfSetsOfPoints(String condition, String expected) {
        String bridges = "?a a def:Bridge ; schema:name ?n ; geo:hasDefaultGeometry/geo:asWKT ?v ."
                + " ?b a def:Bridge ; schema:name ?m ; geo:hasDefaultGeometry/geo:asWKT ?w . ";
        assertEquals(expected, String.join(", ", pairs(bridges + condition.replace("CORNER", CORNER))));
    }

    private static Set<String> pairs(String pattern) {
        StringBuilder text = new StringBuilder();
        Prefixes.of(city.catalogue.iris()).forEach((p, iri) -> text.append("PREFIX " + p + ": <" + iri + ">\n"));
        text.append("SELECT ?n ?m { ").append(pattern).append(" }");
        Set<String> pairs = new TreeSet<>();
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            RowSet rows = session.query(QueryFactory.create(text.toString())).select();
            while (rows.hasNext()) {
                Binding row = rows.next();
                pairs.add(name(row, "n") + " " + name(row, "m"));
            }
        }
        return pairs;
    }

    private static String name(Binding row, String variable) {
        return row.get(Var.alloc(variable)).getLiteralLexicalForm();
    }
}
