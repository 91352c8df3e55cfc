package vn.huetwin.ingest.source.open311;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceSpec;
import vn.huetwin.ingest.source.SourceTally;

/** The first 2,500 reports of Los Angeles in January 2020, served as GeoReport v2 does: 1,000 at most, oldest first. */
@Tag("postgis")
@Tag("slow")
class Open311SourceTest {
    private static final ZoneId THERE = ZoneId.of("America/Los_Angeles");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("M/d/yy H:mm", Locale.ROOT);
    private static final int ROWS = 2_500;
    private static final Instant NOW = Instant.parse("2020-12-31T00:00:00Z");

    private final ObjectMapper mapper = new ObjectMapper();
    private final List<ObjectNode> requests = new ArrayList<>();
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer server;
    private SourceBench bench;

    @BeforeEach
    void open() throws Exception {
        Path file = Open311FormatTest.shared("la311_requests_seed.csv");
        List<String> lines = Files.readAllLines(file);
        for (String line : lines.subList(1, 1 + ROWS)) {
            requests.add(request(columns(line)));
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/open311/v2/requests.json", exchange -> {
            asked.incrementAndGet();
            byte[] answer = answer(exchange.getRequestURI().getQuery());
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        bench = new SourceBench(null);
    }

    @AfterEach
    void close() {
        if (server != null) {
            server.stop(0);
        }
        if (bench != null) {
            bench.close();
        }
    }

    @Test
    void allRequestsArriveThoughTheServerGivesAThousandAtATime() throws Exception {
        SourceSpec spec = SourceBench.spec("la", "open311");
        Inlet inlet = bench.inlet(spec, new SourceTally());
        Open311Source source = new Open311Source(
                new Open311Source.Place(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/open311/v2"),
                        null,
                        null,
                        Duration.ofMinutes(5),
                        Duration.ofDays(370)),
                new Open311Format(
                        new CloudEventJson(InstantSource.fixed(NOW)),
                        "la",
                        THERE,
                        Map.of("Graffiti Removal", "POLLUTION")),
                SourceLimits.DEFAULT,
                InstantSource.fixed(NOW));
        source.pull(inlet);
        assertEquals(List.of(), bench.rows("SELECT reason_code, field, count(*) FROM quarantine GROUP BY 1, 2"));
        assertEquals("2500 5000", bench.one("SELECT count(DISTINCT subject), count(*) FROM event_log"));
        assertEquals(
                List.of("RECEIVED 8", "REJECTED 72", "RESOLVED 2420"),
                bench.rows("SELECT state, count(*) FROM layer.incident GROUP BY state ORDER BY state"));
        assertEquals("0", bench.one("SELECT count(*) FROM layer.incident WHERE geometry IS NULL"));
        assertEquals("526", bench.one("SELECT count(*) FROM layer.incident WHERE category = 'POLLUTION'"));
        assertTrue(asked.get() > 5, "halved until no answer was full");
    }

    @Test
    void allTenThousandRequestsOfTheFileAreRead() throws Exception {
        ArrayNode all = mapper.createArrayNode();
        List<String> lines = Files.readAllLines(Open311FormatTest.shared("la311_requests_seed.csv"));
        for (String line : lines.subList(1, lines.size())) {
            all.add(request(columns(line)));
        }
        Open311Format format = new Open311Format(new CloudEventJson(InstantSource.fixed(NOW)), "la", THERE, Map.of());
        List<CloudEventJson.Item> items = format.read(Open311FormatTest.message(all.toString()));
        assertEquals(
                "10000 requests, 19992 events, 0 set aside",
                all.size() + " requests, "
                        + items.stream().filter(i -> i.event() != null).count() + " events, "
                        + items.stream().filter(i -> i.event() == null).count() + " set aside");
        assertEquals(
                11,
                items.stream()
                        .filter(i -> i.event().verb().equals("received")
                                && !i.event().data().has("geometry"))
                        .count());
    }

    private byte[] answer(String query) {
        String[] parameters = query.split("&");
        Instant start = Instant.parse(parameters[0].split("=")[1]);
        Instant end = Instant.parse(parameters[1].split("=")[1]);
        ArrayNode answer = mapper.createArrayNode();
        for (ObjectNode request : requests) {
            Instant time = LocalDateTime.parse(
                            request.path("requested_datetime").textValue())
                    .atZone(THERE)
                    .toInstant();
            if (!time.isBefore(start) && !time.isAfter(end) && answer.size() < 1_000) {
                answer.add(request);
            }
        }
        return answer.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode request(List<String> row) throws IOException {
        String closed = row.get(7).isEmpty() ? row.get(5) : row.get(7);
        ObjectNode request = mapper.createObjectNode()
                .put("service_request_id", row.get(0))
                .put("service_name", row.get(1))
                .put("status", row.get(2))
                .put("requested_datetime", time(row.get(4)))
                .put("agency_responsible", row.get(9))
                .put("address", row.get(16));
        String updated = row.get(2).equals("Closed") ? closed : row.get(5);
        if (!updated.isEmpty()) {
            request.put("updated_datetime", time(updated));
        }
        return row.get(14).isEmpty() ? request : request.put("lat", row.get(14)).put("long", row.get(15));
    }

    private static String time(String text) {
        return LocalDateTime.parse(text, TIME).toString();
    }

    private static List<String> columns(String line) {
        List<String> columns = new ArrayList<>();
        StringBuilder column = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char sign = line.charAt(i);
            if (sign == '"') {
                quoted = !quoted;
            } else if (sign == ',' && !quoted) {
                columns.add(column.toString());
                column.setLength(0);
            } else {
                column.append(sign);
            }
        }
        columns.add(column.toString());
        return columns;
    }
}
