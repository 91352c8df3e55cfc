package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Queries without end, many at once and again as soon as one is answered, from some of the loopback addresses, so that
 * the server takes them for several clients; and how long another client waits for a short one meanwhile.
 */
final class HostileLoad {
    /**
     * What it came to.
     *
     * @param millis   what the other client waited, sorted
     * @param refused  how often the other client had no answer
     * @param answers  how the queries without end were answered: status and code, with how often
     * @param longest  seconds until the last of such an answer
     */
    record Outcome(List<Double> millis, int refused, Map<String, Long> answers, double longest) {
        double p95() {
            return millis.isEmpty() ? Double.NaN : millis.get((int) Math.ceil(0.95 * millis.size()) - 1);
        }
    }

    private static final String PREFIXES =
            "PREFIX def: <https://data.huetwin.vn/def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
                    + " PREFIX geo: <http://www.opengis.net/ont/geosparql#> PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>"
                    + " PREFIX geof: <http://www.opengis.net/def/function/geosparql/>\n";
    private static final List<String> ENDLESS = List.of(
            "SELECT (COUNT(*) AS ?n) { ?a a def:Incident . ?b a def:Incident . ?c a def:Incident . ?d a def:Building }",
            "SELECT * { ?s rdfs:label ?l FILTER(REGEX(CONCAT(\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\", ?l), \"^(a|a)+\\\\1$\")) }",
            "SELECT (COUNT(*) AS ?n) { ?a (!<urn:a>|^!<urn:a>)* ?b . ?b (!<urn:a>|^!<urn:a>)* ?c }",
            "SELECT (COUNT(*) AS ?n) { ?a a def:LandParcel ; geo:hasGeometry/geo:asWKT ?v . ?b a def:Building ; geo:hasGeometry/geo:asWKT ?w"
                    + " FILTER(geof:distance(?v, ?w, uom:metre) > 3000) }");
    private static final Pattern STATUS = Pattern.compile("HTTP/1.1 (\\d+)");
    private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z-]+)\"");
    private static final int BYSTANDER = 254;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PATIENCE_MILLIS = 60_000;

    private final int port;
    private volatile boolean ending;

    HostileLoad(int port) {
        this.port = port;
    }

    /**
     * Asks the question so often.
     *
     * @param atOnce  queries without end at a time, 0 for none
     * @param clients that they come from
     */
    Outcome run(String question, int times, int atOnce, int clients) throws InterruptedException {
        ending = false;
        Map<String, Long> answers = new ConcurrentSkipListMap<>();
        AtomicLong longest = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < atOnce; i++) {
            int from = 2 + i % clients;
            String query = PREFIXES + ENDLESS.get(i % ENDLESS.size());
            Thread thread = new Thread(() -> hammer(from, query, answers, longest), "hostile-" + i);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        Thread.sleep(atOnce == 0 ? 0 : 3_000);
        List<Double> millis = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            refused += post(BYSTANDER, question).startsWith("200") ? 0 : 1;
            millis.add((System.nanoTime() - start) / 1e6);
        }
        ending = true;
        for (Thread thread : threads) {
            thread.join(PATIENCE_MILLIS);
        }
        Collections.sort(millis);
        return new Outcome(millis, refused, answers, longest.get() / 1e9);
    }

    private void hammer(int from, String query, Map<String, Long> answers, AtomicLong longest) {
        while (!ending) {
            long start = System.nanoTime();
            String answer = post(from, query);
            answers.merge(answer, 1L, Long::sum);
            longest.accumulateAndGet(System.nanoTime() - start, Math::max);
            if (answer.startsWith("429") || answer.startsWith("503")) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    /**
     * Sends a query.
     *
     * @param from last number of a loopback address
     * @return status and error code
     */
    private String post(int from, String query) {
        byte[] body = query.getBytes(StandardCharsets.UTF_8);
        String head =
                "POST /sparql HTTP/1.1\r\nHost: twin\r\nContent-Type: application/sparql-query\r\nAccept: text/csv\r\n"
                        + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n";
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) from}), 0));
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher status = STATUS.matcher(answer);
            Matcher code = CODE.matcher(answer);
            return (status.find() ? status.group(1) : "cut off") + (code.find() ? " " + code.group(1) : "");
        } catch (IOException e) {
            return "no answer: " + e.getMessage();
        }
    }
}
