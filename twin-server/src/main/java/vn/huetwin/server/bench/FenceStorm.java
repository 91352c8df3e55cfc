package vn.huetwin.server.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.geofence.Geofence;
import vn.huetwin.ingest.geofence.GeofenceStore;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.server.City;

/**
 * Reports move about at random, 500 times a second, among many geofences: areas and circles, some for one category only.
 * Who entered and left which fence by which event is compared with each move held against each fence.
 */
final class FenceStorm {
    private static final int FEATURES = 500;
    private static final int MAKERS = 8;
    private static final List<String> CATEGORIES = List.of("ROAD", "FLOOD", "TREE");
    private static final double WEST = 107.53;
    private static final double SOUTH = 16.42;
    private static final double SIDE = 0.1;
    private static final GeometryFactory FACTORY = new GeometryFactory();

    /**
     * @param filter   what the server is told
     * @param area     in degrees; empty for a circle
     * @param centre   of the circle, in metres of the local CRS
     * @param category only of these reports; empty for all
     */
    private record Ground(String id, String filter, Geometry area, double[] centre, double metres, String category) {
        boolean holds(double lon, double lat, double[] local, String own) {
            if (!category.isEmpty() && !category.equals(own)) {
                return false;
            }
            if (metres > 0) {
                return Math.hypot(local[0] - centre[0], local[1] - centre[1]) <= metres;
            }
            return area.getEnvelopeInternal().contains(lon, lat)
                    && area.intersects(FACTORY.createPoint(new Coordinate(lon, lat)));
        }
    }

    private final ServerProcess server;
    private final City beside;
    private final EventLog log;
    private final GeofenceStore store;
    private final Crs local;
    private final SplittableRandom random;
    private final ObjectMapper mapper = new ObjectMapper();
    private long number;

    FenceStorm(ServerProcess server, City beside, GeofenceStore store, Crs local, long seed) {
        this.server = server;
        this.beside = beside;
        log = new EventLog(beside.dataSource());
        this.store = store;
        this.local = local;
        random = new SplittableRandom(seed);
    }

    /** @return whether all crossings were told and no other */
    boolean run(int count, int seconds, PrintWriter out) throws Exception {
        long making = System.nanoTime();
        List<Ground> grounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            grounds.add(i % 5 == 4 ? circle("f" + i) : area("f" + i, i % 4 == 3));
        }
        make(grounds);
        double made = (System.nanoTime() - making) / 1e9;
        long start = log.last();
        long taken = new SteadyLoad(server, this::move).run(seconds);
        long sent = System.nanoTime();
        List<LogEntry> entries = settled(start);
        double lag = (System.nanoTime() - sent) / 1e9;
        List<String> told = new ArrayList<>();
        for (LogEntry entry : entries) {
            if (entry.type().startsWith("vn.hue.geofence.")) {
                JsonNode data = mapper.readTree(entry.data());
                told.add(crossing(
                        String.valueOf(entry.subject()),
                        entry.type().substring("vn.hue.geofence.".length()),
                        data.path("feature").asText(),
                        data.path("cause").asLong()));
            }
        }
        Set<String> due = bruteForce(grounds, entries);
        Set<String> missed = new TreeSet<>(due);
        told.forEach(missed::remove);
        long wrong =
                told.size() - new HashSet<>(told).stream().filter(due::contains).count();
        boolean met = missed.isEmpty() && wrong == 0;
        out.printf(
                Locale.ROOT,
                "%n%,d geofences (made in %.0f s), %,d moves: %,d crossings, %,d missed, %,d double or wrong: %s;"
                        + " all were told %.1f s after the last move%n",
                count,
                made,
                taken,
                due.size(),
                missed.size(),
                wrong,
                met ? "met" : "NOT MET",
                lag);
        missed.stream().limit(3).forEach(m -> out.println("  missed " + m));
        out.flush();
        return met;
    }

    /** Some at once: each waits for the disk. */
    private void make(List<Ground> grounds) throws InterruptedException, ExecutionException {
        ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
        try {
            List<Future<Integer>> making = new ArrayList<>();
            for (Ground ground : grounds) {
                making.add(makers.submit(() -> store.put(
                        new Geofence(ground.id(), ground.id(), "incident", ground.filter(), 0, Duration.ZERO),
                        "bench")));
            }
            for (Future<Integer> one : making) {
                one.get();
            }
        } finally {
            makers.shutdownNow();
        }
    }

    private Ground area(String id, boolean oneCategory) {
        double lon = WEST + SIDE * random.nextDouble();
        double lat = SOUTH + SIDE * random.nextDouble();
        int corners = 3 + random.nextInt(8);
        Coordinate[] ring = new Coordinate[corners + 1];
        for (int i = 0; i < corners; i++) {
            double radius = 0.0005 + 0.005 * random.nextDouble();
            double angle = 2 * Math.PI * i / corners;
            ring[i] = new Coordinate(lon + radius * Math.cos(angle), lat + radius * Math.sin(angle));
        }
        ring[corners] = ring[0].copy();
        Geometry area = FACTORY.createPolygon(ring);
        String category = oneCategory ? CATEGORIES.get(random.nextInt(CATEGORIES.size())) : "";
        String filter = "INTERSECTS(geometry, " + area.toText() + ")"
                + (oneCategory ? " AND category = '" + category + "'" : "");
        return new Ground(id, filter, area, new double[0], 0, category);
    }

    private Ground circle(String id) {
        double lon = WEST + SIDE * random.nextDouble();
        double lat = SOUTH + SIDE * random.nextDouble();
        int metres = 20 + random.nextInt(400);
        String filter = String.format(Locale.ROOT, "DWITHIN(geometry, POINT(%s %s), %d, meters)", lon, lat, metres);
        return new Ground(id, filter, FACTORY.createPoint(), local.fromWgs84(lon, lat), metres, "");
    }

    private byte[] move() {
        long mine = number++;
        long feature = mine < FEATURES ? mine : random.nextInt(FEATURES);
        String more = mine < FEATURES || random.nextInt(10) == 0
                ? ",\"category\":\"" + CATEGORIES.get(random.nextInt(CATEGORIES.size())) + "\""
                : "";
        return String.format(
                        Locale.ROOT,
                        "{\"specversion\":\"1.0\",\"id\":\"move-%d\",\"source\":\"storm\",\"type\":\"vn.hue.incident.moved\","
                                + "\"subject\":\"storm-%d\",\"time\":\"%s\",\"data\":{\"geometry\":{\"type\":\"Point\","
                                + "\"coordinates\":[%s,%s]}%s}}",
                        mine,
                        feature,
                        Instant.now(),
                        WEST + SIDE * random.nextDouble(),
                        SOUTH + SIDE * random.nextDouble(),
                        more)
                .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /** The log since then, once nothing more follows. */
    private List<LogEntry> settled(long start) throws SQLException, InterruptedException {
        EventsBench.settle(log, beside);
        List<LogEntry> entries = new ArrayList<>();
        List<LogEntry> page = log.after(start, 5_000);
        while (!page.isEmpty()) {
            entries.addAll(page);
            page = log.after(page.get(page.size() - 1).position(), 5_000);
        }
        return entries;
    }

    /** Each move against each fence. */
    private Set<String> bruteForce(List<Ground> grounds, List<LogEntry> entries) throws IOException {
        Map<String, String> categories = new HashMap<>();
        Map<String, Set<String>> inside = new HashMap<>();
        Set<String> due = new HashSet<>();
        for (LogEntry entry : entries) {
            String feature = String.valueOf(entry.subject());
            if (!entry.source().equals("storm")) {
                continue;
            }
            JsonNode data = mapper.readTree(entry.data());
            if (data.has("category")) {
                categories.put(feature, data.path("category").asText());
            }
            double lon = data.at("/geometry/coordinates/0").asDouble();
            double lat = data.at("/geometry/coordinates/1").asDouble();
            double[] metres = local.fromWgs84(lon, lat);
            String category = categories.getOrDefault(feature, "");
            Set<String> before = inside.computeIfAbsent(feature, f -> new HashSet<>());
            for (Ground ground : grounds) {
                boolean holds = ground.holds(lon, lat, metres, category);
                if (holds != before.contains(ground.id())) {
                    due.add(crossing(ground.id(), holds ? "entered" : "left", feature, entry.position()));
                    if (holds) {
                        before.add(ground.id());
                    } else {
                        before.remove(ground.id());
                    }
                }
            }
        }
        return due;
    }

    private static String crossing(String fence, String verb, String feature, long cause) {
        return fence + " " + verb + " " + feature + " by " + cause;
    }
}
