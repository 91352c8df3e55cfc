package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import vn.huetwin.ingest.simulate.CityStory;
import vn.huetwin.ingest.simulate.HttpSink;

/**
 * Sends 500 events/s and asks, for one new report of every sending, how long after its POST began it shows on the event
 * stream, at OGC API Features and in SPARQL.
 */
final class LatencyProbe {
    private static final double GOAL_MILLIS = 300;
    private static final int TRIES = 2_000;

    private final HttpClient client = HttpClient.newHttpClient();
    private final ServerProcess server;
    private final CityStory story;
    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final List<Double> stream = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> features = new ArrayList<>();
    private final List<Double> sparql = new ArrayList<>();

    LatencyProbe(ServerProcess server, CityStory story) {
        this.server = server;
        this.story = story;
    }

    void run(int seconds, PrintWriter out) throws Exception {
        Thread listener = new Thread(this::listen, "listener");
        listener.setDaemon(true);
        listener.start();
        Thread load = new Thread(() -> load(seconds), "load");
        load.start();
        HttpSink sink = new HttpSink(server.at("/"), server.key());
        int number = 0;
        while (load.isAlive()) {
            String key = "probe-" + number++;
            long start = System.nanoTime();
            sink.send(List.of(report(key)));
            await(HttpRequest.newBuilder(server.at("/ogc/collections/incident/items/" + key)), start, features, "");
            await(
                    HttpRequest.newBuilder(server.at("/sparql?query="
                                    + URLEncoder.encode(
                                            "ASK { <https://data.huetwin.vn/id/incident/" + key + "> a ?c }",
                                            StandardCharsets.UTF_8)))
                            .header("Accept", "application/sparql-results+json"),
                    start,
                    sparql,
                    "true");
            Long shown = seen.get(key);
            for (int i = 0; shown == null && i < TRIES; i++) {
                Thread.sleep(5);
                shown = seen.get(key);
            }
            stream.add(shown == null ? Double.POSITIVE_INFINITY : (shown - start) / 1e6);
            Thread.sleep(SteadyLoad.TICK_MILLIS);
        }
        load.join();
        out.printf(Locale.ROOT, "%nAt %d events/s, POST to visible, ms (%d reports):%n", SteadyLoad.PER_SECOND, number);
        print(out, "stream", stream);
        print(out, "OGC API", features);
        print(out, "SPARQL", sparql);
        out.flush();
    }

    private void load(int seconds) {
        try {
            new SteadyLoad(server, () -> story.next(Instant.now())).run(seconds);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void listen() {
        HttpRequest request =
                HttpRequest.newBuilder(server.at("/events/stream")).build();
        try {
            HttpResponse<Stream<String>> response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            response.body().forEach(line -> {
                int at = line.indexOf("\"subject\":\"probe-");
                if (at >= 0) {
                    int from = at + "\"subject\":\"".length();
                    seen.putIfAbsent(line.substring(from, line.indexOf('"', from)), System.nanoTime());
                }
            });
        } catch (IOException | InterruptedException | RuntimeException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void await(HttpRequest.Builder request, long start, List<Double> times, String wanted)
            throws IOException, InterruptedException {
        HttpRequest ready = request.timeout(Duration.ofSeconds(30)).build();
        for (int i = 0; i < TRIES; i++) {
            HttpResponse<String> answer = client.send(ready, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() == 200 && answer.body().contains(wanted)) {
                times.add((System.nanoTime() - start) / 1e6);
                return;
            }
            TimeUnit.MILLISECONDS.sleep(2);
        }
        times.add(Double.POSITIVE_INFINITY);
    }

    private static byte[] report(String key) {
        return ("{\"specversion\":\"1.0\",\"id\":\"" + key
                        + "\",\"source\":\"probe\",\"type\":\"vn.hue.incident.received\","
                        + "\"subject\":\"" + key + "\",\"time\":\"" + Instant.now()
                        + "\",\"data\":{\"category\":\"ROAD\","
                        + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void print(PrintWriter out, String what, List<Double> times) {
        List<Double> sorted = times.stream().sorted().toList();
        out.printf(
                Locale.ROOT,
                "%-10s median %.0f, p95 %.0f, longest %.0f: %s%n",
                what,
                at(sorted, 0.5),
                at(sorted, 0.95),
                at(sorted, 1),
                at(sorted, 0.95) <= GOAL_MILLIS ? "met" : "not met, the bar is " + (int) GOAL_MILLIS);
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }
}
