package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.DatasetGraph;
import org.apache.jena.sparql.core.DatasetGraphFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.exec.QueryExec;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.update.UpdateFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.geosparql.Functions;
import vn.huetwin.ontology.geosparql.Relation;
import vn.huetwin.ontology.geosparql.Wkt;

/** What is implied gives the answers that plain triples give once all that is implied has been written down. */
@Tag("postgis")
class ImpliedPatternsTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final List<String> RELATIONS = List.of("sfIntersects", "sfWithin", "ehCovers", "rcc8ec", "sfEquals");
    private static SmallCity city;
    private static DatasetGraph written;

    @BeforeAll
    static void draw() throws SQLException, IOException {
        city = new SmallCity();
        city.draw(new Random(11), 40);
        city.twin.update(UpdateFactory.create(prefixed("""
                INSERT DATA {
                  <http://example.org/park> a <http://example.org/Park> ; geo:hasDefaultGeometry <http://example.org/g1> .
                  <http://example.org/g1> a sf:Polygon ; geo:asWKT
                    "POLYGON((107.52 16.42,107.58 16.42,107.58 16.47,107.52 16.47,107.52 16.42))"^^geo:wktLiteral .
                  <http://example.org/park> geo:sfWithin <https://data.huetwin.vn/id/ward/w2> .
                  <http://example.org/Park> rdfs:subClassOf geo:Feature, schema:Place .
                  <http://example.org/nick> rdfs:subPropertyOf schema:name .
                  <http://example.org/park> <http://example.org/nick> "Nhà 3" . }""")), Access.PERSONAL, LONG);
        written = DatasetGraphFactory.create();
        Graph graph = written.getDefaultGraph();
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            session.dataset().getDefaultGraph().find().forEachRemaining(graph::add);
        }
        relations(graph);
    }

    private static void relations(Graph graph) {
        Wkt wkt = new Wkt(new CrsRegistry(), 9214);
        Map<Node, Geometry> shapes = new LinkedHashMap<>();
        graph.find(Node.ANY, Terms.AS_WKT, Node.ANY).toList().forEach(t -> {
            shapes.put(t.getSubject(), wkt.find(t.getObject()));
            graph.find(Node.ANY, Terms.HAS_DEFAULT_GEOMETRY, t.getSubject())
                    .forEach(f -> shapes.put(f.getSubject(), wkt.find(t.getObject())));
        });
        for (String name : RELATIONS) {
            Relation relation = Relation.find(Functions.GEOF + name);
            Node property = NodeFactory.createURI(Functions.GEO + name);
            shapes.forEach((a, left) -> shapes.forEach((b, right) -> {
                if (relation.test(left, right)) {
                    graph.add(Triple.create(a, property, b));
                }
            }));
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

    private static List<String> rows(RowSet rows) {
        List<String> result = new ArrayList<>();
        while (rows.hasNext()) {
            Binding row = rows.next();
            List<String> cells = new ArrayList<>();
            for (Var variable : rows.getResultVars()) {
                cells.add(variable + "=" + row.get(variable));
            }
            result.add(cells.toString());
        }
        result.sort(null);
        return result;
    }

    private static List<String> ask(String text, Regime regime) {
        try (CitySession session = city.twin.read(Access.OPEN, QueryBounds.of(LONG), null, regime)) {
            return rows(session.query(QueryFactory.create(prefixed(text))).select());
        }
    }

    private static List<String> plain(DatasetGraph dataset, String text) {
        try (QueryExec exec = QueryExec.dataset(dataset)
                .query(QueryFactory.create(prefixed(text)))
                .build()) {
            return rows(exec.select());
        }
    }

    private static String pick(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Two things in a relation, with what is known of them. */
    private static String question(Random random) {
        String left = pick(
                random,
                "?a a def:Building .",
                "?a a def:Incident ; def:category ?c .",
                "?a a def:LandParcel .",
                "?f a def:Building ; geo:hasDefaultGeometry ?a .",
                "?a a geo:Geometry .",
                "?a a <http://example.org/Park> .");
        String right = pick(
                random,
                "?b a def:Ward .",
                "?b a def:LandParcel .",
                "?b schema:name ?n .",
                "?b a geo:Feature .",
                "VALUES ?b { <https://data.huetwin.vn/id/ward/w1> <http://example.org/park> }",
                "?w a def:Ward ; geo:hasDefaultGeometry ?b .");
        String relation = "?a geo:" + RELATIONS.get(random.nextInt(RELATIONS.size())) + " ?b .";
        String more = pick(random, "", "", "OPTIONAL { ?a def:height ?h }", "FILTER(?a != ?b)");
        return switch (random.nextInt(4)) {
            case 0 -> "SELECT * { " + left + relation + right + more + "}";
            case 1 -> "SELECT ?a { " + left + " FILTER NOT EXISTS { " + relation + right + "} }";
            case 2 -> "SELECT ?b (COUNT(?a) AS ?k) { " + left + relation + right + more + "} GROUP BY ?b";
            default -> "SELECT ?a ?b { " + left + " OPTIONAL { " + relation + right + "} }";
        };
    }

    @Test
    void relationsHoldAsIfTheyWereWritten() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("implied relations: -Dseed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 30; i++) {
            String text = question(random);
            assertEquals(plain(written, text), ask(text, Regime.DEFAULT), text);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT ?t { <http://example.org/park> a ?t }",
                "SELECT ?x { ?x a schema:Place }",
                "SELECT ?x { ?x a geo:Feature }",
                "SELECT ?x { ?x a schema:AdministrativeArea ; schema:name ?n }",
                "SELECT ?x ?n { ?x schema:name ?n . ?x a geo:Feature }",
                "SELECT ?t (COUNT(?x) AS ?k) { ?x a ?t ; schema:name ?n } GROUP BY ?t",
                "SELECT ?b ?c { def:Building rdfs:subClassOf ?c }",
            })
    void broaderClassesAndPropertiesHoldAsIfTheyWereWritten(String query) {
        DatasetGraph all = DatasetGraphFactory.create();
        written.getDefaultGraph().find().forEachRemaining(all.getDefaultGraph()::add);
        for (String rule : List.of(
                "INSERT { ?x ?q ?y } WHERE { ?p rdfs:subPropertyOf+ ?q . ?x ?p ?y }",
                "INSERT { ?c rdfs:subClassOf ?d } WHERE { ?c rdfs:subClassOf+ ?d }",
                "INSERT { ?x a ?d } WHERE { ?x a/rdfs:subClassOf+ ?d }")) {
            org.apache.jena.sparql.exec.UpdateExec.dataset(all)
                    .update(UpdateFactory.create(prefixed(rule)))
                    .execute();
        }
        List<String> answers = ask(query, new Regime(true, true));
        assertEquals(plain(all, query), answers, query);
        assertTrue(!answers.isEmpty(), query);
    }

    @Test
    void withoutRewritingOnlyWhatIsWrittenHolds() {
        String query = "SELECT ?a { ?a geo:sfWithin ?b }";
        assertEquals(List.of("[?a=http://example.org/park]"), ask(query, new Regime(false, false)));
    }
}
