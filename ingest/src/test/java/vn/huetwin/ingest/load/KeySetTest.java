package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeySetTest {
    @Test
    void answersAsAMapDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        KeySet keys = new KeySet();
        Map<String, Long> oracle = new HashMap<>();
        for (int row = 1; row <= 100_000; row++) {
            String key = Integer.toString(random.nextInt(60_000), 36);
            Long before = oracle.putIfAbsent(key, (long) row);
            assertEquals(before == null ? -1 : before, keys.add(key, row), "seed " + seed + " row " + row);
        }
        assertEquals(oracle.size(), keys.size());
    }
}
