package vn.huetwin.tiles.solid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.tiles.content.ContentCoding;

/** Houses 20 m apart, a hall of 80 m, a tower of 150 m; all that is served is decoded again. */
@Tag("postgis")
class BuildingTilesetTest {
    private static final int HOUSES = 2_000;

    @TempDir
    Path folder;

    private BuiltCity city;

    @BeforeEach
    void build() throws Exception {
        city = new BuiltCity(folder);
        List<Verdict.Checked> rows = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < HOUSES; i++) {
            rows.add(city.box(
                    "h" + i, i % 50 * 20, Math.floorDiv(i, 50) * 20, 6 + random.nextInt(12), 4 + random.nextInt(20)));
        }
        rows.add(city.box("hall", -200, 0, 80, 12));
        rows.add(city.box("tower", -400, 0, 40, 150));
        rows.add(city.building(
                "court",
                "POLYGON ((107.577 16.458, 107.5774 16.458, 107.5774 16.4584, 107.577 16.4584, 107.577 16.458),"
                        + " (107.5771 16.4581, 107.5771 16.4583, 107.5773 16.4583, 107.5773 16.4581, 107.5771 16.4581))",
                9));
        city.store(rows);
        city.tileset.open();
        assertEquals(HOUSES + 3, city.tileset.build());
    }

    @AfterEach
    void close() {
        city.close();
    }

    @Test
    void everyBuildingIsInOneTileOnce() throws Exception {
        List<String> ids = new ArrayList<>();
        int quantised = 0;
        for (Map.Entry<String, byte[]> file : tiles().entrySet()) {
            DecodedTile tile = new DecodedTile(file.getValue());
            ids.addAll(tile.ids());
            quantised += tile.isQuantised() ? 1 : 0;
            assertTrue(tile.ids().size() <= TileTree.MOST, file.getKey());
        }
        assertEquals(HOUSES + 3, ids.size());
        assertEquals(HOUSES + 3, new TreeSet<>(ids).size());
        assertTrue(quantised >= tiles().size() - 2, quantised + " of " + tiles().size());
    }

    @Test
    void roofsHaveTheAreaThatPostgisMeasures() throws Exception {
        double roofs = 0;
        for (byte[] glb : tiles().values()) {
            roofs += new DecodedTile(glb).roofs();
        }
        assertEquals(city.footprints(), roofs, city.footprints() * 1e-3);
    }

    @Test
    void contentsLieInTheirRegionsAndRegionsInThoseAbove() throws Exception {
        assertEquals(tiles().size(), inside(city.served()));
    }

    /** Looks that all contents lie within their regions, and tells how many there are. */
    static int inside(Map<String, byte[]> served) throws Exception {
        JsonNode root = new ObjectMapper().readTree(served.get("tileset.json")).get("root");
        return inside(served, root, root);
    }

    private static int inside(Map<String, byte[]> served, JsonNode tile, JsonNode parent) throws Exception {
        JsonNode region = tile.at("/boundingVolume/region");
        JsonNode around = parent.at("/boundingVolume/region");
        for (int side = 0; side < 6; side++) {
            double difference = region.get(side).asDouble() - around.get(side).asDouble();
            boolean lower = side < 2 || side == 4;
            assertTrue(lower ? difference >= -1e-12 : difference <= 1e-12, tile.toString());
        }
        assertTrue(tile.get("geometricError").asDouble()
                <= parent.get("geometricError").asDouble());
        int count = 0;
        if (tile.has("content")) {
            String name = tile.at("/content/uri").asText();
            DecodedTile decoded = new DecodedTile(served.get(name));
            for (int i = 0; i < decoded.vertices(); i++) {
                assertInside(decoded.position(i), tile.get("transform"), region, name);
            }
            count++;
        }
        for (JsonNode child : tile.path("children")) {
            count += inside(served, child, tile);
        }
        return count;
    }

    /** glTF (x east, y up, z south) → tile frame → earth-centred → longitude, latitude. */
    private static void assertInside(double[] place, JsonNode m, JsonNode region, String name) {
        double[] enu = {place[0], -place[2], place[1]};
        double[] earth = new double[3];
        for (int row = 0; row < 3; row++) {
            earth[row] = m.get(12 + row).asDouble();
            for (int column = 0; column < 3; column++) {
                earth[row] += m.get(4 * column + row).asDouble() * enu[column];
            }
        }
        double lon = Math.atan2(earth[1], earth[0]);
        double lat = Math.atan2(earth[2], Math.hypot(earth[0], earth[1]) * (1 - 6.69437999014e-3));
        assertTrue(lon >= region.get(0).asDouble() && lon <= region.get(2).asDouble(), name + " longitude");
        assertTrue(
                lat >= region.get(1).asDouble() - 1e-8 && lat <= region.get(3).asDouble() + 1e-8, name + " latitude");
    }

    @Test
    void anEditTouchesItsTileAndNoOther() throws Exception {
        Map<String, byte[]> before = city.served();
        city.store(List.of(city.box("h70", 400, 20, 10, 33)));
        List<Tileset.Change> changes = city.tileset.update(List.of("h70"));
        assertEquals(1, changes.size(), changes.toString());
        assertEquals(List.of("h70"), changes.get(0).keys());
        Map<String, byte[]> after = city.served();
        assertEquals(before.keySet(), after.keySet());
        for (String name : before.keySet()) {
            boolean same = java.util.Arrays.equals(before.get(name), after.get(name));
            assertEquals(!name.equals(changes.get(0).uri()), same, name);
        }
    }

    @Test
    void aBuildingThatMovesChangesTheOldTileAndTheNew() throws Exception {
        city.store(List.of(city.box("h0", 980, 780, 10, 9)));
        List<Tileset.Change> changes = city.tileset.update(List.of("h0"));
        assertEquals(2, changes.size(), changes.toString());
        assertIdsAreWhole(HOUSES + 3);
    }

    @Test
    void whatIsDemolishedIsGone() throws Exception {
        city.demolish("h5");
        assertEquals(1, city.tileset.update(List.of("h5")).size());
        city.demolish("hall");
        List<Tileset.Change> changes = city.tileset.update(List.of("hall"));
        assertEquals("tileset.json", changes.get(changes.size() - 1).uri());
        assertIdsAreWhole(HOUSES + 1);
        city.store(List.of(city.box("hall", -200, 0, 80, 12)));
        changes = city.tileset.update(List.of("hall"));
        assertEquals("tileset.json", changes.get(changes.size() - 1).uri());
        assertIdsAreWhole(HOUSES + 2);
        contentsLieInTheirRegionsAndRegionsInThoseAbove();
    }

    @Test
    void aFullTileIsSplit() throws Exception {
        List<Verdict.Checked> rows = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            rows.add(city.box("n" + i, 100 + i % 40 * 5, 100 + Math.floorDiv(i, 40) * 5, 4, 5));
        }
        city.store(rows);
        List<String> keys = rows.stream().map(Verdict.Checked::key).toList();
        city.tileset.update(keys);
        assertIdsAreWhole(HOUSES + 3 + 1_500);
        for (byte[] glb : tiles().values()) {
            assertTrue(new DecodedTile(glb).ids().size() <= TileTree.MOST);
        }
    }

    @Test
    void tilesOfTheSameCityAreTheSameBytes() throws Exception {
        Map<String, byte[]> before = city.served();
        city.tileset.build();
        Map<String, byte[]> after = city.served();
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, bytes) -> assertArrayEquals(bytes, after.get(name), name));
    }

    @Test
    void everyFormOfATileIsServedWithATagOfItsOwn() throws Exception {
        String name = tiles().keySet().iterator().next();
        TileFolder.Stored plain = city.files.find(name, null);
        TileFolder.Stored gzip = city.files.find(name, "gzip");
        TileFolder.Stored brotli = city.files.find(name, "gzip, deflate, br");
        assertNotNull(plain);
        assertNotNull(gzip);
        assertNotNull(brotli);
        assertNull(plain.encoding());
        assertEquals("gzip", gzip.encoding());
        assertEquals("br", brotli.encoding());
        assertEquals(3, new TreeSet<>(List.of(plain.tag(), gzip.tag(), brotli.tag())).size());
        assertTrue(brotli.bytes().length < plain.bytes().length / 2);
        assertNull(city.files.find("16-1-1.glb", null));
        assertFalse(ContentCoding.accepts("br;q=0", "br"));
    }

    @Test
    void eachOfManyEditsChangesOneTile() throws Exception {
        for (int i = 0; i < 60; i++) {
            String key = "h" + i * 30;
            city.store(List.of(city.box(key, i * 30 % 50 * 20, Math.floorDiv(i * 30, 50) * 20, 9, 20 + i / 4.0)));
            assertEquals(1, city.tileset.update(List.of(key)).size(), key);
        }
    }

    @Test
    void aModelledHouseHasItsOwnRoof() throws Exception {
        city.gabled("gable");
        city.tileset.update(List.of("gable"));

        Map<Integer, Double> areas = tileOf("gable").areas("gable");
        double roof = 2 * 10 * Math.hypot(4, 4);
        double walls = 2 * 10 * 5 - 1 + 2 * (8 * 5 + 8 * 4 / 2.0);
        // degrees of the drawing are rounded to 0.2 %; materials of the tile: plain houses, roof, wall, ground
        assertEquals(List.of(1, 2, 3), List.copyOf(areas.keySet()));
        assertEquals(roof, areas.get(1), roof * 0.003);
        assertEquals(walls, areas.get(2), walls * 0.003);
        double ground = 0.8 * city.footprint("gable"); // its row says 10 × 10 m, its model 10 × 8 m
        assertEquals(ground, areas.get(3), ground * 0.001);
    }

    /** The other surfaces stay as their roles look. */
    @Test
    void aPaintedHouseShowsItsColours() throws Exception {
        city.gabled("gable");
        city.painted("painted");
        city.tileset.update(List.of("gable", "painted"));

        DecodedTile tile = tileOf("painted");
        assertEquals(List.of(1, 2, 3), List.copyOf(tile.areas("gable").keySet()));
        Map<Integer, Double> areas = tile.areas("painted");
        assertEquals(List.of(1, 2, 3, 4, 5), List.copyOf(areas.keySet())); // roof, wall, ground, painted, seen through
        double side = 10 * Math.hypot(4, 4);
        assertEquals(side, areas.get(1), side * 0.003);
        assertEquals(side, areas.get(4), side * 0.003);
        assertEquals(50, areas.get(5), 0.2);
        // 0.5 on a screen is 0.214 of the light
        assertEquals(Map.of(4, List.of(255, 0, 0, 255), 5, List.of(0, 0, 55, 128)), tile.colours("painted"));
        assertEquals("BLEND", tile.json.at("/materials/5/alphaMode").asText());
        assertFalse(tile.json.at("/materials/4").has("alphaMode"));
    }

    private DecodedTile tileOf(String id) throws Exception {
        for (byte[] glb : tiles().values()) {
            DecodedTile tile = new DecodedTile(glb);
            if (tile.ids().contains(id)) {
                return tile;
            }
        }
        return fail("no tile has " + id);
    }

    /** The validator of the Khronos Group, from npm. */
    @Test
    @Tag("slow")
    void tilesAreValidGltf() throws Exception {
        city.gabled("gable");
        city.painted("painted");
        city.tileset.update(List.of("gable", "painted"));
        assertValid(tiles(), Files.createDirectories(folder.resolve("validator")));
    }

    static void assertValid(Map<String, byte[]> tiles, Path work) throws Exception {
        for (Map.Entry<String, byte[]> tile : tiles.entrySet()) {
            Files.write(work.resolve(tile.getKey()), tile.getValue());
        }
        Files.writeString(work.resolve("validate.mjs"), """
                import { readdirSync, readFileSync } from 'node:fs';
                import validator from 'gltf-validator';
                for (const name of readdirSync('.').filter((n) => n.endsWith('.glb'))) {
                  const { issues } = await validator.validateBytes(new Uint8Array(readFileSync(name)));
                  if (issues.numErrors || issues.numWarnings) console.log(name, JSON.stringify(issues.messages.slice(0, 3)));
                }
                """);
        String installed = run(work, "npm", "install", "--no-audit", "--no-fund", "gltf-validator@2.0.0-dev.3.10");
        Assumptions.assumeTrue(
                Files.isDirectory(work.resolve("node_modules/gltf-validator")), "npm could not fetch it: " + installed);
        assertEquals("", run(work, "node", "validate.mjs"));
    }

    private static String run(Path folder, String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(120, TimeUnit.SECONDS), String.join(" ", command));
        return said;
    }

    private void assertIdsAreWhole(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (byte[] glb : tiles().values()) {
            ids.addAll(new DecodedTile(glb).ids());
        }
        assertEquals(count, ids.size());
        assertEquals(count, new TreeSet<>(ids).size());
    }

    private Map<String, byte[]> tiles() throws Exception {
        Map<String, byte[]> tiles = city.served();
        tiles.remove("tileset.json");
        return tiles;
    }
}
