package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static vn.huetwin.ingest.event.EventStream.amending;
import static vn.huetwin.ingest.event.EventStream.event;
import static vn.huetwin.ingest.event.EventStream.numbered;
import static vn.huetwin.ingest.event.EventStream.received;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Present and history are a function of the set of events, whatever way they came. */
@Tag("postgis")
class LawOfEventsTest {
    private static final int ROUNDS = Integer.getInteger("twin.test.rounds", 25);
    private static final String PRESENT = "SELECT id, state, title, to_char(valid_from AT TIME ZONE 'UTC', 'HH24:MI')"
            + " FROM layer.incident ORDER BY id";
    private static final String PAST =
            "SELECT id, state, to_char(lower(valid) AT TIME ZONE 'UTC', 'HH24:MI'), to_char(upper(valid) AT TIME ZONE 'UTC', 'HH24:MI')"
                    + " FROM layer_history.incident WHERE known_until IS NULL ORDER BY id, valid";

    private static EventBench bench;

    @BeforeAll
    static void open() throws SQLException {
        bench = new EventBench();
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
    void eachEventMakesAVersionWithItsOwnPosition() throws Exception {
        List<Receipt> receipts = bench.send(
                List.of(received("a", "pa-1", "08:00"), event("b", "pa-1", "09:00", "\"state\":\"ASSIGNED\"")));
        assertEquals(List.of("pa-1 ASSIGNED Ổ gà 09:00"), bench.rows(PRESENT));
        assertEquals(List.of("pa-1 RECEIVED 08:00 09:00"), bench.rows(PAST));
        long first = assertInstanceOf(Receipt.Accepted.class, receipts.get(0)).position();
        long second = assertInstanceOf(Receipt.Accepted.class, receipts.get(1)).position();
        assertEquals(
                List.of(first + " " + second),
                bench.rows("SELECT (SELECT position FROM layer_history.incident),"
                        + " (SELECT position FROM layer.incident)"));
    }

    @Test
    void aLateEventGoesIntoHistoryAndDoesNotOverwriteWhatIsNewer() throws Exception {
        bench.send(received("a", "pa-1", "08:00"));
        bench.send(event("c", "pa-1", "10:00", "\"state\":\"RESOLVED\""));
        bench.send(event("b", "pa-1", "09:00", "\"state\":\"ASSIGNED\",\"unit\":\"HEPCO\""));
        assertEquals(List.of("pa-1 RESOLVED Ổ gà 10:00"), bench.rows(PRESENT));
        assertEquals(List.of("pa-1 RECEIVED 08:00 09:00", "pa-1 ASSIGNED 09:00 10:00"), bench.rows(PAST));
        assertEquals(
                List.of("HEPCO"), bench.rows("SELECT unit FROM layer.incident"), "what only the late one says stays");
    }

    @Test
    void aCorrectionPutsThePastRight() throws Exception {
        bench.send(received("a", "pa-1", "08:00"));
        bench.send(event("b", "pa-1", "09:00", "\"state\":\"ASSIGNED\""));
        bench.send(amending("c", "pa-1", "corrects\":\"a", "\"title\":\"Nắp cống hỏng\""));
        assertEquals(List.of("pa-1 ASSIGNED Nắp cống hỏng 09:00"), bench.rows(PRESENT));
        assertEquals(
                List.of("Nắp cống hỏng"),
                bench.rows("SELECT title FROM layer_history.incident WHERE known_until IS NULL"));
    }

    @Test
    void aRetractionTakesItsEventOutOfPresentAndHistory() throws Exception {
        bench.send(received("a", "pa-1", "08:00"));
        bench.send(event("b", "pa-1", "09:00", "\"state\":\"REJECTED\""));
        bench.send(event("c", "pa-1", "10:00", "\"unit\":\"HEPCO\""));
        bench.send(amending("d", "pa-1", "retracts\":\"b", ""));
        assertEquals(List.of("pa-1 RECEIVED Ổ gà 10:00"), bench.rows(PRESENT));
        assertEquals(List.of("pa-1 RECEIVED 08:00 10:00"), bench.rows(PAST));
    }

    @Test
    void aFeatureWhoseFirstEventIsRetractedIsGone() throws Exception {
        bench.send(received("a", "pa-1", "08:00"));
        bench.send(amending("b", "pa-1", "retracts\":\"a", ""));
        assertEquals(List.of(), bench.rows(PRESENT));
        assertEquals(List.of(), bench.rows(PAST));
    }

    @Test
    void numberedEventsGoByTheirNumbersAndWaitForTheFirst() throws Exception {
        bench.send(numbered("b", "pa-1", 2, "07:00", "\"state\":\"ASSIGNED\""));
        assertEquals(List.of(), bench.rows(PRESENT), "it waits");
        bench.send(received("a", "pa-1", "08:00").replace("\"id\"", "\"sequence\":\"1\",\"id\""));
        assertEquals(List.of("pa-1 ASSIGNED Ổ gà 08:00"), bench.rows(PRESENT));
    }

    @Test
    void theFirstEventOfASubjectMustBringWhatIsRequired() throws Exception {
        Receipt receipt = bench.send(event("b", "pa-9", "09:00", "\"state\":\"ASSIGNED\""));
        assertEquals(
                "property-missing",
                assertInstanceOf(Receipt.Rejected.class, receipt)
                        .problems()
                        .get(0)
                        .code());
        assertEquals(List.of("property-missing category"), bench.rows("SELECT reason_code, field FROM quarantine"));
    }

    @Test
    void twoEventsCannotHaveTheSameNumber() throws Exception {
        bench.send(received("a", "pa-1", "08:00").replace("\"id\"", "\"sequence\":\"1\",\"id\""));
        Receipt receipt = bench.send(numbered("b", "pa-1", 1, "09:00", "\"state\":\"ASSIGNED\""));
        assertEquals(
                "sequence-taken",
                assertInstanceOf(Receipt.Rejected.class, receipt)
                        .problems()
                        .get(0)
                        .code());
    }

    @Test
    void whatWasSentBeforeIsADuplicate() throws Exception {
        bench.send(received("a", "pa-1", "08:00"));
        assertInstanceOf(Receipt.Duplicate.class, bench.send(received("a", "pa-1", "08:00")));
        assertEquals(List.of("1"), bench.rows("SELECT count(*) FROM event_log"));
    }

    @Test
    void importedVersionsKeepTheirPlaceWhenHistoryIsDerivedAnew() throws Exception {
        bench.send(received("a", "pa-1", "08:00"));
        bench.execute("UPDATE layer.incident SET batch = 'import-1', title = 'Từ tệp'");
        bench.send(event("c", "pa-1", "10:00", "\"state\":\"RESOLVED\""));
        bench.execute("DELETE FROM event_log WHERE id = 'a'");
        bench.send(event("b", "pa-1", "09:00", "\"state\":\"ASSIGNED\""));
        assertEquals(List.of("pa-1 RESOLVED Từ tệp 10:00"), bench.rows(PRESENT));
        assertEquals(List.of("pa-1 RECEIVED 08:00 09:00", "pa-1 ASSIGNED 09:00 10:00"), bench.rows(PAST));
    }

    /** Large batches go to the database by another way than small ones. */
    @Test
    void manyAtOnceEndAsFewAtATime() throws Exception {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            events.add(received("a" + i, "pa-" + i, "08:00").replace("107.58", "107." + (500 + i)));
            events.add(event("c" + i, "pa-" + i, "10:00", "\"state\":\"RESOLVED\",\"photos\":" + i));
        }
        for (int i = 0; i < 300; i += 2) {
            events.add(event(
                    "b" + i, "pa-" + i, "09:00", "\"title\":null,\"received_at\":\"2026-11-25T08:30:00.123456Z\""));
        }
        bench.send(events.subList(0, 600));
        bench.send(events.subList(600, events.size()));
        List<String> atOnce = all();
        assertEquals(750, atOnce.size(), "300 present, 300 past, 150 between");
        bench.empty();
        for (int at = 0; at < events.size(); at += 50) {
            bench.send(events.subList(at, at + 50));
        }
        assertEquals(String.join("\n", atOnce), String.join("\n", all()));
    }

    /** Connections break now and then, as in a crash: what was not acknowledged is sent again. */
    @Test
    void shuffledDuplicatedCutIntoBatchesAndBrokenOffAStreamEndsAsItDoesInOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = Long.getLong("twin.test.seed", System.nanoTime()) + round;
            Random random = new Random(seed);
            List<String> clean = EventStream.of(random);
            bench.empty();
            for (String event : clean) {
                bench.send(event);
            }
            List<String> expected = all();
            bench.empty();
            for (List<String> batch : EventStream.disordered(clean, random)) {
                if (random.nextInt(12) == 0) {
                    bench.sendAndBreakOff(batch);
                }
                bench.send(batch);
            }
            assertEquals(String.join("\n", expected), String.join("\n", all()), "-Dtwin.test.seed=" + seed);
            assertEquals(
                    List.of(Integer.toString(clean.size())),
                    bench.rows("SELECT count(*) FROM event_log"),
                    "-Dtwin.test.seed=" + seed);
        }
    }

    /** Present and history without what tells when and in which order things arrived. */
    private static List<String> all() throws SQLException {
        String told = "to_jsonb(t) - '{position,recorded_at,known_from,end_known}'::text[]";
        List<String> all = bench.rows("SELECT 'now', " + told + " FROM layer.incident t ORDER BY id");
        all.addAll(bench.rows("SELECT 'past', " + told + " FROM layer_history.incident t WHERE known_until IS NULL"
                + " ORDER BY id, (" + told + ")::text"));
        return all;
    }
}
