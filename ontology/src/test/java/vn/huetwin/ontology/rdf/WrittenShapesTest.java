package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.apache.jena.graph.Node;
import org.apache.jena.query.QueryFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.exec.RowSet;
import org.apache.jena.update.UpdateFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;

/** Thirty by thirty points that somebody has written, 0.01° apart, from 107° E 16° N: "x y" is the point there. */
@Tag("postgis")
class WrittenShapesTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int SIDE = 30;
    private static SmallCity city;

    @BeforeAll
    static void write() throws SQLException, IOException {
        city = new SmallCity();
        StringBuilder data = new StringBuilder();
        for (int x = 0; x < SIDE; x++) {
            for (int y = 0; y < SIDE; y++) {
                data.append(point(x, y));
            }
        }
        update("INSERT DATA {" + data + "}");
    }

    @AfterAll
    static void close() throws IOException {
        city.close();
    }

    /** One in three as GML. */
    private static String point(int x, int y) {
        double lon = 107 + x / 100.0;
        double lat = 16 + y / 100.0;
        String shape = x % 3 == 0
                ? "geo:asGML \"<gml:Point xmlns:gml='http://www.opengis.net/gml/3.2'><gml:pos>%s %s</gml:pos></gml:Point>\"^^geo:gmlLiteral"
                : "geo:asWKT \"POINT(%s %s)\"^^geo:wktLiteral";
        return String.format(Locale.ROOT, "<urn:p:%d.%d> e:at \"%d %d\" ; ", x, y, x, y)
                + String.format(Locale.ROOT, shape, lon, lat) + " .\n";
    }

    private static String prefixed(String text) {
        StringBuilder prefixes = new StringBuilder("PREFIX e: <http://example.org/>\n");
        Prefixes.of(city.catalogue.iris()).forEach((p, iri) -> prefixes.append("PREFIX " + p + ": <" + iri + ">\n"));
        return prefixes + text;
    }

    private static void update(String text) {
        city.twin.update(UpdateFactory.create(prefixed(text)), Access.PERSONAL, LONG);
    }

    private static String ask(String condition) {
        List<String> found = new ArrayList<>();
        String query = "SELECT ?n { ?p e:at ?n ; geo:asWKT|geo:asGML ?w FILTER(" + condition + ") } ORDER BY ?n";
        String both = "SELECT ?n { { ?p e:at ?n ; geo:asWKT ?w FILTER(" + condition
                + ") } UNION { ?p e:at ?n ; geo:asGML ?w FILTER(" + condition + ") } } ORDER BY ?n";
        assertEquals(rows(query), rows(both));
        found.addAll(rows(both));
        return String.join(", ", found);
    }

    private static List<String> rows(String query) {
        List<String> found = new ArrayList<>();
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            RowSet rows = session.query(QueryFactory.create(prefixed(query))).select();
            rows.forEachRemaining(row -> found.add(row.get(Var.alloc("n")).getLiteralLexicalForm()));
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "geof:sfWithin(?w, \"POLYGON((107.015 16.015,107.035 16.015,107.035 16.035,107.015 16.035,107.015 16.015))\"^^geo:wktLiteral) | 2 2, 2 3, 3 2, 3 3",
                "geof:sfContains(\"POLYGON((107.015 16.015,107.035 16.015,107.035 16.035,107.015 16.035,107.015 16.015))\"^^geo:wktLiteral, ?w) | 2 2, 2 3, 3 2, 3 3",
                "geof:sfEquals(?w, \"<http://www.opengis.net/def/crs/EPSG/0/4326> POINT(16.07 107.06)\"^^geo:wktLiteral) | 6 7",
                "geof:distance(?w, \"POINT(107.05 16.05)\"^^geo:wktLiteral, uom:metre) < 1090 | 4 5, 5 5, 6 5",
                "geof:metricDistance(?w, \"POINT(107.05 16.05)\"^^geo:wktLiteral) <= 1110 | 4 5, 5 4, 5 5, 5 6, 6 5",
                "0.0101 > geof:distance(\"POINT(107.05 16.05)\"^^geo:wktLiteral, ?w, uom:degree) | 4 5, 5 4, 5 5, 5 6, 6 5",
                "geof:sfIntersects(?w, \"POINT(108 17)\"^^geo:wktLiteral) | ''",
            })
    void whatIsFoundIsWhatIsThere(String condition, String points) {
        assertEquals(points, ask(condition));
    }

    /** Of 900 literals only those near are tested; where most are near, or the transaction writes, all are. */
    @Test
    void onlyWhatIsNearIsTested() {
        try (CitySession session = city.twin.read(Access.OPEN, LONG)) {
            List<Node> near = session.writtenNear(new Envelope(107.015, 107.035, 16.015, 16.035));
            assertEquals(4, near == null ? -1 : near.size());
            assertNull(session.writtenNear(new Envelope(100, 110, 10, 20)));
        }
    }

    @Test
    void eachWriteIsSeenByTheNextQueryAndNotByOneThatHasBegun() {
        String here = "geof:sfIntersects(?w, \"POLYGON((108 16,109 16,109 17,108 17,108 16))\"^^geo:wktLiteral)";
        assertEquals("", ask(here));
        try (CitySession before = city.twin.read(Access.OPEN, LONG)) {
            CompletableFuture.runAsync(() -> update("INSERT DATA {" + point(150, 50) + "}"))
                    .join();
            assertEquals(
                    "150 50", CompletableFuture.supplyAsync(() -> ask(here)).join());
            RowSet rows = before.query(QueryFactory.create(
                            prefixed("SELECT ?n { ?p e:at ?n ; geo:asGML ?w FILTER(" + here + ") }")))
                    .select();
            assertEquals(false, rows.hasNext());
        }
        update("DELETE DATA {" + point(150, 50) + "}");
        assertEquals("", ask(here));
    }
}
