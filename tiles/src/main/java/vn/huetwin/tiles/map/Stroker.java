package vn.huetwin.tiles.map;

import vn.huetwin.tiles.style.Stroke;

/** Lines with a width as coverage: a quadrangle for each segment, with joins and caps, all running the same way. */
final class Stroker {
    /** Lines thinner than this have no visible corners. */
    private static final float THIN = 1.6f;

    private static final float MITRE_LIMIT = 4;

    private final Coverage coverage;
    private final float[] corners = new float[8];
    private final float[] margins;
    private float[] dash = new float[64];
    private float[] round = new float[0];
    private float roundRadius;

    Stroker(Coverage coverage) {
        this.coverage = coverage;
        margins = new float[] {coverage.width, coverage.height};
    }

    /** @param from index in {@code xy} of the first coordinate, {@code to} after the last */
    void stroke(float[] xy, int from, int to, boolean closed, Stroke stroke) {
        float half = (float) stroke.width() / 2;
        if (half <= 0) {
            return;
        }
        if (!stroke.dashes().isEmpty()) {
            dashes(xy, from, to, closed, stroke, half);
        } else {
            solid(xy, from, to, closed, stroke, half);
        }
    }

    private void solid(float[] xy, int from, int to, boolean closed, Stroke stroke, float half) {
        int points = (to - from) / 2;
        int end = to;
        if (points > 2 && closed && xy[from] == xy[to - 2] && xy[from + 1] == xy[to - 1]) {
            end -= 2;
        }
        boolean ring = closed && end - from > 4;
        for (int i = from; i + 2 < end; i += 2) {
            segment(xy[i], xy[i + 1], xy[i + 2], xy[i + 3], half);
            if (i > from) {
                join(xy, i - 2, i, i + 2, stroke, half);
            }
        }
        if (ring) {
            segment(xy[end - 2], xy[end - 1], xy[from], xy[from + 1], half);
            join(xy, end - 4, end - 2, from, stroke, half);
            join(xy, end - 2, from, from + 2, stroke, half);
        } else if (half * 2 >= THIN && stroke.cap() != Stroke.Cap.BUTT && end - from >= 4) {
            cap(xy, from + 2, from, stroke, half);
            cap(xy, end - 4, end - 2, stroke, half);
        }
    }

    private boolean isFar(float x0, float y0, float x1, float y1, float half) {
        return Math.max(x0, x1) < -half
                || Math.min(x0, x1) > margins[0] + half
                || Math.max(y0, y1) < -half
                || Math.min(y0, y1) > margins[1] + half;
    }

    private void segment(float x0, float y0, float x1, float y1, float half) {
        if (isFar(x0, y0, x1, y1, half)) {
            return;
        }
        float dx = x1 - x0;
        float dy = y1 - y0;
        float length = (float) Math.sqrt(dx * dx + dy * dy);
        if (length == 0) {
            return;
        }
        float nx = dy / length * half;
        float ny = -dx / length * half;
        quadrangle(x0 + nx, y0 + ny, x1 + nx, y1 + ny, x1 - nx, y1 - ny, x0 - nx, y0 - ny);
    }

    private void quadrangle(float ax, float ay, float bx, float by, float cx, float cy, float dx, float dy) {
        coverage.edge(ax, ay, bx, by, 1);
        coverage.edge(bx, by, cx, cy, 1);
        coverage.edge(cx, cy, dx, dy, 1);
        coverage.edge(dx, dy, ax, ay, 1);
    }

    /** Fills the gap on the outer side of a corner. */
    private void join(float[] xy, int before, int at, int after, Stroke stroke, float half) {
        if (half * 2 < THIN) {
            return;
        }
        float x = xy[at];
        float y = xy[at + 1];
        if (isFar(x, y, x, y, half * MITRE_LIMIT)) {
            return;
        }
        if (stroke.join() == Stroke.Join.ROUND) {
            disc(x, y, half);
            return;
        }
        float ax = x - xy[before];
        float ay = y - xy[before + 1];
        float bx = xy[after] - x;
        float by = xy[after + 1] - y;
        float la = (float) Math.hypot(ax, ay);
        float lb = (float) Math.hypot(bx, by);
        if (la == 0 || lb == 0) {
            return;
        }
        float cross = ax * by - ay * bx;
        float side = cross > 0 ? 1 : -1;
        float px = x + side * ay / la * half;
        float py = y - side * ax / la * half;
        float qx = x + side * by / lb * half;
        float qy = y - side * bx / lb * half;
        float cosine = (ax * bx + ay * by) / (la * lb);
        float mitre = (float) Math.sqrt(2 / Math.max(1e-6, 1 + cosine));
        if (stroke.join() == Stroke.Join.MITRE && mitre <= MITRE_LIMIT) {
            float mx = (px + qx) / 2 - x;
            float my = (py + qy) / 2 - y;
            float length = (float) Math.hypot(mx, my);
            if (length > 0) {
                float scale = half * mitre / length;
                polygon(side, x, y, px, py, x + mx * scale, y + my * scale, qx, qy);
            }
        } else {
            polygon(side, x, y, px, py, qx, qy, qx, qy);
        }
    }

    /** Four corners that turn as {@code side} says. */
    private void polygon(float side, float... values) {
        System.arraycopy(values, 0, corners, 0, 8);
        coverage.outline(corners, 0, 8, side);
    }

    private void cap(float[] xy, int inner, int end, Stroke stroke, float half) {
        float x = xy[end];
        float y = xy[end + 1];
        if (stroke.cap() == Stroke.Cap.ROUND) {
            if (!isFar(x, y, x, y, half)) {
                disc(x, y, half);
            }
            return;
        }
        float dx = x - xy[inner];
        float dy = y - xy[inner + 1];
        float length = (float) Math.hypot(dx, dy);
        if (length > 0) {
            segment(x, y, x + dx / length * half, y + dy / length * half, half);
        }
    }

    /** A circle that runs as the segments do. */
    void disc(float x, float y, float radius) {
        int steps = Math.max(8, Math.min(64, (int) (4 * Math.sqrt(radius) + 6)));
        if (round.length != 2 * steps || roundRadius != radius) {
            round = new float[2 * steps];
            roundRadius = radius;
            for (int i = 0; i < steps; i++) {
                double angle = 2 * Math.PI * i / steps;
                round[2 * i] = (float) (radius * Math.cos(angle));
                round[2 * i + 1] = (float) (radius * Math.sin(angle));
            }
        }
        float px = x + round[round.length - 2];
        float py = y + round[round.length - 1];
        for (int i = 0; i < round.length; i += 2) {
            float nx = x + round[i];
            float ny = y + round[i + 1];
            coverage.edge(px, py, nx, ny, 1);
            px = nx;
            py = ny;
        }
    }

    private void dashes(float[] xy, int from, int to, boolean closed, Stroke stroke, float half) {
        double[] pattern =
                stroke.dashes().stream().mapToDouble(d -> Math.max(0, d)).toArray();
        double period = 0;
        for (double length : pattern) {
            period += length;
        }
        if (period < 0.5) {
            solid(xy, from, to, closed, stroke, half);
            return;
        }
        double phase = stroke.offset() % (period * (pattern.length % 2 == 0 ? 1 : 2));
        int index = 0;
        double left = pattern[0];
        while (phase >= left) {
            phase -= left;
            index++;
            left = pattern[index % pattern.length];
        }
        left -= phase;
        DashRun run = new DashRun(pattern, index, left, stroke, half);
        for (int i = from; i + 2 < to; i += 2) {
            run.segment(xy[i], xy[i + 1], xy[i + 2], xy[i + 3]);
        }
        if (closed) {
            run.segment(xy[to - 2], xy[to - 1], xy[from], xy[from + 1]);
        }
        run.flush();
    }

    /** Where we are in the pattern; collects the vertices of the dash that is being drawn. */
    private final class DashRun {
        private final double[] pattern;
        private final Stroke stroke;
        private final float half;
        private int index;
        private double left;
        private int size;

        DashRun(double[] pattern, int index, double left, Stroke stroke, float half) {
            this.pattern = pattern;
            this.index = index;
            this.left = left;
            this.stroke = stroke;
            this.half = half;
        }

        void segment(float x0, float y0, float x1, float y1) {
            double length = Math.hypot(x1 - x0, y1 - y0);
            if (length == 0) {
                return;
            }
            if (isFar(x0, y0, x1, y1, half)) {
                skip(length);
                return;
            }
            double at = 0;
            vertex(x0, y0);
            while (length - at > left) {
                at += left;
                vertex((float) (x0 + (x1 - x0) * at / length), (float) (y0 + (y1 - y0) * at / length));
                flush();
                next();
                vertex((float) (x0 + (x1 - x0) * at / length), (float) (y0 + (y1 - y0) * at / length));
            }
            left -= length - at;
            vertex(x1, y1);
        }

        /** Goes on along a segment that is not seen. */
        private void skip(double length) {
            flush();
            double period = 0;
            for (double part : pattern) {
                period += part;
            }
            double rest = length % (period * (pattern.length % 2 == 0 ? 1 : 2));
            while (rest > left) {
                rest -= left;
                next();
            }
            left -= rest;
        }

        private void next() {
            index++;
            left = Math.max(0.01, pattern[index % pattern.length]);
        }

        private void vertex(float x, float y) {
            if (index % 2 != 0) {
                return;
            }
            if (size + 2 > dash.length) {
                dash = java.util.Arrays.copyOf(dash, dash.length * 2);
            }
            dash[size++] = x;
            dash[size++] = y;
        }

        void flush() {
            if (size >= 4) {
                solid(dash, 0, size, false, stroke, half);
            }
            size = 0;
        }
    }
}
