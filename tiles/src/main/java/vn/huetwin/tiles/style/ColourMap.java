package vn.huetwin.tiles.style;

import java.util.Comparator;
import java.util.List;
import vn.huetwin.ontology.catalogue.Text;

/**
 * Colours for numbers (05-077r4, clause 11.5.2: categories and interpolation).
 *
 * @param stops by rising value; at least one
 */
public record ColourMap(Kind kind, List<Stop> stops) {
    /** How a number between two stops gets its colour. */
    public enum Kind {
        /** By going over from one colour into the next; beyond the ends by that of the end. */
        RAMP,
        /** By the stop below it; what is below the first has none. */
        INTERVALS,
        /** It has none: the stops are the only numbers with a colour. */
        VALUES
    }

    /**
     * The colour of a number.
     *
     * @param colour  0xRRGGBB
     * @param opacity 0–1
     * @param label   what it means; empty for the number itself
     */
    public record Stop(double value, int colour, double opacity, Text label) {
        /** 0xAARRGGBB, not premultiplied. */
        int argb() {
            return (int) Math.round(255 * Math.max(0, Math.min(1, opacity))) << 24 | colour;
        }
    }

    public ColourMap {
        stops = stops.stream().sorted(Comparator.comparingDouble(Stop::value)).toList();
        if (stops.isEmpty()) {
            throw new IllegalArgumentException("A colour map needs a stop");
        }
    }

    /** 0xAARRGGBB, not premultiplied; 0 for what has no colour. */
    public int argb(double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        int above = 0;
        int end = stops.size();
        while (above < end) {
            int middle = (above + end) >>> 1;
            if (stops.get(middle).value() <= value) {
                above = middle + 1;
            } else {
                end = middle;
            }
        }
        Stop below = above == 0 ? null : stops.get(above - 1);
        return switch (kind) {
            case INTERVALS -> below == null ? 0 : below.argb();
            case VALUES -> below == null || below.value() != value ? 0 : below.argb();
            case RAMP ->
                below == null
                        ? stops.get(0).argb()
                        : above == stops.size() ? below.argb() : between(below, stops.get(above), value);
        };
    }

    private static int between(Stop low, Stop high, double value) {
        double share = (value - low.value()) / (high.value() - low.value());
        int one = low.argb();
        int other = high.argb();
        int argb = 0;
        for (int shift = 24; shift >= 0; shift -= 8) {
            int a = one >>> shift & 0xff;
            int b = other >>> shift & 0xff;
            argb |= (int) Math.round(a + (b - a) * share) << shift;
        }
        return argb;
    }
}
