package vn.huetwin.ingest.source.cap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.cap.CapReader;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceTally;

/** Feeds of warnings of other servers: asked for with their ETag, and only the messages that are new are fetched. */
@Tag("postgis")
class CapFeedSourceTest {
    private final SourceTally tally = new SourceTally();
    private final List<String> requests = new ArrayList<>();
    private final Map<String, String> pages = new ConcurrentHashMap<>();
    private SourceBench bench;
    private Inlet inlet;
    private HttpServer server;

    @BeforeEach
    void open() throws Exception {
        bench = new SourceBench(SourceBench.CITY);
        inlet = bench.inlet(SourceBench.spec("kttv", "cap"), tally);
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
    void anAtomFeedIsAskedWithItsEtagAndEachMessageOnce() throws Exception {
        pages.put("/feed", atom(entry("a", "1", "cap/a.xml"), entry("b", "1", "/cap/b.xml")));
        pages.put("/cap/a.xml", alert("A"));
        pages.put("/cap/b.xml", alert("B"));
        source(Set.of()).ask(inlet);
        assertEquals(List.of("/feed 200", "/cap/b.xml 200", "/cap/a.xml 200"), asked(), "the oldest first");
        source(Set.of()).ask(inlet);
        assertEquals(List.of("/feed 304"), asked());

        pages.put(
                "/feed",
                atom(entry("c", "1", "cap/c.xml"), entry("a", "2", "cap/a.xml"), entry("b", "1", "/cap/b.xml")));
        pages.put("/cap/c.xml", alert("C").replace(">Severe<", ">Bad<"));
        source(Set.of()).ask(inlet);
        assertEquals(List.of("/feed 200", "/cap/a.xml 200", "/cap/c.xml 200"), asked());
        assertEquals("2 1 1", SourceBench.counts(tally), "A says what it said; C cannot be read");
        assertEquals(List.of("cap severity-invalid"), bench.rows("SELECT source, reason_code FROM quarantine"));
        assertEquals("2", bench.one("SELECT count(*) FROM layer.warning"));
        assertEquals("2", bench.one("SELECT count(*) FROM cap_message"));
    }

    @Test
    void rssIsReadTooAndLinksLeadToNoOtherHost() throws Exception {
        String there = "http://localhost:" + server.getAddress().getPort() + "/there.xml";
        pages.put("/feed", """
                <rss version="2.0"><channel><title>KTTV</title>
                <item><guid>1</guid><link>/page.html</link><enclosure type="application/cap+xml" url="/in.xml"/></item>
                <item><guid>2</guid><link>%s</link></item>
                <item><guid>3</guid><link>file:///etc/passwd</link></item>
                <item><guid>4</guid><link>/gone.xml</link></item>
                <item><guid>5</guid><title>no link</title></item></channel></rss>""".formatted(there));
        pages.put("/in.xml", alert("IN"));
        pages.put("/there.xml", alert("THERE"));
        source(Set.of()).ask(inlet);
        assertEquals(List.of("/feed 200", "/gone.xml 404", "/in.xml 200"), asked());
        assertEquals(
                List.of(
                        "host-not-allowed file:///etc/passwd",
                        "host-not-allowed " + there,
                        "message-gone " + here("/gone.xml")),
                bench.rows("SELECT reason_code, convert_from(original, 'UTF8') FROM quarantine ORDER BY 1, 2"));
        pages.put("/feed", pages.get("/feed").replace("<guid>2", "<guid>2b"));
        source(Set.of("localhost")).ask(inlet);
        assertEquals(List.of("/feed 200", "/there.xml 200"), asked(), "the host is declared now; the rest is done");
        assertEquals("2 0 3", SourceBench.counts(tally));
    }

    /** One message that cannot be had now holds up no other, and is asked for again. */
    @Test
    void whatFailsIsAskedForAgain() throws Exception {
        pages.put("/feed", atom(entry("a", "1", "/a"), entry("b", "1", "/b"), entry("c", "1", "/c")));
        pages.put("/a", alert("A"));
        pages.put("/b", "503");
        pages.put("/c", alert("C"));
        IOException failure =
                assertThrows(IOException.class, () -> source(Set.of()).ask(inlet));
        assertTrue(String.valueOf(failure.getMessage()).endsWith("/b answers 503"), failure.getMessage());
        assertEquals(List.of("/feed 200", "/c 200", "/b 503", "/a 200"), asked());
        assertEquals(1L, tally.lag());
        pages.put("/b", alert("B") + " ".repeat(100_000));
        assertThrows(IOException.class, () -> source(Set.of()).ask(inlet), "too large");
        pages.put("/b", alert("B"));
        asked();
        source(Set.of()).ask(inlet);
        assertEquals(List.of("/feed 200", "/b 200"), asked());
        assertEquals("3 0 0", SourceBench.counts(tally));
    }

    @Test
    void whatIsNoFeedIsAFailure() throws Exception {
        for (String page : List.of(
                "302",
                "<html/>",
                "no xml",
                "<!DOCTYPE rss [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><rss>&a;</rss>",
                atom("<entry><title>" + "x".repeat(1_100_000) + "</title></entry>"))) {
            pages.put("/feed", page);
            assertThrows(IOException.class, () -> source(Set.of()).ask(inlet));
        }
        assertEquals(0L, tally.acceptedEvents());
        assertEquals("0", bench.one("SELECT count(*) FROM quarantine"));
    }

    private CapFeedSource source(Set<String> hosts) {
        return new CapFeedSource(
                new CapFeedSource.Place(
                        URI.create(here("/feed")), hosts, Duration.ofMinutes(1), Map.of("Authorization", "Bearer x")),
                bench.warnings(),
                new SourceLimits(50_000, 1 << 20, 500, Duration.ofSeconds(10)));
    }

    private String here(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Other hosts get no password. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String page = pages.get(path);
        String etag = "\"" + String.valueOf(page).hashCode() + "\"";
        int code = page == null ? 404 : page.matches("[0-9]{3}") ? Integer.parseInt(page) : 200;
        boolean own = exchange.getRequestHeaders().getFirst("Host").startsWith("127");
        if (own != "Bearer x".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            code = 401;
        }
        if (code == 200 && etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            code = 304;
        }
        requests.add(path + " " + code);
        exchange.getResponseHeaders().set("ETag", etag);
        byte[] body = String.valueOf(page).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, code == 304 ? -1 : body.length);
        if (code != 304) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private List<String> asked() {
        List<String> all = List.copyOf(requests);
        requests.clear();
        return all;
    }

    private static String atom(String... entries) {
        return "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>KTTV</title>" + String.join("", entries) + "</feed>";
    }

    private static String entry(String id, String updated, String link) {
        return "<entry><id>" + id + "</id><updated>" + updated
                + "</updated><link rel=\"alternate\" href=\"/page.html\"/>"
                + "<link type=\"application/cap+xml\" href=\"" + link + "\"/></entry>";
    }

    private static String alert(String identifier) {
        return """
                <alert xmlns="%s"><identifier>%s</identifier><sender>kttv@hue.example</sender>
                <sent>2026-11-20T08:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
                <info><language>vi-VN</language><category>Met</category><event>Lũ</event><urgency>Expected</urgency>
                <severity>Severe</severity><certainty>Likely</certainty><area><areaDesc>Huế</areaDesc></area></info></alert>""".formatted(CapReader.NAMESPACE, identifier);
    }
}
