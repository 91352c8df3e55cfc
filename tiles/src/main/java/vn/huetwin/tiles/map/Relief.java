package vn.huetwin.tiles.map;

import vn.huetwin.tiles.style.Symbolizer;

/** Light from the north-west, 45° high, on heights (05-077r4, clause 11.5.5), by Horn's slopes. */
final class Relief {
    private static final double LIGHT = Math.sqrt(0.5);

    private Relief() {}

    /**
     * Makes colours brighter and darker.
     *
     * @param colours 0xAARRGGBB, not premultiplied
     * @param heights metres, of the same pixels
     */
    static void shade(int[] colours, float[] heights, Screen screen, Symbolizer.Relief relief) {
        int width = screen.width();
        double pixel = screen.metresPerPixel();
        for (int i = 0; i < colours.length; i++) {
            if (colours[i] >>> 24 == 0) {
                continue;
            }
            int x = i % width;
            int y = i / width;
            boolean edge = x == 0 || y == 0 || x == width - 1 || y == screen.height() - 1;
            double light = edge ? LIGHT : light(heights, i, width, relief.factor() / (8 * pixel));
            double brightness = Double.isNaN(light) ? 1 : light / LIGHT;
            int base = relief.brightnessOnly() ? 0xff000000 | 0xb4b4b4 : colours[i];
            colours[i] = (base & 0xff000000)
                    | lit(base >> 16 & 0xff, brightness) << 16
                    | lit(base >> 8 & 0xff, brightness) << 8
                    | lit(base & 0xff, brightness);
        }
    }

    private static double light(float[] z, int i, int width, double factor) {
        int above = i - width;
        int below = i + width;
        double east =
                (z[above + 1] + 2 * z[i + 1] + z[below + 1] - z[above - 1] - 2 * z[i - 1] - z[below - 1]) * factor;
        double south =
                (z[below - 1] + 2 * z[below] + z[below + 1] - z[above - 1] - 2 * z[above] - z[above + 1]) * factor;
        // the light comes along (−1, −1, √2) / 2 in east, south, up
        return Math.max(0, (0.5 * east + 0.5 * south + LIGHT) / Math.sqrt(1 + east * east + south * south));
    }

    private static int lit(int level, double brightness) {
        return (int) Math.max(0, Math.min(255, Math.round(level * brightness)));
    }
}
