package vn.huetwin.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static vn.huetwin.server.testing.EventText.event;
import static vn.huetwin.server.testing.EventText.report;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

@Tag("postgis")
class StreamRoutesTest {
    private static final String BATCH = "application/cloudevents-batch+json";

    private static TestTwin server;

    @BeforeAll
    static void open() throws Exception {
        server = TestTwin.empty();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    /** What a listener hears, as {@code position event-id}. */
    private static final class Ear implements AutoCloseable {
        private final InputStream in;
        private final BlockingQueue<JsonObject> heard = new LinkedBlockingQueue<>();
        private volatile long position;

        Ear(@Nullable String key, String query, long after) throws IOException, InterruptedException {
            HttpRequest.Builder request = server.request("/events/stream" + query);
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
                        heard.add(new JsonObject(line.substring(6)).put("position", position));
                    }
                }
            } catch (IOException e) {
                return;
            }
        }

        @Nullable
        JsonObject next(int seconds) throws InterruptedException {
            return heard.poll(seconds, TimeUnit.SECONDS);
        }

        List<String> ids(int count) throws InterruptedException {
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

    @Test
    void aListenerThatComesBackHearsWhatItMissedOnceAndInOrder() throws Exception {
        long last;
        try (Ear ear = new Ear(null, "", -1)) {
            post(report("r1", ""));
            JsonObject first = ear.next(10);
            assertNotNull(first);
            last = first.getLong("position");
        }
        List<String> missed = new ArrayList<>();
        for (int i = 2; i < 40; i++) {
            post(report("r" + i, ""));
            missed.add("r" + i);
        }
        try (Ear ear = new Ear(null, "", last)) {
            post(report("r40", ""));
            missed.add("r40");
            assertEquals(missed, ear.ids(missed.size()));
            assertNull(ear.next(1));
        }
    }

    @Test
    void theAnonymousNeverHearOfPersonalLayersOrProperties() throws Exception {
        try (Ear anonymous = new Ear(null, "", -1);
                Ear operator = new Ear(server.key(Role.ADMIN), "", -1)) {
            post(event(
                    "vn.hue.sos_request.received",
                    "sos-1",
                    "sos-1",
                    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.58,16.46]},\"need\":\"rescue\""));
            post(report("p1", ",\"reporter_ref\":\"r-77\""));
            JsonObject heard = anonymous.next(10);
            assertNotNull(heard);
            assertEquals("p1", heard.getString("id"));
            assertNull(heard.getJsonObject("data").getString("reporter_ref"));
            assertEquals(List.of("sos-1"), operator.ids(1));
            JsonObject full = operator.next(10);
            assertNotNull(full);
            assertEquals("r-77", full.getJsonObject("data").getString("reporter_ref"));
        }
    }

    @Test
    void aListenerThatDoesNotReadHoldsNobodyUp() throws Exception {
        try (Socket deaf = new Socket(
                        InetAddress.getLoopbackAddress(), server.twin().port());
                Ear ear = new Ear(null, "", -1)) {
            deaf.setReceiveBufferSize(1024);
            deaf.getOutputStream()
                    .write("GET /events/stream HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String text = "x".repeat(1_000);
            for (int i = 0; i < 20; i++) {
                List<String> batch = new ArrayList<>();
                for (int j = 0; j < 100; j++) {
                    batch.add(report("d" + i + "-" + j, ",\"description\":\"" + text + "\""));
                }
                assertEquals(
                        202, post(BATCH, "[" + String.join(",", batch) + "]").statusCode());
            }
            List<String> ids = ear.ids(2_000);
            assertEquals("d0-0", ids.get(0));
            assertEquals("d19-99", ids.get(1_999));
        }
    }

    @Test
    void filtersByTypeAndPlace() throws Exception {
        try (Ear typed = new Ear(null, "?type=vn.hue.incident.resolved", -1);
                Ear boxed = new Ear(null, "?bbox=107.60,16.40,107.70,16.50", -1)) {
            post(report("f1", ""));
            post(report("f2", "").replace("107.58", "107.65"));
            post(event("vn.hue.incident.resolved", "f3", "pa-f1", "\"state\":\"RESOLVED\""));
            assertEquals(List.of("f3"), typed.ids(1));
            assertEquals(List.of("f2"), boxed.ids(1));
            assertNull(boxed.next(1));
        }
    }

    private static void post(String event) throws Exception {
        assertEquals(202, post("application/cloudevents+json", event).statusCode());
    }

    private static HttpResponse<String> post(String type, String body) throws Exception {
        return server.post("/events", type, body, server.as(Role.ADMIN));
    }
}
