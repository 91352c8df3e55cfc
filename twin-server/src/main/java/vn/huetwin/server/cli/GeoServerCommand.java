package vn.huetwin.server.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./twin geoserver}. */
@Command(
        name = "geoserver",
        mixinStandardHelpOptions = true,
        description = "A GeoServer beside the city.",
        subcommands = GeoServerPublishCommand.class)
final class GeoServerCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandSpec command = Objects.requireNonNull(spec);
        command.commandLine().usage(command.commandLine().getOut());
    }
}
