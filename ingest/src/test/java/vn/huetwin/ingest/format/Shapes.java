package vn.huetwin.ingest.format;

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
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes shapefiles byte by byte, good and bad ones. */
public final class Shapes {
    private Shapes() {}

    /** A new zip file in the folder. */
    public static Path zip(Path folder, Map<String, byte[]> members) throws IOException {
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

    public static byte[] shp(int type, byte[]... shapes) {
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

    public static byte[] point(double x, double y) {
        return ByteBuffer.allocate(20)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(1)
                .putDouble(x)
                .putDouble(y)
                .array();
    }

    public static byte[] polygon(double[]... rings) {
        return parts(5, rings);
    }

    public static byte[] parts(int type, double[]... parts) {
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
    public static byte[] dbf(Charset charset, String... rows) {
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
