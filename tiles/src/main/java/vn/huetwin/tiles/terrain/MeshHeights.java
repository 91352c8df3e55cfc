package vn.huetwin.tiles.terrain;

import java.util.Arrays;

/** Heights on the triangles of a tile, found through a grid of buckets. */
final class MeshHeights {
    private static final int BUCKETS = 32;

    private final int[] u;
    private final int[] v;
    private final int[] height;
    private final int[] triangles;
    private final double lowest;
    private final double metresPerStep;
    /** Triangles of bucket {@code b} are {@code members[starts[b]]} up to {@code members[starts[b + 1] - 1]}. */
    private final int[] starts = new int[BUCKETS * BUCKETS + 1];

    private final int[] members;

    MeshHeights(int[] u, int[] v, int[] height, int[] triangles, double lowest, double highest) {
        this.u = u;
        this.v = v;
        this.height = height;
        this.triangles = triangles;
        this.lowest = lowest;
        metresPerStep = (highest - lowest) / TileMesh.MOST;
        int[] counts = new int[BUCKETS * BUCKETS];
        visit((triangle, bucket) -> counts[bucket]++);
        for (int b = 0; b < counts.length; b++) {
            starts[b + 1] = starts[b] + counts[b];
        }
        members = new int[starts[counts.length]];
        int[] ends = Arrays.copyOf(starts, counts.length);
        visit((triangle, bucket) -> members[ends[bucket]++] = triangle);
    }

    private interface Visitor {
        void in(int triangle, int bucket);
    }

    private void visit(Visitor visitor) {
        for (int t = 0; t < triangles.length; t += 3) {
            int west = bucket(Math.min(u[triangles[t]], Math.min(u[triangles[t + 1]], u[triangles[t + 2]])));
            int east = bucket(Math.max(u[triangles[t]], Math.max(u[triangles[t + 1]], u[triangles[t + 2]])));
            int south = bucket(Math.min(v[triangles[t]], Math.min(v[triangles[t + 1]], v[triangles[t + 2]])));
            int north = bucket(Math.max(v[triangles[t]], Math.max(v[triangles[t + 1]], v[triangles[t + 2]])));
            for (int y = south; y <= north; y++) {
                for (int x = west; x <= east; x++) {
                    visitor.in(t, y * BUCKETS + x);
                }
            }
        }
    }

    private static int bucket(double at) {
        return (int) Math.min(BUCKETS - 1, Math.max(0, at * BUCKETS / TileMesh.MOST));
    }

    /**
     * Metres above the ellipsoid.
     *
     * @param east  part of the way from the west side to the east side
     * @param north part of the way from the south side to the north side
     */
    double at(double east, double north) {
        double x = Math.min(1, Math.max(0, east)) * TileMesh.MOST;
        double y = Math.min(1, Math.max(0, north)) * TileMesh.MOST;
        int bucket = bucket(y) * BUCKETS + bucket(x);
        for (int m = starts[bucket]; m < starts[bucket + 1]; m++) {
            int a = triangles[members[m]];
            int b = triangles[members[m] + 1];
            int c = triangles[members[m] + 2];
            double area = (double) (u[b] - u[a]) * (v[c] - v[a]) - (double) (v[b] - v[a]) * (u[c] - u[a]);
            double wb = ((x - u[a]) * (v[c] - v[a]) - (y - v[a]) * (u[c] - u[a])) / area;
            double wc = ((y - v[a]) * (u[b] - u[a]) - (x - u[a]) * (v[b] - v[a])) / area;
            if (wb >= -1e-9 && wc >= -1e-9 && wb + wc <= 1 + 1e-9) {
                double steps = height[a] + wb * (height[b] - height[a]) + wc * (height[c] - height[a]);
                return lowest + steps * metresPerStep;
            }
        }
        throw new IllegalStateException("The triangles of a terrain tile leave a gap");
    }
}
