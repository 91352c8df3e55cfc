package vn.huetwin.server.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.BusStops;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.server.City;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.SmallCity;
import vn.huetwin.server.testing.TestBrowser;
import vn.huetwin.server.testing.TestTwin;
import vn.huetwin.server.testing.WatchedPage;

/** A real browser on a real server: what a visitor sees and does. Drawn by the processor, so nothing here is timed. */
@Tag("browser")
@Tag("postgis")
class ViewerBrowserTest {
    private static final double PATIENCE_MILLIS = 120_000;

    private static TestTwin twin;
    private static TestBrowser browser;
    private static String base;
    private WatchedPage watched;
    private Page page;

    @BeforeAll
    static void start() throws Exception {
        TestBrowser.assumeInstalled();
        twin = TestTwin.plan()
                .declaring(BusStops.turtle())
                .filled(SmallCity::build)
                .filled(ViewerBrowserTest::rebuild)
                .start();
        base = twin.uri("/").toString();
        browser = TestBrowser.start();
    }

    /** b55 has been a tower since September. */
    private static void rebuild(City city) throws Exception {
        Layer layer = city.catalogue().get("building");
        Feature old = city.store().find(new FeatureId("building", "b55"), Access.OPEN);
        Map<String, Object> values = new HashMap<>(old.properties());
        values.put("height", 60.0);
        Draft draft = new Draft("b55", old.geometry(), values, null);
        Verdict.Checked row = (Verdict.Checked) city.validator().check(layer, draft);
        try (Connection connection = city.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            city.writer()
                    .write(
                            connection,
                            layer,
                            List.of(new Verdict.Checked(
                                            row.key(),
                                            row.geometry(),
                                            row.values(),
                                            Instant.parse("2026-09-01T00:00:00Z"),
                                            List.of()))
                                    .iterator(),
                            2,
                            "small-city",
                            Instant.parse("2026-09-01T00:00:00Z"));
            connection.commit();
        }
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
        if (twin != null) {
            twin.close();
        }
    }

    @BeforeEach
    void open() {
        watched = browser.open(base, 1000, 600);
        page = watched.page();
        page.setDefaultTimeout(PATIENCE_MILLIS);
        visit("#@107.57130,16.45950,260,0,-45&lang=vi");
    }

    @AfterEach
    void nothingWentWrong() {
        try (WatchedPage closing = watched) {
            closing.assertNothingWrong();
            assertEquals(List.of(), page.evaluate("twin.errors"), "errors that the page noted");
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

    /** The tower is of 1995; of the houses nothing is known before the middle of 2026. */
    @Test
    void buildingsComeAndGoWithTime() {
        page.evaluate(
                "([lon, lat]) => twin.setView({lon, lat, height: 300, heading: 0, pitch: -90})",
                SmallCity.middle(2, 3));
        until("twin.tilesLoaded", null);
        until(stands("b33", true), SmallCity.middle(3, 3));
        until(stands("b23", true), SmallCity.middle(2, 3));
        page.click("[data-action=time]");
        page.fill("#time input[type=date]", "2000-01-01");
        until(stands("b23", false), SmallCity.middle(2, 3));
        until(stands("b33", true), SmallCity.middle(3, 3));
        until("location.hash.includes('&time=2000-01-01')", null);
        page.focus("#time input[type=range]");
        assertEquals("1 thg 1, 2000", page.getAttribute("#time input[type=range]", "aria-valuetext"));
        page.keyboard().press("ArrowLeft");
        assertEquals("1999-12-31", page.inputValue("#time input[type=date]"));

        visit("&again#@" + page.evaluate("location.hash.match(/@([^&]*)/)[1]") + "&lang=en&time=1990-05-05");
        until(stands("b33", false), SmallCity.middle(3, 3));
        assertEquals("5 May 1990", page.getAttribute("#time input[type=range]", "aria-valuetext"));
        page.click("#time [aria-label='Back to the present']");
        until(stands("b33", true), SmallCity.middle(3, 3));
        assertFalse(page.isVisible("#time"));
    }

    /** Of September b55 is a tower; b51 is pulled down now. Before, both stood as the other houses of July do. */
    @Test
    void thePastShowsWhatWasReplacedAndWhatIsGone() throws Exception {
        until("twin.liveState === 'open'", null);
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        page.evaluate(
                "([lon, lat]) => twin.setView({lon, lat, height: 400, heading: 0, pitch: -90})",
                SmallCity.middle(5, 3));
        until("twin.tilesLoaded", null);
        until(stands("b51", true), SmallCity.middle(5, 1));
        HttpRequest.Builder delete = twin.request("/ogc/collections/building/items/b51", twin.as(Role.ADMIN))
                .DELETE();
        assertEquals(204, twin.send(delete).statusCode());
        report("PA-9", "Cống bị tắc");
        twin.report("land_use_zone", "lz", SmallCity.wardBorder(0), "\"land_use\":\"ONT\"");
        until(stands("b51", false), SmallCity.middle(5, 1));
        until(heightAt(60), SmallCity.middle(5, 5));
        page.waitForSelector("#feed :text('Cống bị tắc')");
        assertFalse(
                asked.stream().anyMatch(url -> url.contains("_past") || url.contains("as-of")), "asked for nothing");

        page.click("[data-action=time]");
        page.fill("#time input[type=date]", "2026-08-15");
        until(stands("b51", true), SmallCity.middle(5, 1));
        until(heightAt(9), SmallCity.middle(5, 5));
        until("!document.querySelector('#feed').textContent.includes('Cống bị tắc')", null);
        page.waitForSelector("#feed h2:has-text('Trước ngày 15 thg 8, 2026')");
        page.evaluate("twin.select({layer: 'building', key: 'b51'})");
        page.waitForSelector("#feature[data-key='b51'] .attributes");
        assertTrue(page.textContent("#feature").contains("Nhà b51"));

        page.fill("#time input[type=date]", "2026-10-15");
        until(heightAt(60), SmallCity.middle(5, 5));
        until(stands("b51", true), SmallCity.middle(5, 1));
        page.click("#time [aria-label='Về hiện tại']");
        until(stands("b51", false), SmallCity.middle(5, 1));
        until("document.querySelector('#feed').textContent.includes('Cống bị tắc')", null);
        assertEquals(
                1,
                asked.stream().filter(url -> url.contains("_past/tileset.json")).count());
    }

    /** Whether the building that is drawn at a place has this height. */
    private static String heightAt(int metres) {
        return "([lon, lat]) => { const {x, y} = twin.toWindow(lon, lat, 0);"
                + " return twin.app.scene.pick(x, y, 3)?.feature?.getProperty('height') === " + metres + "; }";
    }

    /** What lies over the flat map is drawn as it was; the base map stays. */
    @Test
    void theFlatMapFollowsTheTime() {
        List<String> asked = new CopyOnWriteArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        page.evaluate("twin.app.catalogue.find('land_use_zone').count = 1; twin.show('land_use_zone', true)");
        until("twin.tilesLoaded", null);
        page.evaluate("twin.setTime(Date.parse('2026-08-15'))");
        until("twin.app.flat.overlays.get('land_use_zone').imageryProvider.asOf === '2026-08-15T00:00:00.000Z'", null);
        long end = System.nanoTime() + (long) (PATIENCE_MILLIS * 1e6);
        String wanted = ".mvt?as-of=2026-08-15T00:00:00.000Z";
        while (asked.stream().noneMatch(url -> url.contains("/land_use_zone/") && url.endsWith(wanted))) {
            assertTrue(System.nanoTime() < end, "never asked");
            page.waitForTimeout(150);
        }
        assertTrue(asked.stream().noneMatch(url -> url.contains("/road/") && url.contains("as-of")));
        page.evaluate("twin.setTime(undefined)");
        until("twin.app.flat.overlays.get('land_use_zone').imageryProvider.asOf === undefined", null);
        page.evaluate("twin.show('land_use_zone', false)");
    }

    /** A gate with its wall is there since September. */
    @Test
    void namesAndWallsFollowTheTime() throws Exception {
        Instant since = Instant.parse("2026-09-01T00:00:00Z");
        twin.put("tourism_site", "gate", "POINT (107.5713 16.4612)", since, Map.of("name", "Ngọ Môn"));
        String shape = "MULTIPOLYGON (((107.571 16.461, 107.572 16.461, 107.572 16.4611, 107.571 16.461)))";
        twin.put("wall", "w1", shape, since, Map.of("height", 6.0));
        page.evaluate("twin.setTime(Date.parse('2026-09-15'))");
        until(gateAndWall(true), null);
        page.evaluate("twin.setTime(Date.parse('2026-08-15'))");
        until(gateAndWall(false), null);
        page.evaluate("twin.setTime(Date.parse('2026-10-15'))");
        until(gateAndWall(true), null);
        page.evaluate("twin.setTime(undefined)");
    }

    private static String gateAndWall(boolean there) {
        return "() => { const named = twin.app.labels.sets.get('site')?.some(label => label.key === 'gate');"
                + " const stands = Boolean(twin.app.standing.blocks.get('wall')?.primitive);"
                + " return named === " + there + " && stands === " + there + "; }";
    }

    /** Whether a building is drawn at its place. */
    private static String stands(String key, boolean there) {
        return "([lon, lat]) => { const {x, y} = twin.toWindow(lon, lat, 0); return (twin.app.scene.pick(x, y, 3)?.key === '"
                + key + "') === " + there + "; }";
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
    void aHeightLimitStandsInSpace() throws Exception {
        until("twin.liveState === 'open'", null);
        page.evaluate("twin.app.showVolumes('heritage_zone', true)");
        String zone =
                "{\"type\":\"Polygon\",\"coordinates\":[[[107.6,16.48],[107.603,16.48],[107.603,16.483],[107.6,16.483],[107.6,16.48]]]}";
        twin.report("heritage_zone", "z1", zone, "\"zone\":\"I\",\"max_height_m\":12");
        page.evaluate("twin.setView({lon: 107.6015, lat: 16.4815, height: 500, heading: 0, pitch: -90})");
        until("twin.app.scene.pick(500, 300)?.key === 'z1'", null);
        assertEquals("heritage_zone", page.evaluate("twin.app.scene.pick(500, 300).layer"));
        until("location.hash.includes('&volumes=heritage_zone')", null);
        page.evaluate("twin.app.showVolumes('heritage_zone', false)");
        until("!twin.app.scene.pick(500, 300)", null);
    }

    @Test
    void aReferenceIsCalledByTheNameOfWhatItLeadsTo() throws Exception {
        String street = "{\"type\":\"MultiLineString\",\"coordinates\":[[[107.5701,16.4601],[107.5702,16.4602]]]}";
        twin.report("road", "r77", street, "\"name\":\"Đường Lê Lợi\"");
        twin.report("bus_stop", "t1", TestTwin.point(107.5712, 16.4611), "\"name\":\"Trạm 1\",\"road\":\"r77\"");
        page.evaluate("twin.select({layer: 'bus_stop', key: 't1'})");
        page.waitForSelector("#feature .attributes .link:has-text('Đường Lê Lợi')");
        page.click("#feature .attributes .link:has-text('Đường Lê Lợi')");
        page.waitForSelector("#feature[data-layer=road][data-key='r77']");
    }

    @Test
    void thePageSaysHowFreshItIs() {
        until("twin.liveState === 'open'", null);
        page.waitForSelector("#feed .feed-state:has-text('Cập nhật')");
    }

    /** Within the window, and nothing lies over its middle. */
    private static final String IN_SIGHT = "selector => { const part = document.querySelector(selector);"
            + " const r = part.getBoundingClientRect(); const top = document.elementFromPoint("
            + " (r.left + r.right) / 2, (r.top + r.bottom) / 2); return r.width > 0 && r.left >= 0 && r.top >= 0"
            + " && r.right <= innerWidth && r.bottom <= innerHeight && part.contains(top); }";

    @Test
    void itFitsAPhoneAndIsUsedByKeyboard() {
        page.setViewportSize(390, 844);
        assertEquals(true, page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
        for (String part : List.of("#brand", "#tools .tool-group", "#feed")) {
            until(IN_SIGHT, part);
        }
        page.keyboard().press("/");
        page.keyboard().type("thuan hoa");
        page.waitForSelector("#search-results [role=option]");
        page.keyboard().press("Enter");
        page.waitForSelector("#feature[data-layer=ward][data-key='19789'] .attributes");
        page.click("#menu-toggle");
        until(IN_SIGHT, "#feature");
        page.keyboard().press("Escape");
        page.waitForSelector("#feature", new Page.WaitForSelectorOptions().setState(WaitForSelectorState.HIDDEN));
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
        HttpResponse<String> answer = twin.post("/events", "application/cloudevents+json", event, twin.as(Role.ADMIN));
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
    }
}
