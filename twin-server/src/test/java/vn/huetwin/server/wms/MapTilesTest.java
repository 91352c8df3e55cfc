package vn.huetwin.server.wms;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.tiles.vector.TileGrid;

/** Tiles show what WMS shows of their boxes: rasters of 0.004° and a water beside them, at 107.502 E, 16.499 N. */
@Tag("postgis")
class MapTilesTest {
    private static final float NONE = -9999;
    /** Of WebMercatorQuad and of WorldCRS84Quad: level, row and column of the tile with the rasters. */
    private static final Map<TileGrid, int[]> PLACES =
            Map.of(TileGrid.WEB_MERCATOR_QUAD, place(14, 16.4975), TileGrid.WORLD_CRS84_QUAD, degrees(13));

    @TempDir
    static Path folder;

    private static MapServer server;

    private static int[] place(int z, double latitude) {
        double north = Math.log(Math.tan(Math.PI / 4 + Math.toRadians(latitude) / 2)) / Math.PI;
        return new int[] {z, (int) ((1 - north) / 2 * (1 << z)), (int) ((107.504 + 180) / 360 * (1 << z))};
    }

    private static int[] degrees(int z) {
        double size = 180.0 / (1 << z);
        return new int[] {z, (int) ((90 - 16.4975) / size), (int) ((107.504 + 180) / size)};
    }

    @BeforeAll
    static void fill() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.ttl"), """
                @prefix def: <https://data.huetwin.vn/def#> .
                @prefix layer: <https://data.huetwin.vn/layer/> .
                @prefix dcterms: <http://purl.org/dc/terms/> .
                layer:secret_image a def:RasterLayer ; def:access def:internal ; dcterms:title "Ảnh kín"@vi, "Secret"@en .
                """);
        server = new MapServer(List.of(secret));
        server.put(
                "water",
                "w1",
                "MULTIPOLYGON (((107.508 16.499, 107.512 16.499, 107.512 16.496, 107.508 16.496, 107.508 16.499)))",
                Map.of());
        raster("flood_depth", "2020-10-12T00:00:00Z", DrawnTiff.heights(4, 0, 0.1f, 0.3f, 0.7f, 1.5f, 3, 5, NONE));
        raster("flood_depth", "2020-10-13T00:00:00Z", DrawnTiff.heights(4, 5, 5, 5, 5, 5, 5, 5, NONE));
        raster("terrain", null, DrawnTiff.heights(4, 0, 10, 20, 30, 40, 50, 60, NONE));
        raster("secret_image", null, DrawnTiff.colours(1, 0xff00ff));
    }

    private static void raster(String layer, String time, DrawnTiff drawing) throws Exception {
        Path file = drawing.crs(4326).at(107.502, 16.499, 0.001).nodata("-9999").write(folder.resolve(layer + ".tif"));
        server.raster(file, layer, time == null ? null : Instant.parse(time));
    }

    @AfterAll
    static void close() {
        server.close();
    }

    private static String path(String layer, TileGrid grid) {
        int[] at = PLACES.get(grid);
        return "/ogc/collections/" + layer + "/map/tiles/" + grid.id() + "/" + at[0] + "/" + at[1] + "/" + at[2];
    }

    /** What WMS draws of the box of the tile. */
    private static byte[] map(TileGrid grid, String... changes) throws Exception {
        int[] at = PLACES.get(grid);
        Envelope box = grid.box(at[0], at[2], at[1]);
        List<String> request = new ArrayList<>(List.of("WIDTH", "256", "HEIGHT", "256", "TRANSPARENT", "TRUE"));
        request.addAll(List.of("CRS", grid.srid() == 4326 ? "CRS:84" : "EPSG:" + grid.srid()));
        request.addAll(
                List.of("BBOX", box.getMinX() + "," + box.getMinY() + "," + box.getMaxX() + "," + box.getMaxY()));
        request.addAll(List.of(changes));
        return server.get(MapServer.map(request.toArray(String[]::new))).body();
    }

    private static byte[] tile(String path) throws Exception {
        HttpResponse<byte[]> answer = server.at(path);
        assertEquals("image/png", type(answer), new String(answer.body(), StandardCharsets.UTF_8));
        return answer.body();
    }

    private static String type(HttpResponse<?> answer) {
        return answer.headers().firstValue("Content-Type").orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "flood_depth, '', ''",
        "flood_depth, 2020-10-12T10:00:00Z, 2020-10-12T10:00:00Z",
        "flood_depth, 2020-10-12, 2020-10-12",
        "terrain, '', ''",
        "water, '', ''"
    })
    void aTileIsTheMapOfItsBox(String layer, String datetime, String time) throws Exception {
        for (TileGrid grid : TileGrid.values()) {
            byte[] tile = tile(path(layer, grid) + (datetime.isEmpty() ? "" : "?datetime=" + datetime));
            assertArrayEquals(map(grid, "LAYERS", layer, "TIME", time), tile, grid.id());
            assertNotEquals(tile.length, map(grid, "LAYERS", "secret_image,water").length, "it is not empty");
        }
    }

    @Test
    void beforeAllFilesATileIsEmpty() throws Exception {
        String path = path("flood_depth", TileGrid.WEB_MERCATOR_QUAD);
        assertArrayEquals(
                map(TileGrid.WEB_MERCATOR_QUAD, "LAYERS", "flood_depth", "TIME", "2019"),
                tile(path + "?datetime=2019-01-01"));
        assertNotEquals(tile(path).length, tile(path + "?datetime=2019-01-01").length);
    }

    @Test
    void stylesThatAreKeptHaveTilesOfTheirOwn() throws Exception {
        String grey =
                "<StyledLayerDescriptor version=\"1.0.0\"><NamedLayer><Name>terrain</Name><UserStyle><FeatureTypeStyle>"
                        + "<Rule><RasterSymbolizer><ColorMap><ColorMapEntry color=\"#000000\" quantity=\"0\"/>"
                        + "<ColorMapEntry color=\"#ffffff\" quantity=\"60\"/></ColorMap></RasterSymbolizer></Rule>"
                        + "</FeatureTypeStyle></UserStyle></NamedLayer></StyledLayerDescriptor>";
        assertEquals(
                201,
                server.send("PUT", "/api/styles/terrain/grey", grey, "X-Role", "PLANNER")
                        .statusCode());
        TileGrid grid = TileGrid.WEB_MERCATOR_QUAD;
        String styled = path("terrain", grid).replace("/map/tiles", "/styles/grey/map/tiles");
        assertArrayEquals(map(grid, "LAYERS", "terrain", "STYLES", "grey"), tile(styled));
        assertEquals(404, server.at(styled.replace("grey", "none")).statusCode());
        JsonObject style = json("/ogc/styles/terrain.grey");
        assertTrue(
                style.encode().contains("/ogc/collections/terrain/styles/grey/map/tiles/WebMercatorQuad/{z}/{y}/{x}"));
    }

    private static JsonObject json(String path, String... headers) throws Exception {
        return new JsonObject(new String(server.at(path, headers).body(), StandardCharsets.UTF_8));
    }

    @Test
    void formatsAndTagsAreThoseOfMaps() throws Exception {
        String path = path("terrain", TileGrid.WEB_MERCATOR_QUAD);
        assertEquals("image/jpeg", type(server.at(path + "?f=jpeg")));
        assertEquals(400, server.at(path + "?f=gif").statusCode());
        assertEquals(400, server.at(path + "?datetime=2020/2021").statusCode());
        String tag = server.at(path).headers().firstValue("ETag").orElseThrow();
        assertEquals(304, server.at(path, "If-None-Match", tag).statusCode());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/ogc/collections/terrain/map/tiles/WebMercatorQuad/1/2/0",
                "/ogc/collections/terrain/map/tiles/WebMercatorQuad/x/0/0",
                "/ogc/collections/terrain/map/tiles/None/0/0/0",
                "/ogc/collections/orthophoto/map/tiles/WebMercatorQuad/0/0/0",
                "/ogc/collections/none/map/tiles/WebMercatorQuad/0/0/0",
                "/ogc/collections/none/map/tiles"
            })
    void whatIsNotThereIs404(String path) throws Exception {
        assertEquals(404, server.at(path).statusCode(), "orthophoto has no files");
    }

    @Test
    void whoMayNotSeeALayerDoesNotLearnOfIt() throws Exception {
        String path = path("secret_image", TileGrid.WEB_MERCATOR_QUAD);
        assertEquals(404, server.at(path).statusCode());
        assertEquals(200, server.at(path, "X-Role", "VIEWER").statusCode());
        for (String listing : List.of("/ogc/map/tiles", "/ogc/styles/hue", "/ogc/styles")) {
            assertFalse(json(listing).encode().contains("secret_image"), listing);
            assertTrue(json(listing, "X-Role", "VIEWER").encode().contains("secret_image"), listing);
        }
        for (String hidden : List.of("/ogc/collections/secret_image/map/tiles", "/ogc/styles/secret_image.default")) {
            assertEquals(404, server.at(hidden).statusCode(), hidden);
            assertEquals(200, server.at(hidden, "X-Role", "VIEWER").statusCode(), hidden);
        }
    }

    @Test
    void tilesetsTellBoxTimesAndAddresses() throws Exception {
        JsonObject list = json("/ogc/collections/flood_depth/map/tiles");
        assertEquals(2, list.getJsonArray("tilesets").size());
        JsonObject tileset = json("/ogc/collections/flood_depth/map/tiles/WorldCRS84Quad");
        assertEquals("map", tileset.getString("dataType"));
        assertEquals(
                "[\"2020-10-12T00:00:00Z\",\"2020-10-13T00:00:00Z\"]",
                tileset.getJsonObject("extent")
                        .getJsonObject("temporal")
                        .getJsonObject("grid")
                        .getJsonArray("coordinates")
                        .encode());
        assertEquals(
                107.502,
                tileset.getJsonObject("boundingBox").getJsonArray("lowerLeft").getDouble(0),
                1e-6);
        JsonArray links = tileset.getJsonArray("links");
        String item = links.stream()
                .map(JsonObject.class::cast)
                .filter(link -> "item".equals(link.getString("rel")))
                .map(link -> link.getString("href"))
                .findFirst()
                .orElseThrow();
        int[] at = PLACES.get(TileGrid.WORLD_CRS84_QUAD);
        String address = item.replace("{tileMatrix}", "" + at[0])
                .replace("{tileRow}", "" + at[1])
                .replace("{tileCol}", "" + at[2]);
        assertArrayEquals(
                map(TileGrid.WORLD_CRS84_QUAD, "LAYERS", "flood_depth"),
                tile(address.substring(address.indexOf("/ogc"))));
    }

    /** The style of the whole city has pictures of rasters as sources, below the features that lie over them. */
    @Test
    void theStyleOfTheCityHasRasters() throws Exception {
        JsonObject style = json("/ogc/styles/hue");
        JsonObject source = style.getJsonObject("sources").getJsonObject("flood_depth");
        assertEquals("raster", source.getString("type"));
        int[] at = PLACES.get(TileGrid.WEB_MERCATOR_QUAD);
        String address = source.getJsonArray("tiles")
                .getString(0)
                .replace("{z}", "" + at[0])
                .replace("{y}", "" + at[1])
                .replace("{x}", "" + at[2]);
        assertArrayEquals(
                map(TileGrid.WEB_MERCATOR_QUAD, "LAYERS", "flood_depth"),
                tile(address.substring(address.indexOf("/ogc"))));
        List<String> order = style.getJsonArray("layers").stream()
                .map(layer -> ((JsonObject) layer).getString("source"))
                .toList();
        assertTrue(order.indexOf("terrain") < order.indexOf("water"), order.toString());
    }
}
