package vn.huetwin.server.ogc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.SmallCity;
import vn.huetwin.server.testing.TestTwin;

/** A client of OGC API – Tiles finds the tiles of 25 buildings from the landing page on, in two grids. */
@Tag("postgis")
class TilesetRoutesTest {
    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        twin = TestTwin.plan().filled(SmallCity::build).start();
        twin.put("sos_request", "s1", "POINT (107.5713 16.4612)", TestTwin.LONG_AGO, Map.of("people", 3L));
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    private static String link(JsonObject document, String rel) {
        return document.getJsonArray("links").stream()
                .map(JsonObject.class::cast)
                .filter(link -> link.getString("rel").endsWith(rel))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link " + rel + " in " + document))
                .getString("href");
    }

    private static byte[] tile(String path) throws IOException {
        HttpResponse<byte[]> answer = twin.send(twin.request(path), HttpResponse.BodyHandlers.ofByteArray());
        assertEquals(200, answer.statusCode(), path);
        assertEquals(
                "application/vnd.mapbox-vector-tile",
                answer.headers().firstValue("Content-Type").orElse(""));
        return answer.body();
    }

    /** Column and row of a place (longitude, latitude) by the definition of a grid. */
    private static int[] at(JsonObject grid, int z, double x, double y) {
        JsonObject matrix = grid.getJsonArray("tileMatrices").getJsonObject(z);
        JsonArray origin = matrix.getJsonArray("pointOfOrigin");
        double size = matrix.getDouble("cellSize") * matrix.getInteger("tileWidth");
        return new int[] {(int) ((x - origin.getDouble(0)) / size), (int) ((origin.getDouble(1) - y) / size)};
    }

    @ParameterizedTest
    @CsvSource({"WebMercatorQuad, 15, 11974832.2, 1857943.4", "WorldCRS84Quad, 14, 107.5713, 16.4612"})
    void linksLeadFromTheLandingPageToATile(String id, int z, double x, double y) throws Exception {
        JsonObject landing = twin.json("/ogc");
        assertTrue(twin.json(link(landing, "tiling-schemes"))
                .getJsonArray("tileMatrixSets")
                .encode()
                .contains(id));
        JsonObject collection = twin.json("/ogc/collections/building");
        JsonObject tilesets = twin.json(link(collection, "tilesets-vector"));
        JsonObject summary = tilesets.getJsonArray("tilesets").stream()
                .map(JsonObject.class::cast)
                .filter(t -> t.getString("tileMatrixSetId").equals(id))
                .findFirst()
                .orElseThrow();
        JsonObject tileset = twin.json(link(summary, "self"));
        assertEquals("vector", tileset.getString("dataType"));
        assertEquals("building", tileset.getJsonArray("layers").getJsonObject(0).getString("id"));
        JsonObject grid = twin.json(link(tileset, "tiling-scheme"));
        int[] at = at(grid, z, x, y);
        String path = link(tileset, "item")
                .replace("{tileMatrix}", "" + z)
                .replace("{tileRow}", "" + at[1])
                .replace("{tileCol}", "" + at[0]);
        assertTrue(tile(path).length > 100, path);
        assertEquals(0, tile(path.replace("/" + at[1] + "/", "/" + (at[1] + 100) + "/")).length, "nothing is there");
    }

    @Test
    void theTileIsThatOfTheOtherPath() throws Exception {
        assertArrayEquals(
                tile("/tiles/vector/building/15/26175/14864.mvt"),
                tile("/ogc/collections/building/tiles/WebMercatorQuad/15/14864/26175?f=mvt"));
    }

    /** A site that was put up on 1 March 2026. */
    @Test
    void tilesShowWhatWasThereAtATime() throws Exception {
        twin.put(
                "tourism_site",
                "gate",
                "POINT (107.5713 16.4612)",
                Instant.parse("2026-03-01T00:00:00Z"),
                Map.of("name", "Ngọ Môn"));
        String path = "/ogc/collections/tourism_site/tiles/WebMercatorQuad/15/14864/26175";
        assertEquals(0, tile(path + "?datetime=2026-02-27").length);
        assertEquals(0, tile(path + "?as-of=2026-02-28T23:59:59Z").length);
        byte[] now = tile(path);
        assertTrue(now.length > 0);
        assertArrayEquals(now, tile(path + "?datetime=2026-03-01"), "a day is its last moment in the city");
        assertArrayEquals(now, tile(path + "?datetime=2026-03-01T07:00:00%2B07:00"));
        for (String wrong : new String[] {
            "datetime=2026-01-01/..",
            "datetime=then",
            "as-of=%2B99999-01-01T00:00:00Z",
            "datetime=2026-01-01&as-of=2026-01-01"
        }) {
            HttpResponse<String> answer = twin.get(path + "?" + wrong);
            assertEquals(400, answer.statusCode(), wrong);
            assertTrue(answer.body().contains("invalid-" + wrong.split("=")[0]), answer.body());
        }
    }

    /** OGC 17-083r4, annex D: the numbers of the register. */
    @ParameterizedTest
    @CsvSource({
        "WebMercatorQuad, 0, 1, 1, 559082264.0287178, 156543.03392804097",
        "WebMercatorQuad, 5, 32, 32, 17471320.75089743, 4891.96981025128",
        "WorldCRS84Quad, 0, 2, 1, 279541132.0143589, 0.703125",
        "WorldCRS84Quad, 3, 16, 8, 34942641.50179486, 0.087890625"
    })
    void gridsAreThoseOfTheRegister(String id, int z, int width, int height, double scale, double cell)
            throws Exception {
        JsonObject matrix = twin.json("/ogc/tileMatrixSets/" + id)
                .getJsonArray("tileMatrices")
                .getJsonObject(z);
        assertEquals(width + " " + height, matrix.getInteger("matrixWidth") + " " + matrix.getInteger("matrixHeight"));
        assertEquals(scale, matrix.getDouble("scaleDenominator"), scale * 1e-9);
        assertEquals(cell, matrix.getDouble("cellSize"), cell * 1e-9);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ogc/tileMatrixSets/None",
                "/ogc/collections/none/tiles",
                "/ogc/collections/observation/tiles",
                "/ogc/collections/building/tiles/None",
                "/ogc/collections/building/tiles/WebMercatorQuad/15/99999/1",
                "/ogc/collections/building/tiles/WebMercatorQuad/23/1/1",
                "/ogc/collections/building/tiles/WorldCRS84Quad/0/1/0",
                "/ogc/collections/building/tiles/WebMercatorQuad/x/1/1",
                "/ogc/collections/building/tiles/WebMercatorQuad/1/-1/0"
            })
    void whatIsNotThereIs404(String path) throws Exception {
        assertEquals(404, twin.get(path, twin.as(Role.ADMIN)).statusCode(), path);
    }

    @Test
    void hiddenLayersHaveNoTilesetsForTheAnonymous() throws Exception {
        for (String path : new String[] {"", "/WebMercatorQuad", "/WebMercatorQuad/15/14864/26175"}) {
            String hidden = "/ogc/collections/sos_request/tiles" + path;
            assertEquals(404, twin.get(hidden).statusCode(), hidden);
            assertEquals(200, twin.get(hidden, twin.as(Role.OPERATOR)).statusCode(), hidden);
        }
    }

    @Test
    void wrongParametersAreNamedAndPeopleGetPages() throws Exception {
        assertTrue(twin.get("/ogc/collections/building/tiles/WebMercatorQuad/1/0/0?f=png")
                .body()
                .contains("mvt"));
        assertEquals(400, twin.get("/ogc/tileMatrixSets?x=1").statusCode());
        HttpResponse<String> page = twin.get("/ogc/collections/building/tiles?f=html&lang=en");
        assertTrue(page.body().contains("<h1>Buildings: vector tiles</h1>"), page.body());
    }
}
