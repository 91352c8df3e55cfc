package vn.huetwin.ingest.deadline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.event.ChangeFeed;
import vn.huetwin.ingest.event.EventBench;
import vn.huetwin.ingest.follow.LogFollower;
import vn.huetwin.ontology.store.LayerWriter;

@Tag("postgis")
class DeadlineWatchTest {
    private static EventBench bench;
    private static LogFollower follower;
    private static Instant now = EventBench.NOW;

    @BeforeAll
    static void open() throws SQLException {
        bench = new EventBench();
        OfficeHours office = new OfficeHours(WorkingCalendar.read(null), OfficeHours.USUAL);
        follower = new LogFollower(
                bench.database.dataSource(),
                new DeadlineWatch(
                        EventBench.CATALOGUE,
                        new LayerWriter(EventBench.CATALOGUE),
                        new DeadlineRules(EventBench.CATALOGUE, office)),
                new ChangeFeed(bench.log),
                () -> now);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        bench.empty();
        forget();
    }

    private static void forget() throws SQLException {
        bench.execute("TRUNCATE kpi_hour, kpi_feature, follower, layer.deadline, layer_history.deadline");
    }

    private static void settle(String time) throws SQLException {
        now = Instant.parse(time);
        boolean more = true;
        while (more) {
            more = follower.step();
        }
        follower.step();
    }

    private static List<String> deadlines() throws SQLException {
        return bench.rows("SELECT id, state, to_char(due_at AT TIME ZONE 'Asia/Ho_Chi_Minh', 'DD/MM HH24:MI')"
                + " FROM layer.deadline ORDER BY id");
    }

    /** Sent on Thursday 5 November 2026; day 7 is Monday 16 November. */
    @Test
    void timeLeadsFromRunningToAtRiskToBreached() throws Exception {
        bench.send(event("a", "pa-1", "received", "2026-11-05T09:00:00+07:00", ",\"category\":\"ROAD\""));
        settle("2026-11-05T05:00:00Z");
        assertEquals(List.of("pa-1 RUNNING 16/11 00:00"), deadlines());
        settle("2026-11-12T01:00:00Z");
        assertEquals(List.of("pa-1 AT_RISK 16/11 00:00"), deadlines());
        settle("2026-11-16T01:00:00Z");
        assertEquals(List.of("pa-1 BREACHED 16/11 00:00"), deadlines());
        bench.send(event("b", "pa-1", "resolved", "2026-11-17T09:00:00+07:00", ",\"state\":\"RESOLVED\""));
        settle("2026-11-17T05:00:00Z");
        assertEquals(List.of("pa-1 LATE 16/11 00:00"), deadlines());
        assertEquals(
                List.of("running", "at_risk", "breached", "late"),
                bench.rows(
                        "SELECT split_part(type, '.', 4) FROM event_log WHERE layer = 'deadline' ORDER BY position"));
        assertEquals(
                List.of("breached 1", "handling_hours 288", "received 1", "resolved 1"),
                bench.rows("SELECT measure, value FROM kpi_hour ORDER BY measure"));
    }

    @Test
    void extensionsReopeningAndRejectionCount() throws Exception {
        bench.send(event("a", "pa-1", "received", "2026-11-05T09:00:00+07:00", ",\"category\":\"ROAD\""));
        bench.send(event(
                "b", "pa-1", "extended", "2026-11-13T09:00:00+07:00", ",\"due_at\":\"2026-11-20T17:00:00+07:00\""));
        settle("2026-11-16T01:00:00Z");
        assertEquals(List.of("pa-1 RUNNING 20/11 17:00"), deadlines());
        bench.send(event(
                "c", "pa-1", "resolved", "2026-11-17T09:00:00+07:00", ",\"state\":\"RESOLVED\",\"rating\":\"not\""));
        settle("2026-11-17T05:00:00Z");
        assertEquals(List.of("pa-1 MET 20/11 17:00"), deadlines());
        bench.send(event("d", "pa-1", "reopened", "2026-11-18T09:00:00+07:00", ",\"state\":\"IN_PROGRESS\""));
        settle("2026-11-18T11:00:00Z");
        assertEquals(List.of("pa-1 AT_RISK 20/11 17:00"), deadlines());
        assertEquals(List.of("received 1"), bench.rows("SELECT measure, value FROM kpi_hour"));
        bench.send(event("e", "pa-1", "rejected", "2026-11-19T09:00:00+07:00", ",\"state\":\"REJECTED\""));
        settle("2026-11-25T05:00:00Z");
        assertEquals(List.of("pa-1 WITHDRAWN 20/11 17:00"), deadlines());
        bench.send(amending("f", "pa-1", "retracts", "a"));
        for (String id : List.of("b", "c", "d", "e")) {
            bench.send(amending("x" + id, "pa-1", "retracts", id));
        }
        settle("2026-11-25T05:00:00Z");
        assertEquals(List.of(), deadlines());
        assertEquals(List.of(), bench.rows("SELECT measure FROM kpi_hour"));
    }

    @Test
    void theDeadlineOfADeletedReportIsWithdrawn() throws Exception {
        bench.send(event("a", "pa-1", "received", "2026-11-05T09:00:00+07:00", ",\"category\":\"ROAD\""));
        settle("2026-11-05T05:00:00Z");
        bench.send(event("b", "pa-1", "deleted", "2026-11-06T09:00:00+07:00", ""));
        settle("2026-11-06T05:00:00Z");
        assertEquals(List.of(), deadlines());
        assertEquals(List.of(), bench.rows("SELECT measure FROM kpi_hour"));
        bench.send(event("c", "pa-1", "received", "2026-11-09T09:00:00+07:00", ",\"category\":\"ROAD\""));
        settle("2026-11-09T05:00:00Z");
        assertEquals(List.of("pa-1 RUNNING 18/11 00:00"), deadlines());
    }

    /** Nobody says when it was resolved: the first of the states that say so counts. */
    @Test
    void whenItWasResolvedIsKnownFromThePast() throws Exception {
        bench.send(List.of(
                event("a", "pa-1", "changed", "2026-11-05T09:00:00+07:00", ",\"category\":\"ROAD\""),
                event("b", "pa-1", "changed", "2026-11-12T09:00:00+07:00", ",\"state\":\"RESOLVED\""),
                event("c", "pa-1", "changed", "2026-11-20T09:00:00+07:00", ",\"state\":\"CLOSED\"")));
        settle("2026-11-24T05:00:00Z");
        assertEquals(List.of("pa-1 MET 16/11 00:00"), deadlines());
    }

    /** Late events, corrections and retractions in any order: kept step by step, the sums are those from the first entry. */
    @Test
    void theFiguresAreThoseOfTheLogReadAnew() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("DeadlineWatchTest: replay with -Dseed=" + seed);
        Random random = new Random(seed);
        List<String> events = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            String report = "pa-" + random.nextInt(40);
            String time = String.format(
                    Locale.ROOT, "2026-11-%02dT%02d:00:00+07:00", 1 + random.nextInt(24), random.nextInt(24));
            if (random.nextInt(5) == 0 && i > 5) {
                events.add(amending(
                        "e" + i, report, random.nextBoolean() ? "corrects" : "retracts", "e" + random.nextInt(i)));
            } else {
                String state = List.of("RECEIVED", "ASSIGNED", "RESOLVED", "RATED", "REJECTED")
                        .get(random.nextInt(5));
                String category = List.of("ROAD", "FLOOD", "TREE").get(random.nextInt(3));
                events.add(event(
                        "e" + i,
                        report,
                        "changed",
                        time,
                        ",\"state\":\"" + state + "\",\"category\":\"" + category + "\",\"unit\":\"U"
                                + random.nextInt(3) + "\""
                                + (random.nextInt(4) == 0 ? ",\"rating\":\"satisfied\"" : "")));
            }
        }
        Collections.shuffle(events, random);
        for (int at = 0; at < events.size(); ) {
            int to = Math.min(events.size(), at + 1 + random.nextInt(40));
            bench.send(events.subList(at, to));
            at = to;
            settle("2026-11-2" + random.nextInt(6) + "T00:00:00Z");
        }
        settle("2026-11-26T10:00:00Z");
        List<String> kept =
                bench.rows("SELECT measure, hour, ward_code, unit, field, value FROM kpi_hour ORDER BY 1, 2, 3, 4, 5");
        List<String> states = deadlines();
        bench.execute("DELETE FROM event_log WHERE layer = 'deadline'");
        forget();
        settle("2026-11-26T10:00:00Z");
        assertEquals(
                kept,
                bench.rows("SELECT measure, hour, ward_code, unit, field, value FROM kpi_hour ORDER BY 1, 2, 3, 4, 5"),
                "seed " + seed);
        assertEquals(states, deadlines(), "seed " + seed);
        assertEquals(
                bench.rows("SELECT unit, count(*) FROM layer.incident GROUP BY unit ORDER BY unit"),
                bench.rows(
                        "SELECT unit, sum(value) FROM kpi_hour WHERE measure = 'received' GROUP BY unit ORDER BY unit"));
        assertTrue(kept.size() > 30, "sums: " + kept.size());
    }

    private static String event(String id, String report, String verb, String time, String more) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"hue-s\",\"type\":\"vn.hue.incident." + verb
                + "\",\"subject\":\"" + report + "\",\"time\":\"" + time
                + "\",\"data\":{\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]}" + more + "}}";
    }

    private static String amending(String id, String report, String how, String what) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"hue-s\",\"type\":\"vn.hue.incident.amended\","
                + "\"subject\":\"" + report + "\",\"time\":\"2026-11-24T08:00:00+07:00\",\"" + how + "\":\"" + what
                + "\",\"data\":{" + (how.equals("corrects") ? "\"unit\":\"U9\"" : "") + "}}";
    }
}
