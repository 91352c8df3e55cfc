package vn.huetwin.ingest.geofence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.query.FilterException;

@Tag("postgis")
class GeofenceWatchTest {
    /** A square of about 1 km. */
    private static final String CITADEL =
            "INTERSECTS(geometry, POLYGON((107.57 16.46, 107.58 16.46, 107.58 16.47, 107.57 16.47, 107.57 16.46)))";

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
    void whoComesInEntersAndWhoGoesOutOrChangesLeaves() throws Exception {
        bench.fence("citadel", CITADEL + " AND state <> 'RESOLVED'", 0, 0);
        bench.fence("near", "DWITHIN(geometry, POINT(107.575 16.465), 300, meters)", 0, 0);
        bench.at("a", "pa-1", "08:00:00", 107.50, 16.40, ",\"state\":\"RECEIVED\"");
        assertEquals(List.of(), bench.told());
        bench.at("b", "pa-1", "08:01:00", 107.575, 16.465, "");
        assertEquals(List.of("citadel entered pa-1", "near entered pa-1"), sorted(bench.told()), "all that match");
        bench.at("c", "pa-1", "08:02:00", 107.579, 16.469, "");
        assertEquals(List.of("near left pa-1"), bench.told());
        bench.at("d", "pa-1", "08:03:00", 107.579, 16.469, ",\"state\":\"RESOLVED\"");
        assertEquals(List.of("citadel left pa-1"), bench.told());
    }

    @Test
    void versionsOfOnePageCountOneByOne() throws Exception {
        bench.fence("citadel", CITADEL, 0, 0);
        bench.events.send(List.of(
                FenceBench.event("a", "pa-1", "08:00:00", 107.5, 16.4, ""),
                FenceBench.event("b", "pa-1", "08:01:00", 107.575, 16.465, ""),
                FenceBench.event("c", "pa-1", "08:02:00", 107.5, 16.4, "")));
        assertEquals(List.of("citadel entered pa-1", "citadel left pa-1"), bench.told());
    }

    @Test
    void whoIsInsideHasToGoSomeWayToHaveLeft() throws Exception {
        bench.fence("citadel", CITADEL, 100, 0);
        bench.at("a", "pa-1", "08:00:00", 107.5801, 16.465, "");
        assertEquals(List.of(), bench.told(), "10 m outside is not inside");
        bench.at("b", "pa-1", "08:01:00", 107.5799, 16.465, "");
        assertEquals(List.of("citadel entered pa-1"), bench.told());
        bench.at("c", "pa-1", "08:02:00", 107.5807, 16.465, "");
        assertEquals(List.of(), bench.told(), "75 m outside is not far enough");
        bench.at("d", "pa-1", "08:03:00", 107.5811, 16.465, "");
        assertEquals(List.of("citadel left pa-1"), bench.told());
    }

    @Test
    void whoDoesNotStayIsNotTold() throws Exception {
        bench.fence("citadel", CITADEL, 0, 60);
        bench.at("a", "pa-1", "08:00:00", 107.575, 16.465, "");
        bench.at("b", "pa-1", "08:00:30", 107.5, 16.4, "");
        bench.pass(Duration.ofMinutes(5));
        assertEquals(List.of(), bench.told());
        bench.at("c", "pa-1", "08:10:00", 107.575, 16.465, "");
        assertEquals(List.of(), bench.told());
        bench.restart();
        bench.pass(Duration.ofSeconds(61));
        assertEquals(List.of("citadel entered pa-1"), bench.told(), "because time passes");
        bench.at("d", "pa-1", "09:00:00", 107.5, 16.4, "");
        bench.at("e", "pa-1", "09:01:00", 107.5, 16.4, "");
        assertEquals(List.of("citadel left pa-1"), bench.told(), "because it is still outside a minute later");
    }

    @Test
    void correctionsAndRetractionsCountToo() throws Exception {
        bench.fence("citadel", CITADEL, 0, 0);
        bench.at("a", "pa-1", "08:00:00", 107.5, 16.4, "");
        bench.at("b", "pa-1", "08:01:00", 107.575, 16.465, "");
        assertEquals(List.of("citadel entered pa-1"), bench.told());
        bench.events.send(amending("c", "retracts\":\"b"));
        assertEquals(List.of("citadel left pa-1"), bench.told());
        bench.events.send(amending("d", "retracts\":\"c"));
        assertEquals(List.of("citadel entered pa-1"), bench.told());
        bench.events.send(List.of(amending("e", "retracts\":\"a"), amending("f", "retracts\":\"b")));
        assertEquals(List.of("citadel left pa-1"), bench.told(), "the feature is gone");
    }

    @Test
    void whoIsDeletedLeaves() throws Exception {
        bench.fence("citadel", CITADEL, 0, 0);
        bench.at("a", "pa-1", "08:00:00", 107.575, 16.465, "");
        assertEquals(List.of("citadel entered pa-1"), bench.told());
        bench.events.send(
                FenceBench.event("b", "pa-1", "08:01:00", 107.575, 16.465, "").replace(".moved", ".deleted"));
        assertEquals(List.of("citadel left pa-1"), bench.told());
        bench.events.send(List.of(
                FenceBench.event("c", "pa-1", "08:02:00", 107.575, 16.465, ""),
                FenceBench.event("d", "pa-1", "08:03:00", 107.575, 16.465, "").replace(".moved", ".deleted")));
        assertEquals(List.of("citadel entered pa-1", "citadel left pa-1"), bench.told(), "of one page");
    }

    @Test
    void aLateEventDoesNotTellWhatIsPast() throws Exception {
        bench.fence("citadel", CITADEL, 0, 0);
        bench.at("a", "pa-1", "09:00:00", 107.5, 16.4, "");
        bench.at("b", "pa-1", "08:00:00", 107.575, 16.465, "");
        assertEquals(List.of(), bench.told());
    }

    @Test
    void whoIsInsideWhenTheFenceIsMadeIsKnown() throws Exception {
        bench.at("a", "pa-1", "08:00:00", 107.575, 16.465, "");
        bench.fence("citadel", CITADEL, 0, 0);
        assertEquals(List.of(), bench.told());
        assertEquals(List.of("pa-1"), bench.fences.inside("citadel", 10));
        bench.at("b", "pa-1", "08:01:00", 107.5, 16.4, "");
        assertEquals(List.of("citadel left pa-1"), bench.told());
    }

    @Test
    void aFenceThatCannotBeWatchedIsRefused() {
        assertThrows(FilterException.class, () -> bench.fence("f", "no_such = 1", 0, 0));
        assertThrows(FilterException.class, () -> bench.fence("f", "category = 'ROAD'", 50, 0), "no area");
    }

    /** As brute force tells it: every version against every fence. */
    @Test
    void noCrossingIsMissedOrToldTwice() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("GeofenceWatchTest: replay with -Dseed=" + seed);
        Random random = new Random(seed);
        int fences = 300;
        double[][] all = new double[fences][];
        for (int i = 0; i < fences; i++) {
            double lon = 107.50 + random.nextDouble() * 0.1;
            double lat = 16.40 + random.nextDouble() * 0.1;
            double size = 0.002 + random.nextDouble() * 0.02;
            all[i] = new double[] {lon, lat, size, i % 3};
            String area = i % 2 == 0
                    ? String.format(
                            Locale.ROOT, "BBOX(geometry, %.9f, %.9f, %.9f, %.9f)", lon, lat, lon + size, lat + size)
                    : String.format(
                            Locale.ROOT, "DWITHIN(geometry, POINT(%.9f %.9f), %.3f, meters)", lon, lat, size * 1e5);
            bench.fence("f" + i, i % 3 == 0 ? area + " AND state = 'RECEIVED'" : area, 0, 0);
        }
        Map<String, Boolean> inside = new TreeMap<>();
        List<String> expected = new ArrayList<>();
        List<String> told = new ArrayList<>();
        List<String> batch = new ArrayList<>();
        for (int n = 0; n < 400; n++) {
            String report = "pa-" + random.nextInt(40);
            double lon = Math.rint((107.50 + random.nextDouble() * 0.12) * 1e9) / 1e9;
            double lat = Math.rint((16.40 + random.nextDouble() * 0.12) * 1e9) / 1e9;
            boolean open = random.nextBoolean();
            String time = String.format(Locale.ROOT, "08:%02d:%02d", n / 60, n % 60);
            batch.add(FenceBench.event(
                    "e" + n, report, time, lon, lat, ",\"state\":\"" + (open ? "RECEIVED" : "RESOLVED") + "\""));
            for (int i = 0; i < fences; i++) {
                boolean holds = holds(all[i], i, lon, lat, open);
                Boolean was = inside.put("f" + i + " " + report, holds);
                if (holds != (was != null && was)) {
                    expected.add("f" + i + (holds ? " entered " : " left ") + report + " e" + n);
                }
            }
            if (random.nextInt(20) == 0 || n == 399) {
                bench.events.send(batch);
                batch.clear();
                if (random.nextInt(3) == 0) {
                    bench.restart();
                }
                told.addAll(bench.told());
            }
        }
        assertTrue(expected.size() > 1_000, "crossings: " + expected.size());
        List<String> causes = bench.events.rows("SELECT f.subject, split_part(f.type, '.', 4), f.data->>'feature', e.id"
                + " FROM event_log f JOIN event_log e ON e.position = (f.data->>'cause')::bigint"
                + " WHERE f.source = 'urn:hue:twin:geofence'");
        assertEquals(sorted(expected), sorted(causes), "seed " + seed);
        assertEquals(expected.size(), told.size());
    }

    private static boolean holds(double[] fence, int number, double lon, double lat, boolean open) {
        if (number % 3 == 0 && !open) {
            return false;
        }
        if (number % 2 == 0) {
            return lon >= rounded(fence[0])
                    && lon <= rounded(fence[0] + fence[2])
                    && lat >= rounded(fence[1])
                    && lat <= rounded(fence[1] + fence[2]);
        }
        double[] one = FenceBench.LOCAL.fromWgs84(rounded(fence[0]), rounded(fence[1]));
        double[] other = FenceBench.LOCAL.fromWgs84(lon, lat);
        return Math.hypot(one[0] - other[0], one[1] - other[1]) <= Math.rint(fence[2] * 1e5 * 1e3) / 1e3;
    }

    private static double rounded(double degrees) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.9f", degrees));
    }

    private static String amending(String id, String how) {
        return FenceBench.event(id, "pa-1", "08:30:00", 1, 1, "").replaceFirst("\"data\":.*", "\"" + how + "\"}");
    }

    private static List<String> sorted(List<String> texts) {
        List<String> copy = new ArrayList<>(texts);
        Collections.sort(copy);
        return copy;
    }
}
