package vn.huetwin.ingest.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
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
        byte[] shp = shp(5, polygon(SHELL, HOLE, ISLAND), polygon(new double[] {0, 0, 0, 1, 1, 1, 1, 0}));
        byte[] dbf = dbf(StandardCharsets.UTF_8, "Đền|12|20250701|T|1.50", "Huế|-3||F|***");
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
                Reading.of(zip(Map.of("p.shp", shp(1, point(1, 2), new byte[4])))));
        assertEquals(
                List.of("1 null LINESTRING (0 0, 1 1) {}"),
                Reading.of(zip(Map.of("l.shp", shp(3, parts(3, new double[] {0, 0, 1, 1}))))));
    }

    @Test
    void findsTheEncodingOfTheTable() throws IOException {
        Charset old = Charset.forName("windows-1258");
        String name = "Hu\u00ea\u0301|1||T|0";
        byte[] shp = shp(1, point(1, 2));
        assertEquals("Hu\u00ea\u0301", name(zip(Map.of("p.shp", shp, "p.dbf", dbf(old, name)))));
        byte[] cpg = "1258".getBytes(StandardCharsets.US_ASCII);
        assertEquals("Hu\u00ea\u0301", name(zip(Map.of("p.shp", shp, "p.dbf", dbf(old, name), "p.cpg", cpg))));
        byte[] utf8 = "UTF-8".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                "Huế",
                name(zip(Map.of("P.SHP", shp, "P.DBF", dbf(StandardCharsets.UTF_8, "Huế|1||T|0"), "P.CPG", utf8))));
    }

    private static String name(Path zip) throws IOException {
        return Reading.of(zip).get(0).replaceFirst(".*NAME=([^,]*),.*", "$1");
    }

    @Test
    void refusesWhatIsBrokenOrDangerous() throws IOException {
        byte[] shp = shp(1, point(1, 2), point(3, 4));
        assertEquals("file-truncated", Reading.outcome(zip(Map.of("p.shp", Arrays.copyOf(shp, shp.length - 5)))));
        byte[] dbf = dbf(StandardCharsets.UTF_8, "a|1||T|0");
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
        Path file = Files.createTempFile(folder, "shape", ".zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> member : new LinkedHashMap<>(members).entrySet()) {
                zip.putNextEntry(new ZipEntry(member.getKey()));
                zip.write(member.getValue());
                zip.closeEntry();
            }
        }
        return file;
    }

    private static byte[] shp(int type, byte[]... shapes) {
        int size = 100;
        for (byte[] shape : shapes) {
            size += 8 + shape.length;
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.putInt(0, 9994).putInt(24, size / 2);
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(28, 1000).putInt(32, type);
        out.position(100).order(ByteOrder.BIG_ENDIAN);
        int number = 0;
        for (byte[] shape : shapes) {
            out.putInt(++number).putInt(shape.length / 2).put(shape);
        }
        return out.array();
    }

    private static byte[] point(double x, double y) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .putDouble(x)
                .putDouble(y)
                .array();
    }

    private static byte[] polygon(double[]... rings) {
        return parts(5, rings);
    }

    private static byte[] parts(int type, double[]... parts) {
        int numbers = Arrays.stream(parts).mapToInt(p -> p.length).sum();
        ByteBuffer out =
                ByteBuffer.allocate(44 + 4 * parts.length + 8 * numbers).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(type).position(36);
        out.putInt(parts.length).putInt(numbers / 2);
        int start = 0;
        for (double[] part : parts) {
            out.putInt(start);
            start += part.length / 2;
        }
        for (double[] part : parts) {
            for (double number : part) {
                out.putDouble(number);
            }
        }
        return out.array();
    }

    /** Columns NAME C(20), FLOORS N(5,0), DAY D(8), YES L(1), H N(6,2). */
    private static byte[] dbf(Charset charset, String... rows) {
        int[] widths = {20, 5, 8, 1, 6};
        String[] names = {"NAME", "FLOORS", "DAY", "YES", "H"};
        ByteBuffer header = ByteBuffer.allocate(32 + 32 * 5 + 1).order(ByteOrder.LITTLE_ENDIAN);
        header.put(0, (byte) 3)
                .putInt(4, rows.length)
                .putShort(8, (short) header.capacity())
                .putShort(10, (short) 41);
        for (int i = 0; i < 5; i++) {
            header.position(32 + 32 * i).put(names[i].getBytes(StandardCharsets.US_ASCII));
            header.put(32 + 32 * i + 11, (byte) "CNDLN".charAt(i)).put(32 + 32 * i + 16, (byte) widths[i]);
        }
        header.put(32 + 32 * 4 + 17, (byte) 2).put(header.capacity() - 1, (byte) 0x0d);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header.array());
        for (String row : rows) {
            out.write(' ');
            String[] values = row.split("\\|", -1);
            for (int i = 0; i < 5; i++) {
                byte[] value = values[i].getBytes(charset);
                byte[] field = new byte[widths[i]];
                Arrays.fill(field, (byte) ' ');
                System.arraycopy(value, 0, field, 0, value.length);
                out.writeBytes(field);
            }
        }
        return out.toByteArray();
    }
}
