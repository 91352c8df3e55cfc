package vn.huetwin.tiles.terrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.tiles.height.Geoid;
import vn.huetwin.tiles.height.Ground;
import vn.huetwin.tiles.height.Wgs84;
import vn.huetwin.tiles.solid.TileFolder;

class TerrainTilesTest {
    private static final int DEEPEST = 14;
    private static final double ERROR = 0.5;
    private static final TerrainProgress QUIET = (stage, done, total) -> {};

    @TempDir
    private static Path shared;

    private static Map<TileKey, DecodedTile> waves;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeWaves() throws IOException {
        make(shared, Hills.waves(), Geoid.NONE);
        waves = decoded(shared);
    }

    private static TerrainPlan plan(Hills hills, Geoid geoid) {
        return new TerrainPlan("hills", "Hills", hills.box(), DEEPEST, ERROR, 0, geoid);
    }

    private static TerrainWriter.Report make(Path folder, Hills hills, Geoid geoid) throws IOException {
        return new TerrainWriter(plan(hills, geoid), new TileFolder(folder), QUIET).write(hills);
    }

    private static Map<String, Path> files(Path folder) throws IOException {
        Path generation = folder.resolve(Files.readString(folder.resolve("current")));
        Map<String, Path> files = new TreeMap<>();
        try (var all = Files.walk(generation)) {
            all.filter(Files::isRegularFile)
                    .forEach(f -> files.put(generation.relativize(f).toString(), f));
        }
        return files;
    }

    private static Map<TileKey, DecodedTile> decoded(Path folder) throws IOException {
        Map<TileKey, DecodedTile> tiles = new java.util.LinkedHashMap<>();
        for (var file : files(folder).entrySet()) {
            if (file.getKey().endsWith(".terrain")) {
                String[] name = file.getKey().replace(".terrain", "").split("/");
                TileKey key =
                        new TileKey(Integer.parseInt(name[0]), Integer.parseInt(name[1]), Integer.parseInt(name[2]));
                tiles.put(key, new DecodedTile(Files.readAllBytes(file.getValue())));
            }
        }
        return tiles;
    }

    private static double[] ecef(DecodedTile tile, TileKey key, int vertex) {
        return Wgs84.ecef(tile.longitude(vertex, key), tile.latitude(vertex, key), tile.metres(vertex));
    }

    @Test
    void verticesLieInTheTileAndItsSphereAndAllAreUsed() {
        waves.forEach((key, tile) -> {
            TreeSet<Integer> used = new TreeSet<>();
            for (int vertex : tile.triangles) {
                used.add(vertex);
            }
            assertEquals(tile.vertices, used.size(), "used vertices of " + key);
            assertEquals(List.of(0, tile.vertices - 1), List.of(used.first(), used.last()), "indices of " + key);
            double metresAcross = 1e-3 + Math.toRadians(TileKey.size(key.level())) * 6.4e6 / 32_767;
            for (int i = 0; i < tile.vertices; i++) {
                assertTrue(Math.min(tile.u[i], Math.min(tile.v[i], tile.height[i])) >= 0, "u, v, height of " + key);
                assertTrue(Math.max(tile.u[i], Math.max(tile.v[i], tile.height[i])) <= 32_767, "u, v, height " + key);
                double[] at = ecef(tile, key, i);
                double away =
                        Math.hypot(Math.hypot(at[0] - tile.sphere[0], at[1] - tile.sphere[1]), at[2] - tile.sphere[2]);
                assertTrue(away <= tile.sphere[3] + metresAcross, "outside of the sphere of " + key);
            }
        });
    }

    @Test
    void edgesAreListedWholeAndEqualThoseOfNeighbours() {
        int compared = 0;
        for (var entry : waves.entrySet()) {
            TileKey key = entry.getKey();
            DecodedTile tile = entry.getValue();
            for (int edge = 0; edge < 4; edge++) {
                int side = edge < 2 ? 0 : 32_767;
                int[] along = edge % 2 == 0 ? tile.u : tile.v;
                List<Integer> expected = new ArrayList<>();
                for (int i = 0; i < tile.vertices; i++) {
                    if (along[i] == side) {
                        expected.add(i);
                    }
                }
                List<Integer> listed = new ArrayList<>();
                for (int vertex : tile.edges[edge]) {
                    listed.add(vertex);
                }
                assertEquals(expected, listed, "edge " + edge + " of " + key);
            }
            DecodedTile east = waves.get(new TileKey(key.level(), key.x() + 1, key.y()));
            DecodedTile north = waves.get(new TileKey(key.level(), key.x(), key.y() + 1));
            compared += east == null ? 0 : equal(tile, 2, east, 0, key);
            compared += north == null ? 0 : equal(tile, 3, north, 1, key);
        }
        assertTrue(compared > 10, "shared edges " + compared);
    }

    private static int equal(DecodedTile a, int edgeOfA, DecodedTile b, int edgeOfB, TileKey key) {
        Map<Integer, Double> mine = a.profile(edgeOfA);
        Map<Integer, Double> theirs = b.profile(edgeOfB);
        assertEquals(mine.keySet(), theirs.keySet(), "places on edge " + edgeOfA + " of " + key);
        mine.forEach((place, metres) ->
                assertEquals(metres, theirs.get(place), (a.step() + b.step()) / 2 + 1e-5, "height there, " + key));
        return 1;
    }

    @Test
    void trianglesLieWithinTheBoundOfTheModelAtEveryPoint() {
        int checked = 0;
        for (var entry : waves.entrySet()) {
            TileKey key = entry.getKey();
            if (key.level() == DEEPEST) {
                Window window = Window.of(key, 0);
                for (int j = 0; j < window.rows(); j += 3) {
                    for (int i = 0; i < window.columns(); i += 3) {
                        double lon = window.longitude(i);
                        double lat = window.latitude(j);
                        double wanted = Hills.HUE.contains(lon, lat) ? Hills.waves(lon, lat) : 0;
                        if (!nearTheRim(lon, lat)) {
                            double there = entry.getValue().at(i * 32_767 / 256.0, j * 32_767 / 256.0);
                            assertEquals(wanted, there, ERROR, key + " at " + i + ", " + j);
                            checked++;
                        }
                    }
                }
            }
        }
        assertTrue(checked > 20_000, "points " + checked);
    }

    /** Half a step of u and v, there 20 cm, tells where the model ends only so exactly. */
    private static boolean nearTheRim(double lon, double lat) {
        Envelope inner = new Envelope(Hills.HUE);
        Envelope outer = new Envelope(Hills.HUE);
        inner.expandBy(-1e-4);
        outer.expandBy(1e-4);
        return outer.contains(lon, lat) && !inner.contains(lon, lat);
    }

    @Test
    void upperLevelsLieWithinTheirBoundsOfTheSmoothedModel() throws IOException {
        Hills hills = Hills.waves();
        TerrainPlan plan = plan(hills, Geoid.NONE);
        try (HeightPyramid pyramid = HeightPyramid.of(hills, DEEPEST, folder, QUIET)) {
            for (int level = 5; level < DEEPEST; level++) {
                for (TileKey key : plan.range(level).tiles().toList()) {
                    float[] heights = pyramid.read(Window.of(key, 0));
                    DecodedTile tile = waves.get(key);
                    for (int p = 0; p < heights.length; p += 37) {
                        double wanted = Float.isNaN(heights[p]) ? 0 : heights[p];
                        double there = tile.at(p % 257 * 32_767 / 256.0, p / 257 * 32_767 / 256.0);
                        assertEquals(wanted, there, plan.bound(level) * 1.02, key + " at " + p);
                    }
                }
            }
        }
    }

    /** A triangle is flat, the Earth is not: halfway along a side it may be below by a fifth of the bound. */
    @Test
    void wideTilesFollowTheCurvatureOfTheEarth() {
        TerrainPlan plan = plan(Hills.waves(), Geoid.NONE);
        waves.forEach((key, tile) -> {
            for (int t = 0; t < tile.triangles.length; t += 3) {
                double[] a = ecef(tile, key, tile.triangles[t]);
                double[] b = ecef(tile, key, tile.triangles[t + 1]);
                double chord = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
                double sagitta = 6.4e6 - Math.sqrt(6.4e6 * 6.4e6 - chord * chord / 4);
                double most = key.level() < 6 ? Window.spacingMetres(key.level()) / 20 : plan.bound(key.level()) / 5;
                assertTrue(sagitta < most, key + ": " + sagitta);
            }
        });
    }

    @Test
    void filesAreThoseThatTheLayerDescriptionLists() throws IOException {
        JsonNode layer =
                new ObjectMapper().readTree(files(shared).get("layer.json").toFile());
        TreeSet<String> listed = new TreeSet<>();
        for (int level = 0; level < layer.get("available").size(); level++) {
            for (JsonNode range : layer.get("available").get(level)) {
                for (int x = range.get("startX").asInt(); x <= range.get("endX").asInt(); x++) {
                    for (int y = range.get("startY").asInt();
                            y <= range.get("endY").asInt();
                            y++) {
                        listed.add(level + "/" + x + "/" + y + ".terrain");
                    }
                }
            }
        }
        TreeSet<String> there = new TreeSet<>(files(shared).keySet());
        there.removeIf(name -> !name.endsWith(".terrain"));
        assertEquals(listed, there);
        assertTrue(there.containsAll(List.of("0/0/0.terrain", "0/1/0.terrain")), "both halves of the world");
        assertEquals(
                "tms EPSG:4326 quantized-mesh-1.0 14",
                layer.get("scheme").asText() + " " + layer.get("projection").asText() + " "
                        + layer.get("format").asText() + " " + layer.get("maxzoom"));
    }

    /** In the space where the ellipsoid is a unit sphere: 1 / cos(angle to the vertex + angle from it to its horizon). */
    @Test
    void theHorizonPointIsWhereTheLastTangentMeetsTheRayToTheCentre() {
        TileKey key = new TileKey(10, 1635, 605);
        DecodedTile tile =
                new DecodedTile(Terrain.flat(key, new TerrainPlan("", "", Hills.HUE, 10, 1, 500, Geoid.NONE)));
        double[] centre = unitSpace(tile.centre);
        double most = 0;
        for (int i = 0; i < tile.vertices; i++) {
            double[] at = unitSpace(ecef(tile, key, i));
            double dot = at[0] * centre[0] + at[1] * centre[1] + at[2] * centre[2];
            double alpha = Math.acos(dot / (length(at) * length(centre)));
            double beta = Math.acos(1 / length(at));
            most = Math.max(most, 1 / Math.cos(alpha + beta));
        }
        assertEquals(most, length(tile.occlusion), 1e-9);
        assertEquals(1.000_105, length(tile.occlusion), 5e-6, "0.1° and the horizon of 500 m");
        for (int axis = 0; axis < 3; axis++) {
            assertEquals(centre[axis] / length(centre), tile.occlusion[axis] / length(tile.occlusion), 1e-12);
        }
    }

    private static double[] unitSpace(double[] ecef) {
        return new double[] {ecef[0] / 6_378_137, ecef[1] / 6_378_137, ecef[2] / 6_356_752.314_245};
    }

    private static double length(double[] a) {
        return Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
    }

    @Test
    void normalsStandUprightOnTheGround() throws IOException {
        Hills slope = new Hills(
                Hills.HUE, 20, (lon, lat) -> 100 + (lon - 107.58) * 111_320 * Math.cos(Math.toRadians(16.46)));
        make(folder, slope, Geoid.NONE);
        TileKey key = TileKey.of(DEEPEST, 107.58, 16.46);
        DecodedTile tile = decoded(folder).get(key);
        byte[] normals = tile.extensions.get(1);
        assertEquals(2 * tile.vertices, normals.length);
        int checked = 0;
        for (int i = 0; i < tile.vertices; i++) {
            double lon = tile.longitude(i, key);
            double lat = tile.latitude(i, key);
            Envelope inside = new Envelope(Hills.HUE);
            inside.expandBy(-0.001);
            if (inside.contains(lon, lat)) {
                double[] n = unfold(normals[2 * i], normals[2 * i + 1]);
                double[] up = {
                    Math.cos(Math.toRadians(lat)) * Math.cos(Math.toRadians(lon)),
                    Math.cos(Math.toRadians(lat)) * Math.sin(Math.toRadians(lon)),
                    Math.sin(Math.toRadians(lat))
                };
                double[] east = {-Math.sin(Math.toRadians(lon)), Math.cos(Math.toRadians(lon)), 0};
                assertEquals(Math.sqrt(0.5), n[0] * up[0] + n[1] * up[1] + n[2] * up[2], 0.02, "leans by 45°");
                assertEquals(-Math.sqrt(0.5), n[0] * east[0] + n[1] * east[1], 0.02, "to the west");
                checked++;
            }
        }
        assertTrue(checked > 0, "vertices on the slope");
    }

    private static double[] unfold(byte a, byte b) {
        double x = (a & 255) / 127.5 - 1;
        double y = (b & 255) / 127.5 - 1;
        double z = 1 - Math.abs(x) - Math.abs(y);
        if (z < 0) {
            double old = x;
            x = (1 - Math.abs(y)) * Math.signum(x);
            y = (1 - Math.abs(old)) * Math.signum(y);
        }
        double length = Math.sqrt(x * x + y * y + z * z);
        return new double[] {x / length, y / length, z / length};
    }

    @Test
    void holesAreFilledAndCountedAndTheSeaIsNot() throws IOException {
        Envelope hole = new Envelope(107.579, 107.583, 16.459, 16.463);
        Hills hills = new Hills(
                Hills.HUE,
                20,
                (lon, lat) -> hole.contains(lon, lat) || lat - 16.451 < (lon - 107.571) * 0.4 ? Double.NaN : 25);
        TerrainWriter.Report report = make(folder, hills, Geoid.NONE);
        double points = 0.004 * 0.004 / (Window.step(DEEPEST) * Window.step(DEEPEST));
        assertEquals(points, (double) report.filled(), points * 0.15);
        Terrain terrain = new Terrain(new TileFolder(folder));
        terrain.refresh();
        assertEquals(25, terrain.ground().metresAboveEllipsoid(107.581, 16.461), ERROR, "in the hole");
        assertEquals(0, terrain.ground().metresAboveEllipsoid(107.589, 16.452), ERROR, "in the sea");
    }

    @Test
    void heightsAboveTheSeaBecomeHeightsAboveTheEllipsoidOnce() throws IOException {
        Geoid tilted = new Geoid(new Envelope(107, 108, 16, 17), 2, 2, new float[] {-20, -10, -20, -10});
        make(folder, Hills.waves(), tilted);
        Terrain terrain = new Terrain(new TileFolder(folder));
        terrain.refresh();
        Ground ground = terrain.ground();
        double lon = 107.58;
        double lat = 16.46;
        assertEquals(-14.2, ground.geoid().undulation(lon, lat), 1e-4);
        assertEquals(Hills.waves(lon, lat) - 14.2, ground.metresAboveEllipsoid(lon, lat), ERROR);
        assertEquals(-15, ground.metresAboveEllipsoid(107.5, 16.5), 1e-4, "beside the model: sea level");
        DecodedTile beside = new DecodedTile(
                terrain.tile(TileKey.of(DEEPEST, 107.5, 16.5), null, true).bytes());
        assertEquals(-15, beside.metres(0), 0.2);
        assertTrue(ground.isMeasured(lon, lat) && !ground.isMeasured(107.5, 16.5), "measured inside only");
    }

    @Test
    void workThatWasCutOffGoesOnAndGivesTheSameTiles() throws IOException {
        Hills hills = Hills.waves();
        TerrainPlan plan = plan(hills, Geoid.NONE);
        TerrainProgress cutting = (stage, done, total) -> {
            if (stage == TerrainProgress.Stage.WRITING && done == 12) {
                throw new CancellationException("cut");
            }
        };
        assertThrows(
                IllegalStateException.class,
                () -> new TerrainWriter(plan, new TileFolder(folder), cutting).write(hills));
        Terrain terrain = new Terrain(new TileFolder(folder));
        assertTrue(!terrain.refresh() && terrain.version() == null, "nothing is served yet");
        TerrainWriter.Report report = new TerrainWriter(plan, new TileFolder(folder), QUIET).write(hills);
        assertTrue(report.made() < report.tiles() - 10, report.made() + " of " + report.tiles());
        assertTrue(terrain.refresh(), "it is there now");
        Map<String, Path> whole = files(shared);
        Map<String, Path> resumed = files(folder);
        assertEquals(whole.keySet(), resumed.keySet());
        for (var file : whole.entrySet()) {
            assertArrayEquals(
                    Files.readAllBytes(file.getValue()), Files.readAllBytes(resumed.get(file.getKey())), file.getKey());
        }
    }

    @Test
    void anotherPlanStartsAnewAndTakesThePlaceOfTheOldTerrain() throws IOException {
        make(folder, Hills.waves(), Geoid.NONE);
        Terrain terrain = new Terrain(new TileFolder(folder));
        assertTrue(terrain.refresh());
        assertTrue(!terrain.refresh(), "nothing new");
        String before = terrain.version();
        double height = terrain.ground().metresAboveEllipsoid(107.58, 16.46);
        make(folder, Hills.waves(), Geoid.constant(-17));
        assertTrue(terrain.refresh());
        assertTrue(!String.valueOf(before).equals(terrain.version()), "another version");
        assertEquals(height - 17, terrain.ground().metresAboveEllipsoid(107.58, 16.46), 0.01);
    }

    @Test
    void aModelWithoutAnyHeightIsRefusedAndTheOldTerrainStays() throws IOException {
        make(folder, Hills.waves(), Geoid.NONE);
        Hills empty = new Hills(Hills.HUE, 20, (lon, lat) -> Double.NaN);
        TerrainPlan other = new TerrainPlan("empty", "", empty.box(), DEEPEST, ERROR, 0, Geoid.NONE);
        assertThrows(IOException.class, () -> new TerrainWriter(other, new TileFolder(folder), QUIET).write(empty));
        Terrain terrain = new Terrain(new TileFolder(folder));
        terrain.refresh();
        assertEquals(plan(Hills.waves(), Geoid.NONE).version(), terrain.version());
    }

    @Test
    void whoDoesNotAskForNormalsGetsNone() throws IOException {
        Terrain terrain = new Terrain(new TileFolder(shared));
        terrain.refresh();
        TileKey key = TileKey.of(DEEPEST, 107.58, 16.46);
        DecodedTile plain = new DecodedTile(assertTile(terrain, key, false));
        DecodedTile whole = new DecodedTile(assertTile(terrain, key, true));
        assertEquals(Map.of(), plain.extensions);
        assertEquals(List.of(1), List.copyOf(whole.extensions.keySet()));
        assertArrayEquals(whole.triangles, plain.triangles);
        assertNull(terrain.tile(new TileKey(3, 16, 0), null, true), "no such tile");
        assertNotNull(terrain.tile(new TileKey(21, 0, 0), "gzip", true), "flat, far away and deep");
    }

    private static byte[] assertTile(Terrain terrain, TileKey key, boolean normals) throws IOException {
        TileFolder.Stored stored = terrain.tile(key, null, normals);
        assertNotNull(stored);
        return stored.bytes();
    }
}
