package vn.huetwin.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Text as UTF-8 bytes, written into a stream without an object for each value. */
public class Utf8Output {
    private static final int SIZE = 1 << 13;
    private static final int LONGEST_NUMBER = 32;
    private static final long[] POWERS = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };
    /** Decimals that coordinates have. */
    private static final int DEGREES = 7;

    private static final int METRES = 3;
    private static final long POWER_OF_DEGREES = 10_000_000;

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
        int length = ascii.length();
        if (length > SIZE) {
            raw(ascii.getBytes(StandardCharsets.US_ASCII));
            return;
        }
        room(length);
        for (int i = 0; i < length; i++) {
            buffer[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
    }

    public final void raw(byte[] bytes) throws IOException {
        raw(bytes, 0, bytes.length);
    }

    public final void raw(byte[] bytes, int from, int length) throws IOException {
        if (length > SIZE - size) {
            flush();
        }
        if (length > SIZE) {
            out.write(bytes, from, length);
            return;
        }
        System.arraycopy(bytes, from, buffer, size, length);
        size += length;
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
        long power = POWERS[decimals];
        // to divide by a constant is several times faster
        long whole =
                decimals == DEGREES ? number / POWER_OF_DEGREES : decimals == METRES ? number / 1_000 : number / power;
        int fraction = (int) (number - whole * power);
        digits(whole, 1);
        if (fraction == 0) {
            return;
        }
        int places = decimals;
        while (fraction % 10 == 0) {
            fraction /= 10;
            places--;
        }
        buffer[size++] = '.';
        digits(fraction, places);
    }

    /** As {@link Double#toString} has it; {@code null} if it is not finite. */
    public final void number(double value) throws IOException {
        long hundredths = Math.round(value * 100);
        if (Math.abs(value) < 1e6 && hundredths / 100.0 == value && hundredths != 0) {
            decimal(value, 2);
            if (hundredths % 100 == 0) {
                raw(".0");
            }
        } else {
            raw(Double.isFinite(value) ? Double.toString(value) : "null");
        }
    }

    /** Digits from the last to the first, with zeros in front up to {@code width}. */
    private void digits(long value, int width) {
        if (value > Integer.MAX_VALUE) {
            digits(value / 1_000_000_000, width - 9);
            digits((int) (value % 1_000_000_000), 9);
        } else {
            digits((int) value, width);
        }
    }

    private void digits(int value, int width) {
        int count = 1;
        while (count < 10 && value >= POWERS[count]) {
            count++;
        }
        count = Math.max(count, width);
        int rest = value;
        for (int i = size + count - 1; i >= size; i--) {
            int next = rest / 10;
            buffer[i] = (byte) ('0' + rest - next * 10);
            rest = next;
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
