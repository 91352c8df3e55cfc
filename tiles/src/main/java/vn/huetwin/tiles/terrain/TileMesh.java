package vn.huetwin.tiles.terrain;

import java.util.Arrays;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.tiles.height.Geoid;
import vn.huetwin.tiles.height.Wgs84;

/**
 * The triangles of a tile as they are written. Vertices are in the order in which triangles use them.
 *
 * @param u         from the west side to the east side, 0 to 32,767
 * @param v         from the south side to the north side
 * @param height    from {@code shape.lowest} to {@code shape.highest}
 * @param normals   two bytes a vertex: unit vectors away from the ground, earth-centred, folded to a square ("oct")
 * @param triangles three vertices each, anticlockwise seen from above
 */
record TileMesh(TileShape shape, int[] u, int[] v, int[] height, byte[] normals, int[] triangles) {
    static final int MOST = 32_767;
    /** Part of an error bound that the curvature of the Earth may take; the ground has the rest. */
    private static final double CURVATURE_SHARE = 0.2;

    /** Tiles of these levels show the globe from afar, where a bulge of kilometres is less than a pixel. */
    private static final int GLOBE_LEVELS = 6;

    private static final int SIDE = Window.CELLS + 1;

    /**
     * Makes the triangles of a tile.
     *
     * @param ground heights above sea level at {@code Window.of(tile, 1)}, none NaN
     * @param bound  metres that the triangles may lie off the points
     */
    static TileMesh of(TileKey tile, float[] ground, Geoid geoid, double bound) {
        Window window = Window.of(tile, 1);
        float[] ellipsoidal = new float[window.size()];
        double offset = geoid.isConstant() ? geoid.undulation(0, 0) : Double.NaN;
        for (int j = 0, i = 0; j < window.rows(); j++) {
            for (int c = 0; c < window.columns(); c++, i++) {
                ellipsoidal[i] = (float)
                        (Double.isNaN(offset)
                                ? geoid.toEllipsoid(window.longitude(c), window.latitude(j), ground[i])
                                : ground[i] + offset);
            }
        }
        float[] inner = new float[SIDE * SIDE];
        for (int j = 0; j < SIDE; j++) {
            System.arraycopy(ellipsoidal, (j + 1) * window.columns() + 1, inner, j * SIDE, SIDE);
        }
        TriangleNetwork network =
                new TriangleNetwork(SIDE, inner, bound * (1 - CURVATURE_SHARE), stride(tile.level(), bound));
        return of(tile, window, ellipsoidal, network);
    }

    /** Points so close that the Earth does not bulge out of a triangle by more than its share of the bound. */
    private static int stride(int level, double bound) {
        double diagonal = Math.toRadians(TileKey.size(level)) * Math.sqrt(2);
        double bulge = bound * CURVATURE_SHARE;
        if (level < GLOBE_LEVELS) {
            bulge = Math.max(bulge, Window.spacingMetres(level) / 20);
        }
        double parts = diagonal * Math.sqrt(Wgs84.EQUATOR_RADIUS / (8 * bulge));
        int stride = Window.CELLS;
        while (stride > 1 && Window.CELLS / stride < parts) {
            stride /= 2;
        }
        return stride;
    }

    private static TileMesh of(TileKey tile, Window window, float[] ellipsoidal, TriangleNetwork network) {
        int[] triangles = walked(network.triangles());
        int[] points = network.points();
        int[] order = used(triangles, points.length);
        float lowest = Float.POSITIVE_INFINITY;
        float highest = Float.NEGATIVE_INFINITY;
        for (int point : points) {
            float z = ellipsoidal[inWindow(point)];
            lowest = Math.min(lowest, z);
            highest = Math.max(highest, z);
        }
        int[] u = new int[points.length];
        int[] v = new int[points.length];
        int[] height = new int[points.length];
        byte[] normals = new byte[2 * points.length];
        double[] vertices = new double[3 * points.length];
        for (int n = 0; n < order.length; n++) {
            int point = points[order[n]];
            int x = point % SIDE;
            int y = point / SIDE;
            float z = ellipsoidal[inWindow(point)];
            u[n] = (int) Math.round(x * (double) MOST / Window.CELLS);
            v[n] = (int) Math.round(y * (double) MOST / Window.CELLS);
            height[n] = highest > lowest ? (int) Math.round((z - lowest) / ((double) highest - lowest) * MOST) : 0;
            double longitude = window.longitude(x + 1);
            double latitude = window.latitude(y + 1);
            System.arraycopy(Wgs84.ecef(longitude, latitude, z), 0, vertices, 3 * n, 3);
            normal(window, ellipsoidal, x + 1, y + 1, normals, 2 * n);
        }
        Envelope box = tile.box();
        double[] centre = Wgs84.ecef(box.centre().x, box.centre().y, ((double) lowest + highest) / 2);
        return new TileMesh(TileShape.of(centre, lowest, highest, vertices), u, v, height, normals, triangles);
    }

    private static int inWindow(int point) {
        return (point / SIDE + 1) * (SIDE + 2) + point % SIDE + 1;
    }

    /** Across the ground from both neighbours: the same whichever tile of the level a point belongs to. */
    private static void normal(Window window, float[] heights, int x, int y, byte[] normals, int at) {
        double spacing = Window.spacingMetres(window.level());
        double latitude = Math.toRadians(window.latitude(y));
        double longitude = Math.toRadians(window.longitude(x));
        int i = y * window.columns() + x;
        double east = (heights[i + 1] - heights[i - 1]) / (2 * spacing * Math.max(1e-6, Math.cos(latitude)));
        double north = (heights[i + window.columns()] - heights[i - window.columns()]) / (2 * spacing);
        double sinLat = Math.sin(latitude);
        double cosLat = Math.cos(latitude);
        double sinLon = Math.sin(longitude);
        double cosLon = Math.cos(longitude);
        oct(
                east * sinLon + north * sinLat * cosLon + cosLat * cosLon,
                -east * cosLon + north * sinLat * sinLon + cosLat * sinLon,
                -north * cosLat + sinLat,
                normals,
                at);
    }

    /** Unfolds an octahedron onto a square (Cigolle and others, Survey of Efficient Representations, 2014). */
    private static void oct(double x, double y, double z, byte[] out, int at) {
        double sum = Math.abs(x) + Math.abs(y) + Math.abs(z);
        double px = x / sum;
        double py = y / sum;
        if (z < 0) {
            double folded = (1 - Math.abs(py)) * (px < 0 ? -1 : 1);
            py = (1 - Math.abs(px)) * (py < 0 ? -1 : 1);
            px = folded;
        }
        out[at] = (byte) Math.round((px / 2 + 0.5) * 255);
        out[at + 1] = (byte) Math.round((py / 2 + 0.5) * 255);
    }

    /** Triangles one beside the other, so that numbers of vertices stay close and compress well. */
    private static int[] walked(int[] triangles) {
        int[] beside = neighbours(triangles);
        int count = triangles.length / 3;
        int[] walked = new int[triangles.length];
        boolean[] seen = new boolean[count];
        int[] stack = new int[3 * count + 1];
        int depth = 1;
        int n = 0;
        while (depth > 0) {
            int t = stack[--depth];
            if (!seen[t]) {
                seen[t] = true;
                System.arraycopy(triangles, 3 * t, walked, n, 3);
                n += 3;
                for (int i = 0; i < 3; i++) {
                    if (beside[3 * t + i] >= 0) {
                        stack[depth++] = beside[3 * t + i];
                    }
                }
            }
        }
        return walked;
    }

    /** Of each side the triangle beyond it, or −1. */
    private static int[] neighbours(int[] triangles) {
        long[] sides = new long[triangles.length];
        for (int i = 0; i < triangles.length; i++) {
            long from = triangles[i];
            long to = triangles[i % 3 == 2 ? i - 2 : i + 1];
            sides[i] = (Math.min(from, to) << 42) | (Math.max(from, to) << 21) | i;
        }
        Arrays.sort(sides);
        int[] beside = new int[triangles.length];
        Arrays.fill(beside, -1);
        int mask = (1 << 21) - 1;
        for (int i = 1; i < sides.length; i++) {
            if (sides[i - 1] >> 21 == sides[i] >> 21) {
                int a = (int) (sides[i - 1] & mask);
                int b = (int) (sides[i] & mask);
                beside[a] = b / 3;
                beside[b] = a / 3;
            }
        }
        return beside;
    }

    /** Numbers the corners anew in the order of their first use. @return the old numbers in this order */
    private static int[] used(int[] triangles, int count) {
        int[] order = new int[count];
        int[] fresh = new int[count];
        Arrays.fill(fresh, -1);
        int n = 0;
        for (int i = 0; i < triangles.length; i++) {
            int old = triangles[i];
            if (fresh[old] < 0) {
                order[n] = old;
                fresh[old] = n++;
            }
            triangles[i] = fresh[old];
        }
        return order;
    }
}
