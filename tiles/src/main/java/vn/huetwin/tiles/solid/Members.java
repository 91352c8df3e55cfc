package vn.huetwin.tiles.solid;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The keys of the features of one tile, packed: a city of a million buildings keeps them in some 10 MB. */
final class Members {
    private byte[] packed = new byte[64];
    private int length;
    private int count;

    int count() {
        return count;
    }

    /** As {@link #write} left it. */
    static Members read(DataInput in) throws IOException {
        Members members = new Members();
        members.count = in.readInt();
        members.length = in.readInt();
        members.packed = new byte[members.length];
        in.readFully(members.packed);
        return members;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(count);
        out.writeInt(length);
        out.write(packed, 0, length);
    }

    void add(String key) {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        if (length + text.length + 4 > packed.length) {
            packed = Arrays.copyOf(packed, Math.max(packed.length * 2, length + text.length + 4));
        }
        ByteBuffer.wrap(packed).putInt(length, text.length).position(length + 4).put(text);
        length += text.length + 4;
        count++;
    }

    /** Sorted, so that the same features give the same tile. */
    SortedSet<String> keys() {
        TreeSet<String> keys = new TreeSet<>();
        forEach(keys::add);
        return keys;
    }

    void forEach(Consumer<String> reader) {
        ByteBuffer buffer = ByteBuffer.wrap(packed, 0, length);
        while (buffer.hasRemaining()) {
            int size = buffer.getInt();
            reader.accept(new String(packed, buffer.position(), size, StandardCharsets.UTF_8));
            buffer.position(buffer.position() + size);
        }
    }

    void remove(String key) {
        SortedSet<String> keys = keys();
        keys.remove(key);
        length = 0;
        count = 0;
        keys.forEach(this::add);
    }
}
