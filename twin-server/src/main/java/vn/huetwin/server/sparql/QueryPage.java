package vn.huetwin.server.sparql;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** The page on which people write queries; its modules and its editor are files of the viewer. */
final class QueryPage {
    private final Buffer html;
    private final Buffer style;

    /** @param prefixes put before every example */
    QueryPage(Map<String, String> prefixes) {
        String lines = prefixes.entrySet().stream()
                .map(e -> "PREFIX " + e.getKey() + ": &lt;" + e.getValue() + "&gt;")
                .collect(Collectors.joining("\n"));
        html = Buffer.buffer(text("page.html").replace("{{prefixes}}", lines));
        style = Buffer.buffer(text("page.css"));
    }

    private static String text(String name) {
        try (InputStream in = QueryPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("Missing from the class path: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void page(RoutingContext context) {
        context.response().putHeader("Vary", "Accept");
        send(context, html, "text/html; charset=utf-8");
    }

    void style(RoutingContext context) {
        send(context, style, "text/css; charset=utf-8");
    }

    private static void send(RoutingContext context, Buffer body, String type) {
        context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, type)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .end(body);
    }
}
