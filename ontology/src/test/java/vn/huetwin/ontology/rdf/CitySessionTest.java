package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.jena.query.Query;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.exec.RowSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.validate.Verdict;

/** What a session tells of its queries, what they may cost, and which time they read. */
@Tag("postgis")
class CitySessionTest {
    private static final QueryBounds AMPLE = QueryBounds.of(Duration.ofMinutes(1));
    private static final Instant MOVED = Instant.parse("2025-10-01T00:00:00Z");
    private static final String WEST = area(107.50);
    private static final String EAST = area(107.60);
    private static final String PAIRS = "SELECT ?a ?b { ?a a def:Incident ; geo:hasGeometry/geo:asWKT ?v ."
            + " ?b a def:Building ; geo:hasGeometry/geo:asWKT ?w FILTER(geof:distance(?v, ?w, uom:metre) < 900) }";
    private static SmallCity city;

    /** Station s1 stands in the west until it is moved to the east and renamed. */
    @BeforeAll
    static void draw() throws SQLException, IOException {
        city = new SmallCity();
        city.draw(new Random(4), 40);
        city.write("station", List.of(station(107.52, "Kim Long", SmallCity.LONG_AGO)));
        city.write("station", List.of(station(107.62, "Kim Long mới", MOVED)));
    }

    private static Verdict.Checked station(double longitude, String name, Instant since) {
        Verdict.Checked row = city.row("station", "s1", SmallCity.point(longitude, 16.45), Map.of("name", name));
        return new Verdict.Checked(row.key(), row.geometry(), row.values(), since, List.of());
    }

    @AfterAll
    static void close() throws IOException {
        city.close();
    }

    private static String area(double west) {
        return String.format(
                java.util.Locale.ROOT,
                "\"POLYGON((%1$f 16.4,%2$f 16.4,%2$f 16.5,%1$f 16.5,%1$f 16.4))\"^^geo:wktLiteral",
                west,
                west + 0.1);
    }

    private static Query query(String text) {
        StringBuilder prefixes = new StringBuilder();
        Prefixes.of(city.catalogue.iris()).forEach((p, iri) -> prefixes.append("PREFIX " + p + ": <" + iri + ">\n"));
        return QueryFactory.create(prefixes + text);
    }

    private static List<String> names(String area, @Nullable Instant asOf) {
        List<String> names = new ArrayList<>();
        try (CitySession session = city.twin.read(Access.OPEN, AMPLE, asOf)) {
            RowSet rows = session.query(query("SELECT ?n { ?s a def:Station ; schema:name ?n ;"
                            + " geo:hasDefaultGeometry/geo:asWKT ?w FILTER(geof:sfWithin(?w, " + area + ")) }"))
                    .select();
            rows.forEachRemaining(r -> names.add(r.get("n").getLiteralLexicalForm()));
            assertEquals(1, session.statements());
        }
        return names;
    }

    @Test
    void theCityIsReadAsItWas() {
        assertEquals(List.of("Kim Long mới"), names(EAST, null));
        assertEquals(List.of(), names(WEST, null));
        assertEquals(List.of("Kim Long"), names(WEST, MOVED.minusSeconds(1)));
        assertEquals(List.of(), names(EAST, MOVED.minusSeconds(1)));
        assertEquals(List.of("Kim Long mới"), names(EAST, MOVED));
        assertEquals(List.of(), names(WEST, SmallCity.LONG_AGO.minusSeconds(1)));
    }

    @Test
    void anExplanationShowsTheStatementWithItsParametersApart() {
        try (CitySession session = city.twin.read(Access.OPEN, AMPLE, null)) {
            Explanation explanation = session.explain(query(
                    "SELECT ?u (COUNT(?b) AS ?n) { ?b def:usage ?u ; def:height ?h ; geo:hasDefaultGeometry/geo:asWKT ?w"
                            + " FILTER(?h > 12.5) FILTER(geof:sfIntersects(?w, " + WEST + ")) } GROUP BY ?u"));
            assertEquals(1, explanation.statements().size());
            Explanation.Statement statement = explanation.statements().get(0);
            assertEquals(explanation.rows(), statement.rows());
            assertTrue(statement.sql().contains("GROUP BY t0.\"usage\""), statement.sql());
            assertTrue(statement.sql().contains("count(*)"), statement.sql());
            assertTrue(statement.sql().contains("t0.\"height\" > ?"), statement.sql());
            assertTrue(
                    statement.parameters().contains("12.5"),
                    statement.parameters().toString());
            assertTrue(
                    statement.parameters().stream().anyMatch(p -> p.startsWith("POLYGON ((107.5 16.4,")),
                    statement.parameters().toString());
            assertTrue(statement.cost() > 0);
            assertTrue(explanation.algebra().contains("(group (?u)"), explanation.algebra());
            assertTrue(explanation.text().contains("?1 = "), explanation.text());
        }
    }

    /** It is computed before the query is planned, which tells nobody. */
    @Test
    void anErrorInAConstantIsToldOnceForAnAnswer() {
        try (CitySession session = city.twin.read(Access.OPEN, AMPLE, null)) {
            Explanation explanation = session.explain(
                    query("SELECT (geof:metricBuffer('PINT(1 2)'^^geo:wktLiteral, 3) AS ?x) (geof:metricBuffer(" + WEST
                            + ", 3) AS ?y) {}"));
            assertEquals(1, explanation.rows());
            assertEquals(List.of(1L), List.copyOf(explanation.errors().values()), explanation.text());
            assertTrue(explanation.text().contains("Not WKT: PINT(1 2)"), explanation.text());
        }
    }

    /** The ground that buildings of each use take of the west. */
    @Test
    void whatIsSummedOfShapesIsComputedBeforeRowsAreGrouped() throws SQLException {
        Query question = query("SELECT ?u (SUM(geof:area(geof:intersection(?w, " + WEST
                + "), <http://qudt.org/vocab/unit/M2>)) AS ?m) { ?b def:usage ?u ; geo:hasDefaultGeometry/geo:asWKT ?w }"
                + " GROUP BY ?u");
        Map<String, Double> found = new TreeMap<>();
        try (CitySession session = city.twin.read(Access.OPEN, AMPLE, null)) {
            session.query(question)
                    .select()
                    .forEachRemaining(row -> found.put(
                            row.get("u").getURI().replaceFirst(".*/", ""),
                            ((Number) row.get("m").getLiteralValue()).doubleValue()));
            String sql = session.explain(question).statements().get(0).sql();
            assertTrue(
                    sql.startsWith("SELECT t0.\"usage\", sum(a0.v) FROM layer.\"building\" t0, LATERAL (SELECT "), sql);
        }
        Map<String, Double> expected = new TreeMap<>();
        try (Connection connection = city.database.connection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT usage, sum(ST_Area(ST_Transform(ST_Intersection(geometry,"
                                + " ST_MakeEnvelope(107.5, 16.4, 107.6, 16.5, 4326)), 9214))) FROM layer.building"
                                + " WHERE usage IS NOT NULL AND geometry IS NOT NULL GROUP BY usage")) {
            while (rows.next()) {
                expected.put(rows.getString(1), rows.getDouble(2));
            }
        }
        assertEquals(expected.keySet(), found.keySet());
        expected.forEach((usage, area) -> assertEquals(area, found.get(usage), 1e-6 * area + 1e-9, usage));
    }

    @Test
    void whatCostsTooMuchDoesNotBegin() {
        QueryBounds poor = new QueryBounds(Duration.ofMinutes(1), 1_000_000, 10);
        try (CitySession session = city.twin.read(Access.OPEN, poor, null)) {
            QueryCostException refused = assertThrows(
                    QueryCostException.class,
                    () -> session.query(query(PAIRS)).select().hasNext());
            assertTrue(refused.cost() > 10);
        }
    }

    @Test
    void whatReadsTooMuchStops() {
        QueryBounds few = new QueryBounds(Duration.ofMinutes(1), 10, Double.POSITIVE_INFINITY);
        try (CitySession session = city.twin.read(Access.OPEN, few, null)) {
            RowSet rows = session.query(query("SELECT * { ?b a def:Building ; def:height ?h }"))
                    .select();
            QueryLimitException stopped = assertThrows(QueryLimitException.class, () -> rows.forEachRemaining(r -> {}));
            assertEquals(10, stopped.rows());
        }
    }
}
