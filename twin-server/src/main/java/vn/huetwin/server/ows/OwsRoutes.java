package vn.huetwin.server.ows;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.http.CrossOrigin;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;

/**
 * {@code /ows}, and {@code /<service>} for each service: reads the request, finds the service, and turns every failure
 * into an exception report of that service.
 */
public final class OwsRoutes implements Routes {
    private static final String REQUEST = "vn.huetwin.ows.request";
    private static final String SERVICE = "vn.huetwin.ows.service";

    private static final int MOST_PARAMETERS = 1024;

    private final List<OwsService> services;
    private final XmlReader reader = new XmlReader();
    private final int maxBytes;

    /** @param maxBytes of the body of a request */
    public OwsRoutes(List<OwsService> services, int maxBytes) {
        this.services = services;
        this.maxBytes = maxBytes;
    }

    @Override
    public void mount(Router router) {
        mount(router, "/ows", null);
        services.forEach(s -> mount(router, "/" + s.name().toLowerCase(Locale.ROOT), s));
    }

    private void mount(Router router, String path, @Nullable OwsService only) {
        router.route(path).handler(new CrossOrigin("GET, HEAD, POST, OPTIONS")).handler(context -> {
            context.put(SERVICE, only);
            Failures.leaveTo(context, this::fail);
            context.next();
        });
        router.get(path).handler(c -> dispatch(c, path, only));
        router.head(path).handler(c -> dispatch(c, path, only));
        router.post(path)
                .handler(BodyHandler.create(false).setBodyLimit(maxBytes))
                .handler(c -> dispatch(c, path, only));
    }

    private void dispatch(RoutingContext context, String path, @Nullable OwsService only) {
        OwsRequest request = read(context, path);
        context.put(REQUEST, request);
        OwsService service = find(request, only);
        context.put(SERVICE, service);
        service.handle(request);
    }

    private OwsRequest read(RoutingContext context, String path) {
        Buffer buffer = context.body() == null ? null : context.body().buffer();
        KeyValues parameters = KeyValues.of(query(context), context.request().formAttributes());
        String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        boolean form = type != null && type.toLowerCase(Locale.ROOT).contains("form");
        if (buffer == null || buffer.length() == 0 || form) {
            return new OwsRequest(context, parameters, null, path);
        }
        // kept first, so that a body that cannot be read is reported as the service of the address does it
        context.put(REQUEST, new OwsRequest(context, parameters, null, path));
        return new OwsRequest(context, parameters, reader.read(buffer.getBytes(), "request"), path);
    }

    /** A semicolon is a letter like others, as in {@code image/png; mode=8bit} (06-121r9, clause 11.3). */
    private static MultiMap query(RoutingContext context) {
        MultiMap values = MultiMap.caseInsensitiveMultiMap();
        new QueryStringDecoder(context.request().uri(), StandardCharsets.UTF_8, true, MOST_PARAMETERS, true)
                .parameters()
                .forEach(values::add);
        return values;
    }

    private OwsService find(OwsRequest request, @Nullable OwsService only) {
        String wanted = request.find("service");
        if (wanted == null) {
            String operation = request.operation();
            for (OwsService service : services) {
                boolean may =
                        operation != null && service.withoutService().contains(operation.toLowerCase(Locale.ROOT));
                if (may && (only == null || only == service)) {
                    return service;
                }
            }
            // a service whose operations need no SERVICE says itself that it has no such operation
            if (only != null
                    && operation != null
                    && !only.withoutService().isEmpty()
                    && !operation.equalsIgnoreCase("GetCapabilities")) {
                return only;
            }
            throw OwsException.missing("service");
        }
        for (OwsService service : services) {
            if (service.name().equalsIgnoreCase(wanted.strip()) && (only == null || only == service)) {
                return service;
            }
        }
        String known = only == null
                ? String.join(", ", services.stream().map(OwsService::name).toList())
                : only.name();
        String shown = KeyValues.shorten(wanted);
        throw OwsException.invalid(
                "service",
                new Text(
                        "Không có dịch vụ '" + shown + "' ở đây; có: " + known,
                        "There is no service '" + shown + "' here; there is: " + known));
    }

    private void fail(RoutingContext context) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            response.reset();
            return;
        }
        response.headers().remove(HttpHeaders.ETAG);
        OwsException exception = exception(context);
        OwsService service = context.get(SERVICE);
        OwsRequest request = context.get(REQUEST);
        if (request == null) {
            request = new OwsRequest(
                    context,
                    KeyValues.of(query(context)),
                    null,
                    context.request().path());
        }
        if (service != null && service.report(request, exception)) {
            return;
        }
        ExceptionFormat format = service == null ? ExceptionFormat.OWS_1_1 : service.format(request);
        if (exception.status() == 401) {
            response.putHeader("WWW-Authenticate", "Basic realm=\"Hue Twin\", charset=\"UTF-8\"");
        }
        response.setStatusCode(format.status(exception))
                .putHeader(HttpHeaders.CONTENT_TYPE, format.mediaType() + "; charset=utf-8")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(format.write(exception));
    }

    private static OwsException exception(RoutingContext context) {
        Throwable failure = context.failure();
        if (failure instanceof OwsException known) {
            return known;
        }
        HttpProblem problem = Failures.problem(
                failure, context.statusCode(), context.request().path());
        String field = problem.field();
        String code = switch (problem.code()) {
            case "unknown-layer" -> "InvalidParameterValue";
            case "invalid-filter" -> "InvalidParameterValue";
            case "unknown-crs" -> "InvalidParameterValue";
            default -> "NoApplicableCode";
        };
        return new OwsException(code, field, problem.text(), problem.status() == 404 ? 400 : problem.status());
    }
}
