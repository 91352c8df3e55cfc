package vn.huetwin.tiles.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import vn.huetwin.ontology.store.BoxTree;

/**
 * Geometries of many features in a few arrays: WGS 84 in units of 1e-8 degrees (a millimetre) from the middle of the
 * city. It grows until {@link #trim()}, then it does not change.
 */
final class ShapeStore {
    private static final double UNITS = 1e8;
    /** Multiplying is faster than dividing. */
    private static final double DEGREES = 1e-8;

    private static final int DIMENSION = 28;
    private static final int HOLE = 1 << 27;
    private static final int VERTICES = HOLE - 1;

    private final double originX;
    private final double originY;
    private int[] xy = new int[1 << 12];
    private int size;
    /** For each part its dimension, whether it is a hole, and its number of vertices. */
    private int[] parts = new int[1 << 10];

    private int partCount;
    /** Index after the last part, and after the last coordinate, of each feature. */
    private int[] partEnds = new int[1 << 9];

    private int[] ends = new int[1 << 9];
    private int count;
    private int[] boxes = new int[1 << 11];

    ShapeStore(double originX, double originY) {
        this.originX = originX;
        this.originY = originY;
    }

    int count() {
        return count;
    }

    /**
     * Adds a feature.
     *
     * @param wkb two-dimensional, WGS 84
     * @return false if it lies too far away to be held
     */
    boolean add(byte[] wkb) {
        int startSize = size;
        int startParts = partCount;
        if (!geometry(ByteBuffer.wrap(wkb))) {
            size = startSize;
            partCount = startParts;
            return false;
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, count * 2);
            partEnds = Arrays.copyOf(partEnds, count * 2);
            boxes = Arrays.copyOf(boxes, count * 8);
        }
        ends[count] = size;
        partEnds[count] = partCount;
        box(startSize, 4 * count);
        count++;
        return true;
    }

    private void box(int from, int at) {
        int west = Integer.MAX_VALUE;
        int south = Integer.MAX_VALUE;
        int east = Integer.MIN_VALUE;
        int north = Integer.MIN_VALUE;
        for (int i = from; i < size; i += 2) {
            west = Math.min(west, xy[i]);
            east = Math.max(east, xy[i]);
            south = Math.min(south, xy[i + 1]);
            north = Math.max(north, xy[i + 1]);
        }
        boxes[at] = west;
        boxes[at + 1] = south;
        boxes[at + 2] = east;
        boxes[at + 3] = north;
    }

    private boolean geometry(ByteBuffer in) {
        in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        switch (type) {
            case 1 -> {
                return vertices(in, 1, 0, false);
            }
            case 2 -> {
                return vertices(in, in.getInt(), 1, false);
            }
            case 3 -> {
                int rings = in.getInt();
                for (int ring = 0; ring < rings; ring++) {
                    if (!vertices(in, in.getInt(), 2, ring > 0)) {
                        return false;
                    }
                }
                return true;
            }
            case 4, 5, 6, 7 -> {
                int geometries = in.getInt();
                for (int i = 0; i < geometries; i++) {
                    if (!geometry(in)) {
                        return false;
                    }
                }
                return true;
            }
            default -> throw new IllegalStateException("WKB of the type " + type + " is not two-dimensional");
        }
    }

    private boolean vertices(ByteBuffer in, int vertices, int dimension, boolean hole) {
        if (size + 2L * vertices > xy.length) {
            xy = Arrays.copyOf(xy, Math.max(size + 2 * vertices, xy.length + (xy.length >> 1)));
        }
        for (int i = 0; i < vertices; i++) {
            double x = Math.rint((in.getDouble() - originX) * UNITS);
            double y = Math.rint((in.getDouble() - originY) * UNITS);
            if (!(Math.abs(x) < Integer.MAX_VALUE && Math.abs(y) < Integer.MAX_VALUE)) {
                return false;
            }
            xy[size++] = (int) x;
            xy[size++] = (int) y;
        }
        if (partCount == parts.length) {
            parts = Arrays.copyOf(parts, partCount * 2);
        }
        parts[partCount++] = dimension << DIMENSION | (hole ? HOLE : 0) | vertices;
        return true;
    }

    void trim() {
        xy = Arrays.copyOf(xy, size);
        parts = Arrays.copyOf(parts, partCount);
        ends = Arrays.copyOf(ends, count);
        partEnds = Arrays.copyOf(partEnds, count);
        boxes = Arrays.copyOf(boxes, 4 * count);
    }

    /** An index over all that is in it. */
    BoxTree index() {
        return new BoxTree(boxes);
    }

    boolean meets(int feature, int west, int south, int east, int north) {
        int at = 4 * feature;
        return boxes[at] <= east && boxes[at + 2] >= west && boxes[at + 1] <= north && boxes[at + 3] >= south;
    }

    int unitsX(double longitude) {
        return units(longitude - originX);
    }

    int unitsY(double latitude) {
        return units(latitude - originY);
    }

    private static int units(double degrees) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, degrees * UNITS));
    }

    /**
     * Puts a feature on the screen.
     *
     * @param tiny extent in units below which a feature is a point or so, and only the corners of its box are taken
     */
    void read(int feature, int tiny, Screen screen, Path path) {
        path.clear();
        int box = 4 * feature;
        int part = feature == 0 ? 0 : partEnds[feature - 1];
        int at = feature == 0 ? 0 : ends[feature - 1];
        boolean area = part < partEnds[feature] && parts[part] >> DIMENSION == 2;
        if (area && boxes[box + 2] - boxes[box] < tiny && boxes[box + 3] - boxes[box + 1] < tiny) {
            add(path, screen, boxes[box], boxes[box + 1]);
            add(path, screen, boxes[box + 2], boxes[box + 3]);
            path.endRing(false);
            return;
        }
        for (; part < partEnds[feature]; part++) {
            int vertices = parts[part] & VERTICES;
            for (int i = 0; i < vertices; i++, at += 2) {
                add(path, screen, xy[at], xy[at + 1]);
            }
            switch (parts[part] >> DIMENSION) {
                case 0 -> path.endPoint();
                case 1 -> path.endLine();
                default -> path.endRing((parts[part] & HOLE) != 0);
            }
        }
    }

    private void add(Path path, Screen screen, int x, int y) {
        screen.add(path, originX + x * DEGREES, originY + y * DEGREES);
    }

    long bytes() {
        return 4L * (xy.length + parts.length + ends.length + partEnds.length + boxes.length);
    }
}
