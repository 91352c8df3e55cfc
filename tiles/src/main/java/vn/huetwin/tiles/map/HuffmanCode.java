package vn.huetwin.tiles.map;

import java.util.Arrays;

/** A canonical prefix code for symbols of known frequencies (RFC 1951, 3.2.2), with codes ready to be written lowest bit first. */
final class HuffmanCode {
    private static final int SYMBOL = 0xffff;

    /** Bits of each symbol; 0 for those that do not occur. */
    final int[] lengths;

    final int[] codes;

    /**
     * Makes the code.
     *
     * @param frequencies fewer than 65,536 symbols
     * @param longest     bits that a code may have
     */
    HuffmanCode(int[] frequencies, int longest) {
        lengths = lengths(frequencies, longest);
        codes = codes(lengths, longest);
    }

    private static int[] lengths(int[] frequencies, int longest) {
        long[] sorted = new long[frequencies.length];
        int count = 0;
        for (int symbol = 0; symbol < frequencies.length; symbol++) {
            if (frequencies[symbol] > 0) {
                sorted[count++] = ((long) frequencies[symbol] << 16) | symbol;
            }
        }
        int[] lengths = new int[frequencies.length];
        if (count < 2) {
            lengths[count == 0 ? 0 : (int) sorted[0] & SYMBOL] = 1;
            return lengths;
        }
        Arrays.sort(sorted, 0, count);
        int[] ofLength = depths(sorted, count, longest);
        int rarest = 0;
        for (int length = longest; length > 0; length--) {
            for (int i = 0; i < ofLength[length]; i++) {
                lengths[(int) sorted[rarest++] & SYMBOL] = length;
            }
        }
        return lengths;
    }

    /** How many codes have each length: those of the best tree, with what is too deep brought up. */
    private static int[] depths(long[] sorted, int count, int longest) {
        long[] weights = new long[2 * count - 1];
        int[] parents = new int[2 * count - 1];
        for (int i = 0; i < count; i++) {
            weights[i] = sorted[i] >>> 16;
        }
        int leaf = 0;
        int node = count;
        for (int made = count; made < weights.length; made++) {
            for (int child = 0; child < 2; child++) {
                boolean takesLeaf = leaf < count && (node == made || weights[leaf] <= weights[node]);
                int taken = takesLeaf ? leaf++ : node++;
                weights[made] += weights[taken];
                parents[taken] = made;
            }
        }
        int[] ofLength = new int[longest + 1];
        int[] depth = new int[weights.length];
        for (int i = weights.length - 2; i >= 0; i--) {
            depth[i] = depth[parents[i]] + 1;
            if (i < count) {
                ofLength[Math.min(depth[i], longest)]++;
            }
        }
        limit(ofLength, longest);
        return ofLength;
    }

    /** Lengthens shorter codes until all codes have room (the inequality of Kraft). */
    private static void limit(int[] ofLength, int longest) {
        long room = 0;
        for (int length = 1; length <= longest; length++) {
            room += (long) ofLength[length] << (longest - length);
        }
        for (; room > 1L << longest; room--) {
            ofLength[longest]--;
            int shorter = longest - 1;
            while (ofLength[shorter] == 0) {
                shorter--;
            }
            ofLength[shorter]--;
            ofLength[shorter + 1] += 2;
        }
    }

    private static int[] codes(int[] lengths, int longest) {
        int[] ofLength = new int[longest + 1];
        for (int length : lengths) {
            ofLength[length]++;
        }
        ofLength[0] = 0;
        int[] next = new int[longest + 1];
        for (int length = 1; length <= longest; length++) {
            next[length] = (next[length - 1] + ofLength[length - 1]) << 1;
        }
        int[] codes = new int[lengths.length];
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            if (lengths[symbol] > 0) {
                codes[symbol] = Integer.reverse(next[lengths[symbol]]++) >>> (32 - lengths[symbol]);
            }
        }
        return codes;
    }
}
