package vn.huetwin.server.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.testing.SmallCity;
import vn.huetwin.server.testing.TestBrowser;
import vn.huetwin.server.testing.TestTwin;
import vn.huetwin.server.testing.WatchedPage;
import vn.huetwin.tiles.terrain.TerrainMaker;

/** A real browser shows a city on a slope: 100 m above the sea in its west, 17 m less above the ellipsoid. */
@Tag("browser")
@Tag("postgis")
class TerrainBrowserTest {
    private static final double PATIENCE_MILLIS = 120_000;
    private static final double GEOID = -17;
    /** Metres that the triangles of the finest tiles may lie off the model. */
    private static final double ERROR = 0.2;

    private static final double PIXEL = 2e-4;
    private static final int SIDE = 120;

    @TempDir
    private static Path folder;

    private static TestTwin twin;
    private static TestBrowser browser;

    @BeforeAll
    static void start() throws Exception {
        TestBrowser.assumeInstalled();
        twin = TestTwin.plan()
                .configured(config -> {
                    makeTerrain(config.build());
                    return config;
                })
                .filled(SmallCity::build)
                .start();
        browser = TestBrowser.start();
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

    /** Metres above the sea: 1 m more each 10⁻⁴ degrees eastwards. */
    private static double slope(double longitude) {
        return 100 + (longitude - SmallCity.WEST) * 1e4;
    }

    private static void makeTerrain(ServerConfig config) {
        double west = SmallCity.WEST - 0.008;
        float[] heights = new float[SIDE * SIDE];
        for (int i = 0; i < heights.length; i++) {
            heights[i] = (float) slope(west + (i % SIDE + 0.5) * PIXEL);
        }
        try {
            Files.createDirectories(config.data());
            Path file = DrawnTiff.heights(SIDE, heights)
                    .crs(4326)
                    .at(west, SmallCity.SOUTH + 0.016, PIXEL)
                    .write(folder.resolve("slope.tif"));
            TerrainMaker.make(
                    new TerrainMaker.Request(file, null, null, GEOID, null, 0, ERROR, null, null),
                    new CrsRegistry(),
                    City.terrain(config),
                    (stage, done, total) -> {});
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void until(Page page, String expression) {
        long end = System.nanoTime() + (long) (PATIENCE_MILLIS * 1e6);
        while (!Boolean.TRUE.equals(page.evaluate(expression))) {
            assertTrue(System.nanoTime() < end, "never true: " + expression);
            page.waitForTimeout(150);
        }
    }

    private static double number(Page page, String expression) {
        return ((Number) page.evaluate(expression)).doubleValue();
    }

    @Test
    void theGroundIsTheModelAndBuildingsStandOnIt() {
        List<Double> house = SmallCity.middle(2, 2);
        double lon = house.get(0);
        double lat = house.get(1);
        double ground = slope(lon) + GEOID;
        // from its lowest corner, 10 m to the west; 9 m high
        double roof = slope(lon - 10 / 106_700.0) + GEOID + 9;
        try (WatchedPage watched = browser.open(twin.uri("/").toString(), 600, 500)) {
            Page page = watched.page();
            page.setDefaultTimeout(PATIENCE_MILLIS);
            page.navigate(twin.uri("/") + "?light#@" + lon + "," + lat + ",300,0,-90&lang=vi");
            page.waitForSelector("html[data-state=ready]");
            until(page, "twin.tilesLoaded && twin.terrainShown");
            assertEquals(ground, number(page, "twin.groundAt(" + lon + ", " + lat + ")"), 0.6);
            assertEquals(slope(lon) + GEOID, number(page, "twin.sampleGround(" + lon + ", " + lat + ")"), 0.4);
            until(page, "Math.abs(twin.heightInTheMiddle() - " + roof + ") < 0.8");
            assertEquals("b22", page.evaluate("twin.pickAt(300, 250).then(found => found?.key)"));
            page.evaluate("document.querySelector('[data-action=terrain]').click()");
            until(page, "!twin.terrainShown && twin.tilesLoaded && Math.abs(twin.heightInTheMiddle() - 9) < 0.5");
            assertEquals(0, number(page, "twin.groundAt(" + lon + ", " + lat + ")"));
            until(page, "location.hash.includes('terrain=off')");
            page.evaluate("document.querySelector('[data-action=terrain]').click()");
            until(page, "twin.terrainShown && Math.abs(twin.heightInTheMiddle() - " + roof + ") < 0.8");
            assertEquals(List.of(), page.evaluate("twin.errors"), "errors that the page noted");
            watched.assertNothingWrong();
        }
    }

    @Test
    void markersAndNamesStandOnTheGround() throws Exception {
        double lon = SmallCity.WEST + 0.001;
        double lat = SmallCity.SOUTH - 0.001;
        twin.put(
                "tourism_site",
                "gate",
                "POINT (" + lon + " " + lat + ")",
                TestTwin.LONG_AGO,
                Map.of("name", "Ngọ Môn", "name_en", "Noon Gate"));
        try (WatchedPage watched = browser.open(twin.uri("/").toString(), 600, 500)) {
            Page page = watched.page();
            page.setDefaultTimeout(PATIENCE_MILLIS);
            page.navigate(twin.uri("/") + "?light#@" + lon + "," + lat + ",400,0,-90&lang=vi");
            page.waitForSelector("html[data-state=ready]");
            until(page, "twin.tilesLoaded && twin.terrainShown");
            page.evaluate("twin.show('tourism_site', true)");
            String marker = "twin.app.points.shown.get('tourism_site')?.markers.get('gate')?.heightReference";
            until(page, "() => " + marker + " > 0"); // CesiumJS: 0 is none, 2 is above the ground
            until(page, "document.querySelector('#labels').textContent.includes('Ngọ Môn')");
            assertNameStands(page, lon, lat);
            page.evaluate("document.querySelector('[data-action=terrain]').click()");
            until(page, "() => " + marker + " === 0");
            until(page, "() => Math.abs(" + NAME_HEIGHT + ") < 0.01");
            page.evaluate("document.querySelector('[data-action=terrain]').click()");
            assertNameStands(page, lon, lat);
            watched.assertNothingWrong();
        }
    }

    /** Metres above the ellipsoid at which the name of the gate is drawn. */
    private static final String NAME_HEIGHT =
            "twin.app.scene.scene.ellipsoid.cartesianToCartographic(twin.app.labels.sorted"
                    + ".find(label => label.key === 'gate').position).height";

    /** Once the finest tiles are drawn: on the ground that is drawn, and that within the error of the tiles of the model. */
    private static void assertNameStands(Page page, double lon, double lat) {
        until(page, "twin.terrainShown && twin.groundSettled");
        String at = "(" + lon + ", " + lat + ")";
        double name = number(page, NAME_HEIGHT);
        assertEquals(number(page, "twin.groundAt" + at), name, 0.01);
        assertEquals(number(page, "twin.sampleGround" + at), name, 2 * ERROR);
        assertEquals(slope(lon) + GEOID, name, 2 * ERROR);
    }
}
