package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static vn.huetwin.ingest.event.EventStream.amending;
import static vn.huetwin.ingest.event.EventStream.event;
import static vn.huetwin.ingest.event.EventStream.received;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.FeatureStore;

/** "What did we know on day X": later events put the past right, and what was taken for true before is still told. */
@Tag("postgis")
class KnownAtTest {
    private static final int ROUNDS = Integer.getInteger("twin.test.rounds", 10);
    private static final String[] TIMES = {"00:30", "02:00", "03:30", "05:10", "07:00", "23:30"};

    private static EventBench bench;
    private static FeatureStore store;

    @BeforeAll
    static void open() throws SQLException {
        bench = new EventBench();
        store = new FeatureStore(bench.database.dataSource(), EventBench.CATALOGUE);
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
    void aLateEventChangesWhatIsKnownOfThePastButNotWhatWasKnown() throws Exception {
        Instant first = send(received("a", "pa-1", "08:00"));
        Instant second = send(event("c", "pa-1", "10:00", "\"state\":\"RESOLVED\""));
        Instant third = send(event("b", "pa-1", "09:00", "\"state\":\"ASSIGNED\""));
        assertEquals(List.of("pa-1 ASSIGNED"), states("09:30", third), "now we know");
        assertEquals(List.of("pa-1 RECEIVED"), states("09:30", second), "then we did not");
        assertEquals(List.of("pa-1 RECEIVED"), states("10:30", first), "it had not come yet");
        assertEquals(List.of("pa-1 RESOLVED"), states("10:30", second));
        assertEquals(List.of("pa-1 RECEIVED"), states(null, first), "what was the present then");
        assertEquals(List.of(), states("10:30", first.minusSeconds(1)));
    }

    @Test
    void whatWasRetractedWasKnownUntilThen() throws Exception {
        Instant first = send(received("a", "pa-1", "08:00"));
        Instant second = send(amending("b", "pa-1", "retracts\":\"a", ""));
        assertEquals(List.of("pa-1 RECEIVED"), states("09:00", first));
        assertEquals(List.of(), states("09:00", second));
        assertEquals(List.of(), states(null, second));
    }

    @Test
    void whatIsKnownAfterEachBatchIsToldForeverAfter() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = Long.getLong("twin.test.seed", System.nanoTime()) + round;
            Random random = new Random(seed);
            bench.empty();
            List<Instant> moments = new ArrayList<>();
            List<List<String>> known = new ArrayList<>();
            for (List<String> batch : EventStream.disordered(EventStream.of(random), random)) {
                bench.send(batch);
                moments.add(moment());
                known.add(everything(null));
            }
            for (int i = 0; i < moments.size(); i++) {
                assertEquals(
                        String.join("\n", known.get(i)),
                        String.join("\n", everything(moments.get(i))),
                        "after batch " + i + ", -Dtwin.test.seed=" + seed);
            }
        }
    }

    private static Instant send(String event) throws Exception {
        bench.send(event);
        return moment();
    }

    /** When the last batch was recorded. */
    private static Instant moment() throws SQLException {
        return Instant.parse(bench.rows("SELECT to_char(max(recorded_at) AT TIME ZONE 'UTC',"
                        + " 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') FROM event_log")
                .get(0));
    }

    private static List<String> states(@Nullable String time, Instant knownAt) {
        return features(time, knownAt).stream()
                .map(f -> f.key() + " " + f.properties().get("state"))
                .toList();
    }

    /** Present and past states. */
    private static List<String> everything(@Nullable Instant knownAt) {
        List<String> all = new ArrayList<>();
        for (String time : TIMES) {
            features(time, knownAt).forEach(f -> all.add(time + text(f)));
        }
        features(null, knownAt).forEach(f -> all.add("present" + text(f)));
        return all;
    }

    private static String text(Feature feature) {
        return " " + feature.key() + " " + feature.geometry() + " " + new java.util.TreeMap<>(feature.properties())
                + " since " + feature.validFrom() + " by " + feature.position();
    }

    private static List<Feature> features(@Nullable String time, @Nullable Instant knownAt) {
        FeatureQuery query = FeatureQuery.all("incident", Access.PERSONAL)
                .asOf(time == null ? null : Instant.parse("2026-11-25T" + time + ":00Z"))
                .knownAt(knownAt);
        List<Feature> features = new ArrayList<>();
        try (FeatureCursor cursor = store.query(query)) {
            cursor.forEachRemaining(features::add);
        }
        return features;
    }
}
