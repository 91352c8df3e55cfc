package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a source sends, the next event is taken, and the reason is in the quarantine. */
@Tag("postgis")
class BadEventTest {
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
    void empty() throws Exception {
        bench.empty();
        bench.send(sound("first", "pa-0").replace("\"id\"", "\"sequence\":\"1\",\"id\""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # what is wrong             | in a sound event: this         | becomes this                             | code                 | field
            no source                   | "source":"hue-s",              |                                          | attribute-missing    | source
            no time                     | "time":"2026-11-25T08:00:00Z", |                                          | attribute-missing    | time
            a time without a zone       | 08:00:00Z                      | 08:00:00                                 | time-invalid         | time
            an impossible date          | 2026-11-25T                    | 2026-02-30T                              | time-invalid         | time
            a clock that runs ahead     | 2026-11-25T08                  | 2026-11-26T11                            | time-in-future       | time
            a subject that is a number  | "subject":"pa-1"               | "subject":1                              | attribute-missing    | subject
            a type of no layer          | incident.received              | unicorn.received                         | unknown-type         | type
            a type of another vendor    | vn.hue.incident.received       | com.example.thing                        | unknown-type         | type
            a type of the server's own  | incident.received              | deadline.breached                        | type-reserved        | type
            a verb without its reason   | incident.received              | incident.assigned                        | property-missing     | unit
            data that is a list         | "data":{                       | "data":[],"x":{                          | data-missing         | data
            a wrong type                | "photos":2                     | "photos":"two"                           | not-a-whole-number   | photos
            a nested value              | "photos":2                     | "photos":{"n":2}                         | value-not-simple     | photos
            a code of no list           | "ROAD"                         | "RAOD"                                   | code-not-in-list     | category
            an unknown property         | "photos"                       | "fotos"                                  | unknown-property     | fotos
            a NUL in a text             | Ổ gà                           | a\\u0000b                                | control-character    | title
            half a character            | Ổ gà                           | \\ud83d                                  | broken-character     | title
            latitude before longitude   | [107.58,16.46]                 | [16.46,107.58]                           | axes-swapped         | geometry
            coordinates in metres       | [107.58,16.46]                 | [560000,1820000]                         | looks-projected      | geometry
            a line for a point          | "Point","coordinates":[107.58,16.46] | "LineString","coordinates":[[107.5,16.4],[107.6,16.4]] | wrong-geometry-type | geometry
            a case nobody knows         | "category":"ROAD",             |                                          | property-missing     | category
            a sequence that was taken   | "id":"e1"                      | "id":"e9","sequence":"1"                 | sequence-taken       | sequence
            a sequence that is no number | "id":"e1"                     | "id":"e1","sequence":"first"             | sequence-invalid     | sequence
            corrects and retracts       | "id":"e1"                      | "id":"e1","corrects":"a","retracts":"b"  | corrects-and-retracts | retracts
            """)
    void isRefusedByItselfWithItsReason(String what, String part, String instead, String code, String field)
            throws Exception {
        String subject = code.equals("sequence-taken") ? "pa-0" : "pa-1";
        String bad = sound("e1", subject).replace(part, instead == null ? "" : instead);
        List<CloudEventJson.Item> items =
                bench.json.parseBatch(utf8("[" + sound("good", "pa-2") + "," + bad + "]"), 10);
        assertEquals(code + " " + field, verdict(items.get(1)), what);
        assertInstanceOf(Receipt.Accepted.class, bench.send(sound("good", "pa-2")), "the stream goes on");
    }

    private static String verdict(CloudEventJson.Item item) throws Exception {
        if (item.event() == null) {
            return item.problems().get(0).code() + " " + item.problems().get(0).field();
        }
        Receipt receipt = bench.send(new String(item.original(), StandardCharsets.UTF_8));
        assertInstanceOf(Receipt.Rejected.class, receipt);
        return bench.rows("SELECT reason_code, field FROM quarantine").get(0);
    }

    @ParameterizedTest
    @CsvSource({"c3 28, wrong-encoding", "ff fe, wrong-encoding", "ed a0 80, wrong-encoding"})
    void bytesThatAreNotUtf8AreToldAsSuch(String bytes, String code) throws Exception {
        byte[] event = utf8(sound("e1", "pa-1").replace("Ổ gà", "@@@"));
        int at = new String(event, StandardCharsets.ISO_8859_1).indexOf("@@@");
        String[] parts = bytes.split(" ");
        for (int i = 0; i < parts.length; i++) {
            event[at + i] = (byte) Integer.parseInt(parts[i], 16);
        }
        EventException refusal = assertThrows(EventException.class, () -> bench.json.parse(event));
        assertEquals(code, refusal.problems().get(0).code());
    }

    @Test
    void deepJsonAndLongBatchesEndEarly() throws Exception {
        assertEquals("not-json", refused(utf8("[" + "[".repeat(100_000) + "]"), 10));
        assertEquals("too-many-events", refused(utf8("[" + "{},".repeat(999_999) + "{}]"), 10_000));
        assertEquals("not-json", refused(utf8("[{},{]"), 10));
        assertEquals("not-json", refused(utf8("[]]"), 10));
        assertEquals("not-an-array", refused(utf8("{}"), 10));
    }

    private static String refused(byte[] batch, int most) {
        EventException refusal = assertThrows(EventException.class, () -> bench.json.parseBatch(batch, most));
        return refusal.problems().get(0).code();
    }

    @Test
    void aReplayedBatchChangesNothing() throws Exception {
        List<String> batch = List.of(sound("e1", "pa-1"), sound("e2", "pa-2"));
        bench.send(batch);
        List<String> before = bench.rows("SELECT id, position FROM layer.incident ORDER BY id");
        bench.send(batch).forEach(r -> assertInstanceOf(Receipt.Duplicate.class, r));
        assertEquals(before, bench.rows("SELECT id, position FROM layer.incident ORDER BY id"));
    }

    @Test
    void platesAndFacesAreNotEvenKeptInQuarantine() throws Exception {
        Receipt receipt = bench.send("""
                {"specversion":"1.0","id":"d1","source":"camera-7","type":"vn.hue.detection.detected","subject":"d-1",
                 "time":"2026-11-25T08:00:00Z","data":{"class":"red-light","confidence":0.9,"camera":"cam-7","plate":"75A-123.45"}}""");
        assertInstanceOf(Receipt.Rejected.class, receipt);
        assertEquals(List.of("personal-data-refused plate"), bench.rows("SELECT reason_code, field FROM quarantine"));
        String kept = bench.rows("SELECT convert_from(original, 'UTF8') FROM quarantine")
                .get(0);
        assertTrue(kept.contains("\"plate\"") && !kept.contains("123.45"), kept);
    }

    @Test
    void anUnusualTransitionIsNotedAndTaken() throws Exception {
        Receipt receipt = bench.send(EventStream.event("r", "pa-0", "09:00", "\"rating\":\"satisfied\"")
                .replace("incident.changed", "incident.rated"));
        Receipt.Accepted accepted = assertInstanceOf(Receipt.Accepted.class, receipt);
        assertEquals("unusual-transition", accepted.notes().get(0).code());
        assertEquals(
                List.of("RATED satisfied"), bench.rows("SELECT state, rating FROM layer.incident WHERE id = 'pa-0'"));
    }

    private static String sound(String id, String subject) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id
                + "\",\"source\":\"hue-s\",\"type\":\"vn.hue.incident.received\","
                + "\"subject\":\"" + subject + "\",\"time\":\"2026-11-25T08:00:00Z\",\"data\":{"
                + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\","
                + "\"title\":\"Ổ gà\",\"photos\":2}}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
