package vn.huetwin.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.server.config.ServerConfig;

/** Options that say which city is meant. */
final class CityOptions {
    /** {@link Main} reads it before the options, since it holds their defaults. */
    @SuppressWarnings("UnusedVariable")
    @Option(names = "--config", description = "YAML file with settings; docs/config.md lists them")
    private @Nullable Path config;

    @Option(names = "--data", defaultValue = "data", description = "data directory (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("data");

    @Option(names = "--model", description = "Turtle file or folder with more layers, beside <data>/model")
    private @Nullable Path model;

    @Option(names = "--database-url", description = "JDBC URL of an existing PostGIS instead of a private one")
    private @Nullable String databaseUrl;

    @Option(names = "--database-user", description = "user of that database")
    private @Nullable String databaseUser;

    @Option(names = "--database-password", description = "its password; better given as TWIN_DATABASE_PASSWORD")
    private @Nullable String databasePassword;

    @Option(
            names = "--base",
            defaultValue = Iris.DEFAULT_BASE,
            description = "base IRI of everything (default: ${DEFAULT-VALUE})")
    private String base = Iris.DEFAULT_BASE;

    /** For a tool that listens on no port. */
    ServerConfig config() {
        return builder().build();
    }

    ServerConfig.Builder builder() {
        ServerConfig.Builder builder = ServerConfig.of(data).model(model).base(base);
        return databaseUrl == null
                ? builder
                : builder.database(PostgresAddress.of(databaseUrl, databaseUser, databasePassword));
    }
}
