package vn.huetwin.server.http;

import java.io.IOException;
import java.io.OutputStream;

/** Text as UTF-8 bytes, written into a stream without an object for each value. */
public class Utf8Output {
    private static final int SIZE = 1 << 13;
    private static final int LONGEST_NUMBER = 32;
    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000};

    private final OutputStream out;
    private final byte[] buffer = new byte[SIZE];
    private int size;

    public Utf8Output(OutputStream out) {
        this.out = out;
    }

    public final void raw(char ascii) throws IOException {
        room(1);
        buffer[size++] = (byte) ascii;
    }

    /** @param ascii as it is */
    public final void raw(String ascii) throws IOException {
        for (int i = 0; i < ascii.length(); i++) {
            raw(ascii.charAt(i));
        }
    }

    public final void raw(byte[] bytes) throws IOException {
        if (bytes.length > SIZE - size) {
            flush();
        }
        if (bytes.length > SIZE) {
            out.write(bytes);
            return;
        }
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    /**
     * The character at {@code index}; half a surrogate pair becomes U+FFFD.
     *
     * @return the index of its last half
     */
    public final int character(String text, int index) throws IOException {
        char c = text.charAt(index);
        room(4);
        if (c < 0x80) {
            buffer[size++] = (byte) c;
        } else if (c < 0x800) {
            buffer[size++] = (byte) (0xc0 | (c >> 6));
            buffer[size++] = part(c);
        } else if (Character.isHighSurrogate(c)
                && index + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(index + 1))) {
            supplementary(Character.toCodePoint(c, text.charAt(index + 1)));
            return index + 1;
        } else {
            char plain = Character.isSurrogate(c) ? '\ufffd' : c;
            buffer[size++] = (byte) (0xe0 | (plain >> 12));
            buffer[size++] = part(plain >> 6);
            buffer[size++] = part(plain);
        }
        return index;
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

    public final void integer(long value) throws IOException {
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

    /** Rounded to {@code decimals} (at most 8) places, without zeros at the end; {@code null} if it is not finite. */
    public final void decimal(double value, int decimals) throws IOException {
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

    public final void flush() throws IOException {
        out.write(buffer, 0, size);
        size = 0;
    }
}
