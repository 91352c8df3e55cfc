package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoxTreeTest {
    /** Finds what looking at each box finds, for any number of boxes. */
    @Test
    void findsAllThatMeetABoxAndNothingElse() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int count : new int[] {0, 1, 2, 15, 16, 17, 256, 257, 3000}) {
            int[] boxes = new int[4 * count];
            for (int i = 0; i < boxes.length; i += 4) {
                boxes[i] = random.nextInt(10_000) - 5_000;
                boxes[i + 1] = random.nextInt(10_000) - 5_000;
                boxes[i + 2] = boxes[i] + random.nextInt(300);
                boxes[i + 3] = boxes[i + 1] + random.nextInt(300);
            }
            BoxTree tree = new BoxTree(boxes);
            for (int round = 0; round < 50; round++) {
                int west = random.nextInt(10_000) - 5_000;
                int south = random.nextInt(10_000) - 5_000;
                int east = west + random.nextInt(4_000);
                int north = south + random.nextInt(4_000);
                int[] expected = IntStream.range(0, count)
                        .filter(i -> boxes[4 * i] <= east
                                && boxes[4 * i + 2] >= west
                                && boxes[4 * i + 1] <= north
                                && boxes[4 * i + 3] >= south)
                        .toArray();
                assertArrayEquals(expected, tree.search(west, south, east, north), "seed " + seed);
            }
        }
    }
}
