package vn.huetwin.tiles.map;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Outlines of the letters of a TrueType file (ISO/IEC 14496-22: cmap format 4, glyf, hmtx), without the fonts and
 * libraries of the machine: a map looks the same wherever it is drawn. Safe for several threads.
 */
final class Typeface {
    private static final int ON_CURVE = 1;
    private static final int SHORT_X = 2;
    private static final int SHORT_Y = 4;
    private static final int REPEAT = 8;
    private static final int SAME_X = 16;
    private static final int SAME_Y = 32;
    private static final int WORDS = 1;
    private static final int XY_VALUES = 2;
    private static final int SCALE = 8;
    private static final int MORE = 32;
    private static final int TWO_SCALES = 64;
    private static final int MATRIX = 128;
    private static final int MOST_DEPTH = 6;

    private final ByteBuffer data;
    private final Map<String, Integer> tables = new HashMap<>();
    private final Map<Integer, Glyph> glyphs = new ConcurrentHashMap<>();
    private final int unitsPerEm;
    private final boolean longOffsets;
    private final int widths;
    private final int characters;

    /**
     * A letter.
     *
     * @param xy      closed outlines, curves as short lines, for a size of 1 and with y downwards
     * @param ends    index after the last coordinate of each outline
     * @param advance to the next letter, for a size of 1
     */
    record Glyph(float[] xy, int[] ends, float advance) {}

    private Typeface(byte[] file) {
        data = ByteBuffer.wrap(file);
        int count = data.getShort(4);
        for (int i = 0; i < count; i++) {
            int entry = 12 + 16 * i;
            String name = new String(file, entry, 4, StandardCharsets.US_ASCII);
            tables.put(name, data.getInt(entry + 8));
        }
        unitsPerEm = unsigned(table("head") + 18);
        longOffsets = data.getShort(table("head") + 50) != 0;
        widths = unsigned(table("hhea") + 34);
        characters = characters();
    }

    static Typeface read(String resource) {
        try (InputStream in = Typeface.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing from the class path");
            }
            return new Typeface(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int table(String name) {
        Integer at = tables.get(name);
        if (at == null) {
            throw new IllegalStateException("The typeface has no table " + name);
        }
        return at;
    }

    private int unsigned(int at) {
        return data.getShort(at) & 0xffff;
    }

    /** The format 4 table of Unicode characters. */
    private int characters() {
        int cmap = table("cmap");
        int count = unsigned(cmap + 2);
        for (int i = 0; i < count; i++) {
            int entry = cmap + 4 + 8 * i;
            int platform = unsigned(entry);
            int table = cmap + data.getInt(entry + 4);
            if ((platform == 0 || (platform == 3 && unsigned(entry + 2) == 1)) && unsigned(table) == 4) {
                return table;
            }
        }
        throw new IllegalStateException("The typeface has no table of Unicode characters");
    }

    private int glyphIndex(int character) {
        if (character > 0xffff) {
            return 0;
        }
        int segments = unsigned(characters + 6);
        int endCodes = characters + 14;
        for (int i = 0; i < segments; i += 2) {
            if (unsigned(endCodes + i) >= character) {
                int start = unsigned(endCodes + segments + 2 + i);
                if (start > character) {
                    return 0;
                }
                int delta = unsigned(endCodes + 2 * segments + 2 + i);
                int rangeAt = endCodes + 3 * segments + 2 + i;
                int range = unsigned(rangeAt);
                if (range == 0) {
                    return character + delta & 0xffff;
                }
                int glyph = unsigned(rangeAt + range + 2 * (character - start));
                return glyph == 0 ? 0 : glyph + delta & 0xffff;
            }
        }
        return 0;
    }

    /** Whether there is a letter for this character. */
    boolean has(int character) {
        return glyphIndex(character) != 0;
    }

    Glyph glyph(int character) {
        return glyphs.computeIfAbsent(character, this::load);
    }

    private Glyph load(int character) {
        int index = glyphIndex(character);
        int metric = table("hmtx") + 4 * Math.min(index, widths - 1);
        Outline outline = new Outline();
        outline(index, new double[] {1, 0, 0, 1, 0, 0}, outline, 0);
        return outline.glyph(unitsPerEm, unsigned(metric) / (float) unitsPerEm);
    }

    /** Letters composed to one character each, as the typeface has them. */
    static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    /** Width of a text of size 1. */
    float width(String text) {
        float width = 0;
        for (int character : text.codePoints().toArray()) {
            width += glyph(character).advance();
        }
        return width;
    }

    /** @param m xx, yx, xy, yy, dx, dy */
    private void outline(int glyph, double[] m, Outline outline, int depth) {
        int loca = table("loca");
        int from = longOffsets ? data.getInt(loca + 4 * glyph) : 2 * unsigned(loca + 2 * glyph);
        int to = longOffsets ? data.getInt(loca + 4 * glyph + 4) : 2 * unsigned(loca + 2 * glyph + 2);
        if (to <= from) {
            return;
        }
        int at = table("glyf") + from;
        int contours = data.getShort(at);
        if (contours >= 0) {
            simple(at + 10, contours, m, outline);
        } else if (depth < MOST_DEPTH) {
            composite(at + 10, m, outline, depth);
        }
    }

    private void composite(int start, double[] m, Outline outline, int depth) {
        int at = start;
        int flags;
        do {
            flags = unsigned(at);
            int glyph = unsigned(at + 2);
            at += 4;
            double dx = 0;
            double dy = 0;
            if ((flags & XY_VALUES) != 0) {
                dx = (flags & WORDS) != 0 ? data.getShort(at) : data.get(at);
                dy = (flags & WORDS) != 0 ? data.getShort(at + 2) : data.get(at + 1);
            }
            at += (flags & WORDS) != 0 ? 4 : 2;
            double xx = 1;
            double yx = 0;
            double xy = 0;
            double yy = 1;
            if ((flags & SCALE) != 0) {
                xx = fraction(at);
                yy = xx;
                at += 2;
            } else if ((flags & TWO_SCALES) != 0) {
                xx = fraction(at);
                yy = fraction(at + 2);
                at += 4;
            } else if ((flags & MATRIX) != 0) {
                xx = fraction(at);
                yx = fraction(at + 2);
                xy = fraction(at + 4);
                yy = fraction(at + 6);
                at += 8;
            }
            double[] inner = {
                m[0] * xx + m[2] * yx,
                m[1] * xx + m[3] * yx,
                m[0] * xy + m[2] * yy,
                m[1] * xy + m[3] * yy,
                m[0] * dx + m[2] * dy + m[4],
                m[1] * dx + m[3] * dy + m[5]
            };
            outline(glyph, inner, outline, depth + 1);
        } while ((flags & MORE) != 0);
    }

    private double fraction(int at) {
        return data.getShort(at) / 16384.0;
    }

    private void simple(int start, int contours, double[] m, Outline outline) {
        if (contours == 0) {
            return;
        }
        int points = unsigned(start + 2 * (contours - 1)) + 1;
        int at = start + 2 * contours;
        at += 2 + unsigned(at);
        int[] flags = new int[points];
        for (int i = 0; i < points; ) {
            int flag = data.get(at++) & 0xff;
            int times = (flag & REPEAT) != 0 ? (data.get(at++) & 0xff) + 1 : 1;
            for (; times > 0 && i < points; times--) {
                flags[i++] = flag;
            }
        }
        int[] xs = new int[points];
        int[] ys = new int[points];
        at = coordinates(at, flags, SHORT_X, SAME_X, xs);
        coordinates(at, flags, SHORT_Y, SAME_Y, ys);
        int first = 0;
        for (int contour = 0; contour < contours; contour++) {
            int last = unsigned(start + 2 * contour);
            outline.contour(flags, xs, ys, first, last, m);
            first = last + 1;
        }
    }

    private int coordinates(int start, int[] flags, int brief, int same, int[] out) {
        int at = start;
        int value = 0;
        for (int i = 0; i < flags.length; i++) {
            if ((flags[i] & brief) != 0) {
                int step = data.get(at++) & 0xff;
                value += (flags[i] & same) != 0 ? step : -step;
            } else if ((flags[i] & same) == 0) {
                value += data.getShort(at);
                at += 2;
            }
            out[i] = value;
        }
        return at;
    }

    /** Outlines in units of the typeface as they are read. */
    private static final class Outline {
        private static final int CURVE_STEPS = 4;
        private final java.util.ArrayList<Float> xy = new java.util.ArrayList<>();
        private final java.util.ArrayList<Integer> ends = new java.util.ArrayList<>();

        void contour(int[] flags, int[] xs, int[] ys, int first, int last, double[] m) {
            int count = last - first + 1;
            if (count < 3) {
                return;
            }
            double[] start = onCurve(flags, xs, ys, first, last);
            double px = start[0];
            double py = start[1];
            add(px, py, m);
            int offset = (flags[first] & ON_CURVE) != 0 ? 1 : 0;
            for (int i = 0; i < count; i++) {
                int at = first + (i + offset) % count;
                if ((flags[at] & ON_CURVE) != 0) {
                    px = xs[at];
                    py = ys[at];
                    add(px, py, m);
                    continue;
                }
                int next = first + (i + offset + 1) % count;
                boolean corner = (flags[next] & ON_CURVE) != 0;
                double ex = corner ? xs[next] : (xs[at] + xs[next]) / 2.0;
                double ey = corner ? ys[next] : (ys[at] + ys[next]) / 2.0;
                for (int step = 1; step <= CURVE_STEPS; step++) {
                    double t = step / (double) CURVE_STEPS;
                    double u = 1 - t;
                    add(u * u * px + 2 * u * t * xs[at] + t * t * ex, u * u * py + 2 * u * t * ys[at] + t * t * ey, m);
                }
                px = ex;
                py = ey;
            }
            ends.add(xy.size());
        }

        /** Where a contour begins: its first point, or between two that are off the curve. */
        private static double[] onCurve(int[] flags, int[] xs, int[] ys, int first, int last) {
            if ((flags[first] & ON_CURVE) != 0) {
                return new double[] {xs[first], ys[first]};
            }
            if ((flags[last] & ON_CURVE) != 0) {
                return new double[] {xs[last], ys[last]};
            }
            return new double[] {(xs[first] + xs[last]) / 2.0, (ys[first] + ys[last]) / 2.0};
        }

        private void add(double x, double y, double[] m) {
            xy.add((float) (m[0] * x + m[2] * y + m[4]));
            xy.add((float) (m[1] * x + m[3] * y + m[5]));
        }

        Glyph glyph(int unitsPerEm, float advance) {
            float[] points = new float[xy.size()];
            for (int i = 0; i < points.length; i += 2) {
                points[i] = xy.get(i) / unitsPerEm;
                points[i + 1] = -xy.get(i + 1) / unitsPerEm;
            }
            return new Glyph(points, ends.stream().mapToInt(Integer::intValue).toArray(), advance);
        }
    }
}
