package vn.huetwin.tiles.solid;

import org.locationtech.jts.geom.Envelope;

/** A square of the quadtree over longitude and latitude: {@code 360° / 2^level} wide, counted from 180° W and 90° S. */
record Cell(int level, int x, int y) {
    static Cell of(int level, double lon, double lat) {
        double size = size(level);
        return new Cell(level, (int) Math.floor((lon + 180) / size), (int) Math.floor((lat + 90) / size));
    }

    private static double size(int level) {
        return 360.0 / (1 << level);
    }

    String name() {
        return level + "-" + x + "-" + y;
    }

    Cell parent() {
        return new Cell(level - 1, x >> 1, y >> 1);
    }

    /** The square one level deeper that holds a place of this one. */
    Cell child(double lon, double lat) {
        return of(level + 1, lon, lat);
    }

    /** WGS 84 lon/lat. */
    Envelope box() {
        double size = size(level);
        return new Envelope(x * size - 180, (x + 1) * size - 180, y * size - 90, (y + 1) * size - 90);
    }
}
