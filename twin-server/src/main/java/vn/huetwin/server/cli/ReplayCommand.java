package vn.huetwin.server.cli;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.replay.FileReplay;
import vn.huetwin.ingest.simulate.HttpSink;

/** {@code ./twin replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Sends the CloudEvents of a file to a server: a JSON array, or one event in each line. Broken off, it goes on",
            "where it was when it is started again; events that are known already change nothing."
        },
        footer = {"", "Exit code: 0 all events were taken; 1 the server could not be reached or rejected events."})
final class ReplayCommand implements Callable<Integer> {
    private static final long EVERY_NANOS = 5_000_000_000L;

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "JSON array or lines of CloudEvents, UTF-8")
    private @Nullable Path file;

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            description = "address of the server (default: ${DEFAULT-VALUE})")
    private URI url = URI.create("http://localhost:8080");

    @Option(names = "--key", description = "API key with the role operator; better given as TWIN_KEY")
    private @Nullable String key;

    @Option(
            names = "--speed",
            defaultValue = "0",
            description = "seconds of the file in a second; 0: as fast as events are taken (default: ${DEFAULT-VALUE})")
    private double speed;

    private long shown;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        FileReplay replay = new FileReplay(
                Objects.requireNonNull(file),
                new HttpSink(url, key),
                speed,
                time -> TimeUnit.MILLISECONDS.sleep(time.toMillis()));
        FileReplay.Tally tally = replay.run(so -> progress(out, so));
        print(out, tally);
        return tally.rejected() == 0 && tally.unreadable() == 0 ? 0 : 1;
    }

    private void progress(PrintWriter out, FileReplay.Tally tally) {
        long now = System.nanoTime();
        if (now - shown >= EVERY_NANOS) {
            shown = now;
            print(out, tally);
        }
    }

    private static void print(PrintWriter out, FileReplay.Tally tally) {
        out.println(String.format(
                Locale.ROOT,
                "%d events: %d accepted, %d duplicates, %d rejected, %d lines that are no JSON",
                tally.done(),
                tally.accepted(),
                tally.duplicates(),
                tally.rejected(),
                tally.unreadable()));
        out.flush();
    }
}
