package vn.huetwin.tiles.terrain;

import org.locationtech.jts.geom.Envelope;

/**
 * A tile of the geographic tiling of terrain (TMS, EPSG:4326): two at level 0.
 *
 * @param x column from 180° W
 * @param y row from 90° S
 */
public record TileKey(int level, int x, int y) {
    /** Deeper than any tile that a client asks for. */
    private static final int DEEPEST = Window.DEEPEST;

    /** Whether there is such a tile in the tiling. */
    public boolean exists() {
        return level >= 0 && level <= DEEPEST && x >= 0 && x < 2L << level && y >= 0 && y < 1L << level;
    }

    static TileKey of(int level, double longitude, double latitude) {
        double size = size(level);
        int x = (int) Math.floor((longitude + 180) / size);
        int y = (int) Math.floor((latitude + 90) / size);
        return new TileKey(level, Math.min(x, (2 << level) - 1), Math.min(y, (1 << level) - 1));
    }

    /** Degrees of a side. */
    static double size(int level) {
        return 180.0 / (1 << level);
    }

    /** WGS 84 lon/lat. */
    Envelope box() {
        double size = size(level);
        return new Envelope(x * size - 180, (x + 1) * size - 180, y * size - 90, (y + 1) * size - 90);
    }

    String name() {
        return level + "/" + x + "/" + y + ".terrain";
    }
}
