package vn.huetwin.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.server.City;
import vn.huetwin.server.backup.Backup;
import vn.huetwin.server.config.ServerConfig;

/** {@code ./twin backup}. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes all of a city into one file: database, triples and the declarations in",
            "<data>/model, as they are at one moment. Tiles are not in it: they are made anew.",
            "",
            "A city whose server runs is asked for it: name the server with --url and an",
            "admin key with --key (or TWIN_KEY)."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin
    private CityOptions city = new CityOptions();

    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "zip file to write; one that exists is not touched")
    private Path file = Path.of("");

    @Option(names = "--url", description = "address of the running server that is asked for its backup")
    private @Nullable URI url;

    @Option(names = "--key", description = "API key with the role admin; better given as TWIN_KEY")
    private @Nullable String key;

    @Override
    public Integer call() throws Exception {
        if (Files.exists(file)) {
            throw new IllegalArgumentException(file + " exists. Name another file: backups are not written over");
        }
        long start = System.nanoTime();
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (url == null) {
                own(part);
            } else {
                fetch(url, part);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        out.printf(
                Locale.ROOT,
                "%s: %,d kB in %.1f s. ./twin restore %s --data DIR makes a city of it%n",
                file,
                Files.size(file) >> 10,
                (System.nanoTime() - start) / 1e9,
                file);
        out.flush();
        return 0;
    }

    private void own(Path part) throws IOException, SQLException {
        ServerConfig config = city.config();
        try (City opened = City.openBesideServer(config)) {
            if (!opened.isOurs()) {
                throw new IllegalStateException("A server uses " + config.data()
                        + " and holds its triples: ask it, with --url http://localhost:8080 and --key <admin key>");
            }
            try (TwinDataset dataset = TwinDataset.open(
                            City.folder(config, "tdb2"),
                            opened.catalogue(),
                            opened.dataSource(),
                            new CrsRegistry(),
                            FeatureStore.LOCAL_SRID);
                    OutputStream out = Files.newOutputStream(part)) {
                new Backup(config, opened.dump(), dataset).write(out);
            }
        }
    }

    private void fetch(URI server, Path part) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.resolve("/api/backup"))
                .header("Authorization", "Bearer " + (key == null ? "" : key))
                .build();
        HttpResponse<InputStream> answer;
        try {
            answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new IOException("No server answers at " + server + ": " + e, e);
        }
        try (InputStream body = answer.body()) {
            if (answer.statusCode() != 200) {
                throw new IOException("The server answered " + answer.statusCode() + ": "
                        + new String(body.readNBytes(2_000), StandardCharsets.UTF_8));
            }
            Files.copy(body, part, StandardCopyOption.REPLACE_EXISTING);
        }
        try (var zip = new java.util.zip.ZipFile(part.toFile())) {
            if (zip.getEntry("database.dump") == null) {
                throw new IOException("The answer of " + server + " is no backup");
            }
        }
    }
}
