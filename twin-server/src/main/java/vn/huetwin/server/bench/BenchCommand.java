package vn.huetwin.server.bench;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./twin bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures this machine with a city made for it, beside what is the limit there.",
        subcommands = {ImportBench.class, EventsBench.class, SparqlBench.class, MapsBench.class, TilesBench.class})
public final class BenchCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec command = Objects.requireNonNull(spec);
        command.commandLine().usage(command.commandLine().getOut());
    }
}
