package vn.huetwin.ontology.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A GeoTIFF that a test draws: one strip, little-endian, not packed. Tags can be changed or left out, so that files which no
 * program writes can be drawn too.
 */
public final class DrawnTiff {
    private static final int SHORT = 3;
    private static final int LONG = 4;
    private static final int ASCII = 2;
    private static final int DOUBLE = 12;

    private record Tag(int type, int count, ByteBuffer value) {
        int size() {
            return value.limit();
        }
    }

    /** One image of the file. */
    private static final class Image {
        final Map<Integer, Tag> tags = new LinkedHashMap<>();
        byte[] pixels = new byte[0];
    }

    private final List<Image> images = new ArrayList<>();

    /** Numbers, row by row from the north; 32-bit floats. */
    public static DrawnTiff heights(int width, float... values) {
        byte[] pixels = new byte[4 * values.length];
        ByteBuffer floats = little(pixels);
        for (float value : values) {
            floats.putFloat(value);
        }
        return new DrawnTiff().image(width, values.length / width, 1, 32, 3, pixels);
    }

    /** Colours 0xRRGGBB, row by row from the north. */
    public static DrawnTiff colours(int width, int... rgb) {
        byte[] pixels = new byte[3 * rgb.length];
        for (int i = 0; i < rgb.length; i++) {
            pixels[3 * i] = (byte) (rgb[i] >> 16);
            pixels[3 * i + 1] = (byte) (rgb[i] >> 8);
            pixels[3 * i + 2] = (byte) rgb[i];
        }
        return new DrawnTiff().image(width, rgb.length / width, 3, 8, 1, pixels).shorts(262, 2);
    }

    /** Numbers of the VN-2000 system with this code, or of WGS 84 for 4326. */
    public DrawnTiff crs(int epsg) {
        boolean geographic = epsg == 4326 || epsg == 4756;
        return shorts(
                34735, 1, 1, 0, 3, 1024, 0, 1, geographic ? 2 : 1, 1025, 0, 1, 1, geographic ? 2048 : 3072, 0, 1, epsg);
    }

    /** Where the north-west corner is, and how large a pixel is. */
    public DrawnTiff at(double west, double north, double pixel) {
        doubles(33550, pixel, pixel, 0);
        return doubles(33922, 0, 0, 0, west, north, 0);
    }

    public DrawnTiff nodata(String text) {
        return text(42113, text);
    }

    public DrawnTiff shorts(int tag, int... values) {
        ByteBuffer bytes = little(new byte[2 * values.length]);
        for (int value : values) {
            bytes.putShort((short) value);
        }
        return tag(tag, SHORT, values.length, bytes.flip());
    }

    public DrawnTiff longs(int tag, long... values) {
        ByteBuffer bytes = little(new byte[4 * values.length]);
        for (long value : values) {
            bytes.putInt((int) value);
        }
        return tag(tag, LONG, values.length, bytes.flip());
    }

    public DrawnTiff doubles(int tag, double... values) {
        ByteBuffer bytes = little(new byte[8 * values.length]);
        for (double value : values) {
            bytes.putDouble(value);
        }
        return tag(tag, DOUBLE, values.length, bytes.flip());
    }

    public DrawnTiff text(int tag, String text) {
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
        return tag(tag, ASCII, bytes.length, ByteBuffer.wrap(bytes));
    }

    public DrawnTiff without(int tag) {
        last().tags.remove(tag);
        return this;
    }

    private DrawnTiff tag(int tag, int type, int count, ByteBuffer value) {
        last().tags.put(tag, new Tag(type, count, value));
        return this;
    }

    /** Adds a smaller copy, or whatever another drawing shows, as the next image. */
    public DrawnTiff overview(DrawnTiff copy) {
        images.add(copy.images.get(0));
        return longs(254, 1);
    }

    private DrawnTiff image(int width, int height, int bands, int bits, int format, byte[] pixels) {
        Image image = new Image();
        image.pixels = pixels;
        images.add(image);
        int[] each = new int[bands];
        Arrays.fill(each, bits);
        longs(256, width).longs(257, height).shorts(258, each).shorts(259, 1).shorts(262, 1);
        shorts(277, bands)
                .longs(278, height)
                .longs(279, pixels.length)
                .shorts(284, 1)
                .shorts(339, format);
        return longs(273, 0);
    }

    private Image last() {
        return images.get(images.size() - 1);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    public byte[] bytes() {
        int size = 8;
        for (Image image : images) {
            size += 6 + 12 * image.tags.size() + image.pixels.length;
            size += image.tags.values().stream().mapToInt(tag -> tag.size() + 8).sum();
        }
        byte[] whole = new byte[size];
        ByteBuffer file = little(whole);
        file.put(new byte[] {'I', 'I', 42, 0});
        int link = 4;
        int at = 8;
        for (Image image : images) {
            int pixelsAt = at;
            file.position(at).put(image.pixels);
            Tag strip = image.tags.get(273);
            if (strip.size() == 4 && strip.value().get(0) == 0) {
                image.tags.put(
                        273,
                        new Tag(LONG, 1, little(new byte[4]).putInt(pixelsAt).flip()));
            }
            int table = file.position() + (file.position() & 1);
            file.putInt(link, table);
            int values = table + 6 + 12 * image.tags.size();
            file.position(table).putShort((short) image.tags.size());
            List<Map.Entry<Integer, Tag>> tags = image.tags.entrySet().stream()
                    .sorted(Comparator.comparing(Map.Entry::getKey))
                    .toList();
            for (Map.Entry<Integer, Tag> entry : tags) {
                Tag tag = entry.getValue();
                file.putShort((short) (int) entry.getKey())
                        .putShort((short) tag.type())
                        .putInt(tag.count());
                if (tag.size() <= 4) {
                    file.put(tag.value().rewind()).put(new byte[4 - tag.size()]);
                } else {
                    file.putInt(values);
                    int back = file.position();
                    file.position(values).put(tag.value().rewind());
                    values = file.position() + (file.position() & 1);
                    file.position(back);
                }
            }
            link = file.position();
            at = values;
        }
        return Arrays.copyOf(whole, at);
    }

    public Path write(Path file) throws IOException {
        return Files.write(file, bytes());
    }
}
