package vn.huetwin.tiles.map;

import java.util.Arrays;
import java.util.zip.Adler32;

/**
 * Compresses images of flat colours for PNG in a fraction of the time of a general compressor: a pixel is that to the left
 * again, or that above again, or a fresh one. So no history is searched, runs are found by comparing arrays, and only fresh
 * pixels are looked up in a palette.
 */
final class FlatDeflater {
    private static final int FRESH = 0;
    private static final int LEFT = 1;
    private static final int ABOVE = 2;
    private static final int KIND_BITS = 2;
    private static final int KIND = (1 << KIND_BITS) - 1;

    private final int width;
    private final int height;
    private final int[] pixels;
    /** Pieces from left to right, row by row: the number of pixels, below it their kind. */
    private int[] pieces = new int[1 << 12];

    private int count;
    private int fresh;

    /** @param pixels row by row */
    FlatDeflater(int width, int height, int[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
        for (int y = 0; y < height; y++) {
            row(y);
        }
    }

    private void row(int y) {
        int start = y * width;
        int end = start + width;
        int at = start;
        int news = 0;
        while (at < end) {
            int pixel = pixels[at];
            int above = y > 0 && pixel == pixels[at - width] ? same(at, end, width) : 0;
            int left = at + above < end && at > start && pixel == pixels[at - 1] ? same(at, end, 1) : 0;
            if (above == 0 && left == 0) {
                news++;
                at++;
                continue;
            }
            if (news > 0) {
                piece(FRESH, news);
                news = 0;
            }
            piece(left > above ? LEFT : ABOVE, Math.max(left, above));
            at += Math.max(left, above);
        }
        if (news > 0) {
            piece(FRESH, news);
        }
    }

    private int same(int at, int end, int distance) {
        int first = Arrays.mismatch(pixels, at, end, pixels, at - distance, end - distance);
        return first < 0 ? end - at : first;
    }

    private void piece(int kind, int length) {
        if (count == pieces.length) {
            pieces = Arrays.copyOf(pieces, count * 2);
        }
        pieces[count++] = (length << KIND_BITS) | kind;
        fresh += kind == FRESH ? length : 0;
    }

    /** How many pixels are like neither neighbour; most of a photograph are. */
    int fresh() {
        return fresh;
    }

    /** Takes colours. */
    interface Colours {
        /** @return false if no more are wanted */
        boolean next(int colour);
    }

    /** Tells the colours of fresh pixels: all that the image has are among them. @return false if it was stopped */
    boolean colours(Colours colours) {
        int at = 0;
        for (int i = 0; i < count; i++) {
            int end = at + (pieces[i] >>> KIND_BITS);
            if ((pieces[i] & KIND) == FRESH) {
                for (; at < end; at++) {
                    if (!colours.next(pixels[at])) {
                        return false;
                    }
                }
            }
            at = end;
        }
        return true;
    }

    /** What stands for a colour in the image. */
    interface Samples {
        /** @return its bytes, the first one lowest */
        int of(int colour);
    }

    /**
     * The image as a zlib stream, each row behind a filter byte of 0.
     *
     * @param bytes of a pixel, 1 to 4
     */
    byte[] deflate(int bytes, Samples samples) {
        int stride = width * bytes + 1;
        boolean whole = stride >= DeflateBlock.SHORTEST && stride <= DeflateBlock.FARTHEST;
        DeflateBlock block = new DeflateBlock(bytes, stride);
        Adler32 check = new Adler32();
        byte[] row = new byte[stride];
        int piece = 0;
        int pixel = 0;
        int same = 0;
        for (int y = 0; y < height; y++) {
            if (whole && pieces[piece] == ((width << KIND_BITS) | ABOVE)) {
                piece++;
                same += stride;
            } else {
                block.repeat(same, true);
                same = 0;
                piece = row(piece, pixel, row, bytes, samples, block);
            }
            pixel += width;
            check.update(row, 0, stride);
        }
        block.repeat(same, true);
        return block.zlib((int) check.getValue());
    }

    /**
     * Writes the pieces of a row.
     *
     * @param row what is above, then this row
     * @return the first piece of the next row
     */
    private int row(int firstPiece, int firstPixel, byte[] row, int bytes, Samples samples, DeflateBlock block) {
        boolean reach = row.length <= DeflateBlock.FARTHEST;
        int piece = firstPiece;
        int pixel = firstPixel;
        block.literal(0);
        for (int at = 1; at < row.length; piece++) {
            int pixelCount = pieces[piece] >>> KIND_BITS;
            int kind = pieces[piece] & KIND;
            int end = at + pixelCount * bytes;
            if (kind == FRESH) {
                fresh(row, at, pixel, pixelCount, bytes, samples);
            } else if (kind == LEFT) {
                repeat(row, at, end, bytes);
            }
            if (kind != FRESH && end - at >= DeflateBlock.SHORTEST && (kind == LEFT || reach)) {
                block.repeat(end - at, kind == ABOVE);
            } else {
                for (int i = at; i < end; i++) {
                    block.literal(row[i]);
                }
            }
            pixel += pixelCount;
            at = end;
        }
        return piece;
    }

    private void fresh(byte[] row, int from, int firstPixel, int pixelCount, int bytes, Samples samples) {
        int at = from;
        for (int i = firstPixel; i < firstPixel + pixelCount; i++) {
            int sample = samples.of(pixels[i]);
            for (int b = 0; b < bytes; b++) {
                row[at++] = (byte) sample;
                sample >>>= 8;
            }
        }
    }

    private static void repeat(byte[] row, int from, int end, int bytes) {
        if (bytes == 1) {
            Arrays.fill(row, from, end, row[from - 1]);
            return;
        }
        for (int i = from; i < end; i++) {
            row[i] = row[i - bytes];
        }
    }
}
