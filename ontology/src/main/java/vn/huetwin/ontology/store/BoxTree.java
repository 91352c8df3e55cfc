package vn.huetwin.ontology.store;

import java.util.Arrays;

/**
 * A packed R-tree over boxes in the order of a Hilbert curve (Kamel and Faloutsos, 1993), in four numbers a box and
 * without objects. Immutable.
 */
public final class BoxTree {
    private static final int NODE = 16;
    private static final int HILBERT_BITS = 15;

    private final int count;
    /** Boxes level by level from the leaves up: west, south, east, north. */
    private final int[] boxes;
    /** Of a leaf its item; of a node the index of its first child. */
    private final int[] targets;
    /** Index after the last entry of each level. */
    private final int[] levels;

    /**
     * Of these boxes.
     *
     * @param items west, south, east, north of each by turns
     */
    public BoxTree(int[] items) {
        count = items.length / 4;
        int[] ends = new int[16];
        int depth = 0;
        int size = 0;
        int level = count;
        do {
            size += level;
            ends[depth++] = size;
            level = (level + NODE - 1) / NODE;
        } while (ends[depth - 1] - (depth > 1 ? ends[depth - 2] : 0) > 1);
        levels = Arrays.copyOf(ends, depth);
        boxes = new int[4 * size];
        targets = new int[size];
        long[] order = order(items);
        for (int i = 0; i < count; i++) {
            int item = (int) order[i];
            System.arraycopy(items, 4 * item, boxes, 4 * i, 4);
            targets[i] = item;
        }
        int from = 0;
        for (int d = 1; d < depth; d++) {
            int at = levels[d - 1];
            for (int first = from; first < levels[d - 1]; first += NODE) {
                parent(at, first, Math.min(first + NODE, levels[d - 1]));
                at++;
            }
            from = levels[d - 1];
        }
    }

    private void parent(int node, int first, int end) {
        targets[node] = first;
        int at = 4 * node;
        System.arraycopy(boxes, 4 * first, boxes, at, 4);
        for (int child = first + 1; child < end; child++) {
            boxes[at] = Math.min(boxes[at], boxes[4 * child]);
            boxes[at + 1] = Math.min(boxes[at + 1], boxes[4 * child + 1]);
            boxes[at + 2] = Math.max(boxes[at + 2], boxes[4 * child + 2]);
            boxes[at + 3] = Math.max(boxes[at + 3], boxes[4 * child + 3]);
        }
    }

    /** Items along the curve: its position above, the item below. */
    private static long[] order(int[] items) {
        long west = Integer.MAX_VALUE;
        long south = Integer.MAX_VALUE;
        long east = Integer.MIN_VALUE;
        long north = Integer.MIN_VALUE;
        for (int i = 0; i < items.length; i += 4) {
            west = Math.min(west, items[i]);
            south = Math.min(south, items[i + 1]);
            east = Math.max(east, items[i + 2]);
            north = Math.max(north, items[i + 3]);
        }
        double side = (1 << HILBERT_BITS) - 1;
        double perX = side / Math.max(1, east - west);
        double perY = side / Math.max(1, north - south);
        long[] order = new long[items.length / 4];
        for (int i = 0; i < order.length; i++) {
            double x = ((long) items[4 * i] + items[4 * i + 2]) / 2.0 - west;
            double y = ((long) items[4 * i + 1] + items[4 * i + 3]) / 2.0 - south;
            order[i] = ((long) hilbert((int) (x * perX), (int) (y * perY)) << 32) | i;
        }
        Arrays.sort(order);
        return order;
    }

    private static int hilbert(int px, int py) {
        int x = px;
        int y = py;
        int position = 0;
        for (int s = 1 << (HILBERT_BITS - 1); s > 0; s >>= 1) {
            int rx = (x & s) > 0 ? 1 : 0;
            int ry = (y & s) > 0 ? 1 : 0;
            position += s * s * ((3 * rx) ^ ry);
            if (ry == 0) {
                if (rx == 1) {
                    x = s - 1 - (x & (s - 1));
                    y = s - 1 - (y & (s - 1));
                }
                int swap = x;
                x = y;
                y = swap;
            }
        }
        return position;
    }

    /** The items whose boxes meet a box, in ascending order. */
    public int[] search(int west, int south, int east, int north) {
        if (count == 0) {
            return new int[0];
        }
        int[] found = new int[64];
        int size = 0;
        int[] open = new int[NODE * 16];
        int top = 0;
        open[top++] = levels[levels.length - 1] - 1;
        while (top > 0) {
            int node = open[--top];
            if (node < count) {
                if (meets(node, west, south, east, north)) {
                    if (size == found.length) {
                        found = Arrays.copyOf(found, size * 2);
                    }
                    found[size++] = targets[node];
                }
                continue;
            }
            if (!meets(node, west, south, east, north)) {
                continue;
            }
            int first = targets[node];
            int end = Math.min(first + NODE, levels[level(first)]);
            if (top + NODE > open.length) {
                open = Arrays.copyOf(open, open.length * 2);
            }
            for (int child = first; child < end; child++) {
                open[top++] = child;
            }
        }
        int[] items = Arrays.copyOf(found, size);
        Arrays.sort(items);
        return items;
    }

    private int level(int index) {
        int level = 0;
        while (index >= levels[level]) {
            level++;
        }
        return level;
    }

    private boolean meets(int node, int west, int south, int east, int north) {
        int at = 4 * node;
        return boxes[at] <= east && boxes[at + 2] >= west && boxes[at + 1] <= north && boxes[at + 3] >= south;
    }

    public long bytes() {
        return 4L * boxes.length + 4L * targets.length;
    }
}
