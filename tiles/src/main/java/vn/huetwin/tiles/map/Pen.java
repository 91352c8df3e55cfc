package vn.huetwin.tiles.map;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.style.Fill;
import vn.huetwin.tiles.style.Mark;
import vn.huetwin.tiles.style.Rule;
import vn.huetwin.tiles.style.Stroke;
import vn.huetwin.tiles.style.Symbolizer;

/** A symbolizer made ready for one image: paints mixed, sizes in pixels. */
sealed interface Pen {
    void draw(Path path, Canvas canvas);

    /** How far beyond a shape it reaches, in pixels. */
    double reach();

    /** The pens of rules, in drawing order. Texts are not among them: they come last. */
    static List<Pen> of(List<Rule> rules, double scale) {
        List<Pen> pens = new ArrayList<>();
        for (Rule rule : rules) {
            for (Symbolizer symbolizer : rule.symbolizers()) {
                Pen pen = of(symbolizer, scale);
                if (pen != null) {
                    pens.add(pen);
                }
            }
        }
        return pens;
    }

    private static @Nullable Pen of(Symbolizer symbolizer, double scale) {
        if (symbolizer instanceof Symbolizer.Polygon polygon) {
            Stroke stroke = scaled(polygon.stroke(), scale);
            return new Area(paint(polygon.fill()), stroke, paint(stroke));
        }
        if (symbolizer instanceof Symbolizer.Line line) {
            Stroke stroke = line.stroke().scaled(scale);
            return new Line(stroke, Paint.of(stroke.colour(), stroke.opacity()));
        }
        if (symbolizer instanceof Symbolizer.Point point) {
            Stroke stroke = scaled(point.stroke(), scale);
            return new Dot(
                    point.mark(), paint(point.fill()), stroke, paint(stroke), point.size() * scale, point.rotation());
        }
        return null;
    }

    private static @Nullable Stroke scaled(@Nullable Stroke stroke, double scale) {
        return stroke == null ? null : stroke.scaled(scale);
    }

    private static @Nullable Paint paint(@Nullable Fill fill) {
        return fill == null ? null : Paint.of(fill.colour(), fill.opacity());
    }

    private static @Nullable Paint paint(@Nullable Stroke stroke) {
        return stroke == null ? null : Paint.of(stroke.colour(), stroke.opacity());
    }

    /** Fills areas and draws their borders; those of a pixel or two are only filled, or only dotted. */
    record Area(
            @Nullable Paint fill,
            @Nullable Stroke stroke,
            @Nullable Paint strokePaint) implements Pen {
        private static final float TINY = 2;

        @Override
        public void draw(Path path, Canvas canvas) {
            if (path.dimension < 2) {
                return;
            }
            boolean tiny = path.width() < TINY && path.height() < TINY;
            if (fill != null) {
                canvas.areas(path, fill);
            } else if (tiny && strokePaint != null) {
                canvas.areas(path, strokePaint);
            }
            if (!tiny && stroke != null && strokePaint != null) {
                canvas.lines(path, stroke, strokePaint);
            }
        }

        @Override
        public double reach() {
            return stroke == null ? 0 : stroke.width();
        }
    }

    /** Draws lines, and the borders of areas. */
    record Line(Stroke stroke, Paint paint) implements Pen {
        @Override
        public void draw(Path path, Canvas canvas) {
            if (path.dimension > 0) {
                canvas.lines(path, stroke, paint);
            }
        }

        @Override
        public double reach() {
            return stroke.width();
        }
    }

    /** Draws marks at points, in the middle of areas and half way along lines. */
    record Dot(
            Mark mark,
            @Nullable Paint fill,
            @Nullable Stroke stroke,
            @Nullable Paint strokePaint,
            double size,
            double rotation)
            implements Pen {
        @Override
        public void draw(Path path, Canvas canvas) {
            if (path.dimension == 0) {
                for (int i = 0; i < path.size; i += 2) {
                    canvas.mark(mark, path.xy[i], path.xy[i + 1], size, rotation, fill, stroke, strokePaint);
                }
                return;
            }
            float[] middle = Middle.of(path);
            canvas.mark(mark, middle[0], middle[1], size, rotation, fill, stroke, strokePaint);
        }

        @Override
        public double reach() {
            return size + (stroke == null ? 0 : stroke.width());
        }
    }
}
