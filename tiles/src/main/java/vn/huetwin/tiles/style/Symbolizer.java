package vn.huetwin.tiles.style;

import java.util.List;
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
     * One band of a coverage.
     *
     * @param band from 1
     */
    record Channel(int band, Contrast contrast) {}

    /**
     * Light from the north-west on heights.
     *
     * @param factor        by how much heights are exaggerated
     * @param brightnessOnly whether only light and shade are drawn, without the colours
     */
    record Relief(double factor, boolean brightnessOnly) {}

    /**
     * Draws a coverage.
     *
     * @param opacity  0–1
     * @param channels red, green and blue; or one for greys or the colour map; empty for those that the file suggests
     * @param colours  of the numbers of the first channel, or null
     * @param contrast of channels that have none of their own
     * @param relief   or null
     */
    record Raster(
            double opacity,
            List<Channel> channels,
            @Nullable ColourMap colours,
            Contrast contrast,
            @Nullable Relief relief)
            implements Symbolizer {
        public Raster {
            channels = List.copyOf(channels);
        }

        /** As the file has it. */
        public static Raster plain(double opacity) {
            return new Raster(opacity, List.of(), null, Contrast.NONE, null);
        }
    }
}
