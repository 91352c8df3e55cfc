package vn.huetwin.server.open311;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.EventText;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class Open311RoutesTest {
    /** Says a time, so that the answer does not hang on the day of the test. */
    private static final String EVER = "start_date=2020-01-01T00:00:00Z";

    private static TestTwin twin;
    /** Where reports are in the log: the server writes into it too, when it likes. */
    private static long second;

    private static long third;

    @BeforeAll
    static void open() throws Exception {
        twin = TestTwin.empty();
        send(EventText.report("1", ",\"title\":\"Ổ gà <lớn> & sâu\",\"reporter_ref\":\"người 0914\""));
        second = send(EventText.report("2", "").replace("107.58", "107.62").replace("ROAD", "FLOOD"));
        third = send(EventText.event("vn.hue.incident.resolved", "1b", "pa-1", "\"result\":\"Đã vá\"")
                .replace("T08", "T10"));
    }

    @AfterAll
    static void close() {
        twin.close();
    }

    private static long send(String event) throws Exception {
        HttpResponse<String> answer =
                twin.post("/events", "application/cloudevents+json", event, twin.as(Role.OPERATOR));
        assertEquals(202, answer.statusCode(), answer::body);
        return new JsonObject(answer.body()).getLong("position");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            status=open                                          | pa-2
            status=closed                                        | pa-1
            status=open,closed                                   | pa-1 pa-2
            service_code=FLOOD,LIGHT                             | pa-2
            service_request_id=pa-1,pa-9                         | pa-1
            bbox=107.57,16.4,107.59,16.5                         | pa-1
            start_date=2026-11-25T01:00:00Z                      | pa-1 pa-2
            start_date=2026-11-25T01:00:01Z                      |
            end_date=2026-11-25T00:59:59Z                        |
            since=0                                              | pa-2 pa-1
            since=(2)                                            | pa-1
            since=(3)                                            |
            page_size=1&page=2&since=0                           | pa-1
            """)
    void requestsAreFound(String asked, String ids) throws Exception {
        String query = asked.contains("_date") || asked.contains("since") ? asked : asked + '&' + EVER;
        query = query.replace("(2)", "" + second).replace("(3)", "" + third);
        List<String> found = requests("/open311/v2/requests.json?" + query).stream()
                .map(r -> ((JsonObject) r).getString("service_request_id"))
                .toList();
        List<String> wanted = ids == null ? List.of() : List.of(ids.split(" "));
        boolean ordered = asked.contains("since");
        assertEquals(
                ordered ? wanted : wanted.stream().sorted().toList(),
                ordered ? found : found.stream().sorted().toList());
    }

    @Test
    void aRequestIsToldWithItsHistoryAndWithoutItsReporter() throws Exception {
        String body = twin.get("/open311/v2/requests/pa-1.json?extensions=true", twin.as(Role.ADMIN))
                .body();
        assertFalse(body.contains("0914"), body);
        JsonObject request = new JsonArray(body).getJsonObject(0);
        assertEquals(
                "closed Đã vá ROAD",
                String.join(
                        " ",
                        request.getString("status"),
                        request.getString("status_notes"),
                        request.getString("service_code")));
        assertEquals("Ổ gà <lớn> & sâu", request.getString("description"));
        assertEquals(
                "2026-11-25T08:00:00+07:00 2026-11-25T10:00:00+07:00",
                request.getString("requested_datetime") + ' ' + request.getString("updated_datetime"));
        assertEquals(16.46, request.getDouble("lat"));
        assertEquals(107.58, request.getDouble("long"));
        String history = request.getJsonObject("extended_attributes").getJsonArray("history").stream()
                .map(v -> ((JsonObject) v).getString("state"))
                .collect(Collectors.joining(" "));
        assertTrue(history.contains("RECEIVED"), history);
    }

    @Test
    void xmlSaysTheSame() throws Exception {
        String xml =
                twin.get("/open311/v2/requests.xml?service_request_id=pa-1").body();
        assertTrue(
                xml.contains(
                        "<service_requests><request><service_request_id>pa-1</service_request_id><status>closed</status>"),
                xml);
        assertTrue(xml.contains("<description>Ổ gà &lt;lớn&gt; &amp; sâu</description>"), xml);
        assertTrue(twin.get("/open311/v2/services.xml").body().contains("<service><service_code>WASTE</service_code>"));
    }

    @Test
    void servicesAreTheCategories() throws Exception {
        JsonArray services = requests("/open311/v2/services.json");
        assertEquals("WASTE", services.getJsonObject(0).getString("service_code"));
        assertEquals(200, twin.get("/open311/v2/services/WASTE.json").statusCode());
        assertEquals(200, twin.get("/open311/v2/discovery.json").statusCode());
    }

    @Test
    void errorsHaveTheFormOfGeoReport() throws Exception {
        for (String path : List.of("requests/none.json", "services/NONE.json")) {
            HttpResponse<String> answer = twin.get("/open311/v2/" + path);
            assertEquals(
                    "404 404",
                    answer.statusCode() + " "
                            + new JsonArray(answer.body()).getJsonObject(0).getInteger("code"));
        }
        for (String query : List.of(
                "status=new", "bbox=1,2,3", "bbox=a,b,c,d", "since=x", "page_size=0", "start_date=2026-11-25")) {
            HttpResponse<String> answer = twin.get("/open311/v2/requests.xml?" + query);
            assertEquals(400, answer.statusCode(), query);
            assertTrue(answer.body().contains("<errors><error><code>400</code>"), answer.body());
        }
    }

    private static JsonArray requests(String path) throws Exception {
        HttpResponse<String> answer = twin.get(path);
        assertEquals(200, answer.statusCode(), answer::body);
        return new JsonArray(answer.body());
    }
}
