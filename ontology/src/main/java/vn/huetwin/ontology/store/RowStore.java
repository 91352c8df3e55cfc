package vn.huetwin.ontology.store;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Property;

/**
 * Rows of a layer in a few large arrays, no object for each: the key, the ward, when it is so and since when it is known,
 * position, batch, WKB, properties; each with its length before it, texts in UTF-8. Grows until {@link #trim()}, then it
 * does not change.
 */
final class RowStore {
    static final int KEY = 0;
    static final int WARD = 1;
    static final int VALID_FROM = 2;
    static final int RECORDED_AT = 3;
    static final int POSITION = 4;
    static final int BATCH = 5;
    static final int WKB = 6;
    static final int FIRST_PROPERTY = 7;

    private static final int FIRST_BLOCK = 1 << 12;
    private static final int LARGEST_BLOCK = 1 << 20;
    /** Boxes are in units of a centimetre or so; 180 degrees of them fit into 32 bits. */
    private static final double UNITS = 1e7;

    private final List<Property> properties;
    private final List<byte[]> blocks = new ArrayList<>();
    private byte[] block = new byte[0];
    private int used;
    private long bytes;
    /** Of each row its block above, where it begins in it below. */
    private long[] starts = new long[1 << 8];

    /** Rounded outwards: west, south, east, north of each; of a row without geometry west is greater than east. */
    private int[] boxes = new int[1 << 10];

    private int count;
    private byte[] row = new byte[1 << 10];
    private int length;

    /** @param properties of the layer, all of them */
    RowStore(List<Property> properties) {
        this.properties = properties;
    }

    int count() {
        return count;
    }

    long bytes() {
        return bytes + 8L * starts.length + 4L * boxes.length;
    }

    /** An index of the boxes, whose items are the rows. */
    BoxTree index() {
        return new BoxTree(Arrays.copyOf(boxes, 4 * count));
    }

    /** Adds the row at hand: id, ward_code, valid_from, recorded_at, position, batch, WKB, and all properties. */
    void add(ResultSet rows) throws SQLException {
        length = 0;
        text(rows.getString(1));
        text(rows.getString(2));
        time(rows.getTimestamp(3).toInstant());
        time(rows.getTimestamp(4).toInstant());
        number(rows.getLong(5));
        text(rows.getString(6));
        byte[] wkb = rows.getBytes(7);
        bytes(wkb);
        for (int i = 0; i < properties.size(); i++) {
            value(LayerRows.value(rows, FIRST_PROPERTY + 1 + i, properties.get(i)));
        }
        keep(row, 0, length);
        box(wkb);
        count++;
    }

    /** Adds a row of another store of the same layer. */
    void add(RowStore other, int index) {
        byte[] from = other.block(index);
        int start = other.start(index);
        int[] ends = new int[2 * (FIRST_PROPERTY + properties.size())];
        int end = other.columns(index, ends);
        keep(from, start, end - start);
        System.arraycopy(other.boxes, 4 * index, boxes, 4 * count, 4);
        count++;
    }

    /** No row comes any more. */
    void trim() {
        if (!blocks.isEmpty()) {
            bytes -= block.length - used;
            block = Arrays.copyOf(block, used);
            blocks.set(blocks.size() - 1, block);
        }
        starts = Arrays.copyOf(starts, count);
        boxes = Arrays.copyOf(boxes, 4 * count);
        row = new byte[0];
    }

    private void keep(byte[] from, int offset, int size) {
        if (used + size > block.length) {
            block = new byte[Math.max(size, Math.min(LARGEST_BLOCK, Math.max(FIRST_BLOCK, 2 * block.length)))];
            blocks.add(block);
            bytes += block.length;
            used = 0;
        }
        System.arraycopy(from, offset, block, used, size);
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            boxes = Arrays.copyOf(boxes, 8 * count);
        }
        starts[count] = (long) (blocks.size() - 1) << 32 | used;
        used += size;
    }

    private void text(@Nullable String text) {
        bytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private void time(Instant time) {
        begin(12).putLong(time.getEpochSecond()).putInt(time.getNano());
    }

    private void number(long number) {
        begin(8).putLong(number);
    }

    private void value(@Nullable Object value) {
        if (value instanceof Long number) {
            number(number);
        } else if (value instanceof Double number) {
            number(Double.doubleToRawLongBits(number));
        } else if (value instanceof LocalDate day) {
            number(day.toEpochDay());
        } else if (value instanceof Instant time) {
            time(time);
        } else if (value instanceof Boolean flag) {
            begin(1).put((byte) (flag ? 1 : 0));
        } else {
            text((String) value);
        }
    }

    /** Of a column that has a value: its length and one more, in seven bits a byte; of another zero. */
    private ByteBuffer begin(int size) {
        room(size + 5);
        int rest = size + 1;
        while (rest > 0x7f) {
            row[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        row[length++] = (byte) rest;
        ByteBuffer at = ByteBuffer.wrap(row, length, size);
        length += size;
        return at;
    }

    private void bytes(byte @Nullable [] value) {
        if (value == null) {
            room(1);
            row[length++] = 0;
        } else {
            begin(value.length).put(value);
        }
    }

    private void room(int size) {
        if (length + size > row.length) {
            row = Arrays.copyOf(row, Math.max(2 * row.length, length + size));
        }
    }

    private void box(byte @Nullable [] wkb) {
        WkbBox box = new WkbBox();
        if (wkb != null) {
            box.read(ByteBuffer.wrap(wkb));
        }
        int at = 4 * count;
        boxes[at] = box.west > box.east ? Integer.MAX_VALUE : down(box.west);
        boxes[at + 1] = box.west > box.east ? Integer.MAX_VALUE : down(box.south);
        boxes[at + 2] = box.west > box.east ? Integer.MIN_VALUE : up(box.east);
        boxes[at + 3] = box.west > box.east ? Integer.MIN_VALUE : up(box.north);
    }

    /** A number of boxes that is no greater than this many degrees. */
    static int down(double degrees) {
        return (int) Math.floor(degrees * UNITS);
    }

    /** A number of boxes that is no less than this many degrees. */
    static int up(double degrees) {
        return (int) Math.ceil(degrees * UNITS);
    }

    int west(int index) {
        return boxes[4 * index];
    }

    int south(int index) {
        return boxes[4 * index + 1];
    }

    int east(int index) {
        return boxes[4 * index + 2];
    }

    int north(int index) {
        return boxes[4 * index + 3];
    }

    /** The array that holds a row. */
    byte[] block(int index) {
        return blocks.get((int) (starts[index] >>> 32));
    }

    private int start(int index) {
        return (int) starts[index];
    }

    /**
     * Where the columns of a row lie in its block.
     *
     * @param places gets begin and length of each by turns; the length is negative where there is no value
     * @return the end of the last
     */
    int columns(int index, int[] places) {
        byte[] in = block(index);
        int at = start(index);
        for (int i = 0; i < places.length; i += 2) {
            int size = in[at++];
            if (size < 0) {
                size &= 0x7f;
                int shift = 7;
                byte next;
                do {
                    next = in[at++];
                    size |= (next & 0x7f) << shift;
                    shift += 7;
                } while (next < 0);
            }
            places[i] = at;
            places[i + 1] = size - 1;
            at += Math.max(0, size - 1);
        }
        return at;
    }

    /** By the bytes of UTF-8, as the database orders keys. */
    int compareKey(int index, byte[] key) {
        byte[] in = block(index);
        int[] place = new int[2];
        columns(index, place);
        return Arrays.compareUnsigned(in, place[0], place[0] + place[1], key, 0, key.length);
    }

    byte[] key(int index) {
        int[] place = new int[2];
        columns(index, place);
        return Arrays.copyOfRange(block(index), place[0], place[0] + place[1]);
    }

    /** The first row, in the order of keys, whose key is not less than this one; all rows are in this order. */
    int find(byte[] key) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compareKey(middle, key) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The extent of a geometry; of one without points the west is greater than the east. */
    private static final class WkbBox {
        private double west = Double.POSITIVE_INFINITY;
        private double south = Double.POSITIVE_INFINITY;
        private double east = Double.NEGATIVE_INFINITY;
        private double north = Double.NEGATIVE_INFINITY;

        void read(ByteBuffer in) {
            in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
            int type = in.getInt();
            switch (type) {
                case 1 -> points(in, 1);
                case 2 -> points(in, in.getInt());
                case 3 -> {
                    int rings = in.getInt();
                    for (int i = 0; i < rings; i++) {
                        points(in, in.getInt());
                    }
                }
                default -> {
                    if (type < 4 || type > 7) {
                        throw new IllegalStateException("WKB of the type " + type + " is not two-dimensional");
                    }
                    int parts = in.getInt();
                    for (int i = 0; i < parts; i++) {
                        read(in);
                    }
                }
            }
        }

        private void points(ByteBuffer in, int points) {
            for (int i = 0; i < points; i++) {
                double x = in.getDouble();
                double y = in.getDouble();
                if (!Double.isNaN(x)) {
                    west = Math.min(west, x);
                    east = Math.max(east, x);
                    south = Math.min(south, y);
                    north = Math.max(north, y);
                }
            }
        }
    }
}
