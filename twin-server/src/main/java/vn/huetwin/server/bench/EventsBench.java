package vn.huetwin.server.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
import vn.huetwin.ingest.simulate.CityStory;
import vn.huetwin.ingest.simulate.EventSink;
import vn.huetwin.ingest.simulate.HttpSink;
import vn.huetwin.ingest.simulate.Scenario;
import vn.huetwin.server.City;

/** {@code ./twin bench events}: the intake over HTTP beside what PostgreSQL needs for the same events. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = {
            "Sends events to a server in a process of its own: reports through their life",
            "cycle and observations, in batches, over HTTP, everything on; each batch is",
            "answered after its commit. Beside it, the same events by SQL alone: JSON taken",
            "apart, duplicates and ward found, one row, a commit that waits for the disk."
        },
        footer = {"", "Exit code: 0 it was measured; 1 events were refused."})
final class EventsBench implements Callable<Integer> {
    private static final int BAR = 8_000;
    private static final double BAR_CPU_MILLIS = 0.12;
    /** Reports that are open at each source, so that an event mostly follows one of an earlier batch. */
    private static final int OPEN = 5_000;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--events", defaultValue = "200000", description = "events (default: ${DEFAULT-VALUE})")
    private int events = 200_000;

    @Option(names = "--warm-up", defaultValue = "100000", description = "events before (default: ${DEFAULT-VALUE})")
    private int warmUp = 100_000;

    @Option(names = "--batch", defaultValue = "1000", description = "events per request (default: ${DEFAULT-VALUE})")
    private int batch = 1_000;

    @Option(names = "--sources", defaultValue = "4", description = "senders at once (default: ${DEFAULT-VALUE})")
    private int sources = 4;

    @Option(
            names = "--latency-seconds",
            defaultValue = "20",
            description = "how long 500 events/s are sent to see how soon they show; 0: not at all"
                    + " (default: ${DEFAULT-VALUE})")
    private int latencySeconds = 20;

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
                return measure(out, server, floor, meter);
            }
        }
    }

    private int measure(PrintWriter out, ServerProcess server, EventFloor floor, Meter meter) throws Exception {
        List<CityStory> stories = new ArrayList<>();
        for (int i = 0; i < sources; i++) {
            stories.add(new CityStory(Scenario.NORMAL, seed + i, "bench" + i, OPEN));
        }
        floor.store(texts(tell(stories, Math.min(events, 20_000))));
        send(server, tell(stories, warmUp));
        List<List<List<byte[]>>> told = tell(stories, events);
        Meter.Effort least = meter.measure(() -> floor.store(texts(told))).effort();
        Meter.Measured<EventSink.Outcome> taken = meter.measure(() -> send(server, told));
        print(out, taken.effort(), least);
        if (latencySeconds > 0) {
            new LatencyProbe(server, stories.get(0)).run(latencySeconds, out);
        }
        EventSink.Outcome outcome = taken.result();
        if (outcome.accepted() != events) {
            out.println("Not all events were taken: " + outcome);
            out.flush();
            return 1;
        }
        return 0;
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

    private void print(PrintWriter out, Meter.Effort taken, Meter.Effort least) {
        out.printf(
                "%n%-10s %9s %10s %s%n",
                "", "seconds", "events/s", " CPU ms per event: server, PostgreSQL, together; client");
        line(out, "intake", taken);
        line(out, "SQL alone", least);
        double cpu = (taken.serverSeconds() + taken.databaseSeconds()) * 1e3 / events;
        out.printf(
                Locale.ROOT,
                "%nThe intake takes %.1f times the processor time of SQL alone. The bar: %,d events/s, %.2f ms.%n",
                cpu / (least.databaseSeconds() * 1e3 / events),
                BAR,
                BAR_CPU_MILLIS);
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
