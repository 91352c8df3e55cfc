package vn.huetwin.ingest.source.open311;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.event.EventException;
import vn.huetwin.ingest.source.format.Message;

class Open311FormatTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-26T10:00:00Z"));
    private static final String REQUEST = """
            {"service_request_id":"638344","status":"closed","status_notes":"Fixed.","service_name":"Potholes",
             "service_code":"006","requested_datetime":"2026-04-14T06:37:38","updated_datetime":"2026-04-15T06:37:38+07:00",
             "lat":16.46,"long":107.58,"address":"8 Lê Lợi"}""";

    private final Open311Format format = new Open311Format(
            new CloudEventJson(CLOCK), "city-b", ZoneId.of("Asia/Ho_Chi_Minh"), Map.of("006", "ROAD"));

    @Test
    void aRequestIsReceivedAndResolved() throws Exception {
        List<CloudEventJson.Item> items = format.read(message("[" + REQUEST + "]"));
        assertEquals(
                List.of(
                        "vn.hue.incident.received city-b-638344 2026-04-13T23:37:38Z",
                        "vn.hue.incident.resolved city-b-638344 2026-04-14T23:37:38Z"),
                items.stream()
                        .map(CloudEventJson.Item::event)
                        .map(e -> e.type() + ' ' + e.subject() + ' ' + e.time())
                        .toList());
        assertEquals(
                "ROAD 8 Lê Lợi",
                items.get(0).event().data().path("category").textValue()
                        + ' '
                        + items.get(0).event().data().path("address").textValue());
        assertEquals(
                "[107.58,16.46]",
                items.get(0).event().data().at("/geometry/coordinates").toString());
        assertEquals("Fixed.", items.get(1).event().data().path("result").textValue());
    }

    @Test
    void xmlSaysTheSame() throws Exception {
        String xml = "<?xml version=\"1.0\"?><service_requests><request><service_request_id>638344</service_request_id>"
                + "<status>closed</status><status_notes>Fixed.</status_notes><service_name>Potholes</service_name>"
                + "<service_code>006</service_code><requested_datetime>2026-04-14T06:37:38</requested_datetime>"
                + "<updated_datetime>2026-04-15T06:37:38+07:00</updated_datetime><lat>16.46</lat><long>107.58</long>"
                + "<address>8 Lê Lợi</address></request></service_requests>";
        assertEquals(ids(REQUEST), ids(xml));
    }

    private List<String> ids(String body) throws EventException {
        return format.read(message(body)).stream()
                .map(i -> i.id() + ' ' + i.event().data())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "service_request_id":"638344", |                             | attribute-missing | service_request_id
            2026-04-14T06:37:38            | 2026-02-30T06:37:38         | time-invalid      | requested_datetime
            2026-04-15T06:37:38+07:00      | 2026-04-15T06:37:38-08:00Z  | time-invalid      | updated_datetime
            2026-04-15T06                  | 2026-04-13T06               | times-contradict  | updated_datetime
            16.46                          | "north"                     | not-a-number      | lat
            """)
    void whatCannotBeIsSetAsideByItself(String part, String instead, String code, String field) throws Exception {
        String bad = REQUEST.replace(part, instead == null ? "" : instead);
        List<CloudEventJson.Item> items = format.read(message("[" + bad + "," + REQUEST + "]"));
        assertEquals(
                code + ' ' + field,
                items.get(0).problems().get(0).code()
                        + ' '
                        + items.get(0).problems().get(0).field());
        assertEquals(3, items.size(), "the other one is read");
    }

    @Test
    void bombsAndWhatIsNoListAreRefused() {
        for (String body :
                List.of("{", "{}", "7", "", "<!DOCTYPE a [<!ENTITY b \"b\">]><a><r><x>&b;</x></r></a>", "<a><r>")) {
            assertThrows(EventException.class, () -> format.read(message(body)), body);
        }
    }

    @Test
    void theRealExampleHasATimeThatIsNone() throws Exception {
        Path file = shared("ngsi-ld-sdm/Open311_ServiceRequest_example-normalized.jsonld");
        List<CloudEventJson.Item> items = format.read(message(Files.readString(file)));
        assertEquals(1, items.size());
        assertEquals(
                "time-invalid expected_datetime",
                items.get(0).problems().get(0).code()
                        + ' '
                        + items.get(0).problems().get(0).field());
    }

    static Message message(String body) {
        return new Message("requests", null, Map.of(), body.getBytes(StandardCharsets.UTF_8), CLOCK.instant());
    }

    static Path shared(String name) {
        String shared = System.getenv("TWIN_SHARED");
        Path file = Path.of(shared == null ? "../../shared" : shared)
                .resolve("data/events")
                .resolve(name);
        assumeTrue(Files.exists(file), "No shared data at " + file + "; set TWIN_SHARED");
        return file;
    }
}
