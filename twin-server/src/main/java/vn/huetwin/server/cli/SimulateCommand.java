package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.simulate.CityStory;
import vn.huetwin.ingest.simulate.HttpSink;
import vn.huetwin.ingest.simulate.Scenario;
import vn.huetwin.ingest.simulate.Simulation;
import vn.huetwin.ingest.simulate.StoryClock;

/** {@code ./twin simulate}. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Sends invented but plausible events to a server: citizens' reports through their life cycle, gauges, calls",
            "for rescue. Asked to slow down (429, 503), it waits and sends again."
        },
        footer = {"", "Exit code: 0 all events were taken; 1 the server could not be reached or rejected events."})
final class SimulateCommand implements Callable<Integer> {
    private static final long EVERY_NANOS = 1_000_000_000L;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            description = "address of the server (default: ${DEFAULT-VALUE})")
    private URI url = URI.create("http://localhost:8080");

    @Option(names = "--key", description = "API key with the role operator; better given as TWIN_KEY")
    private @Nullable String key;

    @Option(names = "--rate", defaultValue = "5", description = "events per second (default: ${DEFAULT-VALUE})")
    private double rate = 5;

    @Option(names = "--seed", defaultValue = "1", description = "the same seed tells the same story")
    private long seed = 1;

    @Option(
            names = "--scenario",
            defaultValue = "normal",
            description = "normal or flood-2025 (default: ${DEFAULT-VALUE})")
    private String scenario = "normal";

    @Option(names = "--start", description = "when the story begins, such as 2025-10-26T00:00:00+07:00 (default: now)")
    private @Nullable OffsetDateTime start;

    @Option(
            names = "--speed",
            defaultValue = "1",
            description =
                    "seconds of the story in a second, from --start on, until it is now (default: ${DEFAULT-VALUE})")
    private double speed = 1;

    @Option(names = "--duration", description = "stop after this many seconds")
    private @Nullable Long seconds;

    @Option(names = "--count", description = "stop after this many events")
    private @Nullable Long count;

    @Option(
            names = "--run",
            description = "part of the events' ids (default: the time of the start); the same run is a repetition")
    private @Nullable String run;

    private long shown;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Scenario played = Scenario.of(scenario);
        String name = run == null ? Long.toString(Instant.now().getEpochSecond(), 36) : run;
        try (Simulation simulation =
                new Simulation(new CityStory(played, seed, name), new HttpSink(url, key), clock(), rate)) {
            out.println("Simulating " + played.keyword() + ", seed " + seed + ", run " + name + ", " + rate
                    + " events/s to " + url);
            out.flush();
            Simulation.Tally tally = simulation.run(
                    count == null ? Long.MAX_VALUE : count,
                    seconds == null ? Duration.ofDays(3_650) : Duration.ofSeconds(seconds),
                    so -> progress(out, so));
            print(out, tally);
            return tally.rejected() == 0 && tally.sent() > 0 ? 0 : 1;
        }
    }

    private InstantSource clock() {
        return start == null
                ? InstantSource.system()
                : new StoryClock(InstantSource.system(), start.toInstant(), speed);
    }

    private void progress(PrintWriter out, Simulation.Tally tally) {
        long now = System.nanoTime();
        if (now - shown >= 10 * EVERY_NANOS) {
            shown = now;
            print(out, tally);
        }
    }

    private static void print(PrintWriter out, Simulation.Tally tally) {
        double seconds = Math.max(0.001, tally.elapsed().toMillis() / 1000.0);
        out.println(String.format(
                Locale.ROOT,
                "%.1f s: %d sent (%.1f/s), %d accepted, %d duplicates, %d rejected, asked to wait %d times",
                seconds,
                tally.sent(),
                tally.sent() / seconds,
                tally.accepted(),
                tally.duplicates(),
                tally.rejected(),
                tally.refusals()));
        out.flush();
    }
}
