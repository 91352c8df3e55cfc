package vn.huetwin.tiles.terrain;

import java.util.Arrays;

/**
 * A Delaunay triangulation of few points of a square lattice that differs from all others by no more than a bound:
 * greedy insertion (Garland and Heckbert, Fast Polygonal Approximation of Terrains and Height Fields, 1995).
 *
 * <p>Which points of a side are in it depends on the heights along this side alone, so that neighbours fit together.
 */
final class TriangleNetwork {
    private static final double INSIDE = 0.999;
    private static final float UNKNOWN = -1;

    private final int last;
    private final float[] heights;
    private final double bound;
    /** Lattice points by number; the number of a lattice point plus 1, or 0. */
    private int[] points = new int[256];

    private final int[] numbers;
    private int pointCount;
    /** Three corners a triangle; of each side, the same side seen from the other triangle, or −1. */
    private int[] corners = new int[3 * 512];

    private int[] twins = new int[3 * 512];
    private int cornerCount;
    /** Of each triangle: its worst lattice point, and by how much; 0 is within the bound, UNKNOWN is not sought yet. */
    private int[] worst = new int[512];

    private float[] errors = new float[512];
    /** Triangles that were made or changed since their worst points were sought. */
    private int[] pending = new int[512];

    private int pendingCount;
    /** Where the search for a place begins. */
    private int near;

    private final ErrorHeap heap = new ErrorHeap();

    /**
     * Triangulates.
     *
     * @param side    points along a side, a power of two and one more
     * @param heights row by row
     * @param bound   the most that a point may lie off its triangle
     * @param stride  distance of points that must be in it, a divisor of {@code side - 1}
     */
    TriangleNetwork(int side, float[] heights, double bound, int stride) {
        last = side - 1;
        this.heights = heights;
        this.bound = bound;
        numbers = new int[side * side];
        frame();
        for (int y = 0; y <= last; y += stride) {
            for (int x = 0; x <= last; x += stride) {
                require(x, y);
            }
        }
        for (int from = 0; from < last; from += stride) {
            border(from, from + stride, 1, 0);
            border(from, from + stride, 1, last * side);
            border(from, from + stride, side, 0);
            border(from, from + stride, side, last);
        }
        flush();
        for (int triangle = heap.pop(errors); triangle >= 0; triangle = heap.pop(errors)) {
            insert(triangle, worst[triangle]);
            flush();
        }
    }

    /** Lattice points in it, {@code y · side + x}, by their number. */
    int[] points() {
        return Arrays.copyOf(points, pointCount);
    }

    /** Three numbers of points a triangle, anticlockwise with y upwards. */
    int[] triangles() {
        return Arrays.copyOf(corners, cornerCount);
    }

    private void frame() {
        int southWest = number(0);
        int southEast = number(last);
        int northWest = number(last * (last + 1));
        int northEast = number((last + 1) * (last + 1) - 1);
        int first = triangle(southWest, southEast, northEast, -1, -1, -1, cornerCount);
        triangle(northEast, northWest, southWest, -1, -1, first + 2, cornerCount);
    }

    /** Points of a side by halving it at the worst one (Douglas and Peucker, 1973). */
    private void border(int from, int to, int step, int offset) {
        double start = heights[offset + from * step];
        double slope = (heights[offset + to * step] - start) / (to - from);
        double most = bound * INSIDE;
        int at = -1;
        for (int i = from + 1; i < to; i++) {
            double error = Math.abs(heights[offset + i * step] - (start + slope * (i - from)));
            if (error > most) {
                most = error;
                at = i;
            }
        }
        if (at >= 0) {
            int point = offset + at * step;
            require(point % (last + 1), point / (last + 1));
            border(from, at, step, offset);
            border(at, to, step, offset);
        }
    }

    private void require(int x, int y) {
        int point = y * (last + 1) + x;
        if (numbers[point] == 0) {
            near = find(x, y);
            insert(near, point);
        }
    }

    /** The triangle that holds a place: over the side that parts it from there, again and again. */
    private int find(int x, int y) {
        int triangle = near;
        for (int i = 0; i < 3; ) {
            int side = 3 * triangle + i;
            if (turn(points[corners[side]], points[corners[next(side)]], x, y) < 0) {
                triangle = twins[side] / 3;
                i = 0;
            } else {
                i++;
            }
        }
        return triangle;
    }

    private int x(int point) {
        return point % (last + 1);
    }

    private int y(int point) {
        return point / (last + 1);
    }

    /** Twice the area of the triangle of two points and a place: positive if they turn left. */
    private long turn(int a, int b, int x, int y) {
        return (long) (x(b) - x(a)) * (y - y(a)) - (long) (y(b) - y(a)) * (x - x(a));
    }

    private int number(int point) {
        if (pointCount == points.length) {
            points = Arrays.copyOf(points, 2 * pointCount);
        }
        points[pointCount] = point;
        numbers[point] = ++pointCount;
        return pointCount - 1;
    }

    /** Writes a triangle; {@code ab} and so on are its neighbours' sides. @return its first side */
    private int triangle(int a, int b, int c, int ab, int bc, int ca, int at) {
        if (at == cornerCount) {
            cornerCount += 3;
            if (cornerCount > corners.length) {
                corners = Arrays.copyOf(corners, 2 * corners.length);
                twins = Arrays.copyOf(twins, 2 * twins.length);
                worst = Arrays.copyOf(worst, 2 * worst.length);
                errors = Arrays.copyOf(errors, 2 * errors.length);
            }
        }
        side(at, a, ab);
        side(at + 1, b, bc);
        side(at + 2, c, ca);
        if (errors[at / 3] != UNKNOWN) {
            errors[at / 3] = UNKNOWN;
            if (pendingCount == pending.length) {
                pending = Arrays.copyOf(pending, 2 * pendingCount);
            }
            pending[pendingCount++] = at / 3;
        }
        return at;
    }

    private void side(int at, int from, int twin) {
        corners[at] = from;
        twins[at] = twin;
        if (twin >= 0) {
            twins[twin] = at;
        }
    }

    /** Puts a point of a triangle in: the triangle becomes three, or two with its neighbour if it lies on a side. */
    private void insert(int triangle, int point) {
        int e = 3 * triangle;
        int x = x(point);
        int y = y(point);
        for (int i = 0; i < 3; i++) {
            if (turn(points[corners[e + i]], points[corners[e + (i + 1) % 3]], x, y) == 0) {
                split(e + i, number(point));
                return;
            }
        }
        int p = number(point);
        int a = corners[e];
        int b = corners[e + 1];
        int c = corners[e + 2];
        int bc = twins[e + 1];
        int ca = twins[e + 2];
        int first = triangle(a, b, p, twins[e], -1, -1, e);
        int second = triangle(b, c, p, bc, -1, first + 1, cornerCount);
        int third = triangle(c, a, p, ca, first + 2, second + 1, cornerCount);
        legalize(first);
        legalize(second);
        legalize(third);
    }

    private static int next(int side) {
        return side % 3 == 2 ? side - 2 : side + 1;
    }

    private static int previous(int side) {
        return side % 3 == 0 ? side + 2 : side - 1;
    }

    private void split(int side, int p) {
        int a = corners[side];
        int b = corners[next(side)];
        int c = corners[previous(side)];
        int bc = twins[next(side)];
        int ca = twins[previous(side)];
        int other = twins[side];
        int first = triangle(c, a, p, ca, -1, -1, side - side % 3);
        int second = triangle(b, c, p, bc, first + 2, -1, cornerCount);
        if (other >= 0) {
            int d = corners[previous(other)];
            int ad = twins[next(other)];
            int db = twins[previous(other)];
            int third = triangle(a, d, p, ad, -1, first + 1, other - other % 3);
            int fourth = triangle(d, b, p, db, second + 2, third + 1, cornerCount);
            legalize(third);
            legalize(fourth);
        }
        legalize(first);
        legalize(second);
    }

    /** Turns a side over if a circle through its triangle holds the corner beyond it, and goes on with what changed. */
    private void legalize(int side) {
        int other = twins[side];
        if (other < 0) {
            return;
        }
        int a = corners[side];
        int b = corners[next(side)];
        int p = corners[previous(side)];
        int d = corners[previous(other)];
        if (!inCircle(points[a], points[b], points[p], points[d])) {
            return;
        }
        int bp = twins[next(side)];
        int pa = twins[previous(side)];
        int ad = twins[next(other)];
        int db = twins[previous(other)];
        int first = triangle(a, d, p, ad, -1, pa, side - side % 3);
        int second = triangle(d, b, p, db, bp, first + 1, other - other % 3);
        legalize(first);
        legalize(second);
    }

    /** Whether d lies in the circle of a, b, c, which turn left. Exact: coordinates have few bits. */
    private boolean inCircle(int a, int b, int c, int d) {
        long ax = (long) x(a) - x(d);
        long ay = (long) y(a) - y(d);
        long bx = (long) x(b) - x(d);
        long by = (long) y(b) - y(d);
        long cx = (long) x(c) - x(d);
        long cy = (long) y(c) - y(d);
        long al = ax * ax + ay * ay;
        long bl = bx * bx + by * by;
        long cl = cx * cx + cy * cy;
        return ax * (by * cl - bl * cy) - ay * (bx * cl - bl * cx) + al * (bx * cy - by * cx) > 0;
    }

    private void flush() {
        for (int i = 0; i < pendingCount; i++) {
            int triangle = pending[i];
            scan(triangle);
            if (errors[triangle] > 0) {
                heap.push(errors[triangle], triangle);
            }
        }
        pendingCount = 0;
    }

    /** Seeks the worst lattice point of a triangle, row by row; points of the sides are settled. */
    private void scan(int triangle) {
        int a = points[corners[3 * triangle]];
        int b = points[corners[3 * triangle + 1]];
        int c = points[corners[3 * triangle + 2]];
        int ax = x(a);
        int ay = y(a);
        double area = turn(a, b, x(c), y(c));
        double za = heights[a];
        double dx = ((heights[b] - za) * (y(c) - ay) - (heights[c] - za) * (y(b) - ay)) / area;
        double dy = ((heights[c] - za) * (x(b) - ax) - (heights[b] - za) * (x(c) - ax)) / area;
        double most = bound;
        int at = -1;
        int top = Math.min(last - 1, Math.max(ay, Math.max(y(b), y(c))));
        for (int y = Math.max(1, Math.min(ay, Math.min(y(b), y(c)))); y <= top; y++) {
            int from = Math.max(1, Math.max(west(a, b, y), Math.max(west(b, c, y), west(c, a, y))));
            int to = Math.min(last - 1, Math.min(east(a, b, y), Math.min(east(b, c, y), east(c, a, y))));
            double z = za + dy * (y - ay) + dx * (from - ax);
            int row = y * (last + 1);
            for (int x = from; x <= to; x++) {
                double error = Math.abs(heights[row + x] - z);
                if (error > most) {
                    most = error;
                    at = row + x;
                }
                z += dx;
            }
        }
        errors[triangle] = at < 0 || numbers[at] > 0 ? 0 : (float) most;
        worst[triangle] = at;
    }

    /** The westernmost lattice point of a row left of a side that goes down; all, for other sides. */
    private int west(int a, int b, int y) {
        int dy = y(b) - y(a);
        if (dy == 0) {
            return 0;
        }
        return dy > 0 ? 0 : x(a) - Math.floorDiv(-(x(b) - x(a)) * (y - y(a)), dy);
    }

    /** The easternmost lattice point of a row left of a side that goes up; all, for other sides. */
    private int east(int a, int b, int y) {
        int dy = y(b) - y(a);
        return dy <= 0 ? last : x(a) + Math.floorDiv((x(b) - x(a)) * (y - y(a)), dy);
    }

    /** Triangles by their error, worst first. What has changed since it was pushed is passed over. */
    private static final class ErrorHeap {
        private long[] entries = new long[256];
        private int size;

        void push(float error, int triangle) {
            if (size == entries.length) {
                entries = Arrays.copyOf(entries, 2 * size);
            }
            long entry = ((long) Float.floatToIntBits(error) << 32) | triangle;
            int at = size++;
            while (at > 0 && entries[(at - 1) / 2] < entry) {
                entries[at] = entries[(at - 1) / 2];
                at = (at - 1) / 2;
            }
            entries[at] = entry;
        }

        /** @return a triangle, or −1 */
        int pop(float[] errors) {
            while (size > 0) {
                long top = entries[0];
                sink(entries[--size]);
                int triangle = (int) top;
                if (Float.floatToIntBits(errors[triangle]) == (int) (top >> 32)) {
                    return triangle;
                }
            }
            return -1;
        }

        private void sink(long entry) {
            int at = 0;
            while (2 * at + 1 < size) {
                int child = 2 * at + 1;
                if (child + 1 < size && entries[child + 1] > entries[child]) {
                    child++;
                }
                if (entries[child] <= entry) {
                    break;
                }
                entries[at] = entries[child];
                at = child;
            }
            entries[at] = entry;
        }
    }
}
