package vn.huetwin.tiles.map;

import java.util.Arrays;

/** A point that stands for a whole path: half way along the longest line, well inside the largest area. */
final class Middle {
    private Middle() {}

    /** @param path not empty */
    static float[] of(Path path) {
        if (path.dimension == 0) {
            return new float[] {path.xy[0], path.xy[1]};
        }
        return path.dimension == 1 ? ofLine(path) : ofArea(path);
    }

    private static float[] ofLine(Path path) {
        int longest = 0;
        double length = -1;
        for (int part = 0; part < path.parts; part++) {
            double l = length(path, part);
            if (l > length) {
                length = l;
                longest = part;
            }
        }
        double left = length / 2;
        for (int i = path.start(longest); i + 2 < path.ends[longest]; i += 2) {
            double step = Math.hypot(path.xy[i + 2] - path.xy[i], path.xy[i + 3] - path.xy[i + 1]);
            if (step >= left && step > 0) {
                float share = (float) (left / step);
                return new float[] {
                    path.xy[i] + share * (path.xy[i + 2] - path.xy[i]),
                    path.xy[i + 1] + share * (path.xy[i + 3] - path.xy[i + 1])
                };
            }
            left -= step;
        }
        int last = path.ends[longest];
        return new float[] {path.xy[last - 2], path.xy[last - 1]};
    }

    static double length(Path path, int part) {
        double length = 0;
        for (int i = path.start(part); i + 2 < path.ends[part]; i += 2) {
            length += Math.hypot(path.xy[i + 2] - path.xy[i], path.xy[i + 3] - path.xy[i + 1]);
        }
        return length;
    }

    /** The middle of the widest stretch inside, at one of five heights. */
    private static float[] ofArea(Path path) {
        float[] best = {(path.minX + path.maxX) / 2, (path.minY + path.maxY) / 2};
        float widest = -1;
        for (int step = 1; step <= 5; step++) {
            // the middle first: it wins where all are alike
            float share = new float[] {0.5f, 0.4f, 0.6f, 0.25f, 0.75f}[step - 1];
            float y = path.minY + share * path.height() + 1e-3f;
            float[] crossings = crossings(path, y);
            for (int i = 0; i + 1 < crossings.length; i += 2) {
                float width = crossings[i + 1] - crossings[i];
                if (width > widest * 1.1f) {
                    widest = width;
                    best = new float[] {(crossings[i] + crossings[i + 1]) / 2, y};
                }
            }
        }
        return best;
    }

    private static float[] crossings(Path path, float y) {
        float[] found = new float[16];
        int count = 0;
        for (int part = 0; part < path.parts; part++) {
            int from = path.start(part);
            int to = path.ends[part];
            for (int i = from, j = to - 2; i < to; j = i, i += 2) {
                float y0 = path.xy[j + 1];
                float y1 = path.xy[i + 1];
                if ((y0 > y) != (y1 > y)) {
                    if (count == found.length) {
                        found = Arrays.copyOf(found, count * 2);
                    }
                    found[count++] = path.xy[j] + (y - y0) / (y1 - y0) * (path.xy[i] - path.xy[j]);
                }
            }
        }
        float[] sorted = Arrays.copyOf(found, count);
        Arrays.sort(sorted);
        return sorted;
    }
}
