package vn.huetwin.server.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import vn.huetwin.server.security.Role;

/**
 * What caches may do with answers (RFC 9111): keep them and ask each time whether they are still the same. What somebody
 * with a key gets is for nobody else. Who may ask for what is decided before.
 */
public final class Caching {
    private Caching() {}

    /** @param vary headers that choose the answer, beside {@code Authorization} */
    public static HttpServerResponse mark(RoutingContext context, String vary) {
        boolean open = Caller.of(context).role() == Role.OPEN;
        return context.response()
                .putHeader(HttpHeaders.CACHE_CONTROL, open ? "no-cache" : "private, no-cache")
                .putHeader(HttpHeaders.VARY, vary + ", Authorization");
    }

    /**
     * Sets the tag; ends the answer with 304 if the client has it already (RFC 9110, 13.1.2).
     *
     * @return whether it was ended
     */
    public static boolean hasIt(RoutingContext context, EntityTag tag) {
        HttpServerResponse response = context.response().putHeader(HttpHeaders.ETAG, tag.toString());
        HttpMethod method = context.request().method();
        boolean reads = HttpMethod.GET.equals(method) || HttpMethod.HEAD.equals(method);
        if (reads && tag.isIn(context.request().getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
            return true;
        }
        return false;
    }
}
