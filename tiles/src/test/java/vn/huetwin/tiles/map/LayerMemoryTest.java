package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.geotools.api.filter.Filter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.tiles.style.DefaultStyle;
import vn.huetwin.tiles.style.MapStyle;

/** 400 buildings of three usages: what is drawn from memory is what is drawn from the rows, also after changes. */
@Tag("postgis")
class LayerMemoryTest {
    private static final Envelope CITY = new Envelope(107.034, 108.211, 15.994, 16.743);
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private final Catalogue catalogue = CatalogueReader.read();
    private final Layer building = catalogue.get("building");
    private final Database database = TestPostgis.database();
    private final PostgisShapes rows = new PostgisShapes(database.dataSource(), catalogue);
    private final LayerMemory memory = new LayerMemory(database.dataSource(), catalogue, rows, 1 << 24, CITY);
    private final MapStyle style = DefaultStyle.of(building, Access.OPEN);
    private final RuleMatch match = new RuleMatch(building, style, Access.OPEN);
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private long position;

    @BeforeEach
    void fill() throws Exception {
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        List<Verdict.Checked> buildings = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            buildings.add(building("b" + i));
        }
        store(buildings);
    }

    @AfterEach
    void close() {
        memory.close();
        database.close();
    }

    /** A triangle; its corners have seven decimals, which the memory keeps exactly. */
    private Verdict.Checked building(String key) throws Exception {
        double x = 107.55 + random.nextDouble() * 0.05;
        double y = 16.44 + random.nextDouble() * 0.05;
        double w = random.nextDouble() * 0.002;
        double h = random.nextDouble() * 0.002;
        Geometry geometry = new WKTReader()
                .read(String.format(
                        Locale.ROOT,
                        "MULTIPOLYGON (((%1$.7f %2$.7f, %3$.7f %2$.7f, %3$.7f %4$.7f, %1$.7f %2$.7f)))",
                        x,
                        y,
                        x + w,
                        y + h));
        geometry.setSRID(4326);
        Object[] values = new Object[building.properties().size()];
        for (int i = 0; i < values.length; i++) {
            Property property = building.properties().get(i);
            if (property.name().equals("usage")) {
                values[i] = List.of("house", "office", "unknown").get(random.nextInt(3));
            }
        }
        return new Verdict.Checked(key, geometry, Arrays.asList(values), SINCE, List.of());
    }

    private void store(List<Verdict.Checked> buildings) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            new LayerWriter(catalogue)
                    .write(connection, building, buildings.iterator(), ++position, "test", SINCE.plusSeconds(position));
            connection.commit();
        }
    }

    /** What a source gives, feature by feature in no order: its match and its outline. */
    private List<String> shapes(ShapeSource source, Filter filter, Envelope box) {
        Screen screen = new Screen(256, 256, box, new CrsRegistry().get(9214), 90, new Projections(CITY));
        List<String> shapes = new ArrayList<>();
        source.read(
                new LayerView(building, style, filter, null, Access.OPEN),
                match,
                screen,
                2,
                new Stop(10_000),
                (path, number, values) -> {
                    if (!path.misses(screen.width(), screen.height(), 0)) {
                        shapes.add(number + " " + path.parts + " " + Math.round(path.minX) + " "
                                + Math.round(path.maxX) + " " + Math.round(path.minY) + " "
                                + Math.round(path.maxY));
                    }
                });
        shapes.sort(null);
        return shapes;
    }

    private void awaitHeld() {
        for (int i = 0; i < 1_000 && !memory.holds(building); i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertTrue(memory.holds(building));
    }

    private void checkAlike() {
        // boxes whose pixels are smaller than any building, so that none is a mere point
        for (int i = 0; i < 20; i++) {
            double x = 558_000 + random.nextDouble() * 5_000;
            double y = 1_818_000 + random.nextDouble() * 5_000;
            double size = 50 + random.nextDouble() * 1_500;
            Envelope box = new Envelope(x, x + size, y, y + size);
            List<String> expected = shapes(rows, Filter.INCLUDE, box);
            List<String> drawn = shapes(memory, Filter.INCLUDE, box);
            List<String> left = new ArrayList<>(drawn);
            for (String shape : expected) {
                left.stream().filter(s -> isAlike(shape, s)).findFirst().ifPresent(left::remove);
            }
            assertTrue(left.isEmpty() && drawn.size() == expected.size(), "seed " + seed + ": " + left);
        }
    }

    /** The same rule and parts, and edges that are at most a pixel apart: between two pixels both may be rounded to. */
    private static boolean isAlike(String one, String other) {
        long[] a = Stream.of(one.split(" ")).mapToLong(Long::parseLong).toArray();
        long[] b = Stream.of(other.split(" ")).mapToLong(Long::parseLong).toArray();
        return a[0] == b[0] && a[1] == b[1] && IntStream.range(2, a.length).allMatch(i -> Math.abs(a[i] - b[i]) <= 1);
    }

    @Test
    void drawsWhatTheRowsHold() throws Exception {
        Envelope all = new Envelope(555_000, 570_000, 1_815_000, 1_830_000);
        assertFalse(memory.holds(building));
        assertEquals(400, shapes(memory, Filter.INCLUDE, all).size(), "before it is there PostGIS answers");
        awaitHeld();
        assertEquals(400, shapes(memory, Filter.INCLUDE, all).size());
        checkAlike();
    }

    @Test
    void takesInWhatChanges() throws Exception {
        Envelope all = new Envelope(555_000, 570_000, 1_815_000, 1_830_000);
        shapes(memory, Filter.INCLUDE, all);
        awaitHeld();
        List<String> before = shapes(memory, Filter.INCLUDE, all);
        store(List.of(building("b7"), building("b8"), building("new")));
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM layer.building WHERE id = 'b9'");
        }
        memory.changed(building, List.of("b7", "b8", "b9", "new"));
        assertEquals(400, shapes(memory, Filter.INCLUDE, all).size(), "at once");
        awaitHeld();
        assertNotEquals(before, shapes(memory, Filter.INCLUDE, all));
        checkAlike();
        store(List.of(building("new"), building("b10")));
        memory.changed(building, List.of("new", "b10"));
        awaitHeld();
        checkAlike();
        memory.changed(building, null);
        assertFalse(memory.holds(building));
        checkAlike();
    }

    @Test
    void whatDoesNotFitIsAskedOfTheDatabase() {
        try (LayerMemory small = new LayerMemory(database.dataSource(), catalogue, rows, 100, CITY)) {
            Envelope all = new Envelope(555_000, 570_000, 1_815_000, 1_830_000);
            assertEquals(400, shapes(small, Filter.INCLUDE, all).size());
            LockSupport.parkNanos(200_000_000);
            assertEquals(400, shapes(small, Filter.INCLUDE, all).size());
        }
    }
}
