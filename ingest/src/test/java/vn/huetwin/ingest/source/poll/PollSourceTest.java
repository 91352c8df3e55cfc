package vn.huetwin.ingest.source.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.source.Digest;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceTally;
import vn.huetwin.ingest.source.format.TableFormat;

/** A GeoJSON feed of another server: asked for with its ETag, and only what is new in it is brought in. */
@Tag("postgis")
class PollSourceTest {
    private static final String MAPPING = """
            layer: incident
            valid-from: updated
            other-columns: ignore
            properties: { category: { value: OTHER }, title: title, reported_at: time, photos: nst }
            """;

    private final SourceTally tally = new SourceTally();
    private final List<String> requests = new ArrayList<>();
    private SourceBench bench;
    private Inlet inlet;
    private HttpServer server;
    private volatile String feed = "";
    private volatile int status = 200;

    @BeforeEach
    void open() throws Exception {
        bench = new SourceBench(SourceBench.CITY);
        inlet = bench.inlet(SourceBench.spec("quakes", "poll"), tally);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        bench.close();
    }

    @Test
    void whatDidNotChangeIsNotAskedForAgain() throws Exception {
        feed = collection(feature("a", 1), feature("b", 1));
        PollSource source = source(1 << 20);
        source.ask(inlet);
        source.ask(inlet);
        assertEquals(List.of("null 200", etag(feed) + " 304"), requests);
        assertEquals("2 0 0", SourceBench.counts(tally));

        feed = collection(
                feature("a", 2),
                feature("b", 1),
                feature("c", 1),
                feature("d", 1).replace("107.58", "null"));
        source.ask(inlet);
        assertEquals("4 0 1", SourceBench.counts(tally), "b is known");
        feed = feed.replace("\"features\"", "\"count\":4,\"features\"");
        source(1 << 20).ask(inlet);
        assertEquals("4 0 1", SourceBench.counts(tally), "the broken one is not set aside again");
        assertEquals("2", bench.one("SELECT photos FROM layer.incident WHERE id = 'a'"));
    }

    @Test
    void otherAnswersAreFailures() throws Exception {
        status = 302;
        assertThrows(IOException.class, () -> source(1 << 20).ask(inlet));
        assertEquals(1, requests.size(), "the redirection is not followed");
        status = 200;
        feed = collection(feature("a", 1));
        assertThrows(IOException.class, () -> source(10).ask(inlet));
        assertEquals("0 0 0", SourceBench.counts(tally));
    }

    /** A week of earthquakes as the USGS publishes it; the same week with corrections. */
    @Test
    void realFeed() throws Exception {
        feed = Files.readString(SourceBench.shared("earthquakes.json"));
        try (SourceBench california = new SourceBench(new Envelope(-125, -114, 32, 42))) {
            Inlet ground = california.inlet(SourceBench.spec("quakes", "poll"), tally);
            source(1 << 24).ask(ground);
            assertEquals("1015 0 692", SourceBench.counts(tally), "the others lie outside");
            feed = feed.replace("\"updated\":1517966996303", "\"updated\":1517966996304");
            source(1 << 24).ask(ground);
            assertEquals("1016 0 692", SourceBench.counts(tally), "one was corrected");
            assertEquals(
                    "1015 692",
                    california.one("SELECT (SELECT count(*) FROM layer.incident), (SELECT count(*) FROM quarantine)"));
        }
    }

    private PollSource source(int most) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/week.geojson");
        return new PollSource(
                new PollSource.Place(address, Duration.ofMinutes(1), Map.of()),
                new TableFormat("quakes", SourceBench.mapping(MAPPING, "received"), bench.json()),
                new SourceLimits(100_000, most, 500, Duration.ofSeconds(10)),
                InstantSource.system());
    }

    private void answer(HttpExchange exchange) throws IOException {
        String given = exchange.getRequestHeaders().getFirst("If-None-Match");
        int code = status == 200 && etag(feed).equals(given) ? 304 : status;
        requests.add(given + " " + code);
        exchange.getResponseHeaders().set("ETag", etag(feed));
        exchange.getResponseHeaders().set("Location", "/elsewhere");
        byte[] body = feed.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, code == 304 ? -1 : body.length);
        if (code != 304) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private static String etag(String text) {
        return "\"" + Digest.of(text.getBytes(StandardCharsets.UTF_8)) + "\"";
    }

    private static String collection(String... features) {
        return "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",", features) + "]}";
    }

    private static String feature(String id, int version) {
        return """
                {"type":"Feature","id":"%s","geometry":{"type":"Point","coordinates":[107.58,16.46,3]},
                 "properties":{"title":"M 2","time":1517966773840,"updated":%d,"nst":%d}}
                """.formatted(id, 1517966773840L + version, version);
    }
}
