package vn.huetwin.tiles.map;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Writes PNG (ISO/IEC 15948). An image of at most 256 colours gets a palette, which loses nothing and costs a quarter;
 * others are written as RGB or RGBA.
 */
final class Png {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int SLOTS = 1024;
    /** An image with more than this part of its pixels unlike their neighbours is a photograph. */
    private static final int PHOTOGRAPH = 3;

    private final int width;
    private final int height;
    private final int[] pixels;

    private Png(int width, int height, int[] pixels) {
        this.width = width;
        this.height = height;
        this.pixels = pixels;
    }

    /**
     * @param pixels premultiplied ARGB
     * @param forced whether colours are brought together where there are more than 256
     */
    static byte[] encode(int width, int height, int[] pixels, boolean forced) {
        Png png = new Png(width, height, pixels);
        FlatDeflater flat = new FlatDeflater(width, height, pixels);
        Palette palette = Palette.of(flat, -1);
        if (palette == null && forced) {
            palette = Palette.reduced(flat);
        }
        if (palette != null) {
            return png.indexed(palette, flat);
        }
        return flat.fresh() > pixels.length / PHOTOGRAPH ? png.photograph() : png.direct(flat);
    }

    private byte[] indexed(Palette palette, FlatDeflater flat) {
        byte[] colours = new byte[3 * palette.size];
        byte[] alphas = new byte[palette.size];
        int transparent = 0;
        for (int i = 0; i < palette.size; i++) {
            int colour = straight(palette.colours[i]);
            colours[3 * i] = (byte) (colour >> 16);
            colours[3 * i + 1] = (byte) (colour >> 8);
            colours[3 * i + 2] = (byte) colour;
            alphas[i] = (byte) (colour >>> 24);
            if (colour >>> 24 != 255) {
                transparent = i + 1;
            }
        }
        byte[] data = flat.deflate(1, palette::index);
        return file(3, data, colours, transparent == 0 ? null : Arrays.copyOf(alphas, transparent));
    }

    private byte[] direct(FlatDeflater flat) {
        boolean opaque = flat.colours(colour -> colour >>> 24 == 255);
        byte[] data = flat.deflate(opaque ? 3 : 4, colour -> {
            int straight = straight(colour);
            // red first
            return Integer.reverseBytes(Integer.rotateLeft(straight, 8));
        });
        return file(opaque ? 2 : 6, data, null, null);
    }

    /** Hardly two neighbours are the same: what repeats has to be searched for. */
    private byte[] photograph() {
        boolean opaque = true;
        for (int pixel : pixels) {
            opaque &= pixel >>> 24 == 255;
        }
        int bytes = opaque ? 3 : 4;
        byte[] rows = new byte[height * (width * bytes + 1)];
        int at = 0;
        int pixel = 0;
        for (int y = 0; y < height; y++) {
            rows[at++] = 0;
            for (int x = 0; x < width; x++) {
                int colour = straight(pixels[pixel++]);
                rows[at++] = (byte) (colour >> 16);
                rows[at++] = (byte) (colour >> 8);
                rows[at++] = (byte) colour;
                if (!opaque) {
                    rows[at++] = (byte) (colour >>> 24);
                }
            }
        }
        ByteArrayOutputStream data = new ByteArrayOutputStream(1 << 16);
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(rows);
            deflater.finish();
            byte[] block = new byte[1 << 16];
            while (!deflater.finished()) {
                data.write(block, 0, deflater.deflate(block));
            }
        } finally {
            deflater.end();
        }
        return file(opaque ? 2 : 6, data.toByteArray(), null, null);
    }

    /** Takes the alpha out of the colours. */
    static int straight(int premultiplied) {
        int alpha = premultiplied >>> 24;
        if (alpha == 255 || alpha == 0) {
            return premultiplied;
        }
        int half = alpha / 2;
        int red = Math.min(255, ((premultiplied >> 16 & 0xff) * 255 + half) / alpha);
        int green = Math.min(255, ((premultiplied >> 8 & 0xff) * 255 + half) / alpha);
        int blue = Math.min(255, ((premultiplied & 0xff) * 255 + half) / alpha);
        return alpha << 24 | red << 16 | green << 8 | blue;
    }

    private byte[] file(int colourType, byte[] data, byte @Nullable [] palette, byte @Nullable [] alphas) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + 1_200);
        out.writeBytes(SIGNATURE);
        byte[] header = new byte[13];
        integer(header, 0, width);
        integer(header, 4, height);
        header[8] = 8;
        header[9] = (byte) colourType;
        chunk(out, "IHDR", header);
        if (palette != null) {
            chunk(out, "PLTE", palette);
        }
        if (alphas != null) {
            chunk(out, "tRNS", alphas);
        }
        chunk(out, "IDAT", data);
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] number = new byte[4];
        integer(number, 0, data.length);
        out.writeBytes(number);
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        out.writeBytes(name);
        out.writeBytes(data);
        CRC32 check = new CRC32();
        check.update(name);
        check.update(data);
        integer(number, 0, (int) check.getValue());
        out.writeBytes(number);
    }

    private static void integer(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    /** The colours of an image, premultiplied, and where each stands. */
    private static final class Palette {
        private static final int MOST = 256;

        private final int[] colours = new int[MOST];
        private final int[] keys = new int[SLOTS];
        private final int[] places = new int[SLOTS];
        private final int mask;
        private int size;

        private Palette(int mask) {
            this.mask = mask;
            Arrays.fill(places, -1);
        }

        /** @param mask bits that tell colours apart */
        static @Nullable Palette of(FlatDeflater image, int mask) {
            Palette palette = new Palette(mask);
            return image.colours(palette::add) ? palette : null;
        }

        /** Colours whose lower bits differ count as one, with as few bits lost as it takes. */
        static Palette reduced(FlatDeflater image) {
            for (int bits = 1; bits < 8; bits++) {
                int kept = 0xff & 0xff << bits;
                Palette palette = of(image, kept << 24 | kept << 16 | kept << 8 | kept);
                if (palette != null) {
                    return palette;
                }
            }
            throw new IllegalStateException("16 colours at most are left when one bit of each channel is");
        }

        private static int slot(int key) {
            int hash = key * 0x9e3779b9;
            return hash >>> 22;
        }

        private boolean add(int colour) {
            int key = colour & mask;
            int slot = slot(key);
            while (places[slot] >= 0) {
                if (keys[slot] == key) {
                    return true;
                }
                slot = slot + 1 & SLOTS - 1;
            }
            if (size == MOST) {
                return false;
            }
            keys[slot] = key;
            places[slot] = size;
            colours[size++] = colour;
            return true;
        }

        int index(int colour) {
            int key = colour & mask;
            int slot = slot(key);
            while (keys[slot] != key || places[slot] < 0) {
                slot = slot + 1 & SLOTS - 1;
            }
            return places[slot];
        }
    }
}
