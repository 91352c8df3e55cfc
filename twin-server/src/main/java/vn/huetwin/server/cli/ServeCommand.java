package vn.huetwin.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import vn.huetwin.server.Twin;
import vn.huetwin.server.config.ServerConfig;

/** {@code ./twin serve}. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Serves the city in a data directory.")
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ServerOptions options = new ServerOptions();

    @Override
    public Integer call() throws Exception {
        ServerConfig config = config();
        return Running.untilStopped(config, Twin.start(config));
    }

    ServerConfig config() throws java.io.IOException {
        return options.config(false);
    }
}
