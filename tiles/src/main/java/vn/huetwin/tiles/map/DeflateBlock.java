package vn.huetwin.tiles.map;

import java.util.Arrays;

/**
 * One block of Deflate with codes of its own (RFC 1951, 3.2.7) as a zlib stream (RFC 1950): bytes, and repetitions of what
 * stands at one of two distances before.
 */
final class DeflateBlock {
    /** A repetition is at least this long. */
    static final int SHORTEST = 3;
    /** No repetition from farther away. */
    static final int FARTHEST = 1 << 15;

    private static final int LONGEST = 258;
    private static final int END = 256;
    private static final int LITERALS = 286;
    private static final int DISTANCES = 30;
    private static final int LONGEST_CODE = 15;
    private static final int REPEAT = 1 << 16;
    private static final int FAR = 1 << 17;
    private static final int[] HEADER_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    /** Of each length of a repetition: its symbol, above it the number of extra bits, above these their value. */
    private static final int[] LENGTHS = new int[LONGEST + 1];

    static {
        int length = SHORTEST;
        for (int symbol = END + 1; length < LONGEST; symbol++) {
            int extra = symbol < 265 ? 0 : (symbol - 261) / 4;
            for (int value = 0; value < 1 << extra && length < LONGEST; value++) {
                LENGTHS[length++] = (value << 16) | (extra << 12) | symbol;
            }
        }
        LENGTHS[LONGEST] = LITERALS - 1;
    }

    private final int near;
    private final int far;
    private final int nearSymbol;
    private final int farSymbol;
    private final int[] literals = new int[LITERALS];
    private final int[] distances = new int[DISTANCES];
    private int[] symbols = new int[1 << 14];
    private int count;
    private byte[] out = new byte[0];
    private int size;
    private long bits;
    private int bitCount;

    /** @param near and {@code far}: the distances, at most {@link #FARTHEST} where they are used */
    DeflateBlock(int near, int far) {
        this.near = near;
        this.far = far;
        nearSymbol = distanceSymbol(near);
        farSymbol = distanceSymbol(far);
    }

    /** RFC 1951, 3.2.5: two symbols for each power of two. */
    private static int distanceSymbol(int distance) {
        int before = Math.min(distance, FARTHEST) - 1;
        if (before < 4) {
            return before;
        }
        int extra = distanceBits(before);
        return 2 * extra + 2 + ((before >> extra) & 1);
    }

    private static int distanceBits(int before) {
        return before < 4 ? 0 : 30 - Integer.numberOfLeadingZeros(before);
    }

    void literal(int value) {
        symbol(value & 0xff);
        literals[value & 0xff]++;
    }

    /** @param length 0, or at least {@link #SHORTEST} */
    void repeat(int length, boolean fromFar) {
        int left = length;
        while (left > 0) {
            int part = Math.min(left, LONGEST);
            if (left - part > 0 && left - part < SHORTEST) {
                part = left - SHORTEST;
            }
            symbol(REPEAT | (fromFar ? FAR : 0) | part);
            literals[LENGTHS[part] & 0xfff]++;
            distances[fromFar ? farSymbol : nearSymbol]++;
            left -= part;
        }
    }

    private void symbol(int symbol) {
        if (count == symbols.length) {
            symbols = Arrays.copyOf(symbols, count * 2);
        }
        symbols[count++] = symbol;
    }

    /** @param check Adler-32 of what was added */
    byte[] zlib(int check) {
        literals[END] = 1;
        HuffmanCode literal = new HuffmanCode(literals, LONGEST_CODE);
        HuffmanCode distance = new HuffmanCode(distances, LONGEST_CODE);
        // a length has at most 5 extra bits, a distance 13; and the codes themselves
        long most = 1_024;
        for (int i = 0; i < LITERALS; i++) {
            most += (long) literals[i] * (literal.lengths[i] + 5) / Byte.SIZE + 1;
        }
        for (int i = 0; i < DISTANCES; i++) {
            most += (long) distances[i] * (distance.lengths[i] + 13) / Byte.SIZE + 1;
        }
        out = new byte[Math.toIntExact(most)];
        put(0x0178, 16);
        put(0b101, 3);
        header(literal, distance);
        for (int i = 0; i < count; i++) {
            write(symbols[i], literal, distance);
        }
        put(literal.codes[END], literal.lengths[END]);
        put(0, -bitCount & 7);
        put(Integer.reverseBytes(check) & 0xffffffffL, 32);
        return Arrays.copyOf(out, size);
    }

    private void write(int symbol, HuffmanCode literal, HuffmanCode distance) {
        if (symbol < REPEAT) {
            put(literal.codes[symbol], literal.lengths[symbol]);
            return;
        }
        int length = LENGTHS[symbol & 0xffff];
        int code = length & 0xfff;
        put(literal.codes[code], literal.lengths[code]);
        put(length >>> 16, (length >>> 12) & 0xf);
        boolean fromFar = (symbol & FAR) != 0;
        int place = fromFar ? farSymbol : nearSymbol;
        put(distance.codes[place], distance.lengths[place]);
        int before = (fromFar ? far : near) - 1;
        int extra = distanceBits(before);
        put(before & ((1 << extra) - 1), extra);
    }

    /** The lengths of both codes, themselves in a code. */
    private void header(HuffmanCode literal, HuffmanCode distance) {
        int[] lengths = Arrays.copyOf(literal.lengths, LITERALS + DISTANCES);
        System.arraycopy(distance.lengths, 0, lengths, LITERALS, DISTANCES);
        // runs of zeros and the lengths one by one: symbol, above it the extra bits and their value
        int[] written = new int[lengths.length];
        int[] frequencies = new int[HEADER_ORDER.length];
        int parts = 0;
        for (int i = 0; i < lengths.length; ) {
            int zeros = 0;
            while (zeros < 138 && i + zeros < lengths.length && lengths[i + zeros] == 0) {
                zeros++;
            }
            int part = zeros < SHORTEST
                    ? lengths[i]
                    : zeros < 11 ? ((zeros - 3) << 8) | (3 << 5) | 17 : ((zeros - 11) << 8) | (7 << 5) | 18;
            frequencies[part & 0x1f]++;
            written[parts++] = part;
            i += zeros < SHORTEST ? 1 : zeros;
        }
        HuffmanCode code = new HuffmanCode(frequencies, 7);
        put(LITERALS - 257, 5);
        put(DISTANCES - 1, 5);
        put(HEADER_ORDER.length - 4, 4);
        for (int symbol : HEADER_ORDER) {
            put(code.lengths[symbol], 3);
        }
        for (int i = 0; i < parts; i++) {
            int symbol = written[i] & 0x1f;
            put(code.codes[symbol], code.lengths[symbol]);
            put(written[i] >>> 8, (written[i] >>> 5) & 7);
        }
    }

    private void put(long value, int length) {
        bits |= value << bitCount;
        bitCount += length;
        while (bitCount >= 8) {
            out[size++] = (byte) bits;
            bits >>>= 8;
            bitCount -= 8;
        }
    }
}
