package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;

/** Two wards side by side, west and east of 107.60°; a school that changes. */
@Tag("postgis")
class LayerWriterTest {
    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
    private static final Instant TUESDAY = Instant.parse("2026-01-06T00:00:00Z");
    private static final Instant WEDNESDAY = Instant.parse("2026-01-07T00:00:00Z");
    private static final String WEST = "MULTIPOLYGON(((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.5, 107.5 16.4)))";
    private static final String EAST = "MULTIPOLYGON(((107.6 16.4, 107.7 16.4, 107.7 16.5, 107.6 16.5, 107.6 16.4)))";
    private static final Access ALL = Access.PERSONAL;

    private final Catalogue catalogue = CatalogueReader.read();
    private final Database database = TestPostgis.database();
    private final LayerWriter writer = new LayerWriter(catalogue);
    private final FeatureStore store = new FeatureStore(database.dataSource(), catalogue);
    private long position;

    @BeforeEach
    void twoWards() throws SQLException {
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        write("ward", MONDAY, ward("w1", WEST), ward("w2", EAST));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aChangedRowMovesItsOldVersionIntoTheHistory() throws SQLException {
        assertEquals("1 new", write("school", MONDAY, school("Trường Cũ", 107.55)));
        assertEquals("1 changed", write("school", TUESDAY, school("Trường Mới", 107.55)));

        assertEquals(
                List.of("Trường Mới from 2026-01-06 until now", "Trường Cũ from 2026-01-05 until 2026-01-06"),
                store.history(new FeatureId("school", "s1"), ALL).stream()
                        .map(LayerWriterTest::drawn)
                        .toList());
    }

    @Test
    void theSameRowAgainChangesNothing() throws SQLException {
        write("school", MONDAY, school("Trường", 107.55));

        assertEquals("1 unchanged", write("school", TUESDAY, school("Trường", 107.55)));

        assertEquals(1, store.history(new FeatureId("school", "s1"), ALL).size());
    }

    @Test
    void theStateOfADayIsAsked() throws SQLException {
        write("school", MONDAY, school("Trường Cũ", 107.55));
        write("school", WEDNESDAY, school("Trường Mới", 107.65));

        assertEquals(List.of(), names(Instant.parse("2026-01-04T23:59:59Z")));
        assertEquals(List.of("Trường Cũ in w1"), names(MONDAY));
        assertEquals(List.of("Trường Cũ in w1"), names(TUESDAY));
        assertEquals(List.of("Trường Mới in w2"), names(WEDNESDAY));
        assertEquals(List.of("Trường Mới in w2"), names(null));
    }

    @Test
    void newWardBordersMoveTheFeaturesInThem() throws SQLException {
        write("school", MONDAY, school("Trường", 107.55));

        write("ward", TUESDAY, ward("w1", EAST), ward("w2", WEST));

        assertEquals(List.of("Trường in w2"), names(null));
    }

    @Test
    void aPointOnTheBorderLiesInOneWardAndOutsideInNone() throws SQLException {
        write("school", MONDAY, school("Trường", 107.60));
        assertEquals(List.of("Trường in w1"), names(null));

        write("school", TUESDAY, school("Trường", 107.71));
        assertEquals(List.of("Trường in null"), names(null));
    }

    @Test
    void whatIsNotCommittedNeverWas() throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            writer.write(
                    connection, catalogue.get("school"), rows("school", school("Trường", 107.55)), 9, "test", MONDAY);
            connection.rollback();
        }
        assertNull(store.find(new FeatureId("school", "s1"), ALL));
        assertEquals("1 new", write("school", MONDAY, school("Trường", 107.55)));
        assertNotNull(store.find(new FeatureId("school", "s1"), ALL));
    }

    private static Draft ward(String code, String wkt) {
        return new Draft(code, geometry(wkt), Map.of("name", code, "unit_type", "phường"), null);
    }

    private static Draft school(String name, double longitude) {
        return new Draft("s1", geometry("POINT(" + longitude + " 16.45)"), Map.of("name", name), null);
    }

    private String write(String layer, Instant when, Draft... drafts) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            LayerWriter.Outcome outcome =
                    writer.write(connection, catalogue.get(layer), rows(layer, drafts), ++position, "test", when);
            connection.commit();
            return outcome.inserted() > 0
                    ? outcome.inserted() + " new"
                    : outcome.updated() > 0 ? outcome.updated() + " changed" : outcome.unchanged() + " unchanged";
        }
    }

    private Iterator<Verdict.Checked> rows(String layer, Draft... drafts) {
        FeatureValidator validator = new FeatureValidator(null);
        List<Verdict.Checked> rows = new ArrayList<>();
        for (Draft draft : drafts) {
            Verdict verdict = validator.check(catalogue.get(layer), draft);
            if (!(verdict instanceof Verdict.Checked checked)) {
                throw new AssertionError(verdict.toString());
            }
            rows.add(checked);
        }
        return rows.iterator();
    }

    private List<String> names(@Nullable Instant asOf) {
        FeatureQuery query = FeatureQuery.all("school", ALL);
        try (FeatureCursor cursor = store.query(asOf == null ? query : query.asOf(asOf))) {
            List<String> names = new ArrayList<>();
            cursor.forEachRemaining(f -> names.add(f.properties().get("name") + " in " + f.wardCode()));
            return names;
        }
    }

    private static String drawn(Feature version) {
        Instant end = version.validTo();
        return version.properties().get("name") + " from "
                + version.validFrom().toString().substring(0, 10) + " until "
                + (end == null ? "now" : end.toString().substring(0, 10));
    }

    private static Geometry geometry(String wkt) {
        try {
            Geometry geometry = new WKTReader().read(wkt);
            geometry.setSRID(4326);
            return geometry;
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }
}
