package vn.huetwin.tiles.terrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.tiles.raster.RasterException;
import vn.huetwin.tiles.solid.TileFolder;

/** GeoTIFFs become ground. */
class TerrainMakerTest {
    private static final CrsRegistry SYSTEMS = new CrsRegistry();
    private static final Crs VN2000 = SYSTEMS.get(9214);
    private static final Envelope CITY = new Envelope(107.034, 108.211, 15.994, 16.743);
    /** North-west corner of the drawn models, in the middle of Huế, and the size of their pixels. */
    private static final double WEST = 561_000;

    private static final double NORTH = 1_820_000;
    private static final double PIXEL = 50;
    private static final int SIDE = 40;

    @TempDir
    private Path folder;

    private Path file;
    private Path data;

    @BeforeEach
    void place() {
        file = folder.resolve("dem.tif");
        data = folder.resolve("terrain");
    }

    /** Rises by a metre each ten metres eastwards from 10 m, and falls by one each twenty metres northwards. */
    private static float plane(double easting, double northing) {
        return (float) (10 + (easting - WEST) / 10 + (NORTH - northing) / 20);
    }

    private static DrawnTiff plane() {
        float[] heights = new float[SIDE * SIDE];
        for (int i = 0; i < heights.length; i++) {
            int column = i % SIDE;
            int row = i / SIDE;
            heights[i] = plane(WEST + (column + 0.5) * PIXEL, NORTH - (row + 0.5) * PIXEL);
        }
        return DrawnTiff.heights(SIDE, heights).crs(9214).at(WEST, NORTH, PIXEL);
    }

    private static DrawnTiff level(float height) {
        float[] heights = new float[SIDE * SIDE];
        Arrays.fill(heights, height);
        return DrawnTiff.heights(SIDE, heights).crs(9214).at(WEST, NORTH, PIXEL);
    }

    private TerrainMaker.Request request(double offset, @Nullable Path geoid) {
        return new TerrainMaker.Request(file, null, null, offset, geoid, 0, null, null, CITY);
    }

    private TerrainMaker.Report make(TerrainMaker.Request request) throws IOException {
        return TerrainMaker.make(request, SYSTEMS, new TileFolder(data), (stage, done, total) -> {});
    }

    private double height(double easting, double northing) throws IOException {
        Terrain terrain = new Terrain(new TileFolder(data));
        terrain.refresh();
        double[] place = VN2000.toWgs84(easting, northing);
        return terrain.ground().metresAboveEllipsoid(place[0], place[1]);
    }

    private String refused() {
        RasterException e = assertThrows(RasterException.class, () -> make(request(0, null)));
        assertTrue(!e.text().vi().isEmpty() && !e.text().en().isEmpty(), e.code());
        assertTrue(!Files.exists(data.resolve("current")), "nothing is served");
        return e.code();
    }

    @Test
    void heightsOfTheModelAreThoseOfTheGroundInItsOwnCrs() throws IOException {
        plane().write(file);
        TerrainMaker.Report report = make(request(0, null));
        assertEquals(PIXEL, report.spacing());
        assertEquals(11, report.deepest(), "its lattice is 38 m wide");
        assertEquals(PIXEL / 16, report.error(), 1e-9);
        for (double[] at : new double[][] {{100, 100}, {1000, 500}, {1500, 1900}, {1900, 100}}) {
            double easting = WEST + at[0];
            double northing = NORTH - at[1];
            assertEquals(plane(easting, northing), height(easting, northing), report.error());
        }
        assertEquals(0, height(WEST - 300, NORTH), 0.01, "outside");
        assertEquals(0, report.filled() + report.odd());
    }

    @Test
    void theGeoidLiftsOrLowersAll() throws IOException {
        level(20).write(file);
        make(request(-17.5, null));
        assertEquals(2.5, height(WEST + 1000, NORTH - 1000), 0.01);
        assertEquals(-17.5, height(WEST - 9000, NORTH), 0.01, "the sea");
        Path geoid = folder.resolve("geoid.tif");
        DrawnTiff.heights(2, -20, -10, -20, -10).crs(4326).at(106.5, 17.5, 1).write(geoid);
        make(request(0, geoid));
        double longitude = VN2000.toWgs84(WEST + 1000, NORTH - 1000)[0];
        assertEquals(20 - 20 + 10 * (longitude - 107), height(WEST + 1000, NORTH - 1000), 0.02);
    }

    @Test
    void feetBecomeMetres() throws IOException {
        level(100)
                .shorts(34735, 1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 9214, 4099, 0, 1, 9002)
                .write(file);
        make(request(0, null));
        assertEquals(30.48, height(WEST + 1000, NORTH - 1000), 0.01);
        make(new TerrainMaker.Request(file, null, 1200 / 3937.0, 0, null, 0, null, null, CITY));
        assertEquals(30.480_06, height(WEST + 1000, NORTH - 1000), 1e-4, "a person knows better");
    }

    @Test
    void whatIsNoHeightIsAHole() throws IOException {
        float[] heights = new float[SIDE * SIDE];
        Arrays.fill(heights, 5);
        heights[10 * SIDE + 10] = Float.NaN;
        heights[10 * SIDE + 20] = -9999;
        heights[20 * SIDE + 20] = -32768;
        DrawnTiff.heights(SIDE, heights)
                .crs(9214)
                .at(WEST, NORTH, PIXEL)
                .nodata("-9999")
                .write(file);
        TerrainMaker.Report report = make(request(0, null));
        assertEquals(1, report.odd(), "−32768, which the file does not declare");
        assertTrue(report.filled() >= 2, "filled " + report.filled());
        assertEquals(5, height(WEST + 10.5 * PIXEL, NORTH - 10.5 * PIXEL), 0.01);
        assertEquals(5, height(WEST + 20.5 * PIXEL, NORTH - 20.5 * PIXEL), 0.01);
    }

    @Test
    void theLevelAndTheErrorCanBeChosen() throws IOException {
        plane().write(file);
        TerrainMaker.Report report = make(new TerrainMaker.Request(file, null, null, 0, null, 0, 0.25, 12, CITY));
        assertEquals("12 0.25", report.deepest() + " " + report.error());
    }

    @Test
    void whatCannotBeUsedIsRefusedWithItsCure() throws IOException {
        DrawnTiff.heights(SIDE, new float[SIDE * SIDE]).at(WEST, NORTH, PIXEL).write(file);
        assertEquals("unknown-crs", refused());
        DrawnTiff.colours(SIDE, new int[SIDE * SIDE])
                .crs(9214)
                .at(WEST, NORTH, PIXEL)
                .write(file);
        assertEquals("no-heights", refused());
        plane().at(WEST, NORTH - 900_000, PIXEL).write(file);
        assertEquals("far-away", refused());
        plane().shorts(34735, 1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 9214, 4096, 0, 1, 4979)
                .write(file);
        assertEquals("ellipsoidal-heights", refused());
        plane().shorts(34735, 1, 1, 0, 4, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, 9214, 4099, 0, 1, 9005)
                .write(file);
        assertEquals("unknown-unit", refused());
        Files.write(file, Arrays.copyOf(plane().bytes(), 3000));
        assertEquals("file-truncated", refused());
        Files.write(file, new byte[0]);
        assertEquals("not-a-tiff", refused());
        level(Float.NaN).write(file);
        assertEquals("only-holes", refused());
    }

    /** Of three terrains made one after the other the last is served; one that is being made stays. */
    @Test
    void terrainsBeforeTheOneThatIsServedAreForgotten() throws IOException {
        TileFolder tiles = new TileFolder(folder.resolve("forgotten"));
        for (int i = 0; i < 3; i++) {
            Path generation = tiles.resume("plan " + i);
            tiles.write(generation, "layer.json", new byte[] {(byte) i});
            tiles.serve(generation);
        }
        Path beingMade = tiles.resume("plan 3");
        tiles.forget();
        try (var left = Files.list(folder.resolve("forgotten"))) {
            assertEquals(
                    "[current, g3, " + beingMade.getFileName() + "]",
                    left.map(path -> String.valueOf(path.getFileName()))
                            .sorted()
                            .toList()
                            .toString());
        }
        assertEquals(2, Objects.requireNonNull(tiles.find("layer.json", null)).bytes()[0]);
    }

    @Test
    void aModelFromElsewhereIsTakenIfAsked() throws IOException {
        plane().at(WEST, NORTH - 900_000, PIXEL).write(file);
        make(new TerrainMaker.Request(file, null, null, 0, null, 0, null, null, null));
        assertEquals(plane(WEST + 1000, NORTH - 1000), height(WEST + 1000, NORTH - 901_000), PIXEL / 16);
    }

    @Test
    void aGeoidThatEndsBesideTheModelOrIsNoneIsRefused() throws IOException {
        level(20).write(file);
        Path geoid = folder.resolve("geoid.tif");
        DrawnTiff.heights(2, -20, -10, -20, -10).crs(4326).at(100, 17, 1).write(geoid);
        assertEquals(
                "geoid-too-small",
                assertThrows(RasterException.class, () -> make(request(0, geoid)))
                        .code());
        DrawnTiff.heights(2, 900, 900, 900, 900).crs(4326).at(106.5, 17.5, 1).write(geoid);
        assertEquals(
                "no-geoid",
                assertThrows(RasterException.class, () -> make(request(0, geoid)))
                        .code());
    }
}
