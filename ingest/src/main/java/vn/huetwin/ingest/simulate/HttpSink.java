package vn.huetwin.ingest.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends to {@code POST /events} of a server: one event in structured mode, several as a batch. Asked to slow down (429,
 * 503), it waits as long as {@code Retry-After} says and sends the same again; a lost connection is tried again too.
 * The events' ids make that safe.
 */
public final class HttpSink implements EventSink {
    private static final int MOST_TRIES = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LONGEST_PAUSE_SECONDS = 30;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(10))
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper mapper = new ObjectMapper();
    private final URI address;
    private final @Nullable String key;

    /**
     * @param server address of the server, such as {@code http://localhost:8080}
     * @param key    API key with the role operator
     */
    public HttpSink(URI server, @Nullable String key) {
        this.address = server.resolve("/events");
        this.key = key;
    }

    @Override
    public Outcome send(List<byte[]> events) throws IOException, InterruptedException {
        HttpRequest request = request(events);
        int refusals = 0;
        for (int attempt = 1; ; attempt++) {
            long pause;
            try {
                HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
                if (response.statusCode() != 429 && response.statusCode() != 503) {
                    return outcome(response, refusals);
                }
                refusals++;
                pause = response.headers().firstValueAsLong("Retry-After").orElse(1);
            } catch (java.net.ConnectException | java.net.http.HttpTimeoutException e) {
                if (attempt == MOST_TRIES) {
                    throw new IOException("No answer from " + address + "; is the server running?", e);
                }
                pause = attempt;
            }
            if (attempt == MOST_TRIES) {
                throw new IOException(address + " refused the same events " + MOST_TRIES + " times");
            }
            Thread.sleep(1000 * Math.min(LONGEST_PAUSE_SECONDS, Math.max(1, pause)));
        }
    }

    private HttpRequest request(List<byte[]> events) {
        boolean single = events.size() == 1;
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .header("Content-Type", single ? "application/cloudevents+json" : "application/cloudevents-batch+json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(single ? events.get(0) : batch(events)));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return request.build();
    }

    private static byte[] batch(List<byte[]> events) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] event : events) {
            out.write(out.size() == 0 ? '[' : ',');
            out.writeBytes(event);
        }
        out.write(']');
        return out.toByteArray();
    }

    private Outcome outcome(HttpResponse<byte[]> response, int refusals) throws IOException {
        int status = response.statusCode();
        if (status != 202 && status != 207 && status != 400) {
            throw new IOException(address + " answered " + status + ": "
                    + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
        }
        JsonNode body = mapper.readTree(response.body());
        if (body.has("results")) {
            return new Outcome(
                    body.path("accepted").asInt(),
                    body.path("duplicates").asInt(),
                    body.path("rejected").asInt(),
                    refusals);
        }
        String result = body.path("result").asText();
        return new Outcome(
                result.equals("accepted") ? 1 : 0, result.equals("duplicate") ? 1 : 0, status == 400 ? 1 : 0, refusals);
    }
}
