package vn.huetwin.ingest.geofence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Point;
import vn.huetwin.ingest.event.EventBench;

@Tag("postgis")
class FenceIndexTest {
    private static FenceBench bench;

    @BeforeAll
    static void open() throws SQLException {
        bench = new FenceBench();
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        bench.empty();
    }

    @Test
    void onlyWhatChangedIsRead() throws Exception {
        FenceIndex index = index();
        try (Connection connection = bench.events.database.connection()) {
            for (int i = 0; i < 50; i++) {
                bench.fence("f" + i, "BBOX(geometry, 107.5, 16.4, 107.6, 16.5)", 0, 0);
            }
            assertEquals(50, index.refresh(connection), "all are new");
            assertEquals(0, index.refresh(connection), "none has changed");
            bench.fence("f7", "category = 'ROAD'", 0, 0);
            bench.fence("f50", "category = 'ROAD'", 0, 0);
            bench.events.execute("DELETE FROM geofence WHERE id = 'f9'");
            assertEquals(2, index.refresh(connection), "one is another, one is new");
            assertEquals(50, near(index, 107.55, 16.45).size());
            assertEquals(List.of("f50", "f7"), near(index, 107.7, 16.45), "they can be anywhere");
        }
    }

    @Test
    void whateverWasMadeAndTakenAwayItIsAsOneThatIsReadAnew() throws Exception {
        long seed = Long.getLong("twin.test.seed", System.nanoTime());
        Random random = new Random(seed);
        FenceIndex index = index();
        try (Connection connection = bench.events.database.connection()) {
            for (int round = 0; round < 15; round++) {
                for (int i = random.nextInt(12); i >= 0; i--) {
                    change(random);
                }
                index.refresh(connection);
                FenceIndex anew = index();
                anew.refresh(connection);
                for (int i = 0; i < 20; i++) {
                    double lon = 107.5 + random.nextDouble() / 10;
                    double lat = 16.4 + random.nextDouble() / 10;
                    assertEquals(near(anew, lon, lat), near(index, lon, lat), "-Dtwin.test.seed=" + seed);
                }
            }
        }
    }

    private static void change(Random random) throws SQLException {
        String id = "f" + random.nextInt(20);
        if (random.nextInt(3) == 0) {
            bench.events.execute("DELETE FROM geofence WHERE id = '" + id + "'");
            return;
        }
        double west = 107.5 + random.nextDouble() / 10;
        double south = 16.4 + random.nextDouble() / 10;
        bench.fence(
                id,
                random.nextInt(5) == 0
                        ? "state = 'RECEIVED'"
                        : String.format(
                                Locale.ROOT,
                                "BBOX(geometry, %f, %f, %f, %f)",
                                west,
                                south,
                                west + random.nextDouble() / 20,
                                south + random.nextDouble() / 20),
                0,
                0);
    }

    private static FenceIndex index() {
        return new FenceIndex(EventBench.CATALOGUE, FenceBench.LOCAL);
    }

    private static List<String> near(FenceIndex index, double lon, double lat) {
        FenceIndex.Part part = index.find("incident");
        Point place = new GeometryFactory().createPoint(new Coordinate(lon, lat));
        return part == null
                ? List.of()
                : part.near(place).stream().map(f -> f.declared().id()).sorted().toList();
    }
}
