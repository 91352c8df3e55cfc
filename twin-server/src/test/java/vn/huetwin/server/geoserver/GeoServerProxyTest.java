package vn.huetwin.server.geoserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.config.GeoServerSite;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** Behind the proxy stands a server that tells what reached it. */
@Tag("postgis")
class GeoServerProxyTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static HttpServer origin;
    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        origin = VERTX.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> tell(request, body)))
                .listen(0, "127.0.0.1")
                .await();
        URI address = URI.create("http://127.0.0.1:" + origin.actualPort() + "/gs");
        twin = TestTwin.plan()
                .configured(config -> config.geoServer(new GeoServerSite(address, "hue", Role.OPEN, "X-Hue")))
                .start();
    }

    private static void tell(HttpServerRequest request, Buffer body) {
        if (request.path().equals("/gs/web/go")) {
            request.response()
                    .setStatusCode(302)
                    .putHeader("Location", "http://127.0.0.1:" + origin.actualPort() + "/gs/web/?page=1")
                    .end();
            return;
        }
        JsonObject headers = new JsonObject();
        request.headers()
                .forEach(header -> headers.put(header.getKey().toLowerCase(java.util.Locale.ROOT), header.getValue()));
        request.response()
                .putHeader("Server", "Jetty")
                .end(new JsonObject()
                        .put("request", request.method() + " " + request.uri())
                        .put("headers", headers)
                        .put("body", body.toString())
                        .toBuffer());
    }

    @AfterAll
    static void stop() {
        twin.close();
        VERTX.close().await();
    }

    @Test
    void readersReachTheServicesOfTheWorkspace() throws Exception {
        HttpResponse<String> answer = twin.get("/geoserver/hue/wms?SERVICE=WMS&layers=n%C6%B0%E1%BB%9Bc");
        JsonObject got = new JsonObject(answer.body());
        assertEquals("GET /gs/hue/wms?SERVICE=WMS&layers=n%C6%B0%E1%BB%9Bc", got.getString("request"));
        assertEquals("http", got.getJsonObject("headers").getString("x-forwarded-proto"));
        assertEquals(twin.uri("/").getAuthority(), got.getJsonObject("headers").getString("x-forwarded-host"));
        assertFalse(answer.headers().map().containsKey("server"), "what runs there is nobody's business");
        assertEquals(
                "*", answer.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
        assertEquals(1, answer.headers().allValues("X-Content-Type-Options").size());

        JsonObject posted = new JsonObject(
                twin.post("/geoserver/hue/wfs", "text/xml", "<GetFeature/>").body());
        assertEquals("<GetFeature/>", posted.getString("body"));
    }

    @ParameterizedTest
    @CsvSource({
        "/geoserver/hue/wms, OPEN",
        "/geoserver/hue/ows?service=wfs&request=GetCapabilities, OPEN",
        "/geoserver/hue/water/wms, OPEN",
        "/geoserver/hue/gwc/service/wmts, OPEN",
        "/geoserver/schemas/wfs/2.0/wfs.xsd, OPEN",
        "/geoserver/hue/wps, ADMIN",
        "/geoserver/wms, ADMIN",
        "/geoserver/other/wms, ADMIN",
        "/geoserver/gwc/rest/layers, ADMIN",
        "/geoserver/rest/workspaces, ADMIN",
        "/geoserver/web/, ADMIN",
        "/geoserver, ADMIN",
        "/geoserver/hue/..;/wms, ADMIN",
        "/geoserver/hue/%2e%2e/wms, ADMIN",
        "/geoserver/hue;a=b/wms, ADMIN"
    })
    void eachPathHasItsRole(String path, Role needed) throws Exception {
        List<Integer> expected = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        for (Role role : List.of(Role.OPEN, Role.OPERATOR, Role.ADMIN)) {
            expected.add(role.includes(needed) ? 200 : role == Role.OPEN ? 401 : 403);
            got.add(twin.get(path, twin.as(role)).statusCode());
        }
        assertEquals(expected, got);
    }

    @Test
    void whoAsksIsToldAndCannotBeForged() throws Exception {
        JsonObject planner = new JsonObject(
                        twin.get("/geoserver/hue/wms", twin.as(Role.PLANNER)).body())
                .getJsonObject("headers");
        assertEquals("ROLE_VIEWER;ROLE_PLANNER", planner.getString("x-hue-roles"));
        assertFalse(planner.containsKey("authorization"), "the key of this server stays here");
        JsonObject forged = new JsonObject(
                        twin.get("/geoserver/hue/wms", "x-hue", "admin", "X-HUE-ROLES", "ROLE_ADMINISTRATOR")
                                .body())
                .getJsonObject("headers");
        assertFalse(forged.containsKey("x-hue") || forged.containsKey("x-hue-roles"), forged.encode());
        JsonObject admin = new JsonObject(
                        twin.get("/geoserver/rest/about", twin.as(Role.ADMIN)).body())
                .getJsonObject("headers");
        assertTrue(admin.getString("x-hue-roles").endsWith(";ROLE_ADMIN;ROLE_ADMINISTRATOR"), admin.encode());
    }

    @Test
    void browsersAreAskedForUserAndPassword() throws Exception {
        HttpResponse<String> answer = twin.get("/geoserver/web/");
        assertEquals(
                "Basic realm=\"Hue Twin\", charset=\"UTF-8\"",
                answer.headers().firstValue("WWW-Authenticate").orElse(""));
        HttpResponse<String> moved = twin.get("/geoserver/web/go", twin.as(Role.ADMIN));
        assertEquals(
                "/geoserver/web/?page=1", moved.headers().firstValue("Location").orElse(""));
        assertFalse(
                moved.headers().map().containsKey("content-security-policy"), "its pages have a policy of their own");
    }

    @Test
    void requestsAreBounded() throws Exception {
        assertEquals(405, twin.send("DELETE", "/geoserver/hue/wfs").statusCode());
        assertEquals(
                413,
                twin.send(twin.request("/geoserver/hue/wfs").POST(BodyPublishers.ofByteArray(new byte[20_000_000])))
                        .statusCode());
        assertEquals(
                411,
                twin.send(twin.request("/geoserver/hue/wfs")
                                .POST(BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(new byte[9]))))
                        .statusCode());
        HttpResponse<String> wps = twin.get("/geoserver/hue/ows?service=WPS&request=Execute");
        assertEquals(400, wps.statusCode());
        assertEquals("service", new JsonObject(wps.body()).getString("field"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ftp://a/geoserver", "http:///geoserver", "http://a/geoserver?x=1", "http://u:p@a/geoserver"})
    void addressesAreChecked(String address) {
        assertThrows(
                IllegalArgumentException.class, () -> new GeoServerSite(URI.create(address), "hue", Role.OPEN, null));
    }

    @Test
    void aGeoServerThatIsNotThereIsTold() throws Exception {
        HttpServer gone = VERTX.createHttpServer()
                .requestHandler(r -> {})
                .listen(0, "127.0.0.1")
                .await();
        URI address = URI.create("http://127.0.0.1:" + gone.actualPort() + "/geoserver");
        gone.close().await();
        try (TestTwin alone = TestTwin.plan()
                .configured(config -> config.geoServer(new GeoServerSite(address, "hue", Role.VIEWER, null)))
                .start()) {
            assertEquals(401, alone.get("/geoserver/hue/wms").statusCode());
            HttpResponse<String> answer = alone.get("/geoserver/hue/wms", alone.as(Role.VIEWER));
            assertEquals(502, answer.statusCode());
            assertEquals("geoserver-unavailable", new JsonObject(answer.body()).getString("code"));
        }
    }
}
