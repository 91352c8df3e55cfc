package vn.huetwin.tiles.map;

import java.util.Arrays;

/**
 * How much of each pixel a shape covers: edges leave their signed areas in cells, and a sweep along each row adds them
 * up (the method of FreeType's smooth rasteriser, with a cell for every pixel). Outlines that run the same way may
 * overlap: what is covered twice counts once.
 */
final class Coverage {
    final int width;
    final int height;
    private final int stride;
    private final float[] cells;
    private final int[] first;
    /** After the last cell touched. */
    private final int[] last;

    private int top;
    private int bottom;

    Coverage(int width, int height) {
        this.width = width;
        this.height = height;
        stride = width + 2;
        cells = new float[stride * height];
        first = new int[height];
        last = new int[height];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        top = height;
        bottom = -1;
    }

    /**
     * Adds a closed outline.
     *
     * @param turn 1 or -1, by which all edges are multiplied
     */
    void outline(float[] xy, int from, int to, float turn) {
        if (to - from < 6) {
            return;
        }
        float x = xy[to - 2];
        float y = xy[to - 1];
        for (int i = from; i < to; i += 2) {
            edge(x, y, xy[i], xy[i + 1], turn);
            x = xy[i];
            y = xy[i + 1];
        }
    }

    void edge(float fromX, float fromY, float toX, float toY, float turn) {
        if (fromY == toY) {
            return;
        }
        float sign = turn;
        float x = fromX;
        float y0 = fromY;
        float x1 = toX;
        float y1 = toY;
        if (fromY > toY) {
            sign = -turn;
            x = toX;
            y0 = toY;
            x1 = fromX;
            y1 = fromY;
        }
        if (y1 <= 0 || y0 >= height) {
            return;
        }
        float slope = (x1 - x) / (y1 - y0);
        if (y0 < 0) {
            x -= y0 * slope;
            y0 = 0;
        }
        y1 = Math.min(y1, height);
        int row = (int) y0;
        int lastRow = (int) Math.ceil(y1) - 1;
        top = Math.min(top, row);
        bottom = Math.max(bottom, lastRow);
        float y = y0;
        for (; row <= lastRow; row++) {
            float next = Math.min(row + 1f, y1);
            float step = next - y;
            float nextX = x + slope * step;
            if (x < nextX) {
                part(row, x, nextX, step * sign);
            } else {
                part(row, nextX, x, step * sign);
            }
            x = nextX;
            y = next;
        }
    }

    /**
     * The part of an edge within a row.
     *
     * @param area its height with its sign
     */
    private void part(int row, float left, float right, float area) {
        if (left >= width) {
            return;
        }
        float x0 = Math.max(0, left);
        float x1 = Math.max(0, Math.min(width, right));
        int cell = (int) x0;
        int end = (int) Math.ceil(x1);
        int at = row * stride + cell;
        first[row] = Math.min(first[row], cell);
        last[row] = Math.max(last[row], Math.max(end, cell + 1) + 1);
        if (end <= cell + 1) {
            float middle = 0.5f * (x0 + x1) - cell;
            cells[at] += area - area * middle;
            cells[at + 1] += area * middle;
            return;
        }
        float scale = 1 / (x1 - x0);
        float inFirst = 1 - (x0 - cell);
        float a0 = 0.5f * scale * inFirst * inFirst;
        float inLast = x1 - (end - 1);
        float am = 0.5f * scale * inLast * inLast;
        cells[at] += area * a0;
        int span = end - cell;
        if (span == 2) {
            cells[at + 1] += area * (1 - a0 - am);
        } else {
            float a1 = scale * (1.5f - (x0 - cell));
            cells[at + 1] += area * (a1 - a0);
            for (int i = 2; i < span - 1; i++) {
                cells[at + i] += area * scale;
            }
            float a2 = a1 + (span - 3) * scale;
            cells[at + span - 1] += area * (1 - a2 - am);
        }
        cells[at + span] += area * am;
    }

    /**
     * Lays the paint on the pixels that are covered and begins anew.
     *
     * @param pixels premultiplied ARGB, row by row
     */
    void paint(Paint paint, int[] pixels) {
        int[] colours = paint.colours;
        for (int row = top; row <= bottom; row++) {
            int begin = first[row];
            if (begin == Integer.MAX_VALUE) {
                continue;
            }
            row(row, begin, Math.min(last[row], width), colours, pixels);
            first[row] = Integer.MAX_VALUE;
            last[row] = -1;
        }
        top = height;
        bottom = -1;
    }

    private void row(int row, int begin, int touched, int[] colours, int[] pixels) {
        int at = row * stride + begin;
        int pixel = row * width + begin;
        int end = row * width + touched;
        float sum = 0;
        int level = 0;
        while (pixel < end) {
            float cell = cells[at];
            if (cell != 0) {
                cells[at] = 0;
                sum += cell;
                level = level(sum);
            }
            if (level > 0) {
                pixels[pixel] = Paint.over(pixels[pixel], colours[level]);
            }
            at++;
            pixel++;
        }
        int stop = row * stride + stride;
        int cleared = Math.min(stop, at + 2);
        for (; at < cleared; at++) {
            cells[at] = 0;
        }
        // edges beyond the right side were not counted, so what is open here goes on to there
        if (level > 0) {
            for (int rowEnd = (row + 1) * width; pixel < rowEnd; pixel++) {
                pixels[pixel] = Paint.over(pixels[pixel], colours[level]);
            }
        }
    }

    private static int level(float sum) {
        return (int) (Math.min(1, Math.abs(sum)) * Paint.LEVELS + 0.5f);
    }
}
