package vn.huetwin.server.event;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.server.Twin;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;

/** A whole server on an empty city. */
final class EventServer implements AutoCloseable {
    final Twin twin;
    final String key;
    final HttpClient client = HttpClient.newHttpClient();

    EventServer(Path folder) throws SQLException, IOException {
        PostgresAddress database = TestPostgis.address();
        twin = Twin.start(new ServerConfig(
                "127.0.0.1",
                0,
                Files.createDirectories(folder),
                null,
                database.jdbcUrl(),
                database.user(),
                database.password(),
                Iris.DEFAULT_BASE,
                false,
                Limits.DEFAULT));
        key = Objects.requireNonNull(twin.adminKey());
    }

    URI at(String path) {
        return URI.create("http://127.0.0.1:" + twin.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(at(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + key);
    }

    HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(String type, String body) throws IOException, InterruptedException {
        return post(type, body.getBytes(StandardCharsets.UTF_8));
    }

    HttpResponse<String> post(@Nullable String type, byte[] body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request("/events").POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (type != null) {
            request.header("Content-Type", type);
        }
        return send(request.build());
    }

    JsonObject get(String path) throws IOException, InterruptedException {
        return new JsonObject(send(request(path).GET().build()).body());
    }

    /** A report that is whole by itself. */
    static String report(String id, String more) {
        return event(
                "vn.hue.incident.received",
                id,
                "pa-" + id,
                "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"category\":\"ROAD\"" + more);
    }

    static String event(String type, String id, String subject, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"hue-s\",\"type\":\"" + type
                + "\",\"subject\":\"" + subject + "\",\"time\":\"2026-11-25T08:00:00+07:00\",\"data\":{" + data + "}}";
    }

    @Override
    public void close() {
        twin.close();
    }
}
