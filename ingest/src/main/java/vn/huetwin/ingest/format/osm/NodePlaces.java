package vn.huetwin.ingest.format.osm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.CoordinateXY;

/** Where nodes are: 16 bytes a node, sorted by id as extracts are, found by halving. */
final class NodePlaces {
    private static final int CHUNK = 1 << 16;

    private final List<long[]> ids = new ArrayList<>();
    private final List<int[]> places = new ArrayList<>();
    private long size;
    private long last = Long.MIN_VALUE;
    private boolean sorted = true;

    void add(long id, int lon, int lat) {
        int at = (int) (size % CHUNK);
        if (at == 0) {
            ids.add(new long[CHUNK]);
            places.add(new int[2 * CHUNK]);
        }
        ids.get(ids.size() - 1)[at] = id;
        int[] place = places.get(places.size() - 1);
        place[2 * at] = lon;
        place[2 * at + 1] = lat;
        size++;
        sorted &= id > last;
        last = id;
    }

    long size() {
        return size;
    }

    boolean isSorted() {
        return sorted;
    }

    @Nullable
    CoordinateXY find(long id) {
        long low = 0;
        long high = size - 1;
        while (low <= high) {
            long middle = (low + high) >>> 1;
            long found = ids.get((int) (middle / CHUNK))[(int) (middle % CHUNK)];
            if (found < id) {
                low = middle + 1;
            } else if (found > id) {
                high = middle - 1;
            } else {
                int[] chunk = places.get((int) (middle / CHUNK));
                int at = (int) (middle % CHUNK);
                return new CoordinateXY(chunk[2 * at] / 1e7, chunk[2 * at + 1] / 1e7);
            }
        }
        return null;
    }
}
