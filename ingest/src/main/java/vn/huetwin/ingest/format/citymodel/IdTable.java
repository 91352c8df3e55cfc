package vn.huetwin.ingest.format.citymodel;

/**
 * Numbers by id, 12 bytes an entry: ids are kept as 64-bit hashes, of which two are alike once in 10⁷ files of a million
 * ids. Holds so many that memory stays bounded, and counts what no longer fits.
 */
final class IdTable {
    private static final int ABSENT = -1;
    private final int most;
    private long[] hashes = new long[1 << 8];
    /** Number plus one; 0 is free. */
    private int[] numbers = new int[1 << 8];

    private int size;
    private long left;

    /** @param most ids that it holds */
    IdTable(int most) {
        this.most = most;
    }

    /** Keeps the first number of an id. */
    void put(String id, int number) {
        if (size * 2 >= numbers.length) {
            grow();
        }
        long hash = hash(id);
        int slot = slot(hash);
        if (numbers[slot] != 0) {
            return;
        }
        if (size == most) {
            left++;
            return;
        }
        hashes[slot] = hash;
        numbers[slot] = number + 1;
        size++;
    }

    /** @return -1 if the id is not there */
    int get(String id) {
        return size == 0 ? ABSENT : numbers[slot(hash(id))] - 1;
    }

    int size() {
        return size;
    }

    /** How many ids did not fit; one that came several times is counted as often. */
    long left() {
        return left;
    }

    private int slot(long hash) {
        int mask = numbers.length - 1;
        int slot = (int) (hash ^ (hash >>> 32)) & mask;
        while (numbers[slot] != 0 && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldNumbers = numbers;
        hashes = new long[oldHashes.length * 2];
        numbers = new int[oldNumbers.length * 2];
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != 0) {
                int slot = slot(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                numbers[slot] = oldNumbers[i];
            }
        }
    }

    private static long hash(String id) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
            hash ^= hash >>> 32;
        }
        return hash;
    }
}
