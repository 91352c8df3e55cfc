package vn.huetwin.server.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers each request ({@code X-Request-Id}, taken over from a proxy), measures it and writes it down. What a client
 * sends as query, body or credential is never written down.
 */
public final class RequestLog implements Handler<RoutingContext> {
    private static final Logger log = LoggerFactory.getLogger(RequestLog.class);
    private static final String HEADER = "X-Request-Id";
    private static final String KEY = "vn.huetwin.request";
    private static final Pattern GIVEN = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
    private static final int CLIENT_LEFT = 499;
    private static final Duration[] STEPS = {
        Duration.ofMillis(5),
        Duration.ofMillis(20),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final MeterRegistry registry;
    private volatile @Nullable RouteTemplates templates;

    public RequestLog(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Once everything is mounted: from then on requests are counted by the template of their route. */
    public void know(Router router) {
        templates = RouteTemplates.of(router);
    }

    /** The number of a request, to look it up in the log. */
    public static String number(RoutingContext context) {
        String number = context.get(KEY);
        return number == null ? UUID.randomUUID().toString().substring(0, 8) : number;
    }

    @Override
    public void handle(RoutingContext context) {
        long start = System.nanoTime();
        String given = context.request().getHeader(HEADER);
        String number = given != null && GIVEN.matcher(given).matches()
                ? given
                : UUID.randomUUID().toString().substring(0, 8);
        context.put(KEY, number);
        context.response().putHeader(HEADER, number);
        long[] head = {0};
        context.addHeadersEndHandler(done -> head[0] = System.nanoTime());
        context.addEndHandler(done -> record(context, number, start, head[0]));
        context.next();
    }

    /** A stream is measured up to its beginning: how long somebody listens says nothing about us. */
    private void record(RoutingContext context, String number, long start, long head) {
        HttpServerRequest request = context.request();
        HttpServerResponse response = context.response();
        String type = response.headers().get(HttpHeaders.CONTENT_TYPE);
        boolean stream = type != null && type.startsWith("text/event-stream");
        Duration took = Duration.ofNanos((stream && head > 0 ? head : System.nanoTime()) - start);
        int status = response.headWritten() ? response.getStatusCode() : CLIENT_LEFT;
        String method =
                METHODS.contains(request.method().name()) ? request.method().name() : "other";
        RouteTemplates known = templates;
        String route = known == null ? RouteTemplates.NONE : known.find(context.normalizedPath());
        Timer.builder("twin_http_request")
                .description("requests by route and status; of a stream the time to its beginning")
                .tag("method", method)
                .tag("route", route)
                .tag("status", Integer.toString(status))
                .serviceLevelObjectives(STEPS)
                .register(registry)
                .record(took);
        log.atDebug()
                .addKeyValue("request", number)
                .addKeyValue("method", method)
                .addKeyValue("route", route)
                .addKeyValue("status", status)
                .addKeyValue("ms", took.toMillis())
                .addKeyValue("caller", Caller.of(context).name())
                .log("{} {} {} in {} ms", method, route, status, took.toMillis());
    }
}
