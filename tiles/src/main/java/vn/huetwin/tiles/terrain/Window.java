package vn.huetwin.tiles.terrain;

/**
 * Points of the lattice of a level: {@code 180° / (256 · 2^level)} apart, counted from 180° W and 90° S, so that each
 * second point of a level is a point of the level above, to the last bit.
 *
 * @param column of the first point, eastwards
 * @param row    of the first point, northwards
 */
record Window(int level, int column, int row, int columns, int rows) {
    /** Steps of the lattice along a side of a tile. */
    static final int CELLS = 256;
    /** Deepest level whose points an int can count. */
    static final int DEEPEST = 21;

    /** The points of a tile, with {@code rim} more on each side. */
    static Window of(TileKey tile, int rim) {
        int side = CELLS + 1 + 2 * rim;
        return new Window(tile.level(), tile.x() * CELLS - rim, tile.y() * CELLS - rim, side, side);
    }

    /** Degrees between points. */
    static double step(int level) {
        return 180.0 / ((long) CELLS << level);
    }

    /** Metres between points along a meridian. */
    static double spacingMetres(int level) {
        return step(level) * 111_320;
    }

    /** Degrees of a point counted from the first. */
    double longitude(int i) {
        return (column + (double) i) * 180 / ((long) CELLS << level) - 180;
    }

    double latitude(int j) {
        return (row + (double) j) * 180 / ((long) CELLS << level) - 90;
    }

    int size() {
        return columns * rows;
    }
}
