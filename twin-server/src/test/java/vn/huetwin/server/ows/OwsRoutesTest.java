package vn.huetwin.server.ows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.catalogue.UnknownLayerException;
import vn.huetwin.server.http.Failures;

class OwsRoutesTest {
    /** Says who was asked for what; fails where it is told to. */
    private record Echo(String name, ExceptionFormat exceptions, Set<String> withoutService) implements OwsService {
        @Override
        public void handle(OwsRequest request) {
            String operation = request.operation();
            if (operation == null) {
                throw OwsException.missing("request");
            }
            if (operation.equals("Fail")) {
                throw new UnknownLayerException("<ward>");
            }
            if (operation.equals("Break")) {
                throw new IllegalStateException("secret of the inside");
            }
            request.context().response().end(name + " " + operation + " " + request.find("version"));
        }

        @Override
        public ExceptionFormat format(OwsRequest request) {
            return exceptions;
        }
    }

    private static final Vertx VERTX = Vertx.vertx();
    private static int port;

    @BeforeAll
    static void listen() {
        Router router = Router.router(VERTX);
        router.route().failureHandler(new Failures());
        new OwsRoutes(
                        List.of(
                                new Echo("WMS", ExceptionFormat.WMS_1_3, Set.of("getmap")),
                                new Echo("WFS", ExceptionFormat.OWS_1_1, Set.of())),
                        1_000)
                .mount(router);
        port = VERTX.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .await()
                .actualPort();
    }

    @AfterAll
    static void close() {
        VERTX.close().await();
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    @ParameterizedTest
    @CsvSource({
        "/ows?SERVICE=WMS&REQUEST=GetMap&VERSION=1.3.0, WMS GetMap 1.3.0",
        "/ows?service=wfs&Request=GetFeature,           WFS GetFeature null",
        "/ows?request=GetMap,                           WMS GetMap null",
        "/wms?request=GetMap&unknown=1,                 WMS GetMap null",
        "/wms?request=GetNothing,                       WMS GetNothing null",
        "/wfs?service=WFS&request=GetFeature,           WFS GetFeature null",
    })
    void findsTheService(String path, String answer) throws Exception {
        assertEquals(answer, send(at(path)).body());
    }

    @Test
    void readsXmlAndForms() throws Exception {
        String xml = "<wfs:GetFeature xmlns:wfs='http://www.opengis.net/wfs/2.0' service='WFS' version='2.0.0'/>";
        assertEquals(
                "WFS GetFeature 2.0.0",
                send(at("/ows").header("Content-Type", "text/xml").POST(BodyPublishers.ofString(xml)))
                        .body());
        assertEquals(
                "WMS GetMap 1.1.1",
                send(at("/ows")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("SERVICE=WMS&REQUEST=GetMap&VERSION=1.1.1")))
                        .body());
    }

    @ParameterizedTest
    @CsvSource({
        "/ows?request=GetFeature,            400, exceptionCode=\"MissingParameterValue\" locator=\"service\"",
        "/wfs?request=GetFeature,            400, exceptionCode=\"MissingParameterValue\" locator=\"service\"",
        "/ows?service=WCS&request=x,         400, exceptionCode=\"InvalidParameterValue\" locator=\"service\"",
        "/wfs?service=WMS&request=GetMap,    400, There is no service &#39;WMS&#39; here; there is: WFS",
        "/ows?service=WFS,                   400, exceptionCode=\"MissingParameterValue\" locator=\"request\"",
        "/ows?service=WFS&request=Fail,      400, There is no layer &lt;ward&gt;",
        "/ows?service=WFS&request=Break,     500, The server failed; the log has the details under number",
        "/wms?request=GetCapabilities,       200, <ServiceException code=\"MissingParameterValue\" locator=\"service\">",
        "/ows?service=WMS,                   200, <ServiceException code=\"MissingParameterValue\" locator=\"request\">",
    })
    void failuresAreExceptionReports(String path, int status, String text) throws Exception {
        HttpResponse<String> answer = send(at(path));
        assertEquals(status, answer.statusCode());
        assertTrue(answer.body().contains(text), answer.body());
        assertTrue(!answer.body().contains("secret"), answer.body());
    }

    @Test
    void whatIsTooLargeOrBrokenIsRefusedAsTheServiceOfTheAddressDoesIt() throws Exception {
        HttpResponse<String> large = send(at("/wfs").POST(BodyPublishers.ofString("<a>" + "x".repeat(2_000) + "</a>")));
        assertEquals(413, large.statusCode());
        assertTrue(large.body().contains("ows:ExceptionReport"), large.body());
        HttpResponse<String> broken = send(at("/wfs").POST(BodyPublishers.ofString("<a>")));
        assertTrue(
                broken.body().contains("exceptionCode=\"OperationParsingFailed\" locator=\"request\""), broken.body());
    }
}
