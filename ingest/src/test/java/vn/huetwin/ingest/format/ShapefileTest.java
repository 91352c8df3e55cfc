package vn.huetwin.ingest.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShapefileTest {
    private static final String PRJ =
            "GEOGCS[\"GCS_VN_2000\",DATUM[\"D_Vietnam_2000\",SPHEROID[\"WGS_1984\",6378137.0,298.257223563]]]";
    private static final double[] SHELL = {0, 0, 0, 9, 9, 9, 9, 0, 0, 0};
    private static final double[] HOLE = {1, 1, 2, 1, 2, 2, 1, 2, 1, 1};
    private static final double[] ISLAND = {20, 0, 20, 1, 21, 1, 20, 0};

    @TempDir
    Path folder;

    @Test
    void readsPolygonsWithHolesAndAttributes() throws IOException {
        byte[] shp = Shapes.shp(
                5, Shapes.polygon(SHELL, HOLE, ISLAND), Shapes.polygon(new double[] {0, 0, 0, 1, 1, 1, 1, 0}));
        byte[] dbf = Shapes.dbf(StandardCharsets.UTF_8, "Đền|12|20250701|T|1.50", "Huế|-3||F|***");
        Path zip =
                zip(Map.of("a/thửa.shp", shp, "a/thửa.dbf", dbf, "a/thửa.prj", PRJ.getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                List.of(
                        "1 null MULTIPOLYGON (((0 0, 0 9, 9 9, 9 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1)), ((20 0, 20 1, 21 1, 20 0)))"
                                + " {NAME=Đền, FLOORS=12, DAY=2025-07-01, YES=true, H=1.5}",
                        "2 !ring-not-closed"),
                Reading.of(zip));
        assertEquals(new FileCrs(4756, "GCS_VN_2000"), Reading.crs(zip));
    }

    @Test
    void readsPointsLinesAndNulls() throws IOException {
        assertEquals(
                List.of("1 null POINT (1 2) {}", "2 null - {}"),
                Reading.of(zip(Map.of("p.shp", Shapes.shp(1, Shapes.point(1, 2), new byte[4])))));
        assertEquals(
                List.of("1 null LINESTRING (0 0, 1 1) {}"),
                Reading.of(zip(Map.of("l.shp", Shapes.shp(3, Shapes.parts(3, new double[] {0, 0, 1, 1}))))));
    }

    @Test
    void findsTheEncodingOfTheTable() throws IOException {
        Charset old = Charset.forName("windows-1258");
        String name = "Hu\u00ea\u0301|1||T|0";
        byte[] shp = Shapes.shp(1, Shapes.point(1, 2));
        assertEquals("Hu\u00ea\u0301", name(zip(Map.of("p.shp", shp, "p.dbf", Shapes.dbf(old, name)))));
        byte[] cpg = "1258".getBytes(StandardCharsets.US_ASCII);
        assertEquals("Hu\u00ea\u0301", name(zip(Map.of("p.shp", shp, "p.dbf", Shapes.dbf(old, name), "p.cpg", cpg))));
        byte[] utf8 = "UTF-8".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                "Huế",
                name(zip(Map.of(
                        "P.SHP", shp, "P.DBF", Shapes.dbf(StandardCharsets.UTF_8, "Huế|1||T|0"), "P.CPG", utf8))));
    }

    private static String name(Path zip) throws IOException {
        return Reading.of(zip).get(0).replaceFirst(".*NAME=([^,]*),.*", "$1");
    }

    @Test
    void refusesWhatIsBrokenOrDangerous() throws IOException {
        byte[] shp = Shapes.shp(1, Shapes.point(1, 2), Shapes.point(3, 4));
        assertEquals("file-truncated", Reading.outcome(zip(Map.of("p.shp", Arrays.copyOf(shp, shp.length - 5)))));
        byte[] dbf = Shapes.dbf(StandardCharsets.UTF_8, "a|1||T|0");
        assertEquals("file-truncated", Reading.outcome(zip(Map.of("p.shp", shp, "p.dbf", dbf))));
        assertEquals("zip-unsafe-name", Reading.outcome(zip(Map.of("../../p.shp", shp))));
        assertEquals("zip-unsafe-name", Reading.outcome(zip(Map.of("/etc/p.shp", shp))));
        assertEquals("zip-bomb", Reading.outcome(zip(Map.of("p.shp", shp, "p.dbf", new byte[20 << 20]))));
        assertEquals("no-features", Reading.outcome(zip(Map.of("readme.txt", shp))));
        Path whole = zip(Map.of("p.shp", shp));
        byte[] bytes = Files.readAllBytes(whole);
        Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(bytes, bytes.length / 2));
        assertEquals("file-truncated", Reading.outcome(cut));
    }

    private Path zip(Map<String, byte[]> members) throws IOException {
        return Shapes.zip(folder, members);
    }
}
