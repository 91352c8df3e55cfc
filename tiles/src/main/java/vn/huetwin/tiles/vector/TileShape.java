package vn.huetwin.tiles.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A geometry on the grid of a tile: whole numbers, x to the east and y down, as rings, lines or points one after the other.
 * Reused from feature to feature.
 */
final class TileShape {
    /** Units of a side of a tile. */
    static final int EXTENT = 4096;
    /** Units round a tile that drawn lines reach over. */
    static final int BUFFER = 64;

    private static final int LEAST_CAPACITY = 256;

    private final double left;
    private final double top;
    private final double perUnitX;
    private final double perUnitY;
    private final boolean mercator;

    /** 0 points, 1 lines, 2 areas. */
    int dimension;

    double[] exact = new double[LEAST_CAPACITY];
    /** Coordinates by turns, and after the last of each part its index in them. */
    int[] xy = new int[LEAST_CAPACITY];

    int[] ends = new int[16];
    boolean[] holes = new boolean[16];
    int parts;
    int size;
    int minX;
    int minY;
    int maxX;
    int maxY;

    /**
     * @param left   west edge of the tile in the system of the grid
     * @param top    north edge
     * @param width  of the tile
     * @param height of the tile
     */
    TileShape(double left, double top, double width, double height, boolean mercator) {
        this.left = left;
        this.top = top;
        perUnitX = EXTENT / width;
        perUnitY = EXTENT / height;
        this.mercator = mercator;
    }

    /** Takes WKB in WGS 84, longitude first. */
    void read(byte[] wkb) {
        parts = 0;
        size = 0;
        dimension = -1;
        minX = Integer.MAX_VALUE;
        minY = Integer.MAX_VALUE;
        maxX = Integer.MIN_VALUE;
        maxY = Integer.MIN_VALUE;
        geometry(ByteBuffer.wrap(wkb));
    }

    /** Whether all of it lies within the tile and its buffer. */
    boolean isInside() {
        return minX >= -BUFFER && minY >= -BUFFER && maxX <= EXTENT + BUFFER && maxY <= EXTENT + BUFFER;
    }

    boolean isOutside() {
        return maxX < -BUFFER || maxY < -BUFFER || minX > EXTENT + BUFFER || minY > EXTENT + BUFFER;
    }

    private void geometry(ByteBuffer in) {
        in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        switch (type) {
            case 1 -> part(in, 1, 0, false);
            case 2 -> part(in, in.getInt(), 1, false);
            case 3 -> {
                int rings = in.getInt();
                for (int i = 0; i < rings; i++) {
                    part(in, in.getInt(), 2, i > 0);
                }
            }
            default -> {
                int count = in.getInt();
                for (int i = 0; i < count; i++) {
                    geometry(in);
                }
            }
        }
    }

    private void part(ByteBuffer in, int points, int of, boolean hole) {
        if (of > dimension) {
            // of a collection only what has the highest dimension is kept, as the format has one kind for a feature
            parts = 0;
            size = 0;
            dimension = of;
        } else if (of < dimension) {
            in.position(in.position() + 16 * points);
            return;
        }
        if (size + 2 * points > xy.length) {
            xy = Arrays.copyOf(xy, 2 * (size + 2 * points));
            exact = Arrays.copyOf(exact, xy.length);
        }
        if (parts == ends.length) {
            ends = Arrays.copyOf(ends, 2 * parts);
            holes = Arrays.copyOf(holes, 2 * parts);
        }
        for (int i = 0; i < points; i++) {
            double x = in.getDouble();
            double y = in.getDouble();
            if (!Double.isNaN(x)) {
                point(x, y);
            }
        }
        ends[parts] = size;
        holes[parts++] = hole;
    }

    private void point(double x, double y) {
        double u = ((mercator ? Mercator.x(x) : x) - left) * perUnitX;
        double v = (top - (mercator ? Mercator.y(y) : y)) * perUnitY;
        int px = (int) Math.rint(u);
        int py = (int) Math.rint(v);
        exact[size] = u;
        xy[size++] = px;
        exact[size] = v;
        xy[size++] = py;
        minX = Math.min(minX, px);
        maxX = Math.max(maxX, px);
        minY = Math.min(minY, py);
        maxY = Math.max(maxY, py);
    }
}
