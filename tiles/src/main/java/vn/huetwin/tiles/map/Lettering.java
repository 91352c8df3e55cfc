package vn.huetwin.tiles.map;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.style.Stroke;

/** Writes texts onto images. Safe for several threads. */
final class Lettering {
    /** Height of capital letters of a size of 1. */
    static final float CAPITAL = 0.72f;

    private final Typeface[] faces = {
        Typeface.read("/liberation/LiberationSans-Regular.ttf"),
        Typeface.read("/liberation/LiberationSans-Bold.ttf"),
        Typeface.read("/liberation/LiberationSans-Italic.ttf"),
        Typeface.read("/liberation/LiberationSans-BoldItalic.ttf")
    };

    Typeface face(boolean bold, boolean italic) {
        return faces[(bold ? 1 : 0) + (italic ? 2 : 0)];
    }

    /** Outlines of a text on the screen. */
    static final class Letters {
        float[] xy = new float[1024];
        int[] ends = new int[64];
        int size;
        int parts;

        /** Adds a letter whose base line begins at a point and runs at an angle. */
        void add(Typeface.Glyph glyph, float textSize, float x, float y, float cosine, float sine) {
            float[] points = glyph.xy();
            while (size + points.length > xy.length) {
                xy = Arrays.copyOf(xy, xy.length * 2);
            }
            while (parts + glyph.ends().length > ends.length) {
                ends = Arrays.copyOf(ends, ends.length * 2);
            }
            int start = size;
            for (int i = 0; i < points.length; i += 2) {
                float px = points[i] * textSize;
                float py = points[i + 1] * textSize;
                xy[size++] = x + px * cosine - py * sine;
                xy[size++] = y + px * sine + py * cosine;
            }
            for (int end : glyph.ends()) {
                ends[parts++] = start + end;
            }
        }
    }

    /**
     * A line of text that begins at a point on its base line.
     *
     * @param text composed
     */
    Letters straight(Typeface face, String text, float textSize, float x, float y) {
        Letters letters = new Letters();
        float at = x;
        for (int character : text.codePoints().toArray()) {
            Typeface.Glyph glyph = face.glyph(character);
            letters.add(glyph, textSize, at, y, 1, 0);
            at += glyph.advance() * textSize;
        }
        return letters;
    }

    /** @param halo drawn behind the letters, or null */
    static void draw(Canvas canvas, Letters letters, Paint paint, @Nullable Paint halo, float haloRadius) {
        if (halo != null && haloRadius > 0) {
            canvas.borders(letters.xy, letters.ends, letters.parts, Stroke.solid(0, 1, haloRadius * 2), halo);
        }
        canvas.outlines(letters.xy, letters.ends, letters.parts, paint);
    }
}
