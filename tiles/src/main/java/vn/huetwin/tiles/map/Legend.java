package vn.huetwin.tiles.map;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.style.Rule;

/** Draws what symbols mean: an icon and a title for each rule, one below the other. */
public final class Legend {
    private static final float TEXT = 12;
    private static final int GAP = 4;
    private static final int MOST_RULES = 200;
    private static final int INK = 0x222222;

    /**
     * What is asked.
     *
     * @param context    the part of the map that it is for, or null for all of the layer
     * @param rule       the one rule whose icon is wanted, without a title; or null
     * @param scale      denominator at which the rules hold, or NaN
     * @param width      of an icon in pixels
     * @param symbols    by how much symbols are larger than on a screen with pixels of 0.28 mm
     * @param background 0xRRGGBB, or null for a transparent image
     * @param language   of the titles, {@code vi} or {@code en}
     */
    public record Request(
            MapLayer view,
            @Nullable Screen context,
            @Nullable String rule,
            double scale,
            int width,
            int height,
            double symbols,
            @Nullable Integer background,
            String language) {}

    private final Lettering lettering;

    Legend(Lettering lettering) {
        this.lettering = lettering;
    }

    /**
     * An image of the size that it takes.
     *
     * @param rules what is shown
     */
    Canvas draw(Request request, List<Rule> rules) {
        if (request.rule() != null) {
            Canvas canvas = new Canvas(request.width(), request.height(), request.background());
            rules.stream()
                    .filter(rule -> rule.name().equals(request.rule()))
                    .forEach(rule -> icon(request, rule, 0, canvas));
            return canvas;
        }
        Layout layout = layout(request, rules);
        Typeface face = lettering.face(false, false);
        Canvas canvas = new Canvas(layout.width(), layout.height(), request.background());
        int line = layout.line();
        float size = layout.size();
        List<Rule> shown = layout.rules();
        List<String> titles = layout.titles();
        for (int i = 0; i < shown.size(); i++) {
            icon(request, shown.get(i), i * line + GAP / 2, canvas);
            float base = i * line + (line + size * Lettering.CAPITAL) / 2;
            Lettering.draw(
                    canvas,
                    lettering.straight(face, titles.get(i), size, request.width() + 2 * GAP, base),
                    Paint.of(INK, 1),
                    null,
                    0);
        }
        return canvas;
    }

    /**
     * Where things stand.
     *
     * @param line from one rule to the next, in pixels
     * @param size of the letters
     */
    private record Layout(List<Rule> rules, List<String> titles, int line, float size, int width, int height) {}

    private Layout layout(Request request, List<Rule> rules) {
        float size = (float) (TEXT * Math.max(1, request.symbols()));
        Typeface face = lettering.face(false, false);
        List<Rule> shown = rules.subList(0, Math.min(rules.size(), MOST_RULES));
        List<String> titles = new ArrayList<>();
        float widest = 0;
        for (Rule rule : shown) {
            String title = Typeface.composed(rule.title().in(request.language()));
            titles.add(title);
            widest = Math.max(widest, face.width(title) * size);
        }
        int line = Math.max(request.height(), (int) Math.ceil(size * 1.4)) + GAP;
        int width = request.width() + 2 * GAP + (int) Math.ceil(widest) + GAP;
        return new Layout(shown, titles, line, size, width, Math.max(1, line * shown.size()));
    }

    /** Width and height in pixels of the image for all rules. */
    int[] size(Request request, List<Rule> rules) {
        Layout layout = layout(request, rules);
        return new int[] {layout.width(), layout.height()};
    }

    private static void icon(Request request, Rule rule, int top, Canvas canvas) {
        for (Pen pen : Pen.of(List.of(rule), request.symbols())) {
            Path path = shape(pen, request, top);
            pen.draw(path, canvas);
        }
    }

    private static Path shape(Pen pen, Request request, int top) {
        float edge = 1.5f;
        float right = request.width() - edge;
        float bottom = top + request.height() - edge;
        Path path = new Path();
        path.clear();
        if (pen instanceof Pen.Area) {
            path.add(edge, top + edge);
            path.add(right, top + edge);
            path.add(right, bottom);
            path.add(edge, bottom);
            path.add(edge, top + edge);
            path.endRing(false);
        } else if (pen instanceof Pen.Line) {
            path.add(edge, bottom - 1);
            path.add(edge + (right - edge) * 0.4, top + edge + 2);
            path.add(edge + (right - edge) * 0.6, bottom - 2);
            path.add(right, top + edge);
            path.endLine();
        } else {
            path.add(request.width() / 2.0, top + request.height() / 2.0);
            path.endPoint();
        }
        return path;
    }
}
