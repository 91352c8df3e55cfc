package vn.huetwin.tiles.terrain;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Envelope;

/** The tiles of a level that touch a box, corners included: {@code available} of {@code layer.json}. */
record TileRange(int level, int startX, int startY, int endX, int endY) {
    /** @param box WGS 84 lon/lat */
    static TileRange of(int level, Envelope box) {
        if (level == 0) {
            return new TileRange(0, 0, 0, 1, 0);
        }
        double size = TileKey.size(level);
        TileKey end = TileKey.of(level, box.getMaxX(), box.getMaxY());
        return new TileRange(
                level,
                (int) Math.max(0, Math.ceil((box.getMinX() + 180) / size) - 1),
                (int) Math.max(0, Math.ceil((box.getMinY() + 90) / size) - 1),
                end.x(),
                end.y());
    }

    int columns() {
        return endX - startX + 1;
    }

    int rows() {
        return endY - startY + 1;
    }

    long count() {
        return (long) columns() * rows();
    }

    boolean has(TileKey tile) {
        return tile.level() == level
                && tile.x() >= startX
                && tile.x() <= endX
                && tile.y() >= startY
                && tile.y() <= endY;
    }

    /** Row by row from the south. */
    Stream<TileKey> tiles() {
        return IntStream.rangeClosed(startY, endY)
                .boxed()
                .flatMap(y -> IntStream.rangeClosed(startX, endX).mapToObj(x -> new TileKey(level, x, y)));
    }

    /** All points of its tiles. */
    Window window() {
        return new Window(
                level,
                startX * Window.CELLS,
                startY * Window.CELLS,
                columns() * Window.CELLS + 1,
                rows() * Window.CELLS + 1);
    }
}
