package vn.huetwin.server.viewer;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import vn.huetwin.server.http.HttpProblem;
import vn.huetwin.server.http.Routes;
import vn.huetwin.server.http.Stored;
import vn.huetwin.server.http.Workers;
import vn.huetwin.tiles.content.ContentCoding;

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
        boolean zipped = asset.gzip() != null
                && ContentCoding.accepts(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING), "gzip");
        byte[] body = zipped && asset.gzip() != null ? asset.gzip() : asset.bytes();
        new Stored(body, asset.type(), zipped ? "gzip" : "identity", asset.tag(), caching(path)).send(context);
    }

    /** CesiumJS has its version in the path; our own files may change with every build. */
    private static String caching(String path) {
        return path.startsWith("cesium-") ? "public, max-age=31536000, immutable" : "no-cache";
    }
}
