package vn.huetwin.ontology.rdf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;

/** A sweep finds the pairs of boxes that all comparisons find. */
class BoxSweepTest {
    private static void goOn() {}

    private static BoxSweep.Boxes boxes(List<Envelope> envelopes) {
        BoxSweep.Boxes boxes = new BoxSweep.Boxes();
        envelopes.forEach(e -> boxes.add(e.getMinX(), e.getMinY(), e.getMaxX(), e.getMaxY()));
        return boxes;
    }

    private static long[] compared(List<Envelope> left, List<Envelope> right) {
        List<Long> pairs = new ArrayList<>();
        for (int i = 0; i < left.size(); i++) {
            for (int j = 0; j < right.size(); j++) {
                if (left.get(i).intersects(right.get(j))) {
                    pairs.add((long) i << 32 | j);
                }
            }
        }
        return pairs.stream().mapToLong(p -> p).toArray();
    }

    /** Points, strokes, houses and a few boxes as large as the city, on a raster so that many only touch. */
    private static List<Envelope> drawn(Random random) {
        List<Envelope> drawn = new ArrayList<>();
        double west = random.nextBoolean() ? 107.5 : 1_800_000;
        double raster = random.nextBoolean() ? 0.001 : random.nextDouble();
        int most = random.nextBoolean() ? 40 : 1 + random.nextInt(400);
        for (int i = random.nextInt(300); i > 0; i--) {
            double x = west + raster * random.nextInt(most);
            double y = raster * (random.nextInt(most) - 20);
            boolean large = random.nextInt(30) == 0;
            double width = raster * random.nextInt(large ? most : 4);
            double height = raster * random.nextInt(large ? most : 3);
            drawn.add(new Envelope(x, x + width, y, y + height));
        }
        return drawn;
    }

    @Test
    void randomBoxesMeetAsAllComparisonsSay() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random boxes: -Dseed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            List<Envelope> left = drawn(random);
            List<Envelope> right = drawn(random);
            BoxSweep.Boxes one = boxes(left);
            assertArrayEquals(
                    compared(left, right),
                    BoxSweep.pairs(one, boxes(right), Long.MAX_VALUE, BoxSweepTest::goOn),
                    "two, " + i);
            assertArrayEquals(
                    compared(left, left), BoxSweep.pairs(one, one, Long.MAX_VALUE, BoxSweepTest::goOn), "one, " + i);
        }
    }

    @Test
    void whatHasTooManyPairsIsGivenUp() {
        List<Envelope> sameCorner = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            sameCorner.add(new Envelope(107.5, 107.5, 16.4, 16.4));
        }
        BoxSweep.Boxes many = boxes(sameCorner);
        assertNull(BoxSweep.pairs(many, many, 1_000_000, BoxSweepTest::goOn));
        assertNull(BoxSweep.pairs(many, boxes(sameCorner), 1_000_000, BoxSweepTest::goOn));
        assertEquals(
                200_000, BoxSweep.pairs(many, boxes(sameCorner.subList(0, 1)), 200_000, BoxSweepTest::goOn).length);
    }

    @Test
    void nothingMeetsNothing() {
        BoxSweep.Boxes one = boxes(List.of(new Envelope(1, 2, 1, 2)));
        assertArrayEquals(new long[0], BoxSweep.pairs(one, new BoxSweep.Boxes(), 10, BoxSweepTest::goOn));
        assertArrayEquals(new long[] {0}, BoxSweep.pairs(one, one, 10, BoxSweepTest::goOn));
    }
}
