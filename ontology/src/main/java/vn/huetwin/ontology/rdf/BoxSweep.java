package vn.huetwin.ontology.rdf;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which boxes of two sets share a point, found in one sweep from west to east over each of many strips, as a
 * partition-based spatial merge join does (Patel and DeWitt, SIGMOD 1996). A box lies in each strip that it touches; a
 * pair is told in the strip where the more northern of the two begins.
 */
final class BoxSweep {
    private static final int MOST_STRIPS = 1 << 16;
    /** Comparisons after which it is given up, two seconds or so. */
    private static final long MOST_COMPARED = 400_000_000L;

    private static final int CHECK_EVERY = 1 << 12;

    /** Boxes that grow by one after another: west, south, east, north of each, in the units of their CRS. */
    static final class Boxes {
        private double[] edges = new double[1 << 10];
        private int count;

        void add(double west, double south, double east, double north) {
            if (4 * count == edges.length) {
                edges = Arrays.copyOf(edges, 2 * edges.length);
            }
            int at = 4 * count++;
            edges[at] = west;
            edges[at + 1] = south;
            edges[at + 2] = east;
            edges[at + 3] = north;
        }

        int count() {
            return count;
        }

        double west(int index) {
            return edges[4 * index];
        }

        double south(int index) {
            return edges[4 * index + 1];
        }

        double east(int index) {
            return edges[4 * index + 2];
        }

        double north(int index) {
            return edges[4 * index + 3];
        }
    }

    /** The boxes of one set in each strip, from west to east. */
    private record Strips(Boxes boxes, float[] wests, int[] items, int[] starts) {}

    private final Boxes left;
    private final Boxes right;
    /** Whether both sides are one set. */
    private final boolean own;

    private final long most;
    private final Runnable check;
    private double west = Double.POSITIVE_INFINITY;
    private double south = Double.POSITIVE_INFINITY;
    private double north = Double.NEGATIVE_INFINITY;
    private double heights;
    private int strips = 1;
    private double perStrip = 1;
    private long[] pairs = new long[1 << 10];
    private int found;
    private long compared;

    private BoxSweep(Boxes left, Boxes right, long most, Runnable check) {
        this.left = left;
        this.right = right;
        this.own = left == right;
        this.most = most;
        this.check = check;
    }

    /**
     * The pairs, each the index on the left above and that on the right below, in ascending order. The same object on
     * both sides gives each pair both ways, and each box with itself.
     *
     * @param most  pairs that are worth it
     * @param check runs now and then; may throw
     * @return null if there are more pairs, or so many comparisons that it is not worth it
     */
    static long @Nullable [] pairs(Boxes left, Boxes right, long most, Runnable check) {
        return left.count == 0 || right.count == 0 ? new long[0] : new BoxSweep(left, right, most, check).sweep();
    }

    private long @Nullable [] sweep() {
        measure(left);
        if (!own) {
            measure(right);
        }
        int count = left.count + (own ? 0 : right.count);
        double height = north - south;
        if (height > 0) {
            double wanted = height / Math.max(2 * heights / count, height / MOST_STRIPS);
            strips = (int) Math.max(1, Math.min(wanted, count));
            perStrip = strips / height;
        }
        Strips one = strips(left);
        Strips other = own ? one : strips(right);
        for (int strip = 0; strip < strips; strip++) {
            if (strip % CHECK_EVERY == 0) {
                check.run();
            }
            boolean few = own ? within(one, strip) : between(one, other, strip);
            if (!few) {
                return null;
            }
        }
        long[] all = Arrays.copyOf(pairs, found);
        Arrays.sort(all);
        return all;
    }

    private void measure(Boxes boxes) {
        for (int i = 0; i < boxes.count; i++) {
            west = Math.min(west, boxes.west(i));
            south = Math.min(south, boxes.south(i));
            north = Math.max(north, boxes.north(i));
            heights += boxes.north(i) - boxes.south(i);
        }
    }

    private int strip(double y) {
        return (int) Math.max(0, Math.min(strips - 1, (y - south) * perStrip));
    }

    private Strips strips(Boxes boxes) {
        long[] order = new long[boxes.count];
        float[] wests = new float[boxes.count];
        int[] starts = new int[strips + 1];
        for (int i = 0; i < boxes.count; i++) {
            // a little too far west, never too far east; not negative, so its bits are in its order
            wests[i] = Math.max(0, Math.nextDown((float) (boxes.west(i) - west)));
            order[i] = (long) Float.floatToIntBits(wests[i]) << 32 | i;
            int last = strip(boxes.north(i));
            for (int strip = strip(boxes.south(i)); strip <= last; strip++) {
                starts[strip + 1]++;
            }
        }
        for (int strip = 0; strip < strips; strip++) {
            starts[strip + 1] += starts[strip];
        }
        Arrays.sort(order);
        int[] items = new int[starts[strips]];
        int[] next = Arrays.copyOf(starts, strips);
        for (long entry : order) {
            int item = (int) entry;
            int last = strip(boxes.north(item));
            for (int strip = strip(boxes.south(item)); strip <= last; strip++) {
                items[next[strip]++] = item;
            }
        }
        return new Strips(boxes, wests, items, starts);
    }

    private boolean within(Strips set, int strip) {
        int end = set.starts[strip + 1];
        for (int i = set.starts[strip]; i < end; i++) {
            int one = set.items[i];
            double east = left.east(one) - west;
            if (strip(left.south(one)) == strip && !add(one, one)) {
                return false;
            }
            for (int j = i + 1; j < end && set.wests[set.items[j]] <= east; j++) {
                int other = set.items[j];
                boolean meets = meets(one, other, strip);
                if (!goesOn() || (meets && !(add(one, other) && add(other, one)))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean between(Strips one, Strips other, int strip) {
        int i = one.starts[strip];
        int j = other.starts[strip];
        int ends = one.starts[strip + 1];
        int otherEnds = other.starts[strip + 1];
        while (i < ends && j < otherEnds) {
            int a = one.items[i];
            int b = other.items[j];
            if (one.wests[a] <= other.wests[b]) {
                double east = left.east(a) - west;
                for (int k = j; k < otherEnds && other.wests[other.items[k]] <= east; k++) {
                    int met = other.items[k];
                    if (!goesOn() || (meets(a, met, strip) && !add(a, met))) {
                        return false;
                    }
                }
                i++;
            } else {
                double east = right.east(b) - west;
                for (int k = i; k < ends && one.wests[one.items[k]] <= east; k++) {
                    int met = one.items[k];
                    if (!goesOn() || (meets(met, b, strip) && !add(met, b))) {
                        return false;
                    }
                }
                j++;
            }
        }
        return true;
    }

    private boolean meets(int a, int b, int strip) {
        return left.west(a) <= right.east(b)
                && left.east(a) >= right.west(b)
                && left.south(a) <= right.north(b)
                && left.north(a) >= right.south(b)
                && strip(Math.max(left.south(a), right.south(b))) == strip;
    }

    private boolean goesOn() {
        if ((++compared & 0xf_ffff) == 0) {
            check.run();
        }
        return compared <= MOST_COMPARED;
    }

    private boolean add(int a, int b) {
        if (found == most) {
            return false;
        }
        if (found == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * pairs.length);
        }
        pairs[found++] = (long) a << 32 | b;
        return true;
    }
}
