package vn.huetwin.tiles.terrain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TriangleNetworkTest {
    private static final int SIDE = 65;

    @Test
    void aPlaneNeedsTwoTriangles() {
        float[] plane = heights((x, y) -> 3 + 0.5 * x - 0.25 * y);
        TriangleNetwork network = new TriangleNetwork(SIDE, plane, 0.01, SIDE - 1);
        assertEquals(4, network.points().length);
        assertEquals(6, network.triangles().length);
    }

    @Test
    void aPeakIsAPoint() {
        float[] peak = heights((x, y) -> x == 20 && y == 30 ? 9 : 0);
        TriangleNetwork network = new TriangleNetwork(SIDE, peak, 0.5, SIDE - 1);
        assertTrue(IntStream.of(network.points()).anyMatch(p -> p == 30 * SIDE + 20), "the peak");
        assertEquals(0, worst(network, peak), 0.5);
    }

    @Test
    void pointsAtAStrideAreAllThere() {
        TriangleNetwork network = new TriangleNetwork(SIDE, new float[SIDE * SIDE], 1, 8);
        assertEquals(9 * 9, network.points().length);
        assertEquals(3 * 8 * 8 * 2, network.triangles().length);
    }

    @Test
    void everyPointLiesWithinTheBoundAndTheSquareIsCoveredOnce() {
        long seed = new Random().nextLong();
        System.out.println("TriangleNetworkTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            float[] heights = rough(random);
            double bound = Math.pow(10, random.nextDouble() * 3 - 1.5);
            int stride = 1 << (2 + random.nextInt(5));
            TriangleNetwork network = new TriangleNetwork(SIDE, heights, bound, stride);
            assertTrue(worst(network, heights) <= bound * (1 + 1e-6), "bound " + bound + " of seed " + seed);
            assertEquals(2L * (SIDE - 1) * (SIDE - 1), area(network), "twice the area, seed " + seed);
        }
    }

    @Test
    void pointsOfASideDependOnThisSideAlone() {
        long seed = new Random().nextLong();
        System.out.println("TriangleNetworkTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            float[] left = rough(random);
            float[] right = rough(random);
            for (int y = 0; y < SIDE; y++) {
                right[y * SIDE] = left[y * SIDE + SIDE - 1];
            }
            int[] east = IntStream.of(new TriangleNetwork(SIDE, left, 1, 16).points())
                    .filter(p -> p % SIDE == SIDE - 1)
                    .map(p -> p / SIDE)
                    .sorted()
                    .toArray();
            int[] west = IntStream.of(new TriangleNetwork(SIDE, right, 1, 16).points())
                    .filter(p -> p % SIDE == 0)
                    .map(p -> p / SIDE)
                    .sorted()
                    .toArray();
            assertArrayEquals(east, west, "seed " + seed);
        }
    }

    private interface Height {
        double at(int x, int y);
    }

    private static float[] heights(Height height) {
        float[] heights = new float[SIDE * SIDE];
        for (int i = 0; i < heights.length; i++) {
            heights[i] = (float) height.at(i % SIDE, i / SIDE);
        }
        return heights;
    }

    /** Waves, a step and noise. */
    private static float[] rough(Random random) {
        double a = random.nextDouble();
        double b = random.nextDouble();
        double noise = random.nextInt(3);
        return heights((x, y) -> 20 * Math.sin(x * a) * Math.cos(y * b)
                + (x + y > 70 * a + 30 ? 15 : 0)
                + noise * random.nextGaussian());
    }

    /** The most that a lattice point lies off any triangle that holds it. */
    private static double worst(TriangleNetwork network, float[] heights) {
        int[] points = network.points();
        int[] triangles = network.triangles();
        double worst = 0;
        for (int t = 0; t < triangles.length; t += 3) {
            int a = points[triangles[t]];
            int b = points[triangles[t + 1]];
            int c = points[triangles[t + 2]];
            double whole = cross(a, b, c);
            for (int p = 0; p < heights.length; p++) {
                double wa = cross(b, c, p) / whole;
                double wb = cross(c, a, p) / whole;
                double wc = cross(a, b, p) / whole;
                if (wa >= 0 && wb >= 0 && wc >= 0) {
                    double z = wa * heights[a] + wb * heights[b] + wc * heights[c];
                    worst = Math.max(worst, Math.abs(z - heights[p]));
                }
            }
        }
        return worst;
    }

    private static long area(TriangleNetwork network) {
        int[] points = network.points();
        int[] triangles = network.triangles();
        long area = 0;
        for (int t = 0; t < triangles.length; t += 3) {
            double twice = cross(points[triangles[t]], points[triangles[t + 1]], points[triangles[t + 2]]);
            assertTrue(twice > 0, "turns left");
            area += (long) twice;
        }
        return area;
    }

    private static double cross(int a, int b, int c) {
        double bx = b % SIDE - a % SIDE;
        double by = b / SIDE - a / SIDE;
        double cx = c % SIDE - a % SIDE;
        double cy = c / SIDE - a / SIDE;
        return bx * cy - by * cx;
    }
}
