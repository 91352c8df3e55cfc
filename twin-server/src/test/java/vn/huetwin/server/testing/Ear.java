package vn.huetwin.server.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A listener at the stream. Unless it asks for a type, it passes over deadlines: they follow every report. */
public final class Ear implements AutoCloseable {
    private final InputStream in;
    private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
    private final boolean typed;
    private volatile long position;

    public Ear(TestTwin server, @Nullable String key, String query, long after) throws IOException {
        typed = query.contains("type=");
        HttpRequest.Builder request = server.request("/events/stream" + query).version(HttpClient.Version.HTTP_1_1);
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        if (after >= 0) {
            request.header("Last-Event-ID", Long.toString(after));
        }
        in = server.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String first = lines.readLine();
        assertEquals("retry: 2000", first);
        Thread thread = new Thread(() -> listen(lines));
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(BufferedReader lines) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("id: ")) {
                    position = Long.parseLong(line.substring(4));
                } else if (line.startsWith("data: {\"specversion")) {
                    JsonObject event = new JsonObject(line.substring(6)).put("position", position);
                    if (typed || !event.getString("type").startsWith("vn.hue.deadline.")) {
                        heard.add(event);
                    }
                }
            }
        } catch (IOException e) {
            return;
        }
    }

    public @Nullable JsonObject next(int seconds) throws InterruptedException {
        return heard.poll(seconds, TimeUnit.SECONDS);
    }

    public List<String> ids(int count) throws InterruptedException {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            JsonObject one = next(10);
            ids.add(one == null ? "silence" : one.getString("id"));
        }
        return ids;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
