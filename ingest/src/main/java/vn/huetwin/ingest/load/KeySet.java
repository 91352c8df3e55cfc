package vn.huetwin.ingest.load;

/**
 * The keys of one table that have come by, in 20 bytes each: 128 bits of hash, so that two keys are taken for one
 * once in 10²⁵ million-row files, and the row that had it first.
 */
final class KeySet {
    private long[] high = new long[1 << 12];
    private long[] low = new long[1 << 12];
    private int[] rows = new int[1 << 12];
    private int size;

    /** @return the row that had the key first, or -1 if it is new */
    long add(String key, long row) {
        if (size * 5L > high.length * 3L) {
            grow();
        }
        long a = 0x9e3779b97f4a7c15L;
        long b = 0xc2b2ae3d27d4eb4fL;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            a = (a ^ c) * 0x100000001b3L;
            a ^= a >>> 32;
            b = (b + c) * 0xd6e8feb86659fd93L;
            b ^= b >>> 29;
        }
        a = finish(a ^ key.length());
        b = finish(b);
        if (a == 0 && b == 0) {
            b = 1;
        }
        int at = find(high, low, a, b);
        if (high[at] == a && low[at] == b) {
            return rows[at] & 0xffffffffL;
        }
        high[at] = a;
        low[at] = b;
        rows[at] = (int) Math.min(row, 0xffffffffL);
        size++;
        return -1;
    }

    int size() {
        return size;
    }

    private static long finish(long hash) {
        long h = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return h ^ (h >>> 33);
    }

    private static int find(long[] high, long[] low, long a, long b) {
        int mask = high.length - 1;
        int at = (int) a & mask;
        while ((high[at] != 0 || low[at] != 0) && (high[at] != a || low[at] != b)) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] newHigh = new long[high.length * 2];
        long[] newLow = new long[high.length * 2];
        int[] newRows = new int[high.length * 2];
        for (int i = 0; i < high.length; i++) {
            if (high[i] != 0 || low[i] != 0) {
                int at = find(newHigh, newLow, high[i], low[i]);
                newHigh[at] = high[i];
                newLow[at] = low[i];
                newRows[at] = rows[i];
            }
        }
        high = newHigh;
        low = newLow;
        rows = newRows;
    }
}
