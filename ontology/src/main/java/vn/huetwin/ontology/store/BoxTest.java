package vn.huetwin.ontology.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;

/**
 * Whether features share a point with a box, as {@code ST_Intersects} says: those whose boxes lie within it do, those with
 * a vertex in it do, and of the rest the shapes are tested.
 */
final class BoxTest {
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private final Envelope box;
    private final int west;
    private final int south;
    private final int east;
    private final int north;
    private final WKBReader reader = new WKBReader(FACTORY);
    private final int[] places = new int[2 * RowStore.FIRST_PROPERTY];

    BoxTest(Envelope box) {
        this.box = box;
        west = RowStore.down(box.getMinX());
        south = RowStore.down(box.getMinY());
        east = RowStore.up(box.getMaxX());
        north = RowStore.up(box.getMaxY());
    }

    /** Rows that may meet it, in ascending order. */
    int[] search(BoxTree index) {
        return index.search(west, south, east, north);
    }

    boolean meets(RowStore store, int row) {
        if (store.west(row) > east || store.east(row) < west || store.south(row) > north || store.north(row) < south) {
            return false;
        }
        // the numbers are rounded: only what lies a whole unit further in is sure to lie within
        if (store.west(row) > west + 1
                && store.east(row) < east - 1
                && store.south(row) > south + 1
                && store.north(row) < north - 1) {
            return true;
        }
        store.columns(row, places);
        byte[] block = store.block(row);
        int start = places[2 * RowStore.WKB];
        int length = places[2 * RowStore.WKB + 1];
        if (length < 0) {
            return false;
        }
        return hasVertex(ByteBuffer.wrap(block, start, length))
                || meets(Arrays.copyOfRange(block, start, start + length));
    }

    private boolean meets(byte[] wkb) {
        try {
            Geometry area = FACTORY.toGeometry(box);
            return area.intersects(reader.read(wkb));
        } catch (ParseException e) {
            throw new StoreException("A geometry cannot be read", e);
        }
    }

    private boolean hasVertex(ByteBuffer in) {
        in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        if (type == 1) {
            return hasVertex(in, 1);
        }
        int parts = in.getInt();
        if (type == 2) {
            return hasVertex(in, parts);
        }
        for (int i = 0; i < parts; i++) {
            if (type == 3 ? hasVertex(in, in.getInt()) : hasVertex(in)) {
                return true;
            }
        }
        return false;
    }

    private boolean hasVertex(ByteBuffer in, int points) {
        for (int i = 0; i < points; i++) {
            double x = in.getDouble();
            double y = in.getDouble();
            if (x >= box.getMinX() && x <= box.getMaxX() && y >= box.getMinY() && y <= box.getMaxY()) {
                return true;
            }
        }
        return false;
    }
}
