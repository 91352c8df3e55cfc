package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.huetwin.ingest.event.EventStream.amending;
import static vn.huetwin.ingest.event.EventStream.event;
import static vn.huetwin.ingest.event.EventStream.numbered;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.subscription.EventFilter;
import vn.huetwin.ingest.subscription.EventPages;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * Reports without coordinates. Two wards meet at 107.60° E: Thuận Hóa in the west, Vỹ Dạ in the east; Lê Lợi runs through
 * the west along 16.46° N, Trần Phú through the east.
 */
@Tag("postgis")
class LocatedReportsTest {
    private static final int ROUNDS = Integer.getInteger("twin.test.rounds", 12);
    private static final String PLACES =
            "SELECT id, coalesce(location_precision, '-'), coalesce(round(ST_X(geometry)::numeric, 3)::text, '-'),"
                    + " coalesce(round(ST_Y(geometry)::numeric, 3)::text, '-'), coalesce(precision_m::text, '-'),"
                    + " coalesce(ward_code, '-'), coalesce(location_match, '-') FROM layer.incident ORDER BY id";
    private static final String GPS = "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.65,16.44]}";
    private static final String[] WORDS = {
        "\"12 Lê Lợi, phường Thuận Hóa\"", "\"phường Vỹ Dạ\"", "\"Trần Phú\"", "\"không rõ\"", "\"xã Phú Hội\"", "null"
    };

    private static EventBench bench;

    @BeforeAll
    static void open() throws SQLException {
        bench = new EventBench();
        bench.execute(
                "INSERT INTO layer.ward (id, name, unit_type, merged_from, geometry, valid_from, recorded_at, position,"
                        + " batch) SELECT id, name, 'phường', former, ST_Multi(ST_MakeEnvelope(west, 16.4, west + 0.1, 16.5, 4326)),"
                        + " now(), now(), 1, 'test' FROM (VALUES ('w1', 'Thuận Hóa', 'P. Phú Hội', 107.5),"
                        + " ('w2', 'Vỹ Dạ', 'P. Xuân Phú', 107.6)) w(id, name, former, west)");
        street("le-loi", "Lê Lợi", 107.57, 16.46);
        street("tran-phu", "Trần Phú", 107.61, 16.45);
        bench.execute(
                "INSERT INTO layer.land_parcel (id, land_use, geometry, valid_from, recorded_at, position, batch) SELECT"
                        + " 'p' || n, 'ODT', ST_Multi(ST_MakeEnvelope(107.6 + n * 0.01, 16.43, 107.61 + n * 0.01, 16.445, 4326)), now(),"
                        + " now(), 1, 'test' FROM generate_series(0, 9) n");
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        bench.empty();
    }

    private static void street(String id, String name, double west, double north) throws SQLException {
        bench.execute(
                ("INSERT INTO layer.road (id, name, geometry, valid_from, recorded_at, position, batch) VALUES ('%s', '%s',"
                                + " ST_Multi(ST_SetSRID(ST_MakeLine(ST_MakePoint(%s, %s), ST_MakePoint(%s, %s)), 4326)), now(), now(),"
                                + " (SELECT count(*) + 2 FROM layer.road), 'test')")
                        .formatted(id, name, west, north, west + 0.02, north));
    }

    private static String report(String id, String time, String data) {
        return event(id, "pa-1", time, "\"category\":\"ROAD\"," + data);
    }

    private static void sees(String expected) throws SQLException {
        assertEquals(List.of(expected), bench.rows(PLACES));
    }

    @Test
    void aCallThatNamesAStreetIsSomewhereAlongIt() throws Exception {
        bench.send(report("a", "08:00", "\"address\":\"12 Lê Lợi, phường Thuận Hóa\""));
        sees("pa-1 street 107.580 16.460 1068 w1 Lê Lợi, Phường Thuận Hóa");
        assertEquals(
                List.of("w1 107.580 16.460"),
                bench.rows("SELECT ward_code, round(lon::numeric, 3), round(lat::numeric, 3) FROM event_log"),
                "listeners by ward and place hear of it");
    }

    @Test
    void aFormerWardLeadsToTheOneOfToday() throws Exception {
        bench.send(report("a", "08:00", "\"address\":\"phường Xuân Phú (cũ)\""));
        sees("pa-1 ward 107.650 16.450 7690 w2 Phường Vỹ Dạ");
    }

    @Test
    void whatIsNotUnderstoodIsStoredWithoutAPlace() throws Exception {
        bench.send(report("a", "08:00", "\"address\":\"sau nhà ông Tư\""));
        sees("pa-1 unknown - - - - -");
        bench.send(report("b", "08:30", "\"title\":\"Ổ gà\""));
        sees("pa-1 unknown - - - - -");
    }

    @Test
    void coordinatesTakeOverAndWordsNeverReplaceThem() throws Exception {
        bench.send(report("a", "08:00", "\"address\":\"Lê Lợi\",\"precision_m\":5"));
        sees("pa-1 street 107.580 16.460 1068 w1 Lê Lợi");
        bench.send(report("b", "09:00", GPS));
        sees("pa-1 exact 107.650 16.440 - w2 -");
        bench.send(report("c", "10:00", "\"address\":\"Lê Lợi\""));
        sees("pa-1 exact 107.650 16.440 - w2 -");
        bench.send(amending("d", "pa-1", "retracts\":\"b", ""));
        sees("pa-1 street 107.580 16.460 1068 w1 Lê Lợi");
    }

    @Test
    void aCorrectedAddressMovesTheReport() throws Exception {
        bench.send(report("a", "08:00", "\"address\":\"Lê Lợi\""));
        bench.send(amending("b", "pa-1", "corrects\":\"a", "\"address\":\"Trần Phú, phường Vỹ Dạ\""));
        sees("pa-1 street 107.620 16.450 1068 w2 Trần Phú, Phường Vỹ Dạ");
        bench.send(amending("c", "pa-1", "corrects\":\"a", "\"address\":null"));
        sees("pa-1 unknown - - - - -");
    }

    @Test
    void theGuessThatComesBackInAnEditIsStillAGuess() throws Exception {
        bench.send(report("a", "08:00", "\"address\":\"Lê Lợi\""));
        String guess = bench.rows("SELECT ST_AsGeoJSON(geometry, 15) FROM layer.incident")
                .get(0);
        bench.send(report("b", "09:00", "\"state\":\"ASSIGNED\",\"location_match\":\"Lê Lợi\",\"geometry\":" + guess));
        sees("pa-1 street 107.580 16.460 1068 w1 Lê Lợi");
    }

    @Test
    void coordinatesHaveAParcelAndAGuessHasNone() throws Exception {
        String parcel = "SELECT coalesce(parcel, '-'), coalesce(nearest_road, '-') FROM layer.incident";
        bench.send(report("a", "08:00", "\"address\":\"Lê Lợi\",\"parcel\":\"p7\""));
        assertEquals(List.of("- -"), bench.rows(parcel));
        bench.send(report("b", "09:00", GPS.replace("65", "655")));
        assertEquals(List.of("p5 -"), bench.rows(parcel));
        bench.send(report("c", "10:00", "\"state\":\"ASSIGNED\",\"parcel\":null"));
        assertEquals(List.of("p5 -"), bench.rows(parcel));
        bench.send(report("d", "11:00", GPS.replace("107.65,16.44", "107.62,16.4501")));
        assertEquals(List.of("- tran-phu"), bench.rows(parcel));
    }

    @Test
    void aSourceCannotSayWhatTheCityRecognised() throws Exception {
        Receipt receipt = bench.send(report("a", "08:00", "\"location_match\":\"Số 5 nhà bà Lan\"," + GPS));
        assertInstanceOf(Receipt.Accepted.class, receipt);
        sees("pa-1 exact 107.650 16.440 - w2 -");
    }

    @Test
    void whatWasFoundStaysWhenNamesOfTheCityChangeAndNewEventsGoByTheNewNames() throws Exception {
        bench.send(report("a", "08:00", "\"address\":\"Lê Lợi\""));
        bench.execute("UPDATE layer.road SET name = 'Lê Lợi (cũ)', position = 100 WHERE id = 'le-loi'");
        try {
            street("moi", "Lê Lợi", 107.65, 16.42);
            bench.send(amending("b", "pa-1", "corrects\":\"a", "\"title\":\"Ổ gà\""));
            sees("pa-1 street 107.580 16.460 1068 w1 Lê Lợi");
            bench.execute("DELETE FROM layer.road WHERE id = 'moi'");
            bench.send(report("c", "09:00", "\"address\":\"Lê Lợi\""));
            sees("pa-1 street 107.580 16.460 1068 w1 Lê Lợi (cũ)");
        } finally {
            bench.execute("UPDATE layer.road SET name = 'Lê Lợi', position = 101 WHERE id = 'le-loi'");
        }
    }

    /** The address of a caller is for the handling unit; what was recognised of it is public as the street is. */
    @Test
    void theAddressIsNotToldToEverybody() throws Exception {
        bench.send(report("a", "08:00", "\"channel\":\"hotline\",\"address\":\"kiệt 7/12 Lê Lợi, phường Thuận Hóa\""));
        String open = told(Access.OPEN);
        assertTrue(open.contains("ROAD"), open);
        assertFalse(open.contains("7/12"), open);
        assertTrue(told(Access.PERSONAL).contains("7/12"));
        assertEquals(List.of("Lê Lợi, Phường Thuận Hóa"), bench.rows("SELECT location_match FROM layer.incident"));
    }

    private static String told(Access access) throws Exception {
        EventPages pages =
                new EventPages(bench.database.dataSource(), EventBench.CATALOGUE, new CrsRegistry().get(9214));
        return String.valueOf(pages.after(0, 10).json(0, pages.filter(EventFilter.Wish.ALL, access), access));
    }

    /** Words and coordinates, later, earlier, corrected and retracted: the order in which they come does not matter. */
    @Test
    void shuffledTheSameEventsPutTheReportInTheSamePlace() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = Long.getLong("twin.test.seed", System.nanoTime()) + round;
            Random random = new Random(seed);
            List<String> clean = stream(random);
            bench.empty();
            for (String event : clean) {
                bench.send(event);
            }
            List<String> expected = all();
            bench.empty();
            for (List<String> batch : EventStream.disordered(clean, random)) {
                bench.send(batch);
            }
            assertEquals(String.join("\n", expected), String.join("\n", all()), "-Dtwin.test.seed=" + seed);
        }
    }

    private static List<String> stream(Random random) {
        List<String> events = new ArrayList<>();
        for (int s = 0; s < 3; s++) {
            boolean inOrder = s == 0;
            int length = 2 + random.nextInt(5);
            for (int i = 1; i <= length; i++) {
                String data = "\"category\":\"ROAD\"";
                if (random.nextInt(4) == 0) {
                    data += "," + GPS.replace("65", "6" + random.nextInt(9));
                }
                if (random.nextInt(3) > 0) {
                    data += ",\"address\":" + WORDS[random.nextInt(WORDS.length)];
                }
                if (random.nextInt(4) == 0) {
                    data += ",\"precision_m\":" + random.nextInt(50);
                }
                if (random.nextInt(6) == 0) {
                    data += ",\"location_precision\":\"place\"";
                }
                String time = "0" + (1 + random.nextInt(8)) + ":" + (10 + random.nextInt(50));
                String id = "e" + s + "-" + i;
                events.add(inOrder ? numbered(id, "pa-" + s, i, time, data) : event(id, "pa-" + s, time, data));
            }
            for (int i = 0; i < random.nextInt(3); i++) {
                String target = "e" + s + "-" + (1 + random.nextInt(length));
                events.add(
                        random.nextBoolean()
                                ? amending("m" + s + i, "pa-" + s, "retracts\":\"" + target, "")
                                : amending(
                                        "m" + s + i,
                                        "pa-" + s,
                                        "corrects\":\"" + target,
                                        "\"address\":" + WORDS[random.nextInt(WORDS.length)]));
            }
        }
        return events;
    }

    /** Present and history without what tells when things arrived. */
    private static List<String> all() throws SQLException {
        String told = "to_jsonb(t) - '{position,recorded_at,known_from,end_known}'::text[]";
        List<String> all = bench.rows("SELECT 'now', " + told + " FROM layer.incident t ORDER BY id");
        all.addAll(bench.rows("SELECT 'past', " + told + " FROM layer_history.incident t WHERE known_until IS NULL"
                + " ORDER BY id, (" + told + ")::text"));
        return all;
    }
}
