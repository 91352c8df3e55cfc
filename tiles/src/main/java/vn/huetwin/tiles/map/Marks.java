package vn.huetwin.tiles.map;

import vn.huetwin.tiles.style.Mark;

/** Outlines of the well-known marks in a circle around a point. */
final class Marks {
    private static final float[] SQUARE = {-1, -1, 1, -1, 1, 1, -1, 1};
    private static final float[] TRIANGLE = {0, -1, 1, 1, -1, 1};
    private static final float[] CROSS = {
        -1, -0.25f, -0.25f, -0.25f, -0.25f, -1, 0.25f, -1, 0.25f, -0.25f, 1, -0.25f, 1, 0.25f, 0.25f, 0.25f, 0.25f, 1,
        -0.25f, 1, -0.25f, 0.25f, -1, 0.25f
    };

    private Marks() {}

    /** @return the coordinates written to {@code out} */
    static int outline(Mark kind, float x, float y, float radius, double rotation, float[] out) {
        double turn = kind == Mark.X ? rotation + Math.PI / 4 : rotation;
        float[] shape = switch (kind) {
            case SQUARE -> SQUARE;
            case TRIANGLE -> TRIANGLE;
            case CROSS, X -> CROSS;
            case STAR, CIRCLE -> star();
        };
        double cosine = Math.cos(turn) * radius;
        double sine = Math.sin(turn) * radius;
        for (int i = 0; i < shape.length; i += 2) {
            out[i] = (float) (x + shape[i] * cosine - shape[i + 1] * sine);
            out[i + 1] = (float) (y + shape[i] * sine + shape[i + 1] * cosine);
        }
        return shape.length;
    }

    private static float[] star() {
        float[] points = new float[20];
        for (int i = 0; i < 10; i++) {
            double angle = Math.PI * (i / 5.0 - 0.5);
            double reach = i % 2 == 0 ? 1 : 0.4;
            points[2 * i] = (float) (reach * Math.cos(angle));
            points[2 * i + 1] = (float) (reach * Math.sin(angle));
        }
        return points;
    }
}
