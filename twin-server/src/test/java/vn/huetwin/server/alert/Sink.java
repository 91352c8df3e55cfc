package vn.huetwin.server.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A receiver of web hooks that can be told to be unwell. */
final class Sink implements AutoCloseable {
    /** A delivery that it took. */
    record Delivery(String body, String id, String timestamp, String signature) {}

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final BlockingQueue<Delivery> taken = new LinkedBlockingQueue<>();
    /** All ids that were sent here, taken or not. */
    final List<String> asked = new CopyOnWriteArrayList<>();
    /** Its answer to the n-th request. */
    volatile IntUnaryOperator mood = n -> 204;

    volatile String allows = "*";

    Sink() throws IOException {
        server.createContext("/", this::answer);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestMethod().equals("OPTIONS")) {
                exchange.getResponseHeaders().add("WebHook-Allowed-Origin", allows);
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            asked.add(id);
            int status = mood.applyAsInt(asked.size());
            if (status < 300) {
                taken.add(new Delivery(
                        body,
                        id,
                        exchange.getRequestHeaders().getFirst("webhook-timestamp"),
                        exchange.getRequestHeaders().getFirst("webhook-signature")));
            }
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @Nullable
    Delivery next() throws InterruptedException {
        return taken.poll(15, TimeUnit.SECONDS);
    }

    /** Whether nothing comes for a while. */
    boolean isQuiet() throws InterruptedException {
        return taken.poll(700, TimeUnit.MILLISECONDS) == null;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
