package vn.huetwin.tiles.style;

import java.util.List;

/**
 * A line with a width.
 *
 * @param colour  0xRRGGBB
 * @param opacity 0–1
 * @param width   pixels of 0.28 mm
 * @param dashes  lengths of dash and gap by turns in pixels; empty for a solid line
 * @param offset  of the first dash, in pixels
 */
public record Stroke(int colour, double opacity, double width, Join join, Cap cap, List<Double> dashes, double offset) {
    /** What happens at a corner. */
    public enum Join {
        MITRE,
        ROUND,
        BEVEL
    }

    /** What happens at an end. */
    public enum Cap {
        BUTT,
        ROUND,
        SQUARE
    }

    public static Stroke solid(int colour, double opacity, double width) {
        return new Stroke(colour, opacity, width, Join.ROUND, Cap.BUTT, List.of(), 0);
    }

    public Stroke scaled(double factor) {
        return new Stroke(
                colour,
                opacity,
                width * factor,
                join,
                cap,
                dashes.stream().map(d -> d * factor).toList(),
                offset * factor);
    }
}
