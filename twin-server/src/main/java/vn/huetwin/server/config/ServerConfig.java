package vn.huetwin.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.source.registry.SourceDeclaration;

/**
 * How a server is started.
 *
 * @param data        data directory
 * @param model       folder or file with Turtle declarations of the installation, beside {@code <data>/model}
 * @param databaseUrl JDBC URL of an existing PostGIS; null for the private cluster in the data directory
 * @param base        base IRI of everything
 * @param tokens      identity provider whose tokens are taken; null for API keys only
 * @param alerts      what it tells by itself, and to whom
 * @param demo        whether an empty city gets the demo data
 * @param sources     where events come from, beside {@code POST /events}
 */
public record ServerConfig(
        String host,
        int port,
        Path data,
        @Nullable Path model,
        @Nullable String databaseUrl,
        @Nullable String databaseUser,
        @Nullable String databasePassword,
        String base,
        @Nullable TokenTrust tokens,
        boolean demo,
        Limits limits,
        Alerts alerts,
        List<SourceDeclaration> sources) {
    public ServerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port is a number from 0 to 65535, not " + port);
        }
    }

    /** A server that takes API keys only. */
    public ServerConfig(
            String host,
            int port,
            Path data,
            @Nullable Path model,
            @Nullable String databaseUrl,
            @Nullable String databaseUser,
            @Nullable String databasePassword,
            String base,
            boolean demo,
            Limits limits) {
        this(host, port, data, model, databaseUrl, databaseUser, databasePassword, base, null, demo, limits);
    }

    /** A server that tells what servers tell by default. */
    public ServerConfig(
            String host,
            int port,
            Path data,
            @Nullable Path model,
            @Nullable String databaseUrl,
            @Nullable String databaseUser,
            @Nullable String databasePassword,
            String base,
            @Nullable TokenTrust tokens,
            boolean demo,
            Limits limits) {
        this(
                host,
                port,
                data,
                model,
                databaseUrl,
                databaseUser,
                databasePassword,
                base,
                tokens,
                demo,
                limits,
                Alerts.DEFAULT,
                List.of());
    }

    /** The same with other rules for what it tells. */
    public ServerConfig alerts(Alerts other) {
        return new ServerConfig(
                host,
                port,
                data,
                model,
                databaseUrl,
                databaseUser,
                databasePassword,
                base,
                tokens,
                demo,
                limits,
                other,
                sources);
    }

    /** The same with these sources. */
    public ServerConfig sources(List<SourceDeclaration> declared) {
        return new ServerConfig(
                host,
                port,
                data,
                model,
                databaseUrl,
                databaseUser,
                databasePassword,
                base,
                tokens,
                demo,
                limits,
                alerts,
                declared);
    }
}
