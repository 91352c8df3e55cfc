package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.ontology.testing.Programs;
import vn.huetwin.tiles.raster.RasterFile;
import vn.huetwin.tiles.raster.RasterWindow;

/** What GDAL writes is read, and what it warps is warped the same way. */
@Tag("slow")
class GdalRasterTest {
    private static final CrsRegistry SYSTEMS = new CrsRegistry();
    private static final double WEST = 560_000;
    private static final double NORTH = 1_820_000;
    private static final int SIDE = 300;

    @TempDir
    Path folder;

    /** A pixel of ten metres holds its column and a thousand times its row. */
    private Path plane() throws IOException {
        float[] values = new float[SIDE * SIDE];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % SIDE + 1_000f * Math.floorDiv(i, SIDE);
        }
        values[0] = -9999;
        return DrawnTiff.heights(SIDE, values)
                .crs(9214)
                .at(WEST, NORTH, 10)
                .nodata("-9999")
                .write(folder.resolve("plane.tif"));
    }

    private Path gdal(String program, Path from, String options) throws IOException, InterruptedException {
        Path to = folder.resolve("made-" + Integer.toHexString(options.hashCode()) + ".tif");
        List<String> command = new ArrayList<>(List.of(program, "-q"));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of(from.toString(), to.toString()));
        String said = new Programs(folder).run(command.toArray(String[]::new));
        assertTrue(Files.exists(to), said);
        return to;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-co COMPRESS=DEFLATE -co PREDICTOR=3 -co TILED=YES",
                "-co COMPRESS=LZW -co PREDICTOR=2 -co TILED=YES -ot Int32",
                "-co COMPRESS=PACKBITS",
                "-co BIGTIFF=YES -co COMPRESS=DEFLATE",
                "-co ENDIANNESS=BIG -ot Float64",
                "-co COMPRESS=DEFLATE -ot UInt32 -a_nodata 0",
                "-of COG -co BLOCKSIZE=128"
            })
    void readsWhatGdalWrites(String options) throws Exception {
        try (RasterFile file = RasterFile.open(gdal("gdal_translate", plane(), options), SYSTEMS, null)) {
            assertEquals("EPSG:9214", file.crs().shortName());
            RasterWindow window = file.read(new Envelope(WEST + 2_015, WEST + 2_016, NORTH - 1_506, NORTH - 1_505), 10);
            assertArrayEquals(
                    new float[] {149_200, 149_201, 149_202, 150_200, 150_201, 150_202, 151_200, 151_201, 151_202},
                    window.values(0));
            assertTrue(Float.isNaN(file.read(new Envelope(WEST, WEST + 1, NORTH - 1, NORTH), 10)
                            .values(0)[0])
                    || options.contains("UInt32"));
        }
    }

    @Test
    void readsColoursUnderAMask() throws Exception {
        int[] colours = new int[256 * 256];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = i % 256 < 128 ? 0 : 0x3366cc;
        }
        Path image = DrawnTiff.colours(256, colours)
                .crs(9214)
                .at(WEST, NORTH, 1)
                .nodata("0")
                .write(folder.resolve("image.tif"));
        Path masked = gdal("gdal_translate", image, "-of COG -co COMPRESS=JPEG -co BLOCKSIZE=128 -co ADD_ALPHA=YES");
        try (RasterFile file = RasterFile.open(masked, SYSTEMS, null)) {
            assertTrue(file.isImage());
            int[] argb = file.read(new Envelope(WEST + 100, WEST + 200, NORTH - 11, NORTH - 10), 1)
                    .argb();
            assertEquals(0, argb[0]);
            int colour = argb[101];
            assertEquals(0xff, colour >>> 24);
            assertEquals(0x33, colour >> 16 & 0xff, 8);
            assertEquals(0xcc, colour & 0xff, 8);
        }
    }

    @ParameterizedTest(name = "EPSG:{0} {1}")
    @CsvSource({"3857, near", "3857, bilinear", "32648, bilinear", "3405, near", "4326, bilinear"})
    void warpsAsGdalDoes(int epsg, String how) throws Exception {
        Crs crs = SYSTEMS.get(epsg);
        Path plane = plane();
        Crs own = SYSTEMS.get(9214);
        Envelope inner = new Envelope(WEST + 400, WEST + 2_400, NORTH - 2_600, NORTH - 600);
        Envelope wgs84 = own.toWgs84(inner);
        double[] low = crs.fromWgs84(wgs84.getMinX(), wgs84.getMinY());
        double[] high = crs.fromWgs84(wgs84.getMaxX(), wgs84.getMaxY());
        Envelope box = new Envelope(low[0], high[0], low[1], high[1]);
        Path warped = gdal(
                "gdalwarp",
                plane,
                String.format(
                        Locale.ROOT,
                        "-t_srs EPSG:%d -te %.9f %.9f %.9f %.9f -ts 200 200 -r %s -et 0",
                        epsg,
                        box.getMinX(),
                        box.getMinY(),
                        box.getMaxX(),
                        box.getMaxY(),
                        how));
        Screen screen = new Screen(200, 200, box, crs, Screen.STANDARD_DPI, new Projections(wgs84));
        try (RasterFile file = RasterFile.open(plane, SYSTEMS, null);
                RasterFile theirs = RasterFile.open(warped, SYSTEMS, crs)) {
            Warp warp = Warp.of(screen, file.crs());
            RasterWindow window = file.read(warp.box(), warp.pixel());
            float[] ours = warp.values(window.grid(), window.values(0), how.equals("bilinear"), new Stop(10_000));
            float[] expected =
                    theirs.read(theirs.bounds(), theirs.grid().pixelWidth()).values(0);
            int other = 0;
            for (int i = 0; i < ours.length; i++) {
                assertEquals(expected[i], ours[i], how.equals("near") ? 1_002 : 150, "pixel " + i);
                other += Math.abs(expected[i] - ours[i]) > 0.5 && how.equals("near") ? 1 : 0;
            }
            assertTrue(other < ours.length / 20, other + " of " + ours.length + " pixels are those beside");
        }
    }

    /** Of sixteen megabytes that cannot be packed. */
    @Test
    void aStreetMapReadsFewTilesOfACloudOptimizedFile() throws Exception {
        Random random = new Random(7);
        float[] noise = new float[2_000 * 2_000];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = random.nextFloat();
        }
        Path plain =
                DrawnTiff.heights(2_000, noise).crs(9214).at(WEST, NORTH, 1).write(folder.resolve("noise.tif"));
        Path cog = gdal("gdal_translate", plain, "-of COG -co BLOCKSIZE=128 -co COMPRESS=DEFLATE");
        try (RasterFile file = RasterFile.open(cog, SYSTEMS, null)) {
            file.read(new Envelope(WEST + 300, WEST + 400, NORTH - 400, NORTH - 300), 1);
            long street = file.bytesRead();
            assertTrue(street < Files.size(cog) / 20, street + " bytes of " + Files.size(cog));
            file.read(file.bounds(), 20);
            long city = file.bytesRead() - street;
            assertTrue(city < Files.size(cog) / 20, city + " bytes of " + Files.size(cog));
        }
    }
}
