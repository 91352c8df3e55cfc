package vn.huetwin.server.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.http.Failures;
import vn.huetwin.server.http.Workers;

class ViewerRoutesTest {
    private static final Vertx vertx = Vertx.vertx();
    private static final HttpClient client = HttpClient.newHttpClient();
    private static Workers workers;
    private static String base;

    @BeforeAll
    static void start() {
        workers = new Workers(vertx, "viewer-test", 2, 20);
        Router router = Router.router(vertx);
        router.route().failureHandler(new Failures());
        new ViewerRoutes(workers).mount(router);
        int port = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
        base = "http://127.0.0.1:" + port;
    }

    @AfterAll
    static void stop() {
        workers.close();
        vertx.close().await();
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void thePageAndAllItNamesAreThere() throws Exception {
        HttpResponse<byte[]> page = get("/");
        assertEquals(200, page.statusCode());
        assertEquals(
                "text/html; charset=utf-8",
                page.headers().firstValue("Content-Type").orElse(""));
        Matcher links = Pattern.compile("(?:src|href)=\"(viewer/[^\"#]+)")
                .matcher(new String(page.body(), StandardCharsets.UTF_8));
        int count = 0;
        while (links.find()) {
            assertEquals(200, get("/" + links.group(1)).statusCode(), links.group(1));
            count++;
        }
        assertTrue(count >= 6, "links " + count);
    }

    @Test
    void cesiumComesCompressedAndMayBeKept() throws Exception {
        HttpResponse<byte[]> zipped = get("/viewer/cesium-1.145.0/index.js", "Accept-Encoding", "gzip, br");
        assertEquals("gzip", zipped.headers().firstValue("Content-Encoding").orElse(""));
        assertTrue(zipped.headers().firstValue("Cache-Control").orElse("").contains("immutable"));
        assertTrue(zipped.body().length < 1_600_000, "bytes " + zipped.body().length);
        byte[] plain = get("/viewer/cesium-1.145.0/index.js").body();
        byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes();
        assertEquals(plain.length, unzipped.length);
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        HttpResponse<byte[]> first = get("/viewer/js/main.js");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        HttpResponse<byte[]> second = get("/viewer/js/main.js", "If-None-Match", tag);
        assertEquals(304, second.statusCode());
        assertEquals(0, second.body().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/viewer/nothing.js",
                "/viewer/js",
                "/viewer/%2e%2e/model/core.ttl",
                "/viewer/js/..%2f..%2fmodel/core.ttl",
                "/viewer/cesium-1.145.0",
                "/viewer/.hidden.js",
                "/viewer/js/package.json"
            })
    void nothingElseIsServed(String path) throws Exception {
        assertEquals(404, get(path).statusCode(), path);
    }

    @Test
    void theLicencesOfOthersAreServedWithTheirWork() {
        assertNotNull(Asset.read("cesium-1.145.0/LICENSE.md"));
        assertNotNull(Asset.read("font/LICENSE"));
    }
}
