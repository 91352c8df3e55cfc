package vn.huetwin.server.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose bytes are there as a whole: sent with its tag, or as 304 to who has it (RFC 9110, 13.1.2).
 *
 * @param encoding content coding that the bytes are in already; null leaves that to the server
 * @param tag      entity tag in quotes
 * @param caching  value of Cache-Control; null lets caches ask each time
 */
public record Stored(
        byte[] bytes,
        String type,
        @Nullable String encoding,
        String tag,
        @Nullable String caching) {
    public void send(RoutingContext context) {
        send(context, "Accept-Encoding");
    }

    /** @param vary headers that chose the answer */
    public void send(RoutingContext context, String vary) {
        HttpServerResponse response;
        if (caching == null) {
            response = Caching.mark(context, vary);
        } else {
            response = context.response()
                    .putHeader(HttpHeaders.CACHE_CONTROL, caching)
                    .putHeader(HttpHeaders.VARY, vary);
        }
        if (Caching.hasIt(context, EntityTag.list(tag).get(0))) {
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, type);
        if (encoding != null) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, encoding);
        }
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length))
                    .end();
        } else {
            response.end(Buffer.buffer(bytes));
        }
    }
}
