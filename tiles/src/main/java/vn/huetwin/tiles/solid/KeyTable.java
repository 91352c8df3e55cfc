package vn.huetwin.tiles.solid;

import java.nio.charset.StandardCharsets;

/**
 * From a feature's key to the number of its tile, 12 bytes an entry: keys are kept as 64-bit hashes (FNV-1a). Two keys
 * with one hash would only make one tile more than needed anew.
 */
final class KeyTable {
    private static final int ABSENT = 0;
    private static final int REMOVED = -1;
    private long[] hashes = new long[1 << 12];
    private int[] tiles = new int[1 << 12];
    private int used;

    /** @return the tile, or -1 if the key is unknown */
    int find(String key) {
        int slot = slot(hash(key));
        return tiles[slot] > 0 ? tiles[slot] - 1 : -1;
    }

    /** @param tile 0 or more */
    void put(String key, int tile) {
        if (used * 2 >= tiles.length) {
            grow();
        }
        long hash = hash(key);
        int slot = slot(hash);
        if (tiles[slot] == ABSENT) {
            used++;
        }
        hashes[slot] = hash;
        tiles[slot] = tile + 1;
    }

    void remove(String key) {
        int slot = slot(hash(key));
        if (tiles[slot] != ABSENT) {
            tiles[slot] = REMOVED;
        }
    }

    private int slot(long hash) {
        int mask = tiles.length - 1;
        int slot = (int) (hash ^ (hash >>> 32)) & mask;
        while (tiles[slot] != ABSENT && hashes[slot] != hash) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldTiles = tiles;
        hashes = new long[oldTiles.length * 2];
        tiles = new int[oldTiles.length * 2];
        used = 0;
        for (int i = 0; i < oldTiles.length; i++) {
            if (oldTiles[i] > 0) {
                int slot = slot(oldHashes[i]);
                hashes[slot] = oldHashes[i];
                tiles[slot] = oldTiles[i];
                used++;
            }
        }
    }

    private static long hash(String key) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }
}
