package vn.huetwin.server.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./twin explain}. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a running server a SPARQL query and tells how it was answered:",
            "the SQL with its parameters apart, PostgreSQL's estimate, rows and times."
        },
        footer = {"", "Exit code: 0 it was answered; 1 it was refused."})
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "file with the query, or - for the standard input")
    private Path file = Path.of("-");

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            description = "where the server is (default: ${DEFAULT-VALUE})")
    private URI server = URI.create("http://localhost:8080");

    @Option(names = "--key", description = "API key: what it may see and spend")
    private @Nullable String key;

    @Option(names = "--as-of", description = "date or time that is asked about")
    private @Nullable String asOf;

    @Option(names = "--json", description = "for programs")
    private boolean json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        byte[] query = file.toString().equals("-") ? System.in.readAllBytes() : Files.readAllBytes(file);
        String parameters = "?explain=true&format=" + (json ? "json" : "text")
                + (asOf == null ? "" : "&asOf=" + URLEncoder.encode(asOf, StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve("/sparql" + parameters))
                .header("Content-Type", "application/sparql-query")
                .POST(HttpRequest.BodyPublishers.ofByteArray(query));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            out.println(answer.body().strip());
            out.flush();
            return answer.statusCode() == 200 ? 0 : 1;
        } catch (ConnectException e) {
            throw new IOException("No server answers at " + server + "; start one, or name it with --url", e);
        }
    }
}
