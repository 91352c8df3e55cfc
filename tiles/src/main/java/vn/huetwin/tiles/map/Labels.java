package vn.huetwin.tiles.map;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.Symbolizer;

/**
 * The texts of a map. They are collected while shapes are drawn and written at the end, first come first served: one
 * that would lie over another is tried at the other sides of its point, and else left out. Lines of one name get it
 * once in a while, not once for each piece.
 */
final class Labels {
    private static final int MOST = 20_000;
    /** Pixels between two texts. */
    private static final float GAP = 2;
    /** Pixels within which a line's name is not repeated. */
    private static final float REPEAT = 250;
    /** Places for a text around its point, in parts of its size and of its own width and height. */
    private static final float[][] AROUND = {{0, 0.5f}, {1, 0.5f}, {0.5f, 0}, {0.5f, 1}};

    private final Lettering lettering;
    private final int width;
    private final int height;
    private final double scale;
    private final List<Wish> wishes = new ArrayList<>();
    private final List<float[]> taken = new ArrayList<>();
    private final Map<String, List<float[]>> named = new HashMap<>();

    /** A text and where it may stand: at a point, or along a line. */
    private record Wish(Symbolizer.Text symbol, String text, float x, float y, float @Nullable [] line) {}

    /**
     * None yet.
     *
     * @param scale by how much texts are larger than their styles say
     */
    Labels(Lettering lettering, int width, int height, double scale) {
        this.lettering = lettering;
        this.width = width;
        this.height = height;
        this.scale = scale;
    }

    void add(Symbolizer.Text symbol, String text, Path path) {
        if (text.isBlank() || wishes.size() >= MOST) {
            return;
        }
        float[] line = symbol.along() && path.dimension > 0 ? longest(path) : null;
        float[] middle = Middle.of(path);
        wishes.add(new Wish(symbol, Typeface.composed(text.strip()), middle[0], middle[1], line));
    }

    private static float[] longest(Path path) {
        int best = 0;
        for (int part = 1; part < path.parts; part++) {
            if (Middle.length(path, part) > Middle.length(path, best)) {
                best = part;
            }
        }
        int from = path.start(best);
        float[] line = new float[path.ends[best] - from];
        System.arraycopy(path.xy, from, line, 0, line.length);
        return line;
    }

    void write(Canvas canvas) {
        for (Wish wish : wishes) {
            Typeface face = lettering.face(wish.symbol().bold(), wish.symbol().italic());
            float size = (float) (wish.symbol().size() * scale);
            Lettering.Letters letters =
                    wish.line() == null ? atPoint(wish, face, size) : along(wish, face, size, wish.line());
            if (letters != null) {
                Fill fill = wish.symbol().fill();
                Fill halo = wish.symbol().halo();
                Lettering.draw(
                        canvas,
                        letters,
                        Paint.of(fill.colour(), fill.opacity()),
                        halo == null ? null : Paint.of(halo.colour(), halo.opacity()),
                        (float) (wish.symbol().haloRadius() * scale));
            }
        }
    }

    private Lettering.@Nullable Letters atPoint(Wish wish, Typeface face, float size) {
        float textWidth = face.width(wish.text()) * size;
        float capital = size * Lettering.CAPITAL;
        float dx = (float) (wish.symbol().dx() * scale);
        float dy = (float) (wish.symbol().dy() * scale);
        float left = wish.x() - (float) wish.symbol().anchorX() * textWidth + dx;
        float base = wish.y() + (float) wish.symbol().anchorY() * capital - dy;
        if (take(left, base, textWidth, size)) {
            return lettering.straight(face, wish.text(), size, left, base);
        }
        for (float[] anchor : AROUND) {
            float x = wish.x() - anchor[0] * textWidth + (0.5f - anchor[0]) * size * 1.2f;
            float y = wish.y() + anchor[1] * capital + (anchor[1] - 0.5f) * size * 1.2f;
            if (take(x, y, textWidth, size)) {
                return lettering.straight(face, wish.text(), size, x, y);
            }
        }
        return null;
    }

    /** Keeps a place for a text if it is free and on the image; marks of Vietnamese capitals reach above. */
    private boolean take(float left, float base, float textWidth, float size) {
        float[] box = {left - GAP, base - size - GAP, left + textWidth + GAP, base + size * 0.25f + GAP};
        return isFree(box) && taken.add(box);
    }

    private boolean isFree(float[] box) {
        if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > height) {
            return false;
        }
        for (float[] other : taken) {
            if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) {
                return false;
            }
        }
        return true;
    }

    private Lettering.@Nullable Letters along(Wish wish, Typeface face, float size, float[] line) {
        float textWidth = face.width(wish.text()) * size;
        double length = 0;
        for (int i = 2; i < line.length; i += 2) {
            length += Math.hypot(line[i] - line[i - 2], line[i + 1] - line[i - 1]);
        }
        if (length < textWidth || isNamedNear(wish)) {
            return null;
        }
        float[] run = line;
        float[] start = at(run, (length - textWidth) / 2);
        float[] end = at(run, (length + textWidth) / 2);
        if (end[0] < start[0]) {
            run = reversed(line);
        }
        Lettering.Letters letters = new Lettering.Letters();
        double along = (length - textWidth) / 2;
        float below = size * Lettering.CAPITAL / 2;
        for (int character : wish.text().codePoints().toArray()) {
            Typeface.Glyph glyph = face.glyph(character);
            float advance = glyph.advance() * size;
            float[] place = at(run, along + advance / 2);
            float cosine = place[2];
            float sine = place[3];
            letters.add(
                    glyph,
                    size,
                    place[0] - cosine * advance / 2 - sine * below,
                    place[1] - sine * advance / 2 + cosine * below,
                    cosine,
                    sine);
            along += advance;
        }
        if (letters.size == 0) {
            return null;
        }
        float[] box = {Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE};
        for (int i = 0; i < letters.size; i += 2) {
            box[0] = Math.min(box[0], letters.xy[i] - GAP);
            box[1] = Math.min(box[1], letters.xy[i + 1] - GAP);
            box[2] = Math.max(box[2], letters.xy[i] + GAP);
            box[3] = Math.max(box[3], letters.xy[i + 1] + GAP);
        }
        if (!isFree(box)) {
            return null;
        }
        taken.add(box);
        named.computeIfAbsent(wish.text(), text -> new ArrayList<>()).add(new float[] {wish.x(), wish.y()});
        return letters;
    }

    private boolean isNamedNear(Wish wish) {
        return named.getOrDefault(wish.text(), List.of()).stream()
                .anyMatch(place -> Math.hypot(place[0] - wish.x(), place[1] - wish.y()) < REPEAT);
    }

    /** The place at a distance along a line: x, y, and the direction there as cosine and sine. */
    private static float[] at(float[] line, double distance) {
        double left = distance;
        float[] place = {line[0], line[1], 1, 0};
        for (int i = 2; i < line.length; i += 2) {
            double dx = line[i] - line[i - 2];
            double dy = line[i + 1] - line[i - 1];
            double step = Math.hypot(dx, dy);
            if (step == 0) {
                continue;
            }
            double share = Math.min(1, left / step);
            place = new float[] {
                (float) (line[i - 2] + dx * share),
                (float) (line[i - 1] + dy * share),
                (float) (dx / step),
                (float) (dy / step)
            };
            if (left <= step) {
                break;
            }
            left -= step;
        }
        return place;
    }

    private static float[] reversed(float[] line) {
        float[] turned = new float[line.length];
        for (int i = 0; i < line.length; i += 2) {
            turned[i] = line[line.length - 2 - i];
            turned[i + 1] = line[line.length - 1 - i];
        }
        return turned;
    }
}
