package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.update.UpdateFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.access.Access;

/** A query asked again gives what it would give if it were new. */
@Tag("postgis")
class KnownQueryTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static SmallCity city;

    @BeforeAll
    static void draw() throws SQLException, IOException {
        city = new SmallCity();
        city.draw(new Random(3), 12);
    }

    @AfterAll
    static void close() throws IOException {
        city.close();
    }

    private static KnownQuery query(String text) {
        StringBuilder prefixes = new StringBuilder();
        Prefixes.of(city.catalogue.iris()).forEach((p, iri) -> prefixes.append("PREFIX " + p + ": <" + iri + ">\n"));
        return new KnownQuery(QueryFactory.create(prefixes + text));
    }

    private static Set<String> ask(KnownQuery query, @Nullable Instant asOf, Regime regime) {
        try (CitySession session = city.twin.read(Access.OPEN, QueryBounds.of(LONG), asOf, regime)) {
            Set<String> answers = new TreeSet<>();
            RowSet rows = session.query(query).select();
            rows.forEachRemaining(row -> answers.add(String.valueOf(row.get(Var.alloc("x")))));
            return answers;
        }
    }

    private static Set<String> ask(KnownQuery query) {
        return ask(query, null, Regime.DEFAULT);
    }

    @Test
    void whatIsWrittenInBetweenIsInTheAnswer() {
        String kind = "<https://data.huetwin.vn/test/kind>";
        for (String pattern : new String[] {
            "?b a def:Building ; def:usage ?u . ?u " + kind + " ?x",
            "?b a def:Building ; " + kind + " ?x",
            "?b a def:Building OPTIONAL { ?b " + kind + " ?x }"
        }) {
            KnownQuery query = query("SELECT DISTINCT ?x { " + pattern + " FILTER(BOUND(?x)) }");
            assertEquals(Set.of(), ask(query), pattern);
            assertEquals(Set.of(), ask(query), pattern);
            String subject = pattern.contains("?u " + kind)
                    ? "<https://data.huetwin.vn/code/building-usage/house>, <https://data.huetwin.vn/code/building-usage/office>"
                    : "<https://data.huetwin.vn/id/building/b1>";
            for (String each : subject.split(", ")) {
                update("INSERT DATA { " + each + " " + kind + " \"new\" }");
            }
            assertEquals(Set.of("\"new\""), ask(query), pattern);
            update("DELETE WHERE { ?s " + kind + " ?o }");
            assertEquals(Set.of(), ask(query), pattern);
        }
    }

    private static void update(String text) {
        city.twin.update(UpdateFactory.create(text), Access.PERSONAL, LONG);
    }

    @Test
    void eachTimeAndEachRegimeHasItsOwnAnswer() {
        KnownQuery query = query("SELECT ?x { ?x a geo:Feature ; def:floors ?f }");
        Set<String> now = ask(query);
        assertNotEquals(Set.of(), now);
        assertEquals(Set.of(), ask(query, SmallCity.LONG_AGO.minusSeconds(1), Regime.DEFAULT));
        assertEquals(now, ask(query));
        assertEquals(now, ask(query, SmallCity.LONG_AGO.plusSeconds(1), Regime.DEFAULT));
        assertEquals(now, ask(query, null, new Regime(false, true)));
    }

    @Test
    void questionsAboutNowAndByChanceAreNewEachTime() throws InterruptedException {
        for (String expression : new String[] {"NOW()", "RAND()", "STRUUID()", "BNODE()"}) {
            KnownQuery query = query("SELECT ?x { ?b a def:Building BIND(" + expression + " AS ?x) } LIMIT 1");
            Set<String> before = ask(query);
            Thread.sleep(2);
            assertNotEquals(before, ask(query), expression);
        }
    }
}
