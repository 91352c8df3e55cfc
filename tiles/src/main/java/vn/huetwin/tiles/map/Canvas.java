package vn.huetwin.tiles.map;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.style.Mark;
import vn.huetwin.tiles.style.Stroke;

/** An image that is being drawn: premultiplied ARGB, row by row from the top. */
final class Canvas {
    private static final float NO_TURN = 1;

    final int width;
    final int height;
    final int[] pixels;
    private final Coverage coverage;
    private final Stroker stroker;
    private final float[] mark = new float[64];

    /** @param background 0xRRGGBB, or null for a transparent one */
    Canvas(int width, int height, @Nullable Integer background) {
        this.width = width;
        this.height = height;
        pixels = new int[width * height];
        if (background != null) {
            wipe(background);
        }
        coverage = new Coverage(width, height);
        stroker = new Stroker(coverage);
    }

    /**
     * Begins anew.
     *
     * @param background 0xRRGGBB, or null for a transparent one
     */
    void wipe(@Nullable Integer background) {
        Arrays.fill(pixels, background == null ? 0 : 0xff000000 | background);
    }

    /** Lays another image of the same size over this one. */
    void lay(Canvas above) {
        for (int i = 0; i < pixels.length; i++) {
            if (above.pixels[i] != 0) {
                pixels[i] = Paint.over(pixels[i], above.pixels[i]);
            }
        }
    }

    /** What is smaller than a pixel is one pixel. */
    void areas(Path path, Paint paint) {
        if (path.width() < 1 && path.height() < 1) {
            dot(path, paint);
            return;
        }
        for (int part = 0; part < path.parts; part++) {
            if (path.dimensions[part] == 2) {
                coverage.outline(path.xy, path.start(part), path.ends[part], path.turns[part]);
            }
        }
        coverage.paint(paint, pixels);
    }

    private void dot(Path path, Paint paint) {
        int x = (int) Math.floor((path.minX + path.maxX) / 2);
        int y = (int) Math.floor((path.minY + path.maxY) / 2);
        if (x >= 0 && y >= 0 && x < width && y < height) {
            float share = Math.max(path.width() * path.height(), 0.2f);
            int at = y * width + x;
            pixels[at] = Paint.over(pixels[at], paint.colours[Math.round(share * Paint.LEVELS)]);
        }
    }

    /** Lines, and the borders of areas. */
    void lines(Path path, Stroke stroke, Paint paint) {
        for (int part = 0; part < path.parts; part++) {
            if (path.dimensions[part] > 0) {
                stroker.stroke(path.xy, path.start(part), path.ends[part], path.dimensions[part] == 2, stroke);
            }
        }
        coverage.paint(paint, pixels);
    }

    /**
     * @param size     pixels across
     * @param rotation degrees clockwise
     */
    void mark(
            Mark kind,
            float x,
            float y,
            double size,
            double rotation,
            @Nullable Paint fill,
            @Nullable Stroke stroke,
            @Nullable Paint strokePaint) {
        float radius = (float) size / 2;
        float reach = radius * 1.5f + (stroke == null ? 0 : (float) stroke.width());
        if (x < -reach || y < -reach || x > width + reach || y > height + reach) {
            return;
        }
        if (kind == Mark.CIRCLE) {
            if (fill != null) {
                stroker.disc(x, y, radius);
                coverage.paint(fill, pixels);
            }
            if (stroke != null && strokePaint != null) {
                ring(x, y, radius, (float) stroke.width() / 2);
                coverage.paint(strokePaint, pixels);
            }
            return;
        }
        int length = Marks.outline(kind, x, y, radius, Math.toRadians(rotation), mark);
        if (fill != null) {
            coverage.outline(mark, 0, length, NO_TURN);
            coverage.paint(fill, pixels);
        }
        if (stroke != null && strokePaint != null) {
            stroker.stroke(mark, 0, length, true, stroke);
            coverage.paint(strokePaint, pixels);
        }
    }

    private void ring(float x, float y, float radius, float half) {
        int steps = Math.max(12, (int) (radius * 3));
        Stroke thin = Stroke.solid(0, 1, half * 2);
        float[] circle = new float[2 * steps];
        for (int i = 0; i < steps; i++) {
            double angle = 2 * Math.PI * i / steps;
            circle[2 * i] = (float) (x + radius * Math.cos(angle));
            circle[2 * i + 1] = (float) (y + radius * Math.sin(angle));
        }
        stroker.stroke(circle, 0, circle.length, true, thin);
    }

    /** Fills closed outlines, such as those of letters; where two of one turn overlap they count once. */
    void outlines(float[] xy, int[] ends, int parts, Paint paint) {
        for (int part = 0; part < parts; part++) {
            coverage.outline(xy, part == 0 ? 0 : ends[part - 1], ends[part], NO_TURN);
        }
        coverage.paint(paint, pixels);
    }

    /** Draws around closed outlines. */
    void borders(float[] xy, int[] ends, int parts, Stroke stroke, Paint paint) {
        for (int part = 0; part < parts; part++) {
            stroker.stroke(xy, part == 0 ? 0 : ends[part - 1], ends[part], true, stroke);
        }
        coverage.paint(paint, pixels);
    }
}
