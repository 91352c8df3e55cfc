package vn.huetwin.tiles.map;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Letters for web maps as signed distance fields: 256 characters at a time in the protocol buffers that MapLibre reads
 * (glyphs.proto), made from the typeface that maps of the server are lettered with. Safe for several threads.
 */
public final class GlyphRanges {
    /** Characters in one answer. */
    public static final int RANGE = 256;

    private static final List<String> FACES = List.of("Regular", "Bold", "Italic", "Bold Italic");
    private static final String FAMILY = "Liberation Sans ";
    private static final int SIZE = 24;
    private static final int BORDER = 3;
    /** Pixels of distance from black to white, and the part of them inside the outline. */
    private static final double RADIUS = 8;

    private static final double INSIDE = 0.25;
    private static final double ASCENDER = 0.905;

    private final Lettering lettering = new Lettering();
    private final Map<String, byte[]> made = new ConcurrentHashMap<>();

    /**
     * The letters of a range.
     *
     * @param fonts names with commas between; the first one that is known is taken
     * @param start first character, a multiple of 256 below 65,536
     * @return null if none of the fonts is known, or there is no such range
     */
    public byte @Nullable [] find(String fonts, int start) {
        if (start < 0 || start % RANGE != 0 || start >= 1 << 16) {
            return null;
        }
        for (String font : fonts.split(",", 20)) {
            String name = font.strip();
            int face = name.startsWith(FAMILY) ? FACES.indexOf(name.substring(FAMILY.length())) : -1;
            if (face >= 0) {
                Typeface typeface = lettering.face((face & 1) != 0, (face & 2) != 0);
                return made.computeIfAbsent(name + start, key -> range(typeface, name, start));
            }
        }
        return null;
    }

    private static byte[] range(Typeface face, String name, int start) {
        Message stack = new Message();
        stack.bytes(1, name.getBytes(StandardCharsets.UTF_8));
        stack.bytes(2, (start + "-" + (start + RANGE - 1)).getBytes(StandardCharsets.US_ASCII));
        for (int character = start; character < start + RANGE; character++) {
            if (face.has(character)) {
                stack.bytes(3, letter(face.glyph(character), character).out.toByteArray());
            }
        }
        Message answer = new Message();
        answer.bytes(1, stack.out.toByteArray());
        return answer.out.toByteArray();
    }

    private static Message letter(Typeface.Glyph glyph, int character) {
        Message letter = new Message();
        letter.number(1, character);
        float[] xy = glyph.xy();
        int left = 0;
        int top = 0;
        int width = 0;
        int height = 0;
        if (xy.length > 0) {
            double minX = Double.MAX_VALUE;
            double minY = Double.MAX_VALUE;
            double maxX = -Double.MAX_VALUE;
            double maxY = -Double.MAX_VALUE;
            for (int i = 0; i < xy.length; i += 2) {
                minX = Math.min(minX, xy[i] * SIZE);
                maxX = Math.max(maxX, xy[i] * SIZE);
                minY = Math.min(minY, xy[i + 1] * SIZE);
                maxY = Math.max(maxY, xy[i + 1] * SIZE);
            }
            left = (int) Math.floor(minX);
            top = (int) Math.floor(minY);
            width = (int) Math.ceil(maxX) - left;
            height = (int) Math.ceil(maxY) - top;
            letter.bytes(2, field(glyph, left, top, width, height));
        }
        letter.number(3, width);
        letter.number(4, height);
        letter.signed(5, left);
        letter.signed(6, -top - (int) Math.ceil(ASCENDER * SIZE));
        letter.number(7, Math.round(glyph.advance() * SIZE));
        return letter;
    }

    /** How far each pixel is from the outline: 192 on it, more inside, less outside. */
    private static byte[] field(Typeface.Glyph glyph, int left, int top, int width, int height) {
        int columns = width + 2 * BORDER;
        int rows = height + 2 * BORDER;
        byte[] field = new byte[columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double x = left - BORDER + column + 0.5;
                double y = top - BORDER + row + 0.5;
                double value = 255 - 255 * (distance(glyph, x, y) / RADIUS + INSIDE);
                field[row * columns + column] = (byte) Math.max(0, Math.min(255, Math.round(value)));
            }
        }
        return field;
    }

    /** From the outline, negative inside of it. */
    private static double distance(Typeface.Glyph glyph, double x, double y) {
        float[] xy = glyph.xy();
        double nearest = Double.MAX_VALUE;
        int winding = 0;
        int from = 0;
        for (int end : glyph.ends()) {
            for (int i = from; i < end; i += 2) {
                int next = i + 2 < end ? i + 2 : from;
                double ax = xy[i] * SIZE;
                double ay = xy[i + 1] * SIZE;
                double bx = xy[next] * SIZE;
                double by = xy[next + 1] * SIZE;
                nearest = Math.min(nearest, squared(x, y, ax, ay, bx, by));
                if (ay <= y != by <= y) {
                    double crossing = ax + (y - ay) / (by - ay) * (bx - ax);
                    winding += crossing > x ? by > ay ? 1 : -1 : 0;
                }
            }
            from = end;
        }
        double distance = Math.sqrt(nearest);
        return winding != 0 ? -distance : distance;
    }

    private static double squared(double x, double y, double ax, double ay, double bx, double by) {
        double dx = bx - ax;
        double dy = by - ay;
        double length = dx * dx + dy * dy;
        double t = length == 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length));
        double px = ax + t * dx - x;
        double py = ay + t * dy - y;
        return px * px + py * py;
    }

    /** A message of protocol buffers. */
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        void number(int field, long value) {
            varint((long) field << 3);
            varint(value);
        }

        void signed(int field, int value) {
            number(field, ((value << 1) ^ (value >> 31)) & 0xffffffffL);
        }

        void bytes(int field, byte[] value) {
            varint(((long) field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
        }

        private void varint(long value) {
            long rest = value;
            while (rest > 0x7f) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
