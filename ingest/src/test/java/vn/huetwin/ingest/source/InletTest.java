package vn.huetwin.ingest.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ontology.postgres.TestPostgis;

/** A parcel and the position of its source are stored together, or not at all. */
@Tag("postgis")
class InletTest {
    private static final String STATE = "SELECT (SELECT count(*) FROM event_log), (SELECT count(*) FROM quarantine),"
            + " (SELECT string_agg(part || '=' || position, ' ' ORDER BY part) FROM source_position)";

    private SourceBench bench;
    private final SourceTally tally = new SourceTally();
    private Inlet inlet;

    @BeforeEach
    void open() throws SQLException {
        bench = new SourceBench(TestPostgis.address(), SourceBench.CITY, 50);
        inlet = bench.inlet(SourceBench.spec("feed", "kafka"), tally);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void eventsQuarantineAndPositionGoTogether() throws Exception {
        inlet.take(
                parcel(Map.of("t/0", "3", "t/1", "7"), SourceBench.report("a"), "no event", SourceBench.report("b")));
        inlet.take(parcel(Map.of("t/0", "4", "t/1", ""), "{}"));
        assertEquals("2 2 t/0=4", bench.one(STATE));
        assertEquals(Map.of("t/0", "4"), inlet.positions());
        assertEquals("2 0 2", tally.acceptedEvents() + " " + tally.duplicateEvents() + " " + tally.messagesSetAside());
    }

    @Test
    void whenTheTransactionFailsTheSourceStaysWhereItWas() throws Exception {
        inlet.take(parcel(Map.of("t/0", "1"), SourceBench.report("a")));
        execute("ALTER TABLE source_position ADD CONSTRAINT broken CHECK (position <> '2')");
        assertThrows(SQLException.class, () -> inlet.take(parcel(Map.of("t/0", "2"), SourceBench.report("b"))));
        assertEquals("1 0 t/0=1", bench.one(STATE));
        execute("ALTER TABLE source_position DROP CONSTRAINT broken");
        inlet.take(parcel(Map.of("t/0", "2"), SourceBench.report("b")));
        assertEquals("2 0 t/0=2", bench.one(STATE));
    }

    @Test
    void anEventThatTheDatabaseCannotStoreDoesNotHoldUpTheOthers() throws Exception {
        execute("ALTER TABLE event_log ADD CONSTRAINT broken CHECK (id <> 'b')");
        Parcel parcel =
                parcel(Map.of("t/0", "3"), SourceBench.report("a"), SourceBench.report("b"), SourceBench.report("c"));
        for (int i = 0; i < 3; i++) {
            assertThrows(SQLException.class, () -> inlet.take(parcel));
            assertNull(inlet.positions().get("t/0"), "the position stays before what is not stored");
        }
        inlet.take(parcel);
        assertEquals("2 1 t/0=3", bench.one(STATE));
        assertEquals("not-storable hue-s", bench.one("SELECT reason_code, source FROM quarantine"));
    }

    @Test
    void whileTheQueueIsFullNothingIsTaken() throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 51; i++) {
            many.add(SourceBench.report("e" + i));
        }
        assertNull(inlet.offer(parcel(Map.of("t/0", "51"), many.toArray(String[]::new))));
        assertEquals(SourceTally.State.PAUSED, tally.state());
        inlet.take(parcel(Map.of("t/0", "50"), many.subList(0, 50).toArray(String[]::new)));
        assertEquals("50 0 t/0=50", bench.one(STATE));
        assertEquals(SourceTally.State.RUNNING, tally.state());
    }

    private Parcel parcel(Map<String, String> positions, String... messages) {
        List<CloudEventJson.Item> items = new ArrayList<>();
        for (String message : messages) {
            byte[] body = message.getBytes(StandardCharsets.UTF_8);
            items.addAll(bench.cloudEvents.items("feed", new Message("m", null, Map.of(), body, Instant.EPOCH)));
        }
        return new Parcel(items, positions);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = bench.database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
