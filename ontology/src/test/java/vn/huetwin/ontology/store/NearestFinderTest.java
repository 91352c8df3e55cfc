package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;

/**
 * Two parcels, p1 west and p2 east of 107.5800° E, 0.0010° wide each (107 m), from 16.4600° to 16.4610° N; a site in the
 * middle of p1 and a road along the south, 0.0002° (22 m) below them.
 */
@Tag("postgis")
class NearestFinderTest {
    private static final Instant MONDAY = Instant.parse("2026-01-05T00:00:00Z");
    private static final String P1 = parcel(107.579, 107.580);
    private static final String P2 = parcel(107.580, 107.581);
    private static final GeometryFactory WGS84 = new GeometryFactory();

    private final Catalogue catalogue = CatalogueReader.read();
    private final Database database = TestPostgis.database();
    private final LayerWriter writer = new LayerWriter(catalogue);
    private final VersionWriter versions = new VersionWriter(writer);
    private long position;

    @BeforeEach
    void city() throws SQLException {
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        write("land_parcel", draft("p1", P1, Map.of("land_use", "ODT")), draft("p2", P2, Map.of("land_use", "ODT")));
        write("tourism_site", draft("s1", "POINT (107.5795 16.4605)", Map.of("name", "Chùa")));
        write("road", draft("r1", "MULTILINESTRING ((107.57 16.4598, 107.59 16.4598))", Map.of("name", "Lê Lợi")));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static String parcel(double west, double east) {
        return String.format(
                Locale.ROOT,
                "MULTIPOLYGON (((%1$.4f 16.46, %2$.4f 16.46, %2$.4f 16.461, %1$.4f 16.461, %1$.4f 16.46)))",
                west,
                east);
    }

    @Test
    void aReportLiesInItsParcelAndNextToItsSiteAndRoad() throws SQLException {
        write("incident", report("i1", "POINT (107.5797 16.4602)"), report("i2", "POINT (107.5810 16.4640)"));
        assertEquals(List.of("i1 p1 s1 r1", "i2 - - -"), seen());
    }

    @Test
    void aPointOnTheEdgeOfTwoParcelsLiesInTheFirst() throws SQLException {
        write("incident", report("i1", "POINT (107.58 16.4603)"), report("i2", "POINT (107.58 16.461)"));
        assertEquals(
                List.of("i1 p1 s1 -", "i2 p1 s1 -"),
                seen().stream().map(s -> s.replace(" r1", " -")).toList());
    }

    @Test
    void distancesAreMetresInAnyDirection() throws SQLException {
        // 49 m and 51 m south of the road
        write("incident", report("i1", "POINT (107.5750 16.459357)"), report("i2", "POINT (107.5750 16.459339)"));
        assertEquals(List.of("i1 - - r1", "i2 - - -"), seen());
    }

    @Test
    void whenParcelsSitesOrRoadsChangeReportsAreLookedAtAgain() throws SQLException {
        write("incident", report("i1", "POINT (107.5797 16.4602)"), report("i2", "POINT (107.5803 16.4602)"));
        write(
                "land_parcel",
                draft("p1", parcel(107.579, 107.5795), Map.of("land_use", "ODT")),
                draft("p2", parcel(107.5795, 107.581), Map.of("land_use", "ODT")));
        assertEquals(List.of("i1 p2 s1 r1", "i2 p2 s1 r1"), seen());
        append("tourism_site", new Draft("s2", wgs84("POINT (107.5803 16.4603)"), Map.of("name", "Miếu"), MONDAY));
        assertEquals(List.of("i1 p2 s1 r1", "i2 p2 s2 r1"), seen());
        try (Connection connection = database.connection()) {
            versions.supersede(connection, catalogue.get("tourism_site"), List.of("s2"), MONDAY);
        }
        assertEquals(List.of("i1 p2 s1 r1", "i2 p2 s1 r1"), seen());
    }

    @Test
    void aGuessedPlaceHasNoParcel() throws SQLException {
        write(
                "incident",
                draft("i1", "POINT (107.5797 16.4602)", Map.of("category", "ROAD", "location_match", "Lê Lợi")));
        assertEquals(List.of("i1 - - -"), seen());
    }

    @Test
    void theSameImportAgainChangesNothing() throws SQLException {
        write("incident", report("i1", "POINT (107.5797 16.4602)"));
        assertEquals(
                0, write("incident", report("i1", "POINT (107.5797 16.4602)")).updated());
    }

    @Test
    void aCityOfAnEarlierReleaseIsFilledWhenItIsOpened() throws SQLException {
        write("incident", report("i1", "POINT (107.5797 16.4602)"));
        try (Connection connection = database.connection()) {
            connection.createStatement().execute("ALTER TABLE layer.incident DROP COLUMN parcel");
            connection.createStatement().execute("ALTER TABLE layer_history.incident DROP COLUMN parcel");
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        assertEquals(List.of("i1 p1 s1 r1"), seen());
    }

    /** Parcels in fans round random corners, so that edges have all directions: each point on an edge lies in one. */
    @Test
    void pointsOnEdgesOfAnyDirectionLieInExactlyOneParcelTheSameByEveryWay() throws SQLException {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        Coordinate hub = new Coordinate(107.6 + random.nextDouble() * 0.01, 16.4 + random.nextDouble() * 0.01);
        int count = 12;
        List<Coordinate> rim = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double angle = 2 * Math.PI * (i + random.nextDouble() * 0.8) / count;
            rim.add(new Coordinate(hub.x + 0.001 * Math.cos(angle), hub.y + 0.001 * Math.sin(angle)));
        }
        List<Draft> fan = new ArrayList<>();
        List<Point> points = new ArrayList<>(List.of(WGS84.createPoint(hub)));
        for (int i = 0; i < count; i++) {
            Coordinate a = rim.get(i);
            Coordinate b = rim.get((i + 1) % count);
            Geometry slice = WGS84.createMultiPolygon(new org.locationtech.jts.geom.Polygon[] {
                WGS84.createPolygon(new Coordinate[] {hub, a, b, hub.copy()})
            });
            fan.add(new Draft(String.format(Locale.ROOT, "f%02d", i), slice, Map.of("land_use", "ODT"), null));
            for (int n = 0; n < 20; n++) {
                double at = random.nextDouble();
                points.add(WGS84.createPoint(new Coordinate(hub.x + (a.x - hub.x) * at, hub.y + (a.y - hub.y) * at)));
            }
        }
        write("land_parcel", fan.toArray(Draft[]::new));
        Draft[] reports = new Draft[points.size()];
        for (int i = 0; i < reports.length; i++) {
            reports[i] = new Draft("i" + (1_000 + i), points.get(i), Map.of("category", "ROAD"), null);
        }
        write("incident", reports);
        Layer incident = catalogue.get("incident");
        try (Connection connection = database.connection()) {
            IdentityHashMap<Geometry, @Nullable String[]> found = NearestFinder.find(connection, incident, points);
            for (int i = 0; i < reports.length; i++) {
                String parcel = Objects.requireNonNull(found.get(points.get(i)))[0];
                String where = "-Dseed=" + seed + ", " + points.get(i);
                assertTrue(touched(fan, points.get(i)).contains(parcel), where + " in " + parcel);
                assertEquals(parcel, Objects.requireNonNull(one(connection, reports[i].key())), where);
            }
        }
    }

    /** Those that it lies in or on the edge of, as far as that can be told of rounded numbers. */
    private static List<String> touched(List<Draft> fan, Point point) {
        return fan.stream()
                .filter(slice -> point.isWithinDistance(Objects.requireNonNull(slice.geometry()), 1e-12))
                .map(Draft::key)
                .toList();
    }

    private static @Nullable String one(Connection connection, String key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT parcel FROM layer.incident WHERE id = ?")) {
            statement.setString(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        }
    }

    private static Draft report(String key, String wkt) {
        return draft(key, wkt, Map.of("category", "ROAD"));
    }

    private static Draft draft(String key, String wkt, Map<String, Object> values) {
        return new Draft(key, wgs84(wkt), values, null);
    }

    private static Geometry wgs84(String wkt) {
        try {
            return new WKTReader(WGS84).read(wkt);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private LayerWriter.Outcome write(String layer, Draft... drafts) throws SQLException {
        List<Verdict.Checked> rows = new ArrayList<>();
        for (Draft draft : drafts) {
            rows.add(checked(layer, draft));
        }
        try (Connection connection = database.connection()) {
            return writer.write(connection, catalogue.get(layer), rows.iterator(), ++position, "test", MONDAY);
        }
    }

    private void append(String layer, Draft draft) throws SQLException {
        try (Connection connection = database.connection()) {
            versions.append(
                    connection,
                    catalogue.get(layer),
                    List.of(new VersionWriter.Version(
                            checked(layer, draft), MONDAY, null, MONDAY, ++position, "test", true)),
                    null);
        }
    }

    private Verdict.Checked checked(String layer, Draft draft) {
        Verdict verdict = new FeatureValidator(null).check(catalogue.get(layer), draft);
        if (!(verdict instanceof Verdict.Checked checked)) {
            throw new AssertionError(verdict.toString());
        }
        return checked;
    }

    /** {@code key parcel site road}. */
    private List<String> seen() throws SQLException {
        List<String> seen = new ArrayList<>();
        try (Connection connection = database.connection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT id, parcel, nearest_site, nearest_road FROM layer.incident ORDER BY id")) {
            while (rows.next()) {
                StringBuilder row = new StringBuilder(rows.getString(1));
                for (int i = 2; i <= 4; i++) {
                    row.append(' ').append(rows.getString(i) == null ? "-" : rows.getString(i));
                }
                seen.add(row.toString());
            }
        }
        return seen;
    }
}
