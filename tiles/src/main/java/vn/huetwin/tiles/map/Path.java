package vn.huetwin.tiles.map;

import java.util.Arrays;

/**
 * A geometry on the screen: rings, lines or points as floats, x before y, in pixels with y downwards. One object is
 * filled again for each feature.
 */
final class Path {
    /** Vertices nearer than this to the one before are left out. */
    private static final float TOO_NEAR = 0.25f;
    /** Beyond this a float is not fine enough, and nothing is seen anyway. */
    private static final double FARTHEST = 1e6;

    final double[] scratch = new double[2];
    float[] xy = new float[256];
    /** Index in {@link #xy} after the last coordinate of each part. */
    int[] ends = new int[16];
    /** 1 or -1 for each ring, so that shells run one way and holes the other. */
    float[] turns = new float[16];

    int size;
    int parts;
    /** 0 points, 1 lines, 2 areas: the highest in it. */
    int dimension;
    /** Of each part. */
    byte[] dimensions = new byte[16];

    float minX;
    float minY;
    float maxX;
    float maxY;
    private int start;
    private int skipped;

    void clear() {
        size = 0;
        parts = 0;
        dimension = 0;
        start = 0;
        skipped = 0;
        minX = Float.POSITIVE_INFINITY;
        minY = Float.POSITIVE_INFINITY;
        maxX = Float.NEGATIVE_INFINITY;
        maxY = Float.NEGATIVE_INFINITY;
    }

    boolean isEmpty() {
        return parts == 0;
    }

    /** Next vertex of the part that is open. */
    void add(double px, double py) {
        float x = (float) Math.max(-FARTHEST, Math.min(FARTHEST, px));
        float y = (float) Math.max(-FARTHEST, Math.min(FARTHEST, py));
        if (size > start && Math.abs(x - xy[size - 2]) + Math.abs(y - xy[size - 1]) < TOO_NEAR) {
            skipped++;
            return;
        }
        skipped = 0;
        put(x, y);
    }

    private void put(float x, float y) {
        if (size + 2 > xy.length) {
            xy = Arrays.copyOf(xy, xy.length * 2);
        }
        xy[size++] = x;
        xy[size++] = y;
        minX = Math.min(minX, x);
        maxX = Math.max(maxX, x);
        minY = Math.min(minY, y);
        maxY = Math.max(maxY, y);
    }

    void endPoint() {
        end(0, 1);
    }

    void endLine() {
        if (skipped > 0 && size - start == 2) {
            put(xy[size - 2] + TOO_NEAR, xy[size - 1]);
        }
        end(1, 1);
    }

    /** @param hole whether the ring is cut out of the one before */
    void endRing(boolean hole) {
        double area = 0;
        for (int i = start, j = size - 2; i < size; j = i, i += 2) {
            area += (double) xy[j] * xy[i + 1] - (double) xy[i] * xy[j + 1];
        }
        end(2, (area < 0) == hole ? 1 : -1);
    }

    private void end(int partDimension, float turn) {
        if (size > start) {
            if (parts == ends.length) {
                ends = Arrays.copyOf(ends, parts * 2);
                turns = Arrays.copyOf(turns, parts * 2);
                dimensions = Arrays.copyOf(dimensions, parts * 2);
            }
            ends[parts] = size;
            turns[parts] = turn;
            dimensions[parts++] = (byte) partDimension;
            dimension = Math.max(dimension, partDimension);
        }
        start = size;
        skipped = 0;
    }

    int start(int part) {
        return part == 0 ? 0 : ends[part - 1];
    }

    /** Whether nothing of it comes nearer than a margin to the screen. */
    boolean misses(int width, int height, float margin) {
        return maxX < -margin || maxY < -margin || minX > width + margin || minY > height + margin;
    }

    float width() {
        return maxX - minX;
    }

    float height() {
        return maxY - minY;
    }
}
