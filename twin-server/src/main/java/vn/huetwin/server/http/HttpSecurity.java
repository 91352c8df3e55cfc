package vn.huetwin.server.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;

/** The headers that every answer carries; the viewer needs blob workers and WebAssembly, nothing from outside. */
public final class HttpSecurity implements Handler<RoutingContext> {
    private static final String POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'"
            + " blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' data: blob:;"
            + " object-src 'none'; base-uri 'self'; frame-ancestors 'self'; form-action 'self'";

    @Override
    public void handle(RoutingContext context) {
        context.response()
                .headers()
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "same-origin")
                .set("X-Frame-Options", "SAMEORIGIN")
                .set("Content-Security-Policy", POLICY);
        context.next();
    }
}
