package vn.huetwin.ingest.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSinkTest {
    private final List<String> received = new ArrayList<>();
    private final List<Integer> answers = new ArrayList<>();
    private final HttpServer server = open();

    private static HttpServer open() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/events", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(exchange.getRequestHeaders().getFirst("Content-Type") + " "
                    + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
            int status = answers.remove(0);
            byte[] answer = (body.startsWith("[")
                            ? "{\"accepted\":1,\"duplicates\":1,\"rejected\":0,\"results\":[]}"
                            : "{\"result\":\"accepted\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Retry-After", "1");
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void askedToSlowDownItWaitsAsLongAsToldAndSendsTheSameAgain() throws Exception {
        answers.addAll(List.of(429, 503, 202));
        long start = System.nanoTime();
        EventSink.Outcome outcome = sink().send(List.of("{}".getBytes(StandardCharsets.UTF_8)));
        assertEquals(new EventSink.Outcome(1, 0, 0, 2), outcome);
        assertEquals(
                List.of("application/cloudevents+json Bearer k {}"),
                received.stream().distinct().toList());
        assertTrue(System.nanoTime() - start >= 2_000_000_000L, "two pauses of a second");
    }

    @Test
    void severalEventsTravelAsABatch() throws Exception {
        answers.add(202);
        byte[] event = "{}".getBytes(StandardCharsets.UTF_8);
        assertEquals(new EventSink.Outcome(1, 1, 0, 0), sink().send(List.of(event, event)));
        assertEquals(List.of("application/cloudevents-batch+json Bearer k [{},{}]"), received);
    }

    @Test
    void aWrongKeyEndsItAtOnce() {
        answers.add(401);
        assertThrows(IOException.class, () -> sink().send(List.of(new byte[] {'{', '}'})));
        assertEquals(1, received.size());
    }

    private HttpSink sink() {
        return new HttpSink(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "k");
    }
}
