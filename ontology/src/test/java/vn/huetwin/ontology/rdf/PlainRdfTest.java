package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.jena.graph.Node;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ontology.access.Access;

/** RDF that no layer owns, some of it with properties that layers have: our executor answers as ARQ itself does. */
@Tag("postgis")
class PlainRdfTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final String PREFIXES = "PREFIX e: <http://example.org/> PREFIX schema: <https://schema.org/>"
            + " PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n";
    private static final List<String> PREDICATES =
            List.of("e:knows", "e:likes", "e:age", "schema:name", "rdfs:label", "a");
    private static SmallCity city;
    private static DatasetGraph memory;

    @BeforeAll
    static void write() throws SQLException, IOException {
        city = new SmallCity();
        city.draw(new Random(5), 8);
        Random random = new Random(17);
        StringBuilder triples = new StringBuilder();
        for (int i = 0; i < 90; i++) {
            String predicate = pick(random, PREDICATES);
            triples.append("e:" + random.nextInt(14) + " " + predicate + " " + object(random, predicate) + " .\n");
        }
        city.twin.update(
                UpdateFactory.create(PREFIXES + "INSERT DATA {" + triples + " GRAPH e:g { " + triples + " } }"),
                Access.PERSONAL,
                LONG);
        memory = DatasetGraphFactory.create();
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            session.dataset().find(Node.ANY, Node.ANY, Node.ANY, Node.ANY).forEachRemaining(memory::add);
        }
    }

    @AfterAll
    static void close() throws IOException {
        city.close();
    }

    private static String pick(Random random, List<String> items) {
        return items.get(random.nextInt(items.size()));
    }

    private static String object(Random random, String predicate) {
        return switch (predicate) {
            case "e:age" -> random.nextInt(4) == 0 ? "\"old\"" : Integer.toString(random.nextInt(9));
            case "schema:name", "rdfs:label" ->
                "\"n" + random.nextInt(5) + "\"" + pick(random, List.of("", "@vi", "@en"));
            case "a" -> "e:Kind" + random.nextInt(3);
            default -> "e:" + random.nextInt(14);
        };
    }

    /** A triple that starts at a variable. */
    private static String step(Random random, String subject) {
        String predicate = random.nextInt(8) == 0 ? "?p" : pick(random, PREDICATES);
        String object = random.nextInt(3) == 0 ? object(random, predicate) : "?" + pick(random, List.of("x", "y", "z"));
        return subject + " " + predicate + " " + object + " . ";
    }

    private static String pattern(Random random, int depth) {
        StringBuilder text = new StringBuilder("?x " + pick(random, List.of("e:knows", "e:likes", "e:age")) + " ?y . ");
        int parts = 1 + random.nextInt(3);
        for (int i = 0; i < parts; i++) {
            String next = step(random, pick(random, List.of("?x", "?y", "e:3")));
            text.append(
                    switch (depth > 0 ? random.nextInt(10) : 9) {
                        case 0 -> "OPTIONAL { " + next + pattern(random, 0) + "} ";
                        case 1 -> "OPTIONAL { " + next + "FILTER(?z != ?x) } ";
                        case 2 -> "{ " + next + "} UNION { " + pattern(random, 0) + "} ";
                        case 3 -> "MINUS { " + next + "} ";
                        case 4 -> "FILTER NOT EXISTS { " + next + "} ";
                        case 5 -> "FILTER EXISTS { " + pattern(random, 0) + "} ";
                        case 6 -> "?x (e:knows|e:likes)+ ?w . ";
                        case 7 -> "BIND(STR(?y) AS ?text" + i + ") FILTER(STRLEN(?text" + i + ") > 1) ";
                        case 8 -> "VALUES ?x { e:1 e:2 e:3 e:4 } ";
                        default -> next;
                    });
        }
        return text.toString();
    }

    private static String question(Random random) {
        String where = pattern(random, 1);
        String inside = random.nextInt(5) == 0 ? "GRAPH e:g { " + where + "}" : where;
        return switch (random.nextInt(4)) {
            case 0 -> "SELECT DISTINCT ?x ?y { " + inside + "}";
            case 1 -> "SELECT ?y (COUNT(*) AS ?n) (MIN(?x) AS ?least) { " + inside + "} GROUP BY ?y";
            case 2 -> "SELECT ?x { " + inside + "FILTER(BOUND(?y) && ?y != 3) }";
            default -> "SELECT * { " + inside + "}";
        };
    }

    private static List<String> rows(RowSet rows) {
        List<String> result = new ArrayList<>();
        while (rows.hasNext()) {
            Binding row = rows.next();
            List<String> cells = new ArrayList<>();
            for (Var variable : rows.getResultVars()) {
                cells.add(variable + "=" + row.get(variable));
            }
            cells.sort(null);
            result.add(cells.toString());
        }
        result.sort(null);
        return result;
    }

    private static List<String> byArq(String text) {
        try (QueryExec exec =
                QueryExec.dataset(memory).query(QueryFactory.create(text)).build()) {
            return rows(exec.select());
        }
    }

    private static List<String> byUs(String text) {
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            return rows(session.query(QueryFactory.create(text)).select());
        } catch (RuntimeException e) {
            throw new IllegalStateException(text, e);
        }
    }

    /** As it is when a client leaves, or behind a LIMIT: ARQ's hash joins alone fail then. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * { { ?x e:knows ?y } { SELECT ?x (COUNT(*) AS ?n) { ?x e:likes ?z } GROUP BY ?x } }",
                "SELECT * { VALUES (?x ?y) { (UNDEF e:1) } OPTIONAL { { ?x e:knows ?z } UNION { ?z e:likes ?x } OPTIONAL { ?z e:age ?y } } }",
                "SELECT * { { ?x e:knows ?y } UNION { { ?x e:likes ?z } { SELECT ?x { ?x e:age ?a } LIMIT 5 } } } LIMIT 1",
            })
    void aJoinMayBeClosedUnread(String query) {
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            RowSet rows = session.query(QueryFactory.create(PREFIXES + query)).select();
            rows.close();
            assertNull(session.failure());
        }
        assertEquals(byArq(PREFIXES + query).size(), byUs(PREFIXES + query).size());
    }

    static LongStream seeds() {
        return LongStream.of(17, Long.getLong("seed", System.nanoTime()));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void answersAreThoseOfArq(long seed) {
        System.out.println("plain RDF: -Dseed=" + seed);
        Random random = new Random(seed);
        int withAnswers = 0;
        int questions = Integer.getInteger("questions", 80);
        for (int i = 0; i < questions; i++) {
            String text = PREFIXES + question(random);
            List<String> expected = byArq(text);
            assertEquals(expected, byUs(text), "seed " + seed + ": " + text);
            withAnswers += expected.isEmpty() ? 0 : 1;
        }
        assertTrue(withAnswers > questions / 6, withAnswers + " questions had answers");
    }
}
