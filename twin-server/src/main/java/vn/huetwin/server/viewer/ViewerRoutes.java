package vn.huetwin.server.viewer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Workers;

/**
 * {@code /} and {@code /viewer/…}. A file is read and compressed by a worker when first asked for and then kept:
 * there are some 150 of them, about 12 MB in all, and only files that exist are kept.
 */
public final class ViewerRoutes implements Routes {
    private static final String FOLDER = "/viewer/";
    private final Workers workers;
    private final Map<String, Asset> assets = new ConcurrentHashMap<>();

    public ViewerRoutes(Workers workers) {
        this.workers = workers;
    }

    @Override
    public void mount(Router router) {
        mount(router, "/", "index.html");
        mount(router, "/favicon.ico", "favicon.svg");
        router.get("/viewer")
                .handler(context -> context.response()
                        .setStatusCode(301)
                        .putHeader(HttpHeaders.LOCATION, "/")
                        .end());
        router.route(FOLDER + "*")
                .method(HttpMethod.GET)
                .method(HttpMethod.HEAD)
                .handler(context -> serve(context, context.normalizedPath().substring(FOLDER.length())));
    }

    private void mount(Router router, String path, String file) {
        router.route(path).method(HttpMethod.GET).method(HttpMethod.HEAD).handler(context -> serve(context, file));
    }

    private void serve(RoutingContext context, String path) {
        Asset kept = assets.get(path);
        if (kept != null) {
            send(context, path, kept);
            return;
        }
        workers.run(context, () -> Optional.ofNullable(Asset.read(path)), found -> {
            Asset asset = found.orElseThrow(() -> HttpProblem.notFound(FOLDER + path));
            assets.put(path, asset);
            send(context, path, asset);
        });
    }

    private static void send(RoutingContext context, String path, Asset asset) {
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.ETAG, asset.tag())
                .putHeader(HttpHeaders.CACHE_CONTROL, caching(path))
                .putHeader(HttpHeaders.VARY, "Accept-Encoding");
        String known = context.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && known.contains(asset.tag())) {
            response.setStatusCode(304).end();
            return;
        }
        byte[] body = asset.bytes();
        if (asset.gzip() != null && accepts(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING))) {
            body = asset.gzip();
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, asset.type())
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
        if (HttpMethod.HEAD.equals(context.request().method())) {
            response.end();
        } else {
            response.end(Buffer.buffer(body));
        }
    }

    private static boolean accepts(@Nullable String encodings) {
        return encodings != null && encodings.contains("gzip") && !encodings.contains("gzip;q=0");
    }

    /** CesiumJS has its version in the path; our own files may change with every build. */
    private static String caching(String path) {
        return path.startsWith("cesium-") ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
