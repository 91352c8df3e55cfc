package vn.huetwin.server.bench;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * An invented elevation model of the city as a GeoTIFF (OGC 19-008r4): 32-bit heights above sea level without compression,
 * WGS 84, a pixel of about 10 m. Plain in the north-east, hills of some 400 m in the south-west. The same seed gives the
 * same bytes.
 */
final class ElevationFile {
    private static final double PIXEL = 1e-4;
    private static final double WEST = 107.45;
    private static final double NORTH = 16.58;
    private static final int OCTAVES = 8;
    private static final int ENTRIES = 13;
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int DOUBLE = 12;

    private ElevationFile() {}

    /** @param side pixels from west to east, and from north to south */
    static void write(Path file, int side, long seed) throws IOException {
        double[][] waves = waves(seed);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(head(side));
            ByteBuffer row = ByteBuffer.allocate(4 * side).order(ByteOrder.LITTLE_ENDIAN);
            for (int y = 0; y < side; y++) {
                row.clear();
                for (int x = 0; x < side; x++) {
                    row.putFloat((float) height(waves, (double) x / side, (double) y / side));
                }
                out.write(row.array(), 0, row.position());
            }
        }
    }

    /** Of each octave: two directions and two phases. */
    private static double[][] waves(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] waves = new double[OCTAVES][4];
        for (double[] wave : waves) {
            for (int i = 0; i < wave.length; i++) {
                wave[i] = random.nextDouble() * 2 * Math.PI;
            }
        }
        return waves;
    }

    private static double height(double[][] waves, double east, double south) {
        double hilly = Math.max(0, Math.min(1, (south - east) * 1.5 + 0.3));
        double sum = 0;
        double size = 1;
        double frequency = 6;
        for (double[] wave : waves) {
            double along = east * Math.cos(wave[0]) + south * Math.sin(wave[0]);
            double across = east * Math.cos(wave[1]) + south * Math.sin(wave[1]);
            sum += size * Math.sin(frequency * along + wave[2]) * Math.sin(frequency * across + wave[3]);
            size *= 0.5;
            frequency *= 2.1;
        }
        return 3 + 2 * sum * (1 - hilly) + hilly * hilly * (200 + 200 * sum);
    }

    private static byte[] head(int side) {
        int doubles = 8 + 2 + 12 * ENTRIES + 4;
        int keys = doubles + 9 * 8;
        int pixels = keys + 16 * 2;
        ByteBuffer head = ByteBuffer.allocate(pixels).order(ByteOrder.LITTLE_ENDIAN);
        head.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
        head.putShort((short) ENTRIES);
        entry(head, 256, LONG, 1, side);
        entry(head, 257, LONG, 1, side);
        entry(head, 258, SHORT, 1, 32);
        entry(head, 259, SHORT, 1, 1);
        entry(head, 262, SHORT, 1, 1);
        entry(head, 273, LONG, 1, pixels);
        entry(head, 277, SHORT, 1, 1);
        entry(head, 278, LONG, 1, side);
        entry(head, 279, LONG, 1, 4 * side * side);
        entry(head, 339, SHORT, 1, 3);
        entry(head, 33550, DOUBLE, 3, doubles);
        entry(head, 33922, DOUBLE, 6, doubles + 3 * 8);
        entry(head, 34735, SHORT, 16, keys);
        head.putInt(0);
        for (double value : new double[] {PIXEL, PIXEL, 0, 0, 0, 0, WEST, NORTH, 0}) {
            head.putDouble(value);
        }
        for (int key : new int[] {1, 1, 0, 3, 1024, 0, 1, 2, 1025, 0, 1, 1, 2048, 0, 1, 4326}) {
            head.putShort((short) key);
        }
        return head.array();
    }

    private static void entry(ByteBuffer head, int tag, int type, int count, int value) {
        head.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
