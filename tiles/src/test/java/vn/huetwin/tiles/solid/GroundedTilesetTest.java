package vn.huetwin.tiles.solid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.tiles.height.Geoid;
import vn.huetwin.tiles.height.Ground;
import vn.huetwin.tiles.terrain.Terrain;
import vn.huetwin.tiles.terrain.TerrainMaker;

/**
 * Buildings on a terrain. Metres above sea level and metres above the ellipsoid are 17 m apart here, so that any mixture of
 * the two shows.
 */
@Tag("postgis")
class GroundedTilesetTest {
    private static final double GEOID = -17;
    /** Metres of a step of the tiles' grid of heights, and of the triangles of the ground. */
    private static final double TOLERANCE = 0.15;

    @TempDir
    private Path folder;

    /** A slope that rises 1 m each 20 m eastwards, from 12 m above the sea at the first house; 1.6 km × 1.6 km. */
    private Ground slope() throws IOException {
        int side = 160;
        double pixel = 1e-4;
        double west = BuiltCity.WEST - 0.003;
        float[] heights = new float[side * side];
        for (int i = 0; i < heights.length; i++) {
            int column = i % side;
            heights[i] = (float) (12 + (west + (column + 0.5) * pixel - BuiltCity.WEST) * 106_700 / 20);
        }
        Path file = folder.resolve("slope.tif");
        DrawnTiff.heights(side, heights)
                .crs(4326)
                .at(west, BuiltCity.SOUTH + 0.008, pixel)
                .write(file);
        TileFolder tiles = new TileFolder(folder.resolve("terrain"));
        TerrainMaker.make(
                new TerrainMaker.Request(file, null, null, GEOID, null, 0, 0.1, null, null),
                new CrsRegistry(),
                tiles,
                (stage, done, total) -> {});
        Terrain terrain = new Terrain(tiles);
        terrain.refresh();
        return terrain.ground();
    }

    /** Lowest and highest corner of each building, metres above the ellipsoid; the fall of the Earth within a tile put back. */
    private static Map<String, double[]> spans(BuiltCity city) throws Exception {
        Map<String, double[]> spans = new HashMap<>();
        for (Map.Entry<String, byte[]> file : city.served().entrySet()) {
            if (file.getKey().endsWith(".glb")) {
                DecodedTile tile = new DecodedTile(file.getValue());
                for (int i = 0; i < tile.vertices(); i++) {
                    double[] at = tile.position(i);
                    double up = at[1] + (at[0] * at[0] + at[2] * at[2]) / (2 * 6_371_000.0);
                    double[] span =
                            spans.computeIfAbsent(tile.ids().get(tile.feature(i)), id -> new double[] {1e9, -1e9});
                    span[0] = Math.min(span[0], up);
                    span[1] = Math.max(span[1], up);
                }
            }
        }
        return spans;
    }

    private static void assertSpan(double bottom, double top, Map<String, double[]> spans, String id) {
        double[] span = spans.get(id);
        assertEquals(bottom, span[0], TOLERANCE, "bottom of " + id);
        assertEquals(top, span[1], TOLERANCE, "top of " + id);
    }

    @Test
    void buildingsStandOnTheTrianglesThatAreDrawn() throws Exception {
        try (BuiltCity city = new BuiltCity(folder.resolve("tiles"))) {
            city.ground = slope();
            city.store(List.of(city.box("low", 0, 0, 10, 6), city.box("high", 800, 0, 10, 6)));
            city.tileset.open();
            city.tileset.build();
            Map<String, double[]> spans = spans(city);
            assertSpan(12 + GEOID, 12 + GEOID + 6, spans, "low");
            assertSpan(52 + GEOID, 52 + GEOID + 6, spans, "high");
            double drawn = city.ground.metresAboveEllipsoid(BuiltCity.WEST, BuiltCity.SOUTH);
            assertEquals(drawn, spans.get("low")[0], 0.05, "the ground below its lower corner");
            assertEquals(2, BuildingTilesetTest.inside(city.served()), "contents within their regions");
        }
    }

    @Test
    void measuredGroundAndModelsStandByTheSameGeoidAsTheGround() throws Exception {
        try (BuiltCity city = new BuiltCity(folder.resolve("tiles"))) {
            city.ground = slope();
            city.gabled("model");
            city.store(List.of(city.building(
                    "measured",
                    city.box("measured", 400, 0, 10, 6)
                            .geometry()
                            .getGeometryN(0)
                            .toText(),
                    Map.of("height", 6.0, "ground_height", 33.0))));
            city.tileset.open();
            city.tileset.build();
            Map<String, double[]> spans = spans(city);
            assertSpan(3 + GEOID, 12 + GEOID, spans, "model");
            assertSpan(32 + GEOID, 33 + GEOID + 6, spans, "measured");
        }
    }

    @Test
    void besideTheModelThingsStandOnTheFlatGroundThatIsDrawn() throws Exception {
        Ground slope = slope();
        try (BuiltCity city = new BuiltCity(folder.resolve("tiles"))) {
            city.ground = new Ground() {
                @Override
                public String version() {
                    return "elsewhere";
                }

                @Override
                public double metresAboveEllipsoid(double longitude, double latitude) {
                    return slope.metresAboveEllipsoid(100, 10);
                }

                @Override
                public boolean isMeasured(double longitude, double latitude) {
                    return slope.isMeasured(100, 10);
                }

                @Override
                public Geoid geoid() {
                    return slope.geoid();
                }
            };
            city.gabled("model");
            city.tileset.open();
            city.tileset.build();
            assertSpan(GEOID, GEOID + 9, spans(city), "model");
        }
    }

    @Test
    void tilesTellWhatTheirBuildingsStandOn() throws Exception {
        try (BuiltCity city = new BuiltCity(folder.resolve("tiles"))) {
            city.store(List.of(city.box("house", 0, 0, 10, 6)));
            city.gabled("model");
            city.tileset.open();
            city.tileset.build();
            assertEquals("{house=0.0, model=0.0}", feet(city));
            assertSpan(0, 9, spans(city), "model");
            city.ground = slope();
            city.tileset.build();
            assertEquals("{house=" + (12 + GEOID) + ", model=" + (3 + GEOID) + "}", feet(city));
        }
    }

    /** To a tenth. */
    private static String feet(BuiltCity city) throws Exception {
        Map<String, Double> feet = new java.util.TreeMap<>();
        for (Map.Entry<String, byte[]> file : city.served().entrySet()) {
            if (file.getKey().endsWith(".glb")) {
                DecodedTile tile = new DecodedTile(file.getValue());
                for (String id : tile.ids()) {
                    feet.put(id, Math.rint(tile.metres(id, PropertyColumn.FOOT) * 10) / 10 + 0.0);
                }
            }
        }
        return feet.toString();
    }

    @Test
    void anEditStandsOnTheGroundThatTheWholeSetStandsOn() throws Exception {
        try (BuiltCity city = new BuiltCity(folder.resolve("tiles"))) {
            city.ground = slope();
            city.store(List.of(city.box("house", 0, 0, 10, 6)));
            city.tileset.open();
            city.tileset.build();
            city.ground = Ground.FLAT;
            city.store(List.of(city.box("house", 0, 0, 10, 8)));
            assertEquals(1, city.tileset.update(List.of("house")).size());
            assertSpan(12 + GEOID, 12 + GEOID + 8, spans(city), "house");
        }
    }

    @Test
    void aHeightLimitCountsFromTheGroundAlsoUphill() throws Exception {
        try (BuiltCity city = new BuiltCity(folder.resolve("tiles"), Theme.ZONES)) {
            city.ground = slope();
            String square =
                    city.box("zone", 0, 0, 400, 0).geometry().getGeometryN(0).toText();
            city.store(List.of(city.building("zone", square, Map.of("zone", "II", "max_height_m", 11.0))));
            city.tileset.open();
            assertTrue(city.tileset.build() == 1, "one zone");
            assertSpan(12 + GEOID, 32 + GEOID + 11, spans(city), "zone");
        }
    }
}
