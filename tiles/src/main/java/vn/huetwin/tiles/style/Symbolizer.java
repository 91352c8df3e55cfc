package vn.huetwin.tiles.style;

import org.jspecify.annotations.Nullable;

/** One way to draw a feature. */
public sealed interface Symbolizer {
    /** Draws areas; of lines and points nothing. */
    record Polygon(@Nullable Fill fill, @Nullable Stroke stroke) implements Symbolizer {}

    /** Draws lines, and the borders of areas. */
    record Line(Stroke stroke) implements Symbolizer {}

    /**
     * Draws a mark at each point, and in the middle of lines and areas.
     *
     * @param size     pixels across
     * @param rotation degrees clockwise
     */
    record Point(Mark mark, @Nullable Fill fill, @Nullable Stroke stroke, double size, double rotation)
            implements Symbolizer {}

    /**
     * Writes a text at points and inside areas, or along lines.
     *
     * @param size       of the letters in pixels
     * @param halo       behind the letters, or null
     * @param haloRadius pixels
     * @param along      whether the text follows a line
     * @param anchorX    which part of the text lies at the point: 0 its left end, 1 its right end
     * @param anchorY    0 its lower edge, 1 its upper edge
     * @param dx         moves the text to the right, in pixels
     * @param dy         moves the text up, in pixels
     */
    record Text(
            Label label,
            double size,
            boolean bold,
            boolean italic,
            Fill fill,
            @Nullable Fill halo,
            double haloRadius,
            boolean along,
            double anchorX,
            double anchorY,
            double dx,
            double dy)
            implements Symbolizer {}

    /**
     * Draws a coverage.
     *
     * @param opacity 0–1
     */
    record Raster(double opacity) implements Symbolizer {}
}
