package vn.huetwin.server.geoserver;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.server.config.GeoServerSite;
import vn.huetwin.server.http.Caller;
import vn.huetwin.server.http.CrossOrigin;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Site;
import vn.huetwin.server.security.Role;

/**
 * {@code /geoserver}: a GeoServer beside this server, behind its roles. The WMS, WFS, WMTS and TMS of one workspace are for readers;
 * administration, REST interface and everything of other workspaces are for administrators. Credentials of this server
 * stay here; GeoServer is told the name and the roles of the caller if the site names a header for it.
 */
public final class GeoServerProxy implements Routes, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(GeoServerProxy.class);
    private static final String MOUNT = "/geoserver";
    private static final String SEGMENTS = "vn.huetwin.geoserver.segments";
    private static final Set<String> SERVICES = Set.of("ows", "wms", "wfs");
    /** What documents of the services refer to: schemas, and the scripts of their preview. */
    private static final Set<String> SHARED = Set.of("schemas", "openlayers", "openlayers3");

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_:@-][A-Za-z0-9_.:@-]*");
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST);
    private static final int CONNECT_MILLIS = 5_000;
    /** A map of a whole city may take GeoServer a while. */
    private static final int IDLE_SECONDS = 120;

    private static final List<String> FORWARDED =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Path");

    private final GeoServerSite site;
    private final int maxBytes;
    private final HttpClient client;
    private final HttpProxy proxy;

    /** @param maxBytes of the body of a request that is no administrator's */
    public GeoServerProxy(Vertx vertx, GeoServerSite site, int maxBytes) {
        this.site = site;
        this.maxBytes = maxBytes;
        client = vertx.createHttpClient(new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setSsl(site.isSecure())
                .setMaxHeaderSize(1 << 16));
        proxy = HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(site.port(), site.address().getHost())
                .addInterceptor(new Translation());
    }

    @Override
    public void mount(Router router) {
        CrossOrigin open = new CrossOrigin("GET, HEAD, POST, OPTIONS");
        for (String path : List.of(MOUNT, MOUNT + "/*")) {
            router.route(path).handler(context -> {
                String[] segments = segments(context.request());
                context.put(SEGMENTS, segments);
                if (isService(segments)) {
                    open.handle(context);
                } else {
                    context.next();
                }
            });
            router.route(path).handler(this::pass);
        }
    }

    private void pass(RoutingContext context) {
        HttpServerRequest request = context.request();
        Caller caller = Caller.of(context);
        String[] segments = context.get(SEGMENTS);
        boolean service = isService(segments);
        Role needed = service ? site.reader() : SHARED.contains(segments[0]) ? Role.OPEN : Role.ADMIN;
        if (caller.role() == Role.OPEN && needed != Role.OPEN) {
            // browsers and GIS clients ask for user and password then
            context.response().putHeader("WWW-Authenticate", "Basic realm=\"Hue Twin\", charset=\"UTF-8\"");
        }
        caller.require(needed);
        if (needed != Role.ADMIN) {
            bound(request);
        } else {
            // its pages have scripts of their own and a policy of their own
            context.response().headers().remove("Content-Security-Policy");
        }
        if (service && !caller.role().includes(Role.ADMIN)) {
            onlyMapsAndFeatures(request, segments);
        }
        CallerHeaders.put(request.headers(), site.userHeader(), caller);
        forwarded(request);
        proxy.handle(request);
    }

    private void bound(HttpServerRequest request) {
        if (!READING.contains(request.method())) {
            throw new HttpProblem(
                    405,
                    "method-not-allowed",
                    null,
                    new Text("Chỉ nhận GET, HEAD và POST", "This takes GET, HEAD and POST only"));
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        boolean unknown = length == null && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null;
        if (unknown || (length != null && Long.parseLong(length) > maxBytes)) {
            throw new HttpProblem(
                    unknown ? 411 : 413,
                    unknown ? "length-required" : "body-too-large",
                    "Content-Length",
                    new Text(
                            "Cần Content-Length, nhiều nhất " + maxBytes + " byte",
                            "A Content-Length is needed, of " + maxBytes + " bytes at most"));
        }
    }

    /** Other services of a GeoServer, such as WPS, can be told to fetch from addresses. */
    private static void onlyMapsAndFeatures(HttpServerRequest request, String[] segments) {
        if (!segments[segments.length - 1].equals("ows")) {
            return;
        }
        String service = request.params().entries().stream()
                .filter(parameter -> parameter.getKey().equalsIgnoreCase("service"))
                .map(parameter -> parameter.getValue().toUpperCase(Locale.ROOT))
                .distinct()
                .collect(Collectors.joining(","));
        if (!service.equals("WMS") && !service.equals("WFS")) {
            throw HttpProblem.badRequest(
                    "unknown-service",
                    "service",
                    "service là WMS hoặc WFS, không phải '" + service + "'",
                    "service is WMS or WFS, not '" + service + "'");
        }
    }

    /** The segments behind {@code /geoserver/}; of a path that is not plain, such as {@code ..;}, none that leads anywhere. */
    private static String[] segments(HttpServerRequest request) {
        String path = request.path();
        String rest = path.length() <= MOUNT.length() ? "" : path.substring(MOUNT.length() + 1);
        String[] segments = rest.split("/", -1);
        boolean plain = Arrays.stream(segments).allMatch(s -> PLAIN.matcher(s).matches());
        return plain ? segments : new String[] {""};
    }

    /** {@code <workspace>/wms}, {@code <workspace>/<layer>/wms}, {@code <workspace>/gwc/service/wmts/…}. */
    private boolean isService(String[] segments) {
        if (segments.length < 2 || !segments[0].equals(site.workspace())) {
            return false;
        }
        if (segments[1].equals("gwc")) {
            return segments.length > 2 && segments[2].equals("service");
        }
        String last = segments[segments.length - 1];
        return segments.length <= 3 && SERVICES.contains(last);
    }

    /** What GeoServer is to write as its own address; nothing that a client says of others passes. */
    private void forwarded(HttpServerRequest request) {
        String address = Site.of(request);
        int host = address.indexOf("://") + 3;
        int path = address.indexOf('/', host);
        MultiMap headers = request.headers();
        FORWARDED.forEach(headers::remove);
        headers.set("X-Forwarded-Proto", address.substring(0, host - 3));
        headers.set("X-Forwarded-Host", path < 0 ? address.substring(host) : address.substring(host, path));
        headers.set("X-Forwarded-Path", path < 0 ? "" : address.substring(path));
        headers.set("X-Forwarded-For", request.remoteAddress().hostAddress());
    }

    /** Between the addresses of both servers. */
    private final class Translation implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            String uri = context.request().getURI();
            context.request().setURI(site.path() + uri.substring(MOUNT.length()));
            context.request().setAuthority(HostAndPort.authority(site.address().getHost(), site.port()));
            return context.sendRequest().recover(failure -> Future.succeededFuture(absent(context, failure)));
        }

        private ProxyResponse absent(ProxyContext context, Throwable failure) {
            log.warn("GeoServer does not answer at {}: {}", site.address(), String.valueOf(failure.getMessage()));
            HttpProblem problem = new HttpProblem(
                    502,
                    "geoserver-unavailable",
                    null,
                    new Text(
                            "GeoServer không trả lời, hãy thử lại sau",
                            "GeoServer does not answer; try again shortly"));
            String language = context.request().headers().get(HttpHeaders.ACCEPT_LANGUAGE);
            return context.request()
                    .release()
                    .response()
                    .setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json; charset=utf-8")
                    .setBody(Body.body(Failures.body(problem, language).toBuffer()));
        }

        @Override
        public Future<Void> handleProxyResponse(ProxyContext context) {
            MultiMap headers = context.response().headers();
            String location = moved(headers.get(HttpHeaders.LOCATION));
            if (location != null) {
                headers.set(HttpHeaders.LOCATION, location);
            }
            headers.remove("Server");
            return context.sendResponse();
        }

        /** Only an address of GeoServer's own path needs a change. */
        private @Nullable String moved(@Nullable String location) {
            if (location == null) {
                return null;
            }
            String own = site.address().getScheme() + "://" + site.address().getRawAuthority();
            String path = location.startsWith(own + "/") ? location.substring(own.length()) : location;
            return path.equals(site.path()) || path.startsWith(site.path() + "/")
                    ? MOUNT + path.substring(site.path().length())
                    : location;
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
