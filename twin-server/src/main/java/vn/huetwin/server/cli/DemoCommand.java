package vn.huetwin.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.huetwin.server.Twin;
import vn.huetwin.server.config.ServerConfig;

/** {@code ./twin demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Serves a schematic Huế with simulated events; everything embedded.")
final class DemoCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(names = "--no-simulator", description = "do not send simulated events")
    private boolean quiet;

    @Override
    public Integer call() throws Exception {
        ServerConfig config = options.config(true);
        Twin twin = Twin.start(config);
        if (!quiet) {
            twin.simulate();
        }
        return Running.untilStopped(config, twin);
    }
}
