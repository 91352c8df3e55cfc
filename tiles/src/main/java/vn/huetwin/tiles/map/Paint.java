package vn.huetwin.tiles.map;

/** A colour with an opacity, ready for each of the sixteen levels of coverage. */
final class Paint {
    static final int LEVELS = 15;
    /** Premultiplied ARGB at each level. */
    final int[] colours = new int[LEVELS + 1];

    private Paint(int rgb, double opacity) {
        for (int level = 0; level <= LEVELS; level++) {
            int alpha = (int) Math.round(255 * Math.max(0, Math.min(1, opacity)) * level / LEVELS);
            colours[level] = premultiplied(alpha, rgb);
        }
    }

    /** @param rgb 0xRRGGBB */
    static Paint of(int rgb, double opacity) {
        return new Paint(rgb, opacity);
    }

    static int premultiplied(int alpha, int rgb) {
        int red = ((rgb >> 16 & 0xff) * alpha + 127) / 255;
        int green = ((rgb >> 8 & 0xff) * alpha + 127) / 255;
        int blue = ((rgb & 0xff) * alpha + 127) / 255;
        return alpha << 24 | red << 16 | green << 8 | blue;
    }

    /** The colour of a pixel with another one laid over it; both premultiplied. */
    static int over(int below, int above) {
        int alpha = above >>> 24;
        if (alpha == 255) {
            return above;
        }
        int rest = 255 - alpha;
        // two channels at once, each divided by 255 with rounding
        int redBlue = (below & 0xff00ff) * rest + 0x800080;
        redBlue = (redBlue + (redBlue >>> 8 & 0xff00ff)) >>> 8 & 0xff00ff;
        int alphaGreen = (below >>> 8 & 0xff00ff) * rest + 0x800080;
        alphaGreen = alphaGreen + (alphaGreen >>> 8 & 0xff00ff) & 0xff00ff00;
        return above + (redBlue | alphaGreen);
    }
}
