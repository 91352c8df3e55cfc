package vn.huetwin.tiles.vector;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A message of Protocol Buffers while it is written. */
final class TileBytes {
    private byte[] bytes = new byte[1 << 12];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /** Small numbers of both signs become small numbers without one. */
    void zigzag(int value) {
        varint(((value << 1) ^ (value >> 31)) & 0xffffffffL);
    }

    /** Eight bytes, the lowest first. */
    void fixed(long value) {
        room(8);
        for (int i = 0; i < 8; i++) {
            bytes[size++] = (byte) (value >>> (8 * i));
        }
    }

    /** @param wire 0 varint, 1 eight bytes, 2 with its length before it */
    void key(int field, int wire) {
        varint(((long) field << 3) | wire);
    }

    void field(int field, TileBytes message) {
        key(field, 2);
        varint(message.size);
        append(message);
    }

    void field(int field, byte[] content) {
        key(field, 2);
        varint(content.length);
        append(content, content.length);
    }

    void append(TileBytes other) {
        append(other.bytes, other.size);
    }

    private void append(byte[] content, int length) {
        room(length);
        System.arraycopy(content, 0, bytes, size, length);
        size += length;
    }

    void field(int field, String text) {
        field(field, text.getBytes(StandardCharsets.UTF_8));
    }

    void field(int field, long number) {
        key(field, 0);
        varint(number);
    }
}
