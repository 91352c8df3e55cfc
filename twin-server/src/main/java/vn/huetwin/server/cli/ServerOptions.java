package vn.huetwin.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.registry.SourceDeclaration;
import vn.huetwin.server.config.ServerConfig;

/** Options that say which city is meant and where it is served. */
final class ServerOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description = "address to listen on (default: ${DEFAULT-VALUE})")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8080", description = "port to listen on (default: ${DEFAULT-VALUE})")
    private int port = 8080;

    @Mixin
    private CityOptions city = new CityOptions();

    @Mixin
    private TokenOptions tokens = new TokenOptions();

    @Mixin
    private AlertOptions alerts = new AlertOptions();

    @Mixin
    private GeoServerSiteOptions geoServer = new GeoServerSiteOptions();

    @Mixin
    private ContactOptions contact = new ContactOptions();

    @Mixin
    private LogOptions log = new LogOptions();

    @Option(
            names = "--sources",
            description = "YAML file with a list 'sources:' of where events come from; in the file of --config the list"
                    + " itself may stand")
    private @Nullable Path sources;

    /** Sets up the log too: it comes first of all that a server does. */
    ServerConfig config(boolean demo) throws IOException {
        log.apply();
        ServerConfig.Builder builder = city.builder()
                .host(host)
                .port(port)
                .tokens(tokens.trust())
                .limits(LimitOptions.of(Objects.requireNonNull(command)))
                .alerts(alerts.alerts())
                .geoServer(geoServer.site())
                .contact(contact.contact());
        if (demo) {
            builder.demo();
        }
        try {
            return sources == null
                    ? builder.build()
                    : builder.sources(SourceDeclaration.read(sources, System::getenv))
                            .build();
        } catch (SourceException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }
}
