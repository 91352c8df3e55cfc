package vn.huetwin.tiles.style;

import org.jspecify.annotations.Nullable;

/**
 * How the numbers of a band become brightness (05-077r4, clause 11.5.4).
 *
 * @param stretched whether the lowest becomes black and the highest white ({@code Normalize}); else 0–255 are taken as they are
 * @param low       what becomes black, or null for the lowest number that there is
 * @param high      what becomes white, or null for the highest
 * @param gamma     above 1 brighter, below 1 darker
 */
public record Contrast(
        boolean stretched, @Nullable Double low, @Nullable Double high, double gamma) {
    public static final Contrast NONE = new Contrast(false, null, null, 1);
    public static final Contrast STRETCHED = new Contrast(true, null, null, 1);
}
