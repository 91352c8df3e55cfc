package vn.huetwin.server.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.server.City;
import vn.huetwin.server.Twin;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;

/** A real browser on a real server: what a visitor sees and does. Drawn by the processor, so nothing here is timed. */
@Tag("browser")
@Tag("postgis")
class ViewerBrowserTest {
    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

    /** Chromium no longer falls back to the processor by itself; these make it. */
    private static final List<String> FLAGS =
            List.of("--no-sandbox", "--ignore-gpu-blocklist", "--use-gl=angle", "--use-angle=gl-egl");

    private static final double PATIENCE_MILLIS = 120_000;

    @TempDir
    static Path data;

    /** A layer of this installation alone: no Java knows it. */
    private static final String BUS_STOPS = """
            @prefix def:     <https://data.huetwin.vn/def#> .
            @prefix layer:   <https://data.huetwin.vn/layer/> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix geo:     <http://www.opengis.net/ont/geosparql#> .
            @prefix owl:     <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs:    <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix schema:  <https://schema.org/> .
            @prefix sf:      <http://www.opengis.net/ont/sf#> .
            @prefix sh:      <http://www.w3.org/ns/shacl#> .
            @prefix xsd:     <http://www.w3.org/2001/XMLSchema#> .
            def:BusStop a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Trạm xe buýt"@vi, "Bus stop"@en .
            layer:bus_stop a def:Layer, sh:NodeShape ;
              sh:targetClass def:BusStop ;
              dcterms:title "Trạm xe buýt"@vi, "Bus stops"@en ;
              def:geometryType sf:Point ; def:access def:open ;
              def:group "Giao thông"@vi, "Transport"@en ; def:order 81 ; def:titleProperty "name" ;
              def:style [ def:fill "#3f7fa8" ; def:stroke "#ffffff" ; def:width 7 ; def:opacity 0.95 ; def:visible true ] ;
              sh:property [ sh:path schema:name ; sh:order 1 ; sh:datatype xsd:string ; sh:minCount 1 ;
                            sh:name "Tên"@vi, "Name"@en ] .
            """;

    private static Twin twin;
    private static Playwright playwright;
    private static Browser browser;
    private static String base;

    private final Queue<String> outside = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "Chromium is not installed: apt-get install chromium");
        PostgresAddress address = TestPostgis.address();
        ServerConfig config = new ServerConfig(
                "127.0.0.1",
                0,
                data,
                null,
                address.jdbcUrl(),
                address.user(),
                address.password(),
                "https://data.huetwin.vn/",
                false,
                Limits.DEFAULT);
        try (City city = City.open(config)) {
            SmallCity.build(city);
        }
        Files.createDirectories(data.resolve("model"));
        Files.writeString(data.resolve("model/bus.ttl"), BUS_STOPS);
        twin = Twin.start(config);
        base = "http://127.0.0.1:" + twin.port() + "/";
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(FLAGS));
    }

    @AfterAll
    static void stop() {
        if (playwright != null) {
            playwright.close();
        }
        if (twin != null) {
            twin.close();
        }
    }

    @BeforeEach
    void open() {
        page = browser.newPage(new Browser.NewPageOptions().setViewportSize(1000, 600));
        page.setDefaultTimeout(PATIENCE_MILLIS);
        page.onRequest(request -> {
            String url = request.url();
            if (!url.startsWith(base) && !url.startsWith("data:") && !url.startsWith("blob:")) {
                outside.add(url);
            }
        });
        page.onPageError(faults::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                faults.add(message.text() + " " + message.location());
            }
        });
        visit("#@107.57130,16.45950,260,0,-45&lang=vi");
    }

    @AfterEach
    void nothingWentWrong() {
        try {
            assertEquals(List.of(), List.copyOf(outside), "requests to other hosts");
            assertEquals(List.of(), List.copyOf(faults), "errors of the page");
            assertEquals(List.of(), page.evaluate("twin.errors"), "errors that the page noted");
        } finally {
            page.close();
        }
    }

    private void visit(String hash) {
        page.navigate(base + "?light" + hash);
        page.waitForSelector("html[data-state=ready]");
        until("twin.tilesLoaded", null);
    }

    /** Asks until the answer is true. Playwright's own waiting uses eval, which our policy forbids. */
    private void until(String expression, @Nullable Object argument) {
        long end = System.nanoTime() + (long) (PATIENCE_MILLIS * 1e6);
        while (!Boolean.TRUE.equals(page.evaluate(expression, argument))) {
            assertTrue(System.nanoTime() < end, "never true: " + expression);
            page.waitForTimeout(150);
        }
    }

    @Test
    void theCityIsDrawnFromItsOwnTiles() throws IOException {
        assertEquals(true, page.evaluate("twin.isWebGl2()"));
        assertEquals(0, page.evaluate("twin.failedTiles"));
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
        Set<Integer> colours = new HashSet<>();
        for (int x = 360; x < 600; x++) {
            for (int y = 20; y < 560; y++) {
                colours.add(picture.getRGB(x, y));
            }
        }
        assertTrue(colours.size() > 40, "colours " + colours.size());
    }

    @Test
    void aBuildingSaysWhatItIs() {
        List<Double> middle = SmallCity.middle(3, 3);
        page.evaluate("([lon, lat]) => twin.setView({lon, lat, height: 300, heading: 0, pitch: -90})", middle);
        until("twin.tilesLoaded", null);
        until(
                "async ([lon, lat]) => { const {x, y} = twin.toWindow(lon, lat, 45);"
                        + " return (await twin.pickAt(x, y))?.layer === 'building'; }",
                middle);
        page.waitForSelector("#feature[data-key='b33'] .attributes");
        page.waitForSelector("#feature .history");
        String words = page.textContent("#feature");
        assertTrue(words.contains("Nhà b33"), words);
        assertTrue(words.contains("Khách sạn, lưu trú"), words);
        assertTrue(words.contains("45 m"), words);
        assertTrue(words.contains("small-city"), words);
        page.waitForSelector("#feature .chip:has-text('Phường Phú Xuân')");
    }

    @Test
    void everythingSpeaksBothLanguages() {
        assertTrue(page.textContent("#layers").contains("Công trình xây dựng"));
        page.click("[data-language=en]");
        assertTrue(page.textContent("#layers").contains("Buildings"));
        assertEquals("en", page.getAttribute("html", "lang"));
        page.evaluate("twin.select({layer: 'building', key: 'b11'})");
        page.waitForSelector("#feature .attributes");
        assertTrue(page.textContent("#feature").contains("Floors above ground"));
        page.click("[data-language=vi]");
        assertTrue(page.textContent("#feature").contains("Số tầng"));
    }

    @Test
    void aLayerDeclaredInTurtleIsInTheList() {
        assertTrue(page.textContent("#layers").contains("Trạm xe buýt"));
        page.click("[data-language=en]");
        assertTrue(page.textContent("#layers").contains("Bus stops"));
    }

    @Test
    void anEditedBuildingChangesOnTheMap() throws Exception {
        until("twin.liveState === 'open'", null);
        assertEquals(9.0, ((Number) page.evaluate(HEIGHT_OF, "b44")).doubleValue());
        post("""
                {"specversion": "1.0", "id": "edit-1", "source": "/test", "type": "vn.hue.building.updated",
                 "subject": "b44", "time": "%s", "datacontenttype": "application/json", "data": {"height": 31.5}}
                """.formatted(Instant.now()));
        until("async key => (" + HEIGHT_OF + ")(key) === 31.5", "b44");
    }

    /** As the tile tells that is drawn. */
    private static final String HEIGHT_OF = "key => { let found = null; const look = tile => {"
            + " const c = tile.content; for (let n = 0; n < (c?.featuresLength ?? 0); n++) {"
            + " if (c.getFeature(n).getProperty('id') === key) found = c.getFeature(n).getProperty('height'); }"
            + " tile.children.forEach(look); }; look(twin.app.buildings.tileset.root); return found; }";

    @Test
    void aWardIsFoundWithoutDiacritics() {
        page.keyboard().press("/");
        page.keyboard().type("thuan hoa");
        page.waitForSelector("#search-results [role=option]");
        page.keyboard().press("Enter");
        page.waitForSelector("#feature[data-layer=ward][data-key='19789'] .attributes");
        page.waitForSelector("#feature .source");
        assertEquals("Phường Thuận Hóa", page.textContent("#feature-title"));
    }

    @Test
    void anIncidentAppearsAsItIsReported() throws Exception {
        until("twin.liveState === 'open'", null);
        assertEquals(false, page.evaluate("twin.hasMarker('incident', 'PA-1')"));
        report("PA-1", "Cây đổ chắn đường");
        until("twin.hasMarker('incident', 'PA-1')", null);
        page.waitForSelector("#feed :text('Cây đổ chắn đường')");
        page.click("#feed button:has-text('Cây đổ chắn đường')");
        page.waitForSelector("#feature[data-key='PA-1']");
    }

    @Test
    void theAddressRestoresTheView() {
        page.evaluate("twin.show('road', false)");
        page.evaluate("twin.app.colourBuildings('height')");
        page.evaluate("twin.select({layer: 'building', key: 'b22'})");
        until("location.hash.includes('pick=building/b22')", null);
        String address = page.url();
        page.navigate("about:blank");
        visit(address.substring(address.indexOf('#')));
        page.waitForSelector("#feature[data-key='b22']");
        assertEquals("height", page.evaluate("twin.viewState().colour"));
        assertFalse(page.isChecked("#layer-road"));
        assertEquals(260.0, ((Number) page.evaluate("twin.viewState().view.height")).doubleValue(), 1);
    }

    private static void report(String key, String title) throws IOException, InterruptedException {
        String event = """
                {"specversion": "1.0", "id": "%1$s", "source": "/test", "type": "vn.hue.incident.received",
                 "subject": "%1$s", "time": "%3$s", "datacontenttype": "application/json",
                 "data": {"title": "%2$s", "category": "TREE", "state": "RECEIVED", "reported_at": "%3$s",
                          "geometry": {"type": "Point", "coordinates": [107.5713, 16.4612]}}}
                """.formatted(key, title, Instant.now().toString());
        post(event);
    }

    private static void post(String event) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(base + "events"))
                                .header("Content-Type", "application/cloudevents+json")
                                .header("Authorization", "Bearer " + twin.adminKey())
                                .POST(HttpRequest.BodyPublishers.ofString(event))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
    }
}
