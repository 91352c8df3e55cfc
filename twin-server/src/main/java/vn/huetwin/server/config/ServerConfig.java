package vn.huetwin.server.config;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.source.registry.SourceDeclaration;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.postgres.PostgresAddress;

/**
 * How a server is started: {@code ServerConfig.of(data).port(8080).build()}, and {@code config.but().port(0).build()} for the
 * same with another port.
 *
 * @param host     address that it listens on
 * @param port     0 for a free one
 * @param data     data directory
 * @param model    folder or file with Turtle declarations of the installation, beside {@code <data>/model}
 * @param database an existing PostGIS; null for the private cluster in the data directory
 * @param base     base IRI of everything
 * @param tokens   identity provider whose tokens are taken; null for API keys only
 * @param demo     whether an empty city gets the demo data
 * @param alerts   what it tells by itself, and to whom
 * @param geoServer that is served beside it; null for none
 * @param contact  who runs it
 * @param sources  where events come from, beside {@code POST /events}
 */
public record ServerConfig(
        String host,
        int port,
        Path data,
        @Nullable Path model,
        @Nullable PostgresAddress database,
        String base,
        @Nullable TokenTrust tokens,
        boolean demo,
        Limits limits,
        Alerts alerts,
        @Nullable GeoServerSite geoServer,
        Contact contact,
        List<SourceDeclaration> sources) {
    public ServerConfig {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("--port is a number from 0 to 65535, not " + port);
        }
        sources = List.copyOf(sources);
    }

    /** With all defaults: a free port of this machine, a private database, API keys only. */
    public static Builder of(Path data) {
        return new Builder(data);
    }

    /** What is said to it replaces what is said here. */
    public Builder but() {
        Builder builder = new Builder(data)
                .host(host)
                .port(port)
                .model(model)
                .database(database)
                .base(base)
                .tokens(tokens)
                .limits(limits)
                .alerts(alerts)
                .geoServer(geoServer)
                .contact(contact)
                .sources(sources);
        return demo ? builder.demo() : builder;
    }

    /** Gathers a configuration. */
    public static final class Builder {
        private final Path data;
        private String host = "127.0.0.1";
        private int port;
        private @Nullable Path model;
        private @Nullable PostgresAddress database;
        private String base = Iris.DEFAULT_BASE;
        private @Nullable TokenTrust tokens;
        private boolean demo;
        private Limits limits = Limits.DEFAULT;
        private Alerts alerts = Alerts.DEFAULT;
        private @Nullable GeoServerSite geoServer;
        private Contact contact = Contact.NONE;
        private List<SourceDeclaration> sources = List.of();

        private Builder(Path data) {
            this.data = data;
        }

        public Builder host(String value) {
            host = value;
            return this;
        }

        public Builder port(int value) {
            port = value;
            return this;
        }

        public Builder model(@Nullable Path value) {
            model = value;
            return this;
        }

        public Builder database(@Nullable PostgresAddress value) {
            database = value;
            return this;
        }

        public Builder base(String value) {
            base = value;
            return this;
        }

        public Builder tokens(@Nullable TokenTrust value) {
            tokens = value;
            return this;
        }

        /** An empty city gets the demo data. */
        public Builder demo() {
            demo = true;
            return this;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public Builder alerts(Alerts value) {
            alerts = value;
            return this;
        }

        public Builder geoServer(@Nullable GeoServerSite value) {
            geoServer = value;
            return this;
        }

        public Builder contact(Contact value) {
            contact = value;
            return this;
        }

        public Builder sources(List<SourceDeclaration> value) {
            sources = value;
            return this;
        }

        public ServerConfig build() {
            return new ServerConfig(
                    host, port, data, model, database, base, tokens, demo, limits, alerts, geoServer, contact, sources);
        }
    }
}
