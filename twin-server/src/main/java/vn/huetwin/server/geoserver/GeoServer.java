package vn.huetwin.server.geoserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The REST interface of a GeoServer 2.2x or 3.x, as its documentation has it. */
final class GeoServer {
    static final String JSON = "application/json";
    private static final int SHOWN = 500;

    /** What it answered where it should have done what it was asked. */
    static final class RefusedException extends IOException {
        RefusedException(String message) {
            super(message);
        }
    }

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final String rest;
    private final String authorization;

    /** @param address of GeoServer, such as {@code http://localhost:8080/geoserver} */
    GeoServer(String address, String user, String password) {
        rest = address.replaceAll("/+$", "").replaceAll("/rest$", "") + "/rest";
        authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    /** Its version, such as 2.26.1. */
    String version() throws IOException, InterruptedException {
        JsonNode about = find("/about/version.json");
        if (about == null) {
            throw new RefusedException("There is no GeoServer at " + rest);
        }
        for (JsonNode resource : about.at("/about/resource").isArray()
                ? about.at("/about/resource")
                : mapper.createArrayNode().add(about.at("/about/resource"))) {
            if (resource.path("@name").asText().equals("GeoServer")) {
                return resource.path("Version").asText();
            }
        }
        return "";
    }

    /** JSON, or null if there is none (404). */
    @Nullable
    JsonNode find(String path) throws IOException, InterruptedException {
        String text = text(path, JSON);
        return text == null ? null : mapper.readTree(text);
    }

    /** A text, or null if there is none (404). */
    @Nullable
    String text(String path, String type) throws IOException, InterruptedException {
        HttpResponse<String> answer = send("GET", path, null, null, type);
        if (answer.statusCode() == 404) {
            return null;
        }
        check("GET", path, answer);
        return answer.body();
    }

    /** @throws RefusedException if it is not done */
    void send(String method, String path, String type, String body) throws IOException, InterruptedException {
        check(method, path, send(method, path, type, body, "*/*"));
    }

    void delete(String path) throws IOException, InterruptedException {
        check("DELETE", path, send("DELETE", path, null, null, "*/*"));
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable String type, @Nullable String body, String accept)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(rest + path))
                .timeout(Duration.ofMinutes(2))
                .header("Authorization", authorization)
                .header("Accept", accept)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (type != null) {
            request.header("Content-Type", type);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException("GeoServer does not answer at " + rest + ": " + e, e);
        }
    }

    private static void check(String method, String path, HttpResponse<String> answer) throws RefusedException {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String cure =
                status == 401 || status == 403 ? "; user and password of a GeoServer administrator are needed" : "";
        String text = answer.body();
        throw new RefusedException("GeoServer answered " + status + " to " + method + " " + path + cure + ": "
                + text.substring(0, Math.min(SHOWN, text.length())));
    }
}
