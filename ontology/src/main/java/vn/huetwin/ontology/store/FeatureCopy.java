package vn.huetwin.ontology.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;

/**
 * The features of a layer in memory: what was read at once with an index, and beside it what has changed since. Both are
 * in the order of keys. Immutable.
 *
 * @param gone    rows that have changed or are no more
 * @param changed what there is of those that have changed or are new
 */
record FeatureCopy(RowStore rows, BoxTree index, BitSet gone, RowStore changed) {
    static FeatureCopy of(RowStore rows) {
        return new FeatureCopy(rows, rows.index(), new BitSet(), new RowStore(List.of()));
    }

    long bytes() {
        return rows.bytes() + index.bytes() + changed.bytes();
    }

    /** How many changes there are beside the index. */
    int changes() {
        return gone.cardinality() + changed.count();
    }

    /**
     * The same after changes.
     *
     * @param keys  of what has changed
     * @param fresh what there is of it now, in the order of keys
     * @param merged empty, takes all that has changed
     */
    FeatureCopy with(List<String> keys, RowStore fresh, RowStore merged) {
        BitSet without = (BitSet) gone.clone();
        byte[][] sorted = keys.stream()
                .map(key -> key.getBytes(StandardCharsets.UTF_8))
                .sorted(Arrays::compareUnsigned)
                .toArray(byte[][]::new);
        for (byte[] key : sorted) {
            int index = rows.find(key);
            if (index < rows.count() && rows.compareKey(index, key) == 0) {
                without.set(index);
            }
        }
        int next = 0;
        for (int i = 0; i < changed.count(); i++) {
            byte[] key = changed.key(i);
            if (Arrays.binarySearch(sorted, key, Arrays::compareUnsigned) < 0) {
                while (next < fresh.count() && fresh.compareKey(next, key) < 0) {
                    merged.add(fresh, next++);
                }
                merged.add(changed, i);
            }
        }
        while (next < fresh.count()) {
            merged.add(fresh, next++);
        }
        merged.trim();
        return new FeatureCopy(rows, index, without, merged);
    }

    /**
     * The rows that share a point with a box, or all.
     *
     * @param after only those with greater keys
     */
    Walk walk(@Nullable Envelope box, @Nullable String after) {
        return new Walk(box, after);
    }

    /** Rows of both parts in the order of keys. One thread walks. */
    final class Walk {
        private final @Nullable BoxTest test;
        /** Rows whose boxes meet the box; null for all rows. */
        private final int @Nullable [] found;

        private int at;
        private int changedAt;
        private RowStore store = rows;
        private int row = -1;

        private Walk(@Nullable Envelope box, @Nullable String after) {
            test = box == null ? null : new BoxTest(box);
            found = test == null ? null : test.search(index);
            if (after != null) {
                byte[] key = after.getBytes(StandardCharsets.UTF_8);
                int first = behind(rows, key);
                at = found == null ? first : from(found, first);
                changedAt = behind(changed, key);
            }
        }

        private static int behind(RowStore store, byte[] key) {
            int index = store.find(key);
            return index < store.count() && store.compareKey(index, key) == 0 ? index + 1 : index;
        }

        private static int from(int[] sorted, int first) {
            int index = Arrays.binarySearch(sorted, first);
            return index < 0 ? -index - 1 : index;
        }

        /** Where the row at hand lies. */
        RowStore store() {
            return store;
        }

        int row() {
            return row;
        }

        boolean next() {
            int own = first();
            int other = changed.count() == 0 ? -1 : firstChanged();
            if (own < 0 && other < 0) {
                row = -1;
                return false;
            }
            if (other < 0 || (own >= 0 && rows.compareKey(own, changed.key(other)) < 0)) {
                store = rows;
                row = own;
                at++;
            } else {
                store = changed;
                row = other;
                changedAt++;
            }
            return true;
        }

        /** The next row of what was read at once, or -1; {@code at} stands on it. */
        private int first() {
            int end = found == null ? rows.count() : found.length;
            for (; at < end; at++) {
                int candidate = found == null ? at : found[at];
                if (!gone.get(candidate) && (test == null || test.meets(rows, candidate))) {
                    return candidate;
                }
            }
            return -1;
        }

        private int firstChanged() {
            for (; changedAt < changed.count(); changedAt++) {
                if (test == null || test.meets(changed, changedAt)) {
                    return changedAt;
                }
            }
            return -1;
        }
    }
}
