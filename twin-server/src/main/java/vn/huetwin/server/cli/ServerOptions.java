package vn.huetwin.server.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import vn.huetwin.server.config.ServerConfig;

/** Options that say which city is meant and where it is served. */
final class ServerOptions {
    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8080", description = "port to listen on (default: ${DEFAULT-VALUE})")
    private int port = 8080;

    @Mixin
    private CityOptions city = new CityOptions();

    ServerConfig config(boolean demo) {
        return city.config(host, port, demo);
    }
}
