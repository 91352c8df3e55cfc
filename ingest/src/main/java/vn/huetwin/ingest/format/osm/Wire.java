package vn.huetwin.ingest.format.osm;

import java.nio.charset.StandardCharsets;

/** A cursor over a protocol buffer message (wire types 0, 1, 2 and 5). */
final class Wire {
    private final byte[] bytes;
    private int at;
    private final int end;

    Wire(byte[] bytes, int from, int to) {
        if (from < 0 || to > bytes.length || from > to) {
            throw new IllegalArgumentException("a message ends early");
        }
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    static Wire of(byte[] bytes) {
        return new Wire(bytes, 0, bytes.length);
    }

    boolean hasMore() {
        return at < end;
    }

    /** The next tag: field number × 8 + wire type. */
    int tag() {
        return (int) varint();
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new IllegalArgumentException("a number ends early");
            }
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is too long");
    }

    long zigzag() {
        long value = varint();
        return (value >>> 1) ^ -(value & 1);
    }

    /** A length-delimited field. */
    Wire message() {
        long length = varint();
        if (length < 0 || length > end - at) {
            throw new IllegalArgumentException("a message ends early");
        }
        Wire message = new Wire(bytes, at, at + (int) length);
        at += (int) length;
        return message;
    }

    String text() {
        Wire text = message();
        return new String(bytes, text.at, text.end - text.at, StandardCharsets.UTF_8);
    }

    byte[] raw() {
        Wire raw = message();
        return java.util.Arrays.copyOfRange(bytes, raw.at, raw.end);
    }

    void skip(int tag) {
        switch (tag & 7) {
            case 0 -> varint();
            case 1 -> at += 8;
            case 2 -> message();
            case 5 -> at += 4;
            default -> throw new IllegalArgumentException("wire type " + (tag & 7));
        }
    }

    /** The rest as packed numbers. */
    long[] packed(boolean zigzag, boolean delta) {
        int count = 0;
        for (int i = at; i < end; i++) {
            if (bytes[i] >= 0) {
                count++;
            }
        }
        long[] values = new long[count];
        long last = 0;
        for (int i = 0; i < count; i++) {
            long value = zigzag ? zigzag() : varint();
            last = delta ? last + value : value;
            values[i] = last;
        }
        return values;
    }
}
