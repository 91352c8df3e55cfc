package vn.huetwin.tiles.map;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Two-dimensional WKB in WGS 84 (OGC 06-103r4, clause 8) as paths on the screen. */
final class WkbPath {
    private final Screen screen;

    WkbPath(Screen screen) {
        this.screen = screen;
    }

    void read(byte[] wkb, Path path) {
        path.clear();
        geometry(ByteBuffer.wrap(wkb), path);
    }

    private void geometry(ByteBuffer in, Path path) {
        in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        switch (type) {
            case 1 -> {
                double x = in.getDouble();
                double y = in.getDouble();
                if (!Double.isNaN(x)) {
                    screen.add(path, x, y);
                    path.endPoint();
                }
            }
            case 2 -> {
                vertices(in, path);
                path.endLine();
            }
            case 3 -> {
                int rings = in.getInt();
                for (int ring = 0; ring < rings; ring++) {
                    vertices(in, path);
                    path.endRing(ring > 0);
                }
            }
            case 4, 5, 6, 7 -> {
                int parts = in.getInt();
                for (int part = 0; part < parts; part++) {
                    geometry(in, path);
                }
            }
            default -> throw new IllegalStateException("WKB of the type " + type + " is not two-dimensional");
        }
    }

    private void vertices(ByteBuffer in, Path path) {
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            screen.add(path, in.getDouble(), in.getDouble());
        }
    }
}
