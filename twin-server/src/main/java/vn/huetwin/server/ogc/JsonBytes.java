package vn.huetwin.server.ogc;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** JSON text as UTF-8 bytes, written into a stream without an object for each value. */
final class JsonBytes {
    private static final int SIZE = 1 << 13;
    private static final int LONGEST_NUMBER = 32;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    private final OutputStream out;
    private final byte[] buffer = new byte[SIZE];
    private int size;

    JsonBytes(OutputStream out) {
        this.out = out;
    }

    /** The name of a member with its quotes and colon, ready to be written many times. */
    static byte[] member(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.UTF_8);
    }

    void raw(char c) throws IOException {
        room(1);
        buffer[size++] = (byte) c;
    }

    /** @param ascii JSON as it is */
    void raw(String ascii) throws IOException {
        for (int i = 0; i < ascii.length(); i++) {
            raw(ascii.charAt(i));
        }
    }

    void raw(byte[] json) throws IOException {
        if (json.length > SIZE - size) {
            flush();
        }
        if (json.length > SIZE) {
            out.write(json);
            return;
        }
        System.arraycopy(json, 0, buffer, size, json.length);
        size += json.length;
    }

    /** A JSON string: quoted, escaped. */
    void string(String text) throws IOException {
        raw('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            room(6);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                buffer[size++] = (byte) c;
            } else if (c < 0x80) {
                escape(c);
            } else if (c < 0x800) {
                buffer[size++] = (byte) (0xc0 | (c >> 6));
                buffer[size++] = part(c);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                supplementary(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                char plain = Character.isSurrogate(c) ? '\ufffd' : c;
                buffer[size++] = (byte) (0xe0 | (plain >> 12));
                buffer[size++] = part(plain >> 6);
                buffer[size++] = part(plain);
            }
        }
        raw('"');
    }

    private void escape(char c) {
        buffer[size++] = '\\';
        if (c == '"' || c == '\\') {
            buffer[size++] = (byte) c;
            return;
        }
        buffer[size++] = 'u';
        buffer[size++] = '0';
        buffer[size++] = '0';
        buffer[size++] = HEX[c >> 4];
        buffer[size++] = HEX[c & 15];
    }

    private void supplementary(int point) {
        buffer[size++] = (byte) (0xf0 | (point >> 18));
        buffer[size++] = part(point >> 12);
        buffer[size++] = part(point >> 6);
        buffer[size++] = part(point);
    }

    /** A byte that continues a character: its six low bits. */
    private static byte part(int bits) {
        return (byte) (0x80 | (bits & 0x3f));
    }

    void integer(long value) throws IOException {
        if (value == Long.MIN_VALUE) {
            raw(Long.toString(value));
            return;
        }
        room(LONGEST_NUMBER);
        if (value < 0) {
            buffer[size++] = '-';
        }
        digits(Math.abs(value), 1);
    }

    /** Rounded to {@code decimals} (at most 8) places, without zeros at the end. */
    void decimal(double value, int decimals) throws IOException {
        double scaled = value * POWERS[decimals];
        if (!(Math.abs(scaled) < 1e18)) {
            raw(Double.isFinite(value) ? Double.toString(value) : "null");
            return;
        }
        long number = Math.round(scaled);
        room(LONGEST_NUMBER);
        if (number < 0) {
            buffer[size++] = '-';
            number = -number;
        }
        digits(number / POWERS[decimals], 1);
        long fraction = number % POWERS[decimals];
        int places = decimals;
        if (fraction == 0) {
            return;
        }
        while (fraction % 10 == 0) {
            fraction /= 10;
            places--;
        }
        buffer[size++] = '.';
        digits(fraction, places);
    }

    /** Digits from the last to the first, with zeros in front up to {@code width}. */
    private void digits(long value, int width) {
        int count = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            count++;
        }
        count = Math.max(count, width);
        long rest = value;
        for (int i = size + count - 1; i >= size; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
    }

    private void room(int bytes) throws IOException {
        if (bytes > SIZE - size) {
            flush();
        }
    }

    void flush() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }
}
