package vn.huetwin.server.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aayushatharva.brotli4j.decoder.Decoder;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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

/** 25 buildings as 3D tiles, and vector tiles of open and of hidden layers, over HTTP. */
@Tag("postgis")
class TileRoutesTest {
    private static final String ROOT = "/tiles/3d/buildings/";
    private static final String VECTOR = "/tiles/vector/building/15/26175/14864.mvt";
    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        twin = TestTwin.plan().filled(SmallCity::build).start();
        twin.put("sos_request", "s1", "POINT (107.5713 16.4612)", TestTwin.LONG_AGO, Map.of("people", 3L));
        awaitTiles();
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    private static JsonObject awaitTiles() throws Exception {
        JsonObject tiles = twin.json("/health").getJsonObject("tiles");
        for (int i = 0; i < 600 && !"ready".equals(tiles.getString("status")); i++) {
            Thread.sleep(100);
            tiles = twin.json("/health").getJsonObject("tiles");
        }
        assertEquals("ready", tiles.getString("status"));
        return tiles;
    }

    private static HttpResponse<byte[]> bytes(String method, String path, String... headers) throws IOException {
        return twin.send(
                twin.request(path, headers).method(method, HttpRequest.BodyPublishers.noBody()),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    /** The tiles that a tileset document names. */
    private static List<String> tiles() throws IOException {
        Matcher uris = Pattern.compile("\"uri\"\\s*:\\s*\"([^\"]+)\"")
                .matcher(twin.get(ROOT + "tileset.json").body());
        TreeSet<String> found = new TreeSet<>();
        while (uris.find()) {
            found.add(uris.group(1).replaceAll("\\?.*", ""));
        }
        return new ArrayList<>(found);
    }

    @Test
    void theTilesetLeadsToItsTiles() throws Exception {
        JsonObject tileset = twin.json(ROOT + "tileset.json");
        assertEquals("1.1", tileset.getJsonObject("asset").getString("version"));
        assertTrue(!tiles().isEmpty());
        for (String tile : tiles()) {
            HttpResponse<byte[]> answer = bytes("GET", ROOT + tile);
            assertEquals(200, answer.statusCode(), tile);
            assertEquals("model/gltf-binary", header(answer, "Content-Type"));
            assertEquals("glTF", new String(answer.body(), 0, 4, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void allCodingsCarryTheSame() throws Exception {
        String path = ROOT + tiles().get(0);
        byte[] plain = bytes("GET", path).body();
        HttpResponse<byte[]> zipped = bytes("GET", path, "Accept-Encoding", "gzip");
        HttpResponse<byte[]> brotli = bytes("GET", path, "Accept-Encoding", "gzip, br");
        HttpResponse<byte[]> declined = bytes("GET", path, "Accept-Encoding", "br;q=0, gzip;q=0");
        assertEquals("gzip br", header(zipped, "Content-Encoding") + " " + header(brotli, "Content-Encoding"));
        assertArrayEquals(plain, new GZIPInputStream(new ByteArrayInputStream(zipped.body())).readAllBytes());
        assertArrayEquals(plain, Decoder.decompress(brotli.body()).getDecompressedData());
        assertArrayEquals(plain, declined.body());
        assertEquals("Accept-Encoding, Authorization", header(brotli, "Vary"));
        assertNotEquals(header(zipped, "ETag"), header(brotli, "ETag"), "other bytes, another tag");
    }

    @ParameterizedTest
    @CsvSource({
        "/tiles/3d/buildings/tileset.json, gzip",
        "/tiles/3d/buildings/tileset.json, identity",
        VECTOR + ", gzip"
    })
    void whatTheClientHasIsNotSentAgain(String path, String coding) throws Exception {
        HttpResponse<byte[]> first = bytes("GET", path, "Accept-Encoding", coding);
        assertEquals(200, first.statusCode());
        assertTrue(first.body().length > 0);
        String tag = header(first, "ETag");
        HttpResponse<byte[]> again =
                bytes("GET", path, "Accept-Encoding", coding, "If-None-Match", "\"other\", " + tag);
        assertEquals("304 0 " + tag, again.statusCode() + " " + again.body().length + " " + header(again, "ETag"));
        assertEquals("no-cache", header(again, "Cache-Control"));
        HttpResponse<byte[]> other = bytes("GET", path, "Accept-Encoding", coding, "If-None-Match", "\"other\"");
        assertEquals(200, other.statusCode());
    }

    @Test
    void layersOfTheSameVersionAreNotMistakenForEachOther() throws Exception {
        String place = "POINT (107.5713 16.4612)";
        twin.put("school", "t1", place, TestTwin.LONG_AGO, Map.of());
        twin.put("station", "t2", place, TestTwin.LONG_AGO, Map.of());
        List<String> got = new ArrayList<>();
        for (String layer : List.of("building", "school", "station", "building")) {
            HttpResponse<byte[]> tile = bytes("GET", VECTOR.replace("building", layer), "Origin", "https://example.vn");
            assertEquals("*", header(tile, "Access-Control-Allow-Origin"), "maps on pages of others");
            got.add(new String(tile.body(), StandardCharsets.ISO_8859_1)
                    .replaceAll("(?s).*?(building|school|station).*", "$1"));
        }
        assertEquals(List.of("building", "school", "station", "building"), got);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/tiles/3d/buildings/tileset.json", VECTOR})
    void headTellsWhatGetWouldSend(String path) throws Exception {
        HttpResponse<byte[]> head = bytes("HEAD", path);
        HttpResponse<byte[]> get = bytes("GET", path);
        assertEquals(200, head.statusCode());
        assertEquals(0, head.body().length);
        for (String name : List.of("ETag", "Content-Type", "Content-Length", "Vary")) {
            assertEquals(header(get, name), header(head, name), name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/tiles/3d/buildings/none.glb",
                "/tiles/3d/none/tileset.json",
                "/tiles/3d/buildings/open-properties.txt",
                "/tiles/3d/buildings/../../../lock.pid",
                "/tiles/3d/buildings/%2e%2e%2f%2e%2e%2fcurrent",
                "/tiles/3d/buildings/..%2f..%2ftwin.json",
                "/tiles/3d/buildings/.json",
                "/tiles/3d/buildings/tileset.json.gz",
                "/tiles/vector/none/1/1/1.mvt",
                "/tiles/vector/observation/1/1/1.mvt",
                "/tiles/vector/building/1/2/0.mvt",
                "/tiles/vector/building/1/0/2.mvt",
                "/tiles/vector/building/23/0/0.mvt",
                "/tiles/vector/building/99/0/0.mvt",
                "/tiles/vector/building/1/-1/0.mvt",
                "/tiles/vector/building/1/99999999999/0.mvt",
                "/tiles/vector/building/1/0/0.png"
            })
    void whatIsNotThereIs404(String path) throws Exception {
        assertEquals(404, twin.get(path, twin.as(Role.ADMIN)).statusCode());
    }

    @Test
    void hiddenLayersHaveNoTilesForTheAnonymous() throws Exception {
        String path = "/tiles/vector/sos_request/15/26175/14864.mvt";
        for (Role role : Role.values()) {
            boolean cleared = role.includes(Role.OPERATOR);
            assertEquals(cleared ? 200 : 404, twin.get(path, twin.as(role)).statusCode(), role.name());
        }
        assertTrue(bytes("GET", path, twin.as(Role.ADMIN)).body().length > 0);
    }

    /** The city is of the first of July. */
    @Test
    void aVectorTileOfAnotherTimeShowsWhatWasThereThen() throws Exception {
        assertEquals(0, bytes("GET", VECTOR + "?as-of=2026-06-30T00:00:00Z").body().length);
        byte[] then = bytes("GET", VECTOR + "?as-of=2026-07-02T00:00:00Z").body();
        assertArrayEquals(bytes("GET", VECTOR).body(), then);
        for (String wrong : List.of("yesterday", "2026-07-02", "-999999999-01-01T00:00:00Z", "")) {
            assertEquals(400, twin.get(VECTOR + "?as-of=" + wrong).statusCode(), wrong);
        }
    }

    @Test
    void whatWasReplacedIsInATilesetOfItsOwn() throws Exception {
        String past = "/tiles/3d/bridges_past/tileset.json";
        twin.report("bridge", "past1", SmallCity.wardBorder(0), "\"height\":7");
        twin.report("bridge", "past1", SmallCity.wardBorder(1), "\"height\":9");
        HttpResponse<String> tiles = twin.get(past);
        for (int i = 0; i < 600 && !tiles.body().contains(".glb"); i++) {
            Thread.sleep(100);
            tiles = twin.get(past);
        }
        Matcher uri = Pattern.compile("\"uri\"\\s*:\\s*\"([^\"]+)\"").matcher(tiles.body());
        assertTrue(uri.find(), tiles.body());
        assertEquals(200, bytes("GET", "/tiles/3d/bridges_past/" + uri.group(1)).statusCode());
    }

    /** Zones are made from their own layer, whatever the state of the buildings. */
    @Test
    void aZoneWithAHeightLimitBecomesAVolume() throws Exception {
        twin.report("heritage_zone", "z1", SmallCity.wardBorder(0), "\"zone\":\"II\",\"max_height_m\":11.0");
        HttpResponse<String> zones = twin.get("/tiles/3d/zones/tileset.json");
        for (int i = 0; i < 600 && !zones.body().contains(".glb"); i++) {
            Thread.sleep(100);
            zones = twin.get("/tiles/3d/zones/tileset.json");
        }
        assertEquals(200, zones.statusCode());
        Matcher uri = Pattern.compile("\"uri\"\\s*:\\s*\"([^\"]+)\"").matcher(zones.body());
        assertTrue(uri.find(), zones.body());
        assertEquals(200, bytes("GET", "/tiles/3d/zones/" + uri.group(1)).statusCode());
        assertEquals(
                Stream.of("buildings", "zones", "construction", "bridges", "vegetation")
                        .flatMap(name -> Stream.of(name, name + "_past"))
                        .collect(Collectors.toSet()),
                twin.json("/health").getJsonObject("tilesets").fieldNames());
    }

    @Test
    void aNewGenerationTakesThePlaceOfTheOldWithoutAGap() throws Exception {
        for (int round = 0; round < 3; round++) {
            String before = awaitTiles().getString("made");
            List<String> old = tiles();
            twin.report("ward", "19753", SmallCity.wardBorder(round), "\"name\":\"Phường Phú Xuân\"");
            boolean done = false;
            while (!done) {
                JsonObject state = twin.json("/health").getJsonObject("tiles");
                done = !before.equals(state.getString("made")) && "ready".equals(state.getString("status"));
                assertEquals(200, twin.get(ROOT + "tileset.json").statusCode());
                for (String tile : old) {
                    assertEquals(200, twin.get(ROOT + tile).statusCode(), tile);
                }
            }
        }
    }
}
