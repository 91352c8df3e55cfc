package vn.huetwin.server.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

/** Lets pages of any origin read (CORS) and answers OPTIONS. No cookies exist here, so nothing is sent unasked. */
public final class CrossOrigin implements Handler<RoutingContext> {
    private final String methods;

    /** @param methods as in {@code Allow}: {@code GET, HEAD, OPTIONS} */
    public CrossOrigin(String methods) {
        this.methods = methods;
    }

    @Override
    public void handle(RoutingContext context) {
        HttpServerResponse response = context.response();
        response.putHeader("Access-Control-Allow-Origin", "*")
                .putHeader(
                        "Access-Control-Expose-Headers",
                        "Content-Crs, Content-Type, ETag, Link, Location, Retry-After");
        if (!HttpMethod.OPTIONS.equals(context.request().method())) {
            context.next();
            return;
        }
        response.setStatusCode(204)
                .putHeader(HttpHeaders.ALLOW, methods)
                .putHeader("Access-Control-Allow-Methods", methods)
                .putHeader(
                        "Access-Control-Allow-Headers",
                        "Accept, Accept-Language, Authorization, Content-Type, If-Match, If-None-Match")
                .putHeader("Access-Control-Max-Age", "86400")
                .end();
    }
}
