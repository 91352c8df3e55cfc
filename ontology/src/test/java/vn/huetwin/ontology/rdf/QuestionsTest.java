package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.jena.graph.Node;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.sparql.expr.NodeValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.geosparql.Functions;
import vn.huetwin.ontology.geosparql.Wkt;

/** Whole queries in one statement give what ARQ gives on the same triples in memory. */
@Tag("postgis")
class QuestionsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final double SELDOM = 1e9;
    private static SmallCity city;
    private static DatasetGraph memory;

    @BeforeAll
    static void draw() throws SQLException, IOException {
        city = new SmallCity();
        city.draw(new Random(9), 70);
        city.write("water", List.of(city.row("water", "r1", river(), Map.of("name", "Sông", "kind", "river"))));
        city.write(
                "land_parcel",
                List.of(
                        city.row("land_parcel", "x1", SmallCity.box(107.51, 16.41, 107.511, 16.411), Map.of()),
                        city.row("land_parcel", "x2", SmallCity.box(107.5105, 16.4105, 107.512, 16.412), Map.of()),
                        city.row("land_parcel", "x3", SmallCity.box(107.51, 16.41, 107.511, 16.411), Map.of())));
        memory = DatasetGraphFactory.create();
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            session.dataset()
                    .getDefaultGraph()
                    .find(Node.ANY, Node.ANY, Node.ANY)
                    .forEachRemaining(t -> memory.getDefaultGraph().add(t));
        }
        new Functions(new Wkt(new CrsRegistry(), 9214)).register(memory.getContext());
    }

    /** Winds through the city, with 400 bends. */
    private static Geometry river() {
        List<Coordinate> banks = new ArrayList<>();
        for (int i = 0; i <= 200; i++) {
            banks.add(new Coordinate(107.50 + i * 0.0009, 16.44 + 0.01 * Math.sin(i / 9.0)));
        }
        for (int i = 200; i >= 0; i--) {
            banks.add(new Coordinate(107.50 + i * 0.0009, 16.443 + 0.01 * Math.sin(i / 9.0)));
        }
        banks.add(banks.get(0));
        Polygon polygon =
                new GeometryFactory(new PrecisionModel(), 4326).createPolygon(banks.toArray(Coordinate[]::new));
        return polygon.getFactory().createMultiPolygon(new Polygon[] {polygon});
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ?b ?n { ?r a def:WaterBody ; geo:hasDefaultGeometry/geo:asWKT ?w . ?b a def:Building ; schema:name ?n ;"
                        + " geo:hasDefaultGeometry/geo:asWKT ?v FILTER(geof:distance(?v, ?w, uom:metre) <= 700) }",
                "SELECT ?w (COUNT(?i) AS ?n) { ?r a def:WaterBody ; geo:hasDefaultGeometry/geo:asWKT ?v . ?i a def:Incident ; def:ward ?w ;"
                        + " def:category ?c ; geo:hasDefaultGeometry/geo:asWKT ?p FILTER(geof:distance(?v, ?p, uom:metre) <= 1500) } GROUP BY ?w",
                "SELECT ?i { ?r a def:WaterBody ; geo:hasDefaultGeometry/geo:asWKT ?v . ?i a def:Incident ;"
                        + " geo:hasDefaultGeometry/geo:asWKT ?p FILTER(geof:distance(?v, ?p, uom:metre) <= 0) }",
            })
    void distancesToALargeShapeAreMeasuredToItsParts(String query) {
        assertTrue(same(query));
        assertEquals(1, statements(query));
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            String told = session.explain(QueryFactory.create(prefixed(query))).text();
            assertTrue(told.contains("ST_Subdivide"), told);
        }
    }

    /** Many distances, so that some things lie within the buffer, some at its edge and some beyond. */
    @ParameterizedTest
    @ValueSource(ints = {1, 40, 150, 333, 480, 620, 910, 1300, 2000, 2750})
    void whatLiesAtTheEdgeOfABufferIsMeasured(int metres) {
        assertTrue(same("SELECT ?i { ?r a def:WaterBody ; geo:hasDefaultGeometry/geo:asWKT ?v ."
                + " ?i geo:hasDefaultGeometry/geo:asWKT ?p ; a def:Incident FILTER(geof:distance(?v, ?p, uom:metre) <= "
                + metres + ") }"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FILTER(geof:sfIntersects(?v, ?w) && STR(?p) < STR(?q))",
                "FILTER(geof:sfOverlaps(?v, ?w))",
                "FILTER(geof:sfIntersects(?v, ?w))",
                "FILTER(geof:sfEquals(?v, ?w))",
                "FILTER(geof:rcc8po(?v, ?w))",
                "FILTER(geof:distance(?v, ?w, uom:metre) <= 700)",
                "FILTER(geof:distance(?v, ?w, uom:metre) < 250 && ?p != ?q)",
            })
    void layersAreJoinedBySpaceInMemory(String condition) {
        String query = "SELECT ?p ?q { ?p a def:LandParcel ; geo:hasDefaultGeometry/geo:asWKT ?v ."
                + " ?q a def:LandParcel ; geo:hasDefaultGeometry/geo:asWKT ?w " + condition + " }";
        assertTrue(same(query));
        city.twin.sweepFrom(0);
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            String told = session.explain(QueryFactory.create(prefixed(query))).text();
            assertTrue(told.contains("unnest(?, ?) pair(a, b)"), told);
        } finally {
            city.twin.sweepFrom(SELDOM);
        }
    }

    @AfterAll
    static void close() throws IOException {
        city.close();
    }

    private static String prefixed(String text) {
        StringBuilder prefixes = new StringBuilder();
        Prefixes.of(city.catalogue.iris()).forEach((p, iri) -> prefixes.append("PREFIX " + p + ": <" + iri + ">\n"));
        return prefixes + text;
    }

    /** Numbers to nine digits and four decimals: sums depend on the order. */
    private static String shown(Node node) {
        if (node != null && node.isLiteral()) {
            NodeValue value = NodeValue.makeNode(node);
            if (value.isDouble()) {
                BigDecimal number = new BigDecimal(value.getDouble()).round(new MathContext(9));
                return number.setScale(4, RoundingMode.HALF_UP).stripTrailingZeros() + " double";
            }
        }
        return String.valueOf(node);
    }

    private static List<String> rows(RowSet rows, boolean sorted) {
        List<String> result = new ArrayList<>();
        while (rows.hasNext()) {
            Binding row = rows.next();
            List<String> cells = new ArrayList<>();
            for (Var variable : rows.getResultVars()) {
                cells.add(variable + "=" + shown(row.get(variable)));
            }
            result.add(cells.toString());
        }
        if (!sorted) {
            result.sort(null);
        }
        return result;
    }

    private static boolean same(String text) {
        boolean sorted = text.contains("ORDER BY");
        List<String> expected;
        try (QueryExec exec = QueryExec.dataset(memory)
                .query(QueryFactory.create(prefixed(text)))
                .build()) {
            expected = rows(exec.select(), sorted);
        }
        KnownQuery query = new KnownQuery(QueryFactory.create(prefixed(text)));
        for (String time : List.of("first", "second")) {
            try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
                assertEquals(expected, rows(session.query(query).select(), sorted), time + " time: " + text);
            }
        }
        city.twin.sweepFrom(0);
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            assertEquals(expected, rows(session.query(query).select(), sorted), "joined by space in memory: " + text);
        } finally {
            city.twin.sweepFrom(SELDOM);
        }
        return !expected.isEmpty();
    }

    private static int statements(String text) {
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            rows(session.query(QueryFactory.create(prefixed(text))).select(), true);
            return session.statements();
        }
    }

    @Test
    void randomQuestionsAgree() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random questions: -Dseed=" + seed);
        Random random = new Random(seed);
        int withAnswers = 0;
        for (int i = 0; i < 60; i++) {
            RandomQuestion question = new RandomQuestion(random);
            withAnswers += same(question.rows()) ? 1 : 0;
            withAnswers += same(question.groups()) ? 1 : 0;
            withAnswers += same(question.first()) ? 1 : 0;
        }
        assertTrue(withAnswers > 60, withAnswers + " questions had answers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ?n ?c (COUNT(?i) AS ?k) { ?i a def:Incident ; def:category ?c ; def:ward/schema:name ?n } GROUP BY ?n ?c ORDER BY ?n DESC(?k)",
                "SELECT ?l (COUNT(?i) AS ?k) { ?i a def:Incident ; def:category/skos:prefLabel ?l FILTER(lang(?l) = 'en') } GROUP BY ?l HAVING(COUNT(?i) > 1)",
                "SELECT ?b ?d { <https://data.huetwin.vn/id/incident/i%2F7> geo:hasDefaultGeometry/geo:asWKT ?here . ?b a def:Building ;"
                        + " geo:hasDefaultGeometry/geo:asWKT ?w BIND(geof:distance(?here, ?w, uom:metre) AS ?d) } ORDER BY ?d LIMIT 5",
                "SELECT ?p ?q { ?p a def:LandParcel ; geo:hasDefaultGeometry/geo:asWKT ?v . ?q a def:LandParcel ; geo:hasDefaultGeometry/geo:asWKT ?w"
                        + " FILTER(STR(?p) < STR(?q)) FILTER(geof:sfIntersects(?v, ?w)) FILTER(geof:area(geof:intersection(?v, ?w), uom:squareMetre) > 1) }",
                "SELECT ?b ?u { ?b a/rdfs:subClassOf* geo:Feature ; def:usage/skos:broader* <https://data.huetwin.vn/code/building-usage/residential> ; def:usage ?u }",
                "SELECT ?i { ?i a def:Incident ; def:ward ?w ; def:reportedAt ?t FILTER NOT EXISTS { ?j a def:Incident ; def:ward ?w ; def:reportedAt ?u FILTER(?u > ?t) } }",
                "SELECT ?i { ?i def:reportedAt ?t FILTER(?t < NOW() - \"P1D\"^^xsd:duration) } ORDER BY DESC(?t) LIMIT 3",
                "SELECT ?i ?f (COUNT(?n) AS ?rank) { ?i a def:Incident ; geo:hasDefaultGeometry/geo:asWKT ?h ."
                        + " ?f a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?t . ?n a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?e"
                        + " FILTER(geof:distance(?h, ?e, uom:metre) <= geof:distance(?h, ?t, uom:metre)) }"
                        + " GROUP BY ?i ?f HAVING(COUNT(?n) <= 3) ORDER BY ?i ?rank ?f",
                "SELECT (COUNT(?o) AS ?rank) ?b ?w { ?b a def:Building ; def:ward ?w ; def:height ?h . ?o a def:Building ; def:ward ?w ; def:height ?g"
                        + " FILTER(?h <= ?g) } GROUP BY ?w ?b HAVING(COUNT(*) < 4)",
                "SELECT * { VALUES (?u ?f) { (<https://data.huetwin.vn/code/building-usage/house> 1) (<https://data.huetwin.vn/code/building-usage/house> 3)"
                        + " (<https://data.huetwin.vn/code/building-usage/office> 1) (<https://data.huetwin.vn/code/building-usage/office> 3) }"
                        + " ?b def:usage ?u ; def:floors ?f }",
                "SELECT * { VALUES (?u ?f) { (<https://data.huetwin.vn/code/building-usage/house> 1) (<https://data.huetwin.vn/code/building-usage/office> 3)"
                        + " (<https://data.huetwin.vn/code/building-usage/house> 1) } ?b def:usage ?u ; def:floors ?f }",
                "SELECT ?w (COUNT(?i) AS ?n) { ?w a def:Ward ; geo:hasDefaultGeometry/geo:asWKT ?v"
                        + " OPTIONAL { ?i a def:Incident ; def:category ?c ; geo:hasDefaultGeometry/geo:asWKT ?s FILTER(geof:sfContains(?v, ?s) && ?c != <https://data.huetwin.vn/code/incident-category/FLOOD>) } } GROUP BY ?w",
                "SELECT ?p (MAX(?h) AS ?m) { ?p a def:LandParcel OPTIONAL { ?b def:parcel ?p ; def:height ?h } } GROUP BY ?p ORDER BY ?m ?p",
                "SELECT ?p ?n ?w ?k { ?p a def:LandParcel ; def:ward ?w OPTIONAL { ?p def:registeredOn ?d } OPTIONAL { ?b def:parcel ?p ; schema:name ?n }"
                        + " OPTIONAL { ?w schema:name ?k } FILTER(!BOUND(?d) || ?d > \"2020-01-01\"^^xsd:date) }",
                "SELECT ?p ?v { ?p a def:LandParcel OPTIONAL { ?p geo:hasDefaultGeometry/geo:asWKT ?v } OPTIONAL { ?x def:landUse ?p } }",
                "SELECT ?b ?i { ?b a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?v . ?i a def:Incident ; geo:hasDefaultGeometry/geo:asWKT ?s"
                        + " FILTER(geof:sfWithin(?s, geof:buffer(?v, 0.7, uom:kilometre))) }",
                "SELECT ?w ?i ?round { ?w a def:Ward ; geo:hasDefaultGeometry/geo:asWKT ?v . BIND(geof:metricBuffer(?v, 300) AS ?round)"
                        + " ?i a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?s FILTER(geof:sfOverlaps(?s, ?round)) }",
                "SELECT ?b { ?b a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?v"
                        + " FILTER(geof:sfWithin(?v, geof:envelope(geof:buffer(\"POINT(107.57 16.45)\"^^geo:wktLiteral, 1500, uom:metre)))) }",
                "SELECT ?b { ?b a def:Building ; def:ward ?w MINUS { ?b def:height ?h FILTER(?h > 10) } }",
                "SELECT ?w ?i ?t { ?w a def:Ward OPTIONAL { ?i a def:Incident ; def:ward ?w ; def:reportedAt ?t"
                        + " FILTER NOT EXISTS { ?j a def:Incident ; def:ward ?w ; def:reportedAt ?u FILTER(?u > ?t) } } }",
                "SELECT ?p { ?p a def:LandParcel FILTER NOT EXISTS { ?x def:parcel ?p } }",
                "SELECT ?p { ?p a def:LandParcel FILTER EXISTS { ?x def:parcel ?p ; def:ward ?w FILTER EXISTS { ?y def:ward ?w ; def:reportedAt ?t } } }",
                "SELECT ?i ?b { ?i a def:Incident ; geo:hasDefaultGeometry/geo:asWKT ?v . ?b a def:Building ; def:height ?h ; geo:hasDefaultGeometry/geo:asWKT ?s"
                        + " FILTER(?h * 40.0 >= geof:distance(?v, ?s, uom:metre) && ?i != <https://data.huetwin.vn/id/incident/i1>) }",
                "SELECT ?i ?b { ?i a def:Incident ; geo:hasDefaultGeometry/geo:asWKT ?v . ?b a def:Building ; def:floors ?h ; geo:hasDefaultGeometry/geo:asWKT ?s"
                        + " FILTER(geof:distance(?v, ?s, uom:kilometre) < ?h) }",
                "SELECT ?b { ?b a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?v"
                        + " FILTER(geof:sfIntersects(?v, \"POLYGON((107.52 16.41,107.66 16.42,107.63 16.48,107.52 16.41))\"^^geo:wktLiteral) = true) }",
                "SELECT ?y ?m (COUNT(*) AS ?n) (MAX(DAY(?t)) AS ?d) { ?i a def:Incident ; def:reportedAt ?t FILTER(HOURS(?t) < 20) } GROUP BY (YEAR(?t) AS ?y) (MONTH(?t) AS ?m)",
                "SELECT ?b ?name ?area { VALUES (?area ?name) { (\"POLYGON((107.52 16.41,107.66 16.42,107.63 16.48,107.52 16.41))\"^^geo:wktLiteral 'a')"
                        + " (\"<http://www.opengis.net/def/crs/EPSG/0/9214> POLYGON((560000 1815000,568000 1815000,564000 1822000,560000 1815000))\"^^geo:wktLiteral 'b') }"
                        + " ?b a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?v FILTER(geof:sfWithin(?v, ?area)) }",
                "SELECT ?name (COUNT(*) AS ?n) { VALUES (?at ?name) { (\"POINT(107.56 16.45)\"^^geo:wktLiteral 'a') (\"POINT(107.6 16.46)\"^^geo:wktLiteral 'b')"
                        + " (\"POINT(107.6 16.46)\"^^geo:wktLiteral 'b') } ?b a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?v"
                        + " FILTER(geof:distance(?v, ?at, uom:metre) < 1500) } GROUP BY ?name",
                "SELECT (SUM(?h * 2 + 0.5) AS ?s) { ?b a def:Building ; def:height ?h ; def:floors ?f FILTER(?h > ?f * 2.5e0) }",
            })
    void aWholeQuestionIsOneStatement(String query) {
        same(query);
        assertEquals(1, statements(query), query);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?w ?n ?c (COUNT(?i) AS ?k) | GROUP BY ?w ?n ?c ORDER BY ?n DESC(?k) ?c | true",
                "?n (COUNT(*) AS ?k) (MIN(?t) AS ?m) | GROUP BY ?w ?n HAVING(COUNT(*) > 2) ORDER BY ?k ?n | true",
                "?n (COUNT(*) AS ?k) | GROUP BY ?n | false",
                "?w (COUNT(?n) AS ?k) (MAX(?n) AS ?m) | GROUP BY ?w ?n | false",
                "?w ?n (COUNT(*) AS ?k) | GROUP BY ?w ?n ORDER BY MAX(?t) ?n | false",
            })
    void wardsNameGroupsThatWereCounted(String columns, String groups, boolean apart) {
        String query =
                "SELECT " + columns + " { ?i a def:Incident ; def:category ?c ; def:reportedAt ?t ; def:ward ?w ."
                        + " ?w schema:name ?n } " + groups;
        same(query);
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            String told = session.explain(QueryFactory.create(prefixed(query))).text();
            assertEquals(apart, told.contains(") AS grouped, "), told);
        }
    }

    /** Many buildings are as near as others: they meet. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?f a def:Building | ?n a def:Building | metre | COUNT(?n) <= 3 | true",
                "?f a def:Building | ?n a def:Building | kilometre | COUNT(*) < 2 | true",
                "?f a def:Building | ?n a def:Building | metre | 4 >= COUNT(?n) && COUNT(?n) > 1 | false",
                "?f a def:Ward | ?n a def:Ward | degree | COUNT(?n) <= 2 | true",
                "?f a def:Building ; def:floors ?x | ?n a def:Building ; def:floors ?y | metre | COUNT(?n) <= 2 | false",
            })
    void theNearestAreFoundByTheIndexAndCounted(String one, String other, String unit, String few, boolean found) {
        String query =
                "SELECT ?i ?f (COUNT(?n) AS ?rank) { ?i a def:Incident ; geo:hasDefaultGeometry/geo:asWKT ?h . " + one
                        + " ; geo:hasDefaultGeometry/geo:asWKT ?t . " + other
                        + " ; geo:hasDefaultGeometry/geo:asWKT ?e FILTER(geof:distance(?h, ?e, uom:"
                        + unit + ") <= geof:distance(?h, ?t, uom:" + unit + ")) } GROUP BY ?i ?f HAVING(" + few + ")";
        same(query);
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            String told = session.explain(QueryFactory.create(prefixed(query))).text();
            assertTrue(told.contains("OVER (PARTITION BY"), told);
            assertEquals(found, told.contains("<->"), told);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT (COUNT(*) AS ?n) (SUM(?h) AS ?s) (AVG(?h) AS ?a) (MIN(?h) AS ?m) { ?b def:height ?h FILTER(?h > 1000) }",
                "SELECT (SUM(?f) AS ?s) (AVG(?f) AS ?a) { ?b def:floors ?f }",
                "SELECT ?b { ?b schema:name ?n FILTER(STRLEN(?n) > 6) }",
                "SELECT ?b (COUNT(?i) AS ?n) { ?b def:ward ?w ; schema:name ?m . ?i a def:Incident ; def:ward ?w FILTER(STRLEN(?m) > 6) } GROUP BY ?b",
                "SELECT * { VALUES ?h { 3 'x' } ?b def:floors ?h }",
                "SELECT * { VALUES (?u ?z) { (<https://data.huetwin.vn/code/building-usage/house> 1) (<https://data.huetwin.vn/code/building-usage/house> 2) } ?b def:usage ?u }",
                "SELECT * { { SELECT ?w (COUNT(*) AS ?n) { ?i a def:Incident ; def:ward ?w } GROUP BY ?w } ?w schema:name ?name }",
                "SELECT ?x ?n { { ?x a def:Building } UNION { ?x a def:LandParcel FILTER(?x != <https://data.huetwin.vn/id/land_parcel/x1>) }"
                        + " ?x geo:hasDefaultGeometry/geo:asWKT ?v OPTIONAL { ?x schema:name ?n }"
                        + " FILTER(geof:sfIntersects(?v, \"POLYGON((107.52 16.41,107.66 16.42,107.63 16.48,107.55 16.48,107.52 16.41))\"^^geo:wktLiteral)) }",
                "SELECT * { { ?x def:floors ?n } UNION { ?y def:parcel ?x } UNION { ?x def:landUse ?n } ?x def:ward ?w FILTER(?n != 2) }",
                "SELECT * { ?x def:ward ?w MINUS { ?y def:parcel ?x } MINUS { ?z def:ward <https://data.huetwin.vn/id/ward/w1> } MINUS { ?x def:floors ?f FILTER(?f > 1 && BOUND(?w)) } }",
                "SELECT ?b ?f { { ?b a def:Building ; def:ward ?w FILTER NOT EXISTS { ?i def:ward ?w ; def:reportedAt ?t FILTER(?f > 1) } } OPTIONAL { ?b def:floors ?f } }",
                "SELECT ?b ?f { ?b a def:Building ; def:ward ?w OPTIONAL { ?b def:floors ?f } FILTER NOT EXISTS { ?i def:ward ?w ; def:reportedAt ?t FILTER(?f > 1) } }",
                "SELECT ?b { ?b a def:Building OPTIONAL { ?b def:ward ?w } FILTER NOT EXISTS { ?i a def:Incident ; def:ward ?w FILTER(!(?w = <https://data.huetwin.vn/code/none>)) } }",
                "SELECT * { ?x def:ward ?w OPTIONAL { ?x def:floors ?f } MINUS { ?x def:height ?h ; def:floors ?f } }",
                "SELECT * { VALUES (?at ?f) { (\"POINT(107.56 16.45)\"^^geo:wktLiteral 3) (\"POINT(107.6 16.46)\"^^geo:wktLiteral 'x')"
                        + " (\"POINT(107.6 16.47)\"^^geo:wktLiteral 2) } ?b a def:Building ; def:floors ?f ; geo:hasDefaultGeometry/geo:asWKT ?v"
                        + " FILTER(geof:distance(?v, ?at, uom:metre) < 2500) }",
                "SELECT * { VALUES ?at { \"POINT(107.56 16.45)\"^^geo:wktLiteral 'x' \"POINT EMPTY\"^^geo:wktLiteral } ?b a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?v"
                        + " FILTER(geof:distance(?v, ?at, uom:metre) < 2500) }",
                "SELECT ?x { { ?x def:floors 3 } UNION { ?x def:parcelArea ?a } } ORDER BY ?x LIMIT 4",
                "SELECT DISTINCT ?w { ?b a def:Building ; def:ward ?w } ORDER BY ?w LIMIT 1",
                "SELECT * { { ?b def:floors ?f } { ?b def:height ?h FILTER(?f > 1) } }",
                "SELECT ?c (COUNT(?b) AS ?n) { ?b a ?c ; def:floors ?f } GROUP BY ?c",
                "SELECT * { VALUES ?b { <https://data.huetwin.vn/id/building/b1> } { ?b def:ward ?w OPTIONAL { ?b def:floors ?f } } }",
                "SELECT * { { ?b def:ward ?w FILTER(!BOUND(?f)) } OPTIONAL { ?b def:floors ?f } }",
                "SELECT * { ?b def:ward ?w OPTIONAL { ?b def:floors ?f } OPTIONAL { ?b def:height ?f } OPTIONAL { ?b schema:name ?n } }",
                "SELECT ?b (COUNT(?o) AS ?n) { ?b a def:Building ; def:height ?h ; def:floors ?f . ?o a def:Building ; def:height ?g"
                        + " FILTER(?g >= ?h) } GROUP BY ?b HAVING(COUNT(?o) <= 3)",
            })
    void whatIsHardIsStillRight(String query) {
        same(query);
    }

    @Test
    void aMapsWindowIsAskedOfAllLayersAtOnce() {
        String window = "SELECT ?f ?label ?of ?n { ?f geo:hasDefaultGeometry/geo:asWKT ?s"
                + " FILTER(geof:sfIntersects(?s, 'POLYGON((107.5 16.4,107.65 16.4,107.6 16.5,107.5 16.4))'^^geo:wktLiteral))"
                + " OPTIONAL { ?f rdfs:label ?label }"
                + " OPTIONAL { ?of def:parcel ?f ; def:floors ?n FILTER NOT EXISTS { ?more def:parcel ?f ; def:floors ?m FILTER(?m > ?n) } } }";
        assertTrue(same(window));
        int statements = statements(window);
        assertTrue(statements <= 8, statements + " statements");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "?a a def:Building . ?b a def:Ward . ?a geo:sfWithin ?b | ?a a def:Building ; geo:hasDefaultGeometry/geo:asWKT ?v ."
                        + " ?b a def:Ward ; geo:hasDefaultGeometry/geo:asWKT ?w FILTER(geof:sfWithin(?v, ?w))",
                "?a a def:Building ; def:floors ?f ; geo:ehInside 'POLYGON((107.5 16.4,107.65 16.4,107.6 16.5,107.5 16.4))'^^geo:wktLiteral FILTER(?f > 2)"
                        + " | ?a a def:Building ; def:floors ?f ; geo:hasDefaultGeometry/geo:asWKT ?v"
                        + " FILTER(?f > 2 && geof:ehInside(?v, 'POLYGON((107.5 16.4,107.65 16.4,107.6 16.5,107.5 16.4))'^^geo:wktLiteral))",
            })
    void aRelationIsItsConditionAndOneStatement(String relation, String condition) {
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            List<String> expected = rows(
                    session.query(QueryFactory.create(prefixed("SELECT ?a { " + condition + " }")))
                            .select(),
                    false);
            assertFalse(expected.isEmpty());
            assertEquals(
                    expected,
                    rows(
                            session.query(QueryFactory.create(prefixed("SELECT ?a { " + relation + " }")))
                                    .select(),
                            false));
            assertEquals(2, session.statements());
        }
        assertEquals(1, statements("SELECT (COUNT(?a) AS ?n) { " + relation + " }"));
    }
}
