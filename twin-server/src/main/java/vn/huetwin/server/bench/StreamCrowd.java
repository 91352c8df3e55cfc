package vn.huetwin.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.simulate.CityStory;
import vn.huetwin.ingest.simulate.Scenario;
import vn.huetwin.server.City;

/**
 * Many listen to the event stream, each with a filter of its own, while 500 events/s come in; one in ten breaks off and
 * comes back. What each heard is compared with what the log says it should have: no miss, no double.
 */
final class StreamCrowd {
    private static final List<String> VERBS = List.of("received", "assigned", "in_progress", "resolved", "rated");
    private static final List<String> CATEGORIES =
            List.of("WASTE", "SIDEWALK", "TRAFFIC", "ROAD", "LIGHT", "DRAIN", "TREE", "POLLUTION", "UTILITY");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** @param wants what it says, worked out apart from the server's filters */
    private record Wish(String parameters, Predicate<Told> wants) {}

    /** An entry, and the category of the report that it is about. */
    private record Told(LogEntry entry, String category) {
        boolean isOf(String layer) {
            return layer.equals(entry.layer());
        }

        boolean isIn(Envelope box) {
            Double lon = entry.lon();
            Double lat = entry.lat();
            return lon != null && lat != null && box.contains(lon, lat);
        }
    }

    private final ServerProcess server;
    private final City beside;
    private final EventLog log;
    private final SplittableRandom random;
    private final CityStory story;

    StreamCrowd(ServerProcess server, City beside, long seed) {
        this.server = server;
        this.beside = beside;
        log = new EventLog(beside.dataSource());
        random = new SplittableRandom(seed);
        story = new CityStory(Scenario.NORMAL, seed, "crowd", 500);
    }

    /** @return whether each heard what it should */
    boolean run(int count, int seconds, PrintWriter out) throws Exception {
        List<String> wards = wards();
        long rested = server.residentMegabytes();
        List<Wish> wishes = new ArrayList<>();
        List<StreamListener> listeners = new ArrayList<>();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        CountDownLatch open = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Wish wish = wish(i, wards);
            wishes.add(wish);
            StreamListener listener = new StreamListener(client, server.at("/events/stream?" + wish.parameters()));
            listeners.add(listener);
            listener.listen(open);
        }
        open.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        long heldOpen = server.residentMegabytes();
        long start = log.last();
        Thread breaking = new Thread(() -> comeBack(listeners, seconds));
        breaking.start();
        long taken = new SteadyLoad(server, () -> story.next(Instant.now())).run(seconds);
        breaking.join();
        boolean whole = compare(wishes, listeners, start, out, taken);
        out.printf(
                Locale.ROOT,
                "Memory of the server: %d MB before, %d MB with all listeners, %d MB at the end; its heap then holds %d MB.%n",
                rested,
                heldOpen,
                server.residentMegabytes(),
                server.liveMegabytes());
        out.flush();
        listeners.forEach(StreamListener::breakOff);
        return whole;
    }

    private List<String> wards() throws SQLException {
        List<String> wards = log.after(0, 20_000).stream()
                .map(LogEntry::wardCode)
                .filter(java.util.Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
        return wards.isEmpty() ? List.of("19753") : wards;
    }

    /** One in ten is away for a moment. */
    private static void comeBack(List<StreamListener> listeners, int seconds) {
        try {
            Thread.sleep(seconds * 300L);
            for (int i = 0; i < listeners.size(); i += 10) {
                listeners.get(i).breakOff();
            }
            Thread.sleep(seconds * 100L);
            for (int i = 0; i < listeners.size(); i += 10) {
                listeners.get(i).listen(new CountDownLatch(1));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Wish wish(int number, List<String> wards) {
        Envelope box = box();
        String inBox = String.format(
                Locale.ROOT, "bbox=%s,%s,%s,%s", box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY());
        String ward = wards.get(random.nextInt(wards.size()));
        String verb = "vn.hue.incident." + VERBS.get(random.nextInt(VERBS.size()));
        String category = CATEGORIES.get(random.nextInt(CATEGORIES.size()));
        return switch (number % 5) {
            case 0 -> new Wish(inBox, t -> t.isIn(box));
            case 1 ->
                new Wish(
                        "type=vn.hue.deadline.*," + verb + "&" + inBox,
                        t -> t.isIn(box)
                                && (t.isOf("deadline") || verb.equals(t.entry().type())));
            case 2 -> {
                Set<String> both = new TreeSet<>(List.of(ward, wards.get(0)));
                yield new Wish(
                        "ward=" + String.join(",", both) + "&type=" + verb,
                        t -> both.contains(String.valueOf(t.entry().wardCode()))
                                && verb.equals(t.entry().type()));
            }
            case 3 -> new Wish("layer=observation", t -> t.isOf("observation"));
            default ->
                new Wish(
                        "layer=incident&" + inBox + "&filter="
                                + URLEncoder.encode("category = '" + category + "'", StandardCharsets.UTF_8),
                        t -> t.isOf("incident") && t.isIn(box) && category.equals(t.category()));
        };
    }

    private Envelope box() {
        double west = 107.4 + 0.2 * random.nextDouble();
        double south = 16.3 + 0.2 * random.nextDouble();
        return new Envelope(
                west, west + 0.02 + 0.2 * random.nextDouble(), south, south + 0.02 + 0.2 * random.nextDouble());
    }

    private boolean compare(List<Wish> wishes, List<StreamListener> listeners, long start, PrintWriter out, long taken)
            throws Exception {
        List<Told> told = told(start);
        long expected = 0;
        long missed = 0;
        long wrong = 0;
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int i = 0; i < wishes.size(); i++) {
            Predicate<Told> wants = wishes.get(i).wants();
            List<Long> due =
                    told.stream().filter(wants).map(t -> t.entry().position()).toList();
            while (listeners.get(i).count() < due.size() && System.nanoTime() < deadline) {
                Thread.sleep(20);
            }
            List<Long> heard = listeners.get(i).heard();
            expected += due.size();
            if (!heard.equals(due)) {
                missed += due.stream().filter(p -> !heard.contains(p)).count();
                wrong += heard.size()
                        - heard.stream().distinct().filter(due::contains).count();
            }
        }
        out.printf(
                Locale.ROOT,
                "%n%,d listeners while %,d events came in, %,d entries of the log: %,d to be heard, %,d missed,"
                        + " %,d double or unwanted: %s%n",
                wishes.size(),
                taken,
                told.size(),
                expected,
                missed,
                wrong,
                missed + wrong == 0 ? "met" : "NOT MET");
        return missed + wrong == 0;
    }

    /** What the log says since then, once nothing more follows of what was sent. */
    private List<Told> told(long start) throws SQLException, InterruptedException, IOException {
        EventsBench.settle(log, beside);
        ObjectMapper mapper = new ObjectMapper();
        Map<String, String> categories = new HashMap<>();
        List<Told> told = new ArrayList<>();
        List<LogEntry> page = log.after(start, 5_000);
        while (!page.isEmpty()) {
            for (LogEntry entry : page) {
                JsonNode category = mapper.readTree(entry.data()).path("category");
                if ("incident".equals(entry.layer()) && category.isTextual()) {
                    categories.put(String.valueOf(entry.subject()), category.asText());
                }
                told.add(new Told(entry, categories.getOrDefault(String.valueOf(entry.subject()), "")));
            }
            page = log.after(page.get(page.size() - 1).position(), 5_000);
        }
        return told;
    }
}
