package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.event.EventFloor;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.follow.LogFollower;
import vn.huetwin.ingest.geofence.GeofenceStore;
import vn.huetwin.ingest.simulate.CityStory;
import vn.huetwin.ingest.simulate.EventSink;
import vn.huetwin.ingest.simulate.HttpSink;
import vn.huetwin.ingest.simulate.Scenario;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.City;

/** {@code ./twin bench events}: the intake over HTTP beside what PostgreSQL needs for the same events. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = {
            "Sends events to a server in a process of its own: reports through their life",
            "cycle and observations, in batches, over HTTP, everything on; each batch is",
            "answered after its commit. Beside it, the same events by SQL alone: JSON taken",
            "apart, duplicates and ward found, one row, a commit that waits for the disk.",
            "",
            "Then 500 events/s: how soon they show; to many listeners with filters of their",
            "own; among many geofences. What was told is compared with what should have been."
        },
        footer = {"", "Exit code: 0 it was measured; 1 events were refused, missed or told wrongly."})
final class EventsBench implements Callable<Integer> {
    private static final int BAR = 8_000;
    private static final double BAR_CPU_MILLIS = 0.12;
    /** Reports that are open at each source, so that an event mostly follows one of an earlier batch. */
    private static final int OPEN = 5_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--events", defaultValue = "200000", description = "events (default: ${DEFAULT-VALUE})")
    private int events = 200_000;

    @Option(names = "--warm-up", defaultValue = "200000", description = "events before (default: ${DEFAULT-VALUE})")
    private int warmUp = 200_000;

    @Option(names = "--batch", defaultValue = "1000", description = "events per request (default: ${DEFAULT-VALUE})")
    private int batch = 1_000;

    @Option(names = "--sources", defaultValue = "4", description = "senders at once (default: ${DEFAULT-VALUE})")
    private int sources = 4;

    @Option(
            names = "--latency-seconds",
            defaultValue = "20",
            description = "how long 500 events/s are sent to see how soon they show, and to listeners and geofences;"
                    + " 0: not at all (default: ${DEFAULT-VALUE})")
    private int latencySeconds = 20;

    @Option(names = "--listeners", defaultValue = "2000", description = "on the stream (default: ${DEFAULT-VALUE})")
    private int listeners = 2_000;

    @Option(
            names = "--geofences",
            defaultValue = "10000",
            description = "among which reports move (default: ${DEFAULT-VALUE})")
    private int geofences = 10_000;

    @Option(
            names = "--soak",
            defaultValue = "0",
            description = "further events, with the memory of the server after each tenth (default: none)")
    private int soak;

    @Option(names = "--seed", defaultValue = "46", description = "the same seed gives the same events")
    private long seed = BenchCity.SEED;

    @Option(names = "--folder", description = "where the temporary city is made (default: the system's place)")
    private @Nullable Path folder;

    @Option(names = "--port", defaultValue = "0", description = "port of the server (default: any free one)")
    private int port;

    @Option(
            names = "--java-options",
            split = " ",
            defaultValue = "-Xmx2g -XX:+UseG1GC",
            description = "of the server (default: ${DEFAULT-VALUE})")
    private List<String> javaOptions = List.of();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (BenchCity bench = BenchCity.open(folder, List.of("ward", "station"))) {
            bench.city().close();
            try (ServerProcess server = ServerProcess.start(bench.config().data(), javaOptions, port);
                    City beside = City.openBesideServer(bench.config());
                    EventFloor floor = new EventFloor(beside.dataSource())) {
                Meter meter = new Meter(Meter.parent(floor.backend()), server.processId());
                boolean taken = measure(out, server, floor, beside, meter);
                boolean told = told(out, server, beside);
                return taken && told ? 0 : 1;
            }
        }
    }

    private boolean measure(PrintWriter out, ServerProcess server, EventFloor floor, City beside, Meter meter)
            throws Exception {
        EventLog log = new EventLog(beside.dataSource());
        List<CityStory> stories = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            stories.add(new CityStory(Scenario.NORMAL, seed + i, "bench" + i, OPEN));
        }
        floor.store(texts(tell(stories, Math.min(events, 20_000))));
        send(server, tell(stories, warmUp));
        settle(log, beside);
        List<List<List<byte[]>>> told = tell(stories, events);
        Meter.Effort least = meter.measure(() -> floor.store(texts(told))).effort();
        double compiling = server.compilerSeconds();
        Meter.Measured<EventSink.Outcome> taken = meter.measure(() -> {
            EventSink.Outcome outcome = send(server, told);
            settle(log, beside);
            return outcome;
        });
        print(out, taken.effort(), least, server.compilerSeconds() - compiling);
        soak(out, server, stories);
        EventSink.Outcome outcome = taken.result();
        if (outcome.accepted() != events) {
            out.println("Not all events were taken: " + outcome);
            out.flush();
        }
        return outcome.accepted() == events;
    }

    /** Until those who follow the log have done what the events mean for them. */
    static void settle(EventLog log, City beside) throws SQLException, InterruptedException {
        while (LogFollower.slowest(beside.dataSource()) < log.last()) {
            Thread.sleep(20);
        }
    }

    /** 500 events/s, and what of it is told to whom. */
    private boolean told(PrintWriter out, ServerProcess server, City beside) throws Exception {
        if (latencySeconds <= 0) {
            return true;
        }
        new LatencyProbe(server, new CityStory(Scenario.NORMAL, seed, "probe", OPEN)).run(latencySeconds, out);
        out.println("\nSeed " + seed);
        boolean whole = new StreamCrowd(server, beside, seed).run(listeners, latencySeconds, out);
        Crs local = new CrsRegistry().get(FeatureStore.LOCAL_SRID);
        GeofenceStore fences = new GeofenceStore(beside.dataSource(), beside.catalogue(), local, geofences);
        return new FenceStorm(server, beside, fences, local, seed).run(geofences, latencySeconds, out) && whole;
    }

    /** Whether memory stays what it was, however much has gone through. */
    private void soak(PrintWriter out, ServerProcess server, List<CityStory> stories) throws Exception {
        for (int tenth = 1; soak > 0 && tenth <= 10; tenth++) {
            long start = System.nanoTime();
            send(server, tell(stories, soak / 10));
            out.printf(
                    Locale.ROOT,
                    "%,10d events, %,.0f events/s: the heap holds %d MB, the process %d MB%n",
                    (long) soak / 10 * tenth,
                    soak / 10 / ((System.nanoTime() - start) / 1e9),
                    server.liveMegabytes(),
                    server.residentMegabytes());
            out.flush();
        }
    }

    /** @return batches by source */
    private List<List<List<byte[]>>> tell(List<CityStory> stories, int count) {
        List<List<List<byte[]>>> told = new ArrayList<>();
        Instant now = Instant.now();
        for (CityStory story : stories) {
            List<List<byte[]>> batches = new ArrayList<>();
            for (int i = 0; i < count / stories.size(); i++) {
                if (i % batch == 0) {
                    batches.add(new ArrayList<>(batch));
                }
                batches.get(batches.size() - 1).add(story.next(now));
            }
            told.add(batches);
        }
        return told;
    }

    private static List<List<String>> texts(List<List<List<byte[]>>> told) {
        List<List<String>> texts = new ArrayList<>();
        for (List<List<byte[]>> batches : told) {
            for (List<byte[]> batch : batches) {
                texts.add(batch.stream()
                        .map(e -> new String(e, StandardCharsets.UTF_8))
                        .toList());
            }
        }
        return texts;
    }

    /** Each source sends a batch when the one before was answered. */
    private static EventSink.Outcome send(ServerProcess server, List<List<List<byte[]>>> told) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(told.size());
        try {
            List<Future<EventSink.Outcome>> waiting = new ArrayList<>();
            for (List<List<byte[]>> batches : told) {
                waiting.add(senders.submit(() -> send(new HttpSink(server.at("/"), server.key()), batches)));
            }
            EventSink.Outcome all = new EventSink.Outcome(0, 0, 0, 0);
            for (Future<EventSink.Outcome> source : waiting) {
                all = sum(all, source.get());
            }
            return all;
        } finally {
            senders.shutdownNow();
        }
    }

    private static EventSink.Outcome send(EventSink sink, List<List<byte[]>> batches)
            throws IOException, InterruptedException {
        EventSink.Outcome all = new EventSink.Outcome(0, 0, 0, 0);
        for (List<byte[]> batch : batches) {
            all = sum(all, sink.send(batch));
        }
        return all;
    }

    private static EventSink.Outcome sum(EventSink.Outcome one, EventSink.Outcome other) {
        return new EventSink.Outcome(
                one.accepted() + other.accepted(),
                one.duplicates() + other.duplicates(),
                one.rejected() + other.rejected(),
                one.refusals() + other.refusals());
    }

    /** @param compiling processor seconds of the server's compiler, which has less to do the longer the server runs */
    private void print(PrintWriter out, Meter.Effort taken, Meter.Effort least, double compiling) {
        out.printf(
                "%n%-10s %9s %10s %s%n",
                "", "seconds", "events/s", " CPU ms per event: server, PostgreSQL, together; client");
        line(out, "intake", taken);
        line(out, "SQL alone", least);
        double cpu = (taken.serverSeconds() + taken.databaseSeconds()) * 1e3 / events;
        out.printf(
                Locale.ROOT,
                "%nThe intake takes %.1f times the processor time of SQL alone. The bar: %,d events/s, %.2f ms."
                        + " Of its %.4f ms, %.4f are the Java compiler's, which ends in time.%n",
                cpu / (least.databaseSeconds() * 1e3 / events),
                BAR,
                BAR_CPU_MILLIS,
                cpu,
                compiling * 1e3 / events);
        out.flush();
    }

    private void line(PrintWriter out, String what, Meter.Effort effort) {
        double each = 1e3 / events;
        out.printf(
                Locale.ROOT,
                "%-10s %9.1f %,10.0f %26.4f %11.4f %9.4f %7.4f%n",
                what,
                effort.seconds(),
                events / effort.seconds(),
                effort.serverSeconds() * each,
                effort.databaseSeconds() * each,
                (effort.serverSeconds() + effort.databaseSeconds()) * each,
                effort.ownSeconds() * each);
    }
}
