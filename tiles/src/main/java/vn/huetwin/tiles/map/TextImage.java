package vn.huetwin.tiles.map;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Images of nothing but a text, or of nothing at all: errors that a client wants to see on the map. */
public final class TextImage {
    private static final float SIZE = 12;
    private static final float LINE = 16;
    private static final int EDGE = 6;

    private final Lettering lettering;

    public TextImage() {
        lettering = new Lettering();
    }

    /** @param background 0xRRGGBB, or null for a transparent image */
    public byte[] draw(
            int width, int height, @Nullable Integer background, String text, int colour, ImageFormat format) {
        Canvas canvas = new Canvas(width, height, background);
        Typeface face = lettering.face(false, false);
        float y = EDGE + SIZE;
        for (String line : lines(face, Typeface.composed(text), (width - 2 * EDGE) / SIZE)) {
            Lettering.draw(
                    canvas,
                    lettering.straight(face, line, SIZE, EDGE, y),
                    Paint.of(colour, 1),
                    Paint.of(0xffffff, 1),
                    2);
            y += LINE;
        }
        return format.encode(canvas);
    }

    /**
     * Breaks between words.
     *
     * @param width of a line of size 1
     */
    private static List<String> lines(Typeface face, String text, float width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split("\\s+")) {
            if (!line.isEmpty() && face.width(line + " " + word) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
