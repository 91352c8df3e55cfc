package vn.huetwin.tiles.raster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.testing.DrawnTiff;

class RasterFileTest {
    private static final CrsRegistry SYSTEMS = new CrsRegistry();
    private static final float NONE = -9999;

    /** Two metres a pixel; 560000, 1820000 is the upper left corner. */
    private static DrawnTiff heights() {
        return DrawnTiff.heights(3, 1, 2, 3, 4, NONE, 6, 7, 8, 9, 10, 11, 12)
                .crs(9214)
                .at(560_000, 1_820_000, 2)
                .nodata("-9999");
    }

    @TempDir
    Path folder;

    private RasterFile open(DrawnTiff drawing) throws IOException {
        return RasterFile.open(drawing.write(folder.resolve("a.tif")), SYSTEMS, null);
    }

    private static Envelope box(double west, double south, double east, double north) {
        return new Envelope(west, east, south, north);
    }

    @Test
    void tellsWhatItIs() throws IOException {
        try (RasterFile file = open(heights())) {
            assertEquals("EPSG:9214", file.crs().shortName());
            assertEquals(new RasterGrid(560_000, 1_820_000, 2, 2, 3, 4), file.grid());
            assertEquals(box(560_000, 1_819_992, 560_006, 1_820_000), file.bounds());
            assertEquals(1, file.bands());
            assertEquals(-9999.0, file.nodata());
            assertEquals(0, file.overviews());
        }
    }

    @Test
    void readsThePixelsOfABoxAndOneMoreOnEachSide() throws IOException {
        try (RasterFile file = open(heights())) {
            RasterWindow window = file.read(box(560_000.5, 1_819_997, 560_001.5, 1_819_999), 2);
            assertEquals(new RasterGrid(560_000, 1_820_000, 2, 2, 2, 3), window.grid());
            assertArrayEquals(new float[] {1, 2, 4, Float.NaN, 7, 8}, window.values(0));
            assertNull(file.read(box(560_007, 1_819_997, 560_008, 1_819_999), 2));
        }
    }

    @Test
    void takesEverySecondPixelIfThereIsNoOverview() throws IOException {
        try (RasterFile file = open(heights())) {
            RasterWindow window = file.read(file.bounds(), 4);
            assertArrayEquals(new float[] {Float.NaN, 11}, window.values(0));
            assertEquals(new RasterGrid(560_001, 1_819_999, 4, 4, 1, 2), window.grid());
        }
    }

    @Test
    void takesTheOverviewThatSuits() throws IOException {
        DrawnTiff pyramid = DrawnTiff.heights(4, 1, 2, 3, 4, 5, 6, 7, 8)
                .crs(9214)
                .at(560_000, 1_820_000, 1)
                .overview(DrawnTiff.heights(2, 100, 200));
        try (RasterFile file = open(pyramid)) {
            assertEquals(1, file.overviews());
            assertArrayEquals(
                    new float[] {1, 2, 3, 4, 5, 6, 7, 8},
                    file.read(file.bounds(), 1.9).values(0));
            RasterWindow coarse = file.read(file.bounds(), 2);
            assertArrayEquals(new float[] {100, 200}, coarse.values(0));
            assertEquals(new RasterGrid(560_000, 1_820_000, 2, 2, 2, 1), coarse.grid());
        }
    }

    @Test
    void readsColours() throws IOException {
        DrawnTiff image = DrawnTiff.colours(2, 0xff0000, 0x00ff00, 0x0000ff, 0x000000)
                .crs(4326)
                .at(107.5, 16.5, 0.001)
                .nodata("0");
        try (RasterFile file = open(image)) {
            assertTrue(file.isImage());
            assertArrayEquals(
                    new int[] {0xffff0000, 0xff00ff00, 0xff0000ff, 0},
                    file.read(file.bounds(), 0.001).argb());
        }
    }

    @Test
    void pixelsAreAreasEvenIfTheFileSaysPoints() throws IOException {
        DrawnTiff points = DrawnTiff.heights(2, 1, 2)
                .at(560_000, 1_820_000, 2)
                .shorts(34735, 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 2, 3072, 0, 1, 9214);
        try (RasterFile file = open(points)) {
            assertEquals(box(559_999, 1_819_999, 560_003, 1_820_001), file.bounds());
        }
    }

    @Test
    void knowsVn2000ByItsParameters() throws IOException {
        DrawnTiff named = heights()
                .shorts(
                        34735, 1, 1, 0, 9, 1024, 0, 1, 1, 1025, 0, 1, 1, 1026, 34737, 8, 0, 3072, 0, 1, 32767, 3075, 0,
                        1, 1, 3080, 34736, 1, 0, 3082, 34736, 1, 1, 3092, 34736, 1, 2)
                .doubles(34736, 107.0, 500_000, 0.9999)
                .text(34737, "VN-2000|");
        try (RasterFile file = open(named)) {
            assertEquals("EPSG:9214", file.crs().shortName());
        }
    }

    @Test
    void aPersonMaySayTheCrs() throws IOException {
        Path path = heights().without(34735).write(folder.resolve("b.tif"));
        RasterException refused = assertThrows(
                RasterException.class,
                () -> RasterFile.open(path, SYSTEMS, null).close());
        assertEquals("unknown-crs", refused.code());
        assertTrue(refused.text().vi().contains("--crs"), refused.text().vi());
        try (RasterFile file = RasterFile.open(path, SYSTEMS, SYSTEMS.get(3405))) {
            assertEquals("EPSG:3405", file.crs().shortName());
        }
    }

    /** What a file is that is no good, and the name of the refusal. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "no place, not-georeferenced",
        "turned, rotated",
        "upside down, rotated",
        "far too large, file-truncated",
        "huge, too-many-pixels",
        "large and without overviews, no-overviews",
        "one huge strip, large-tiles",
        "packed as WebP, unsupported-encoding",
        "half, file-truncated",
        "empty, not-a-tiff",
        "text, not-a-tiff",
        "circle, broken-tiff",
        "endless tag, file-truncated",
        "Tokyo, unknown-crs",
        "place is no number, bad-place",
    })
    void refusesWhatIsNoGood(String what, String code) throws IOException {
        byte[] whole = heights().bytes();
        byte[] bytes = switch (what) {
            case "no place" -> small().without(33550).bytes();
            case "turned" ->
                small().doubles(34264, 1, 0.5, 0, 0, 0.5, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
                        .bytes();
            case "upside down" ->
                small().doubles(34264, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
                        .bytes();
            case "far too large" -> small().longs(279, 1_000_000).bytes();
            case "huge" ->
                small().longs(256, 2_000_000)
                        .longs(257, 2_000_000)
                        .longs(278, 2_000_000)
                        .bytes();
            case "large and without overviews" ->
                small().longs(256, 9000)
                        .longs(257, 9000)
                        .longs(278, 1)
                        .longs(273, ones(9000))
                        .longs(279, ones(9000))
                        .bytes();
            case "one huge strip" ->
                small().longs(256, 5000).longs(257, 5000).longs(278, 5000).bytes();
            case "packed as WebP" -> small().shorts(259, 50001).bytes();
            case "half" -> Arrays.copyOf(whole, whole.length / 2);
            case "empty" -> new byte[0];
            case "text" -> "not an image at all".getBytes(StandardCharsets.UTF_8);
            case "circle" -> circle(whole);
            case "endless tag" -> endless(whole);
            case "Tokyo" -> small().crs(30169).bytes();
            case "place is no number" ->
                small().doubles(33922, 0, 0, 0, Double.NaN, 0, 0).bytes();
            default -> throw new IllegalArgumentException(what);
        };
        Path path = Files.write(folder.resolve("bad.tif"), bytes);
        RasterException refused = assertThrows(
                RasterException.class,
                () -> RasterFile.open(path, SYSTEMS, null).close());
        assertEquals(code, refused.code(), refused.getMessage());
    }

    private static DrawnTiff small() {
        return DrawnTiff.heights(2, 1, 2, 3, 4).crs(9214).at(560_000, 1_820_000, 1);
    }

    private static long[] ones(int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The first image is the next one too. */
    private static byte[] circle(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int table = bytes.getInt(4);
        return bytes.putInt(table + 2 + 12 * bytes.getShort(table), table).array();
    }

    /** Some tag has four thousand million values. */
    private static byte[] endless(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
        return bytes.putInt(bytes.getInt(4) + 2 + 4, -1).array();
    }

    @Test
    void servesSeveralThreadsAndReadsNoMoreWhenClosed() throws Exception {
        RasterFile file = open(heights());
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<float @Nullable []> reading =
                    () -> file.read(file.bounds(), 2).values(0);
            for (var answer : threads.invokeAll(
                    IntStream.range(0, 64).mapToObj(i -> reading).toList())) {
                assertEquals(12, answer.get()[11]);
            }
        } finally {
            threads.shutdown();
            file.close();
        }
        assertThrows(IOException.class, () -> file.read(file.bounds(), 2));
    }
}
