package vn.huetwin.tiles.map;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.tiles.raster.RasterGrid;

/**
 * From the pixels of a screen to those of a raster: exact at the nodes of a grid on the screen and bilinear between them,
 * which is less than an eighth of a pixel off; the grid is made finer until that holds.
 */
final class Warp {
    private static final int COARSEST = 64;
    private static final int FINEST = 8;
    private static final double MOST_ERROR = 0.125;

    private final Screen screen;
    private final Crs crs;
    private final int step;
    private final int columns;
    /** x and y in the CRS of the raster, by rows of nodes. */
    private final double[] nodes;

    private Warp(Screen screen, Crs crs, int step) {
        this.screen = screen;
        this.crs = crs;
        this.step = step;
        columns = (screen.width() + step - 1) / step + 1;
        int rows = (screen.height() + step - 1) / step + 1;
        nodes = new double[2 * columns * rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double[] place = exact(column * (double) step, row * (double) step);
                nodes[2 * (row * columns + column)] = place[0];
                nodes[2 * (row * columns + column) + 1] = place[1];
            }
        }
    }

    static Warp of(Screen screen, Crs crs) {
        Warp warp = new Warp(screen, crs, COARSEST);
        while (warp.step > FINEST && warp.error() > MOST_ERROR) {
            warp = new Warp(screen, crs, warp.step / 2);
        }
        return warp;
    }

    private double[] exact(double x, double y) {
        if (screen.crs().srid() == crs.srid()) {
            Envelope box = screen.box();
            return new double[] {
                box.getMinX() + x * box.getWidth() / screen.width(),
                box.getMaxY() - y * box.getHeight() / screen.height()
            };
        }
        double[] place = screen.place(x, y);
        return crs.fromWgs84(place[0], place[1]);
    }

    /** In pixels of the screen, at the middles of some cells. */
    private double error() {
        if (screen.crs().srid() == crs.srid()) {
            return 0;
        }
        int rows = nodes.length / 2 / columns;
        double pixel = pixel();
        double worst = 0;
        for (int row = 0; row < rows - 1; row += Math.max(1, (rows - 1) / 4)) {
            for (int column = 0; column < columns - 1; column += Math.max(1, (columns - 1) / 4)) {
                double[] exact = exact((column + 0.5) * step, (row + 0.5) * step);
                int at = 2 * (row * columns + column);
                int below = at + 2 * columns;
                double x = (nodes[at] + nodes[at + 2] + nodes[below] + nodes[below + 2]) / 4;
                double y = (nodes[at + 1] + nodes[at + 3] + nodes[below + 1] + nodes[below + 3]) / 4;
                double error = Math.hypot(x - exact[0], y - exact[1]) / pixel;
                worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
            }
        }
        return worst;
    }

    /** The smallest pixel of the screen in units of the raster's CRS. */
    double pixel() {
        double least = Double.POSITIVE_INFINITY;
        int rows = nodes.length / 2 / columns;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns - 1; column++) {
                int at = 2 * (row * columns + column);
                double length = Math.hypot(nodes[at + 2] - nodes[at], nodes[at + 3] - nodes[at + 1]) / step;
                least = length > 0 ? Math.min(least, length) : least;
            }
        }
        return least;
    }

    /** The box of the screen in the CRS of the raster. */
    Envelope box() {
        Envelope box = new Envelope();
        for (int i = 0; i < nodes.length; i += 2) {
            if (Double.isFinite(nodes[i]) && Double.isFinite(nodes[i + 1])) {
                box.expandToInclude(nodes[i], nodes[i + 1]);
            }
        }
        return box;
    }

    /** Takes the place of a pixel of the screen in columns and rows of a raster, from its upper left corner. */
    interface Pixel {
        void at(int index, double column, double row);
    }

    /** Every pixel of the screen with the place of its middle in a raster. */
    void each(RasterGrid grid, Stop stop, Pixel pixel) {
        for (int y = 0; y < screen.height(); y++) {
            stop.check();
            int nodeRow = y / step;
            double v = (y + 0.5) / step - nodeRow;
            for (int first = 0; first < screen.width(); first += step) {
                int at = 2 * (nodeRow * columns + first / step);
                int below = at + 2 * columns;
                double x = nodes[at] + (nodes[below] - nodes[at]) * v;
                double ground = nodes[at + 1] + (nodes[below + 1] - nodes[at + 1]) * v;
                double perX = (nodes[at + 2] + (nodes[below + 2] - nodes[at + 2]) * v - x) / step;
                double perY = (nodes[at + 3] + (nodes[below + 3] - nodes[at + 3]) * v - ground) / step;
                int end = Math.min(first + step, screen.width());
                for (int i = first; i < end; i++) {
                    double share = i - first + 0.5;
                    pixel.at(y * screen.width() + i, grid.column(x + perX * share), grid.row(ground + perY * share));
                }
            }
        }
    }

    /** Numbers of a raster on the screen; NaN where there are none. */
    float[] values(RasterGrid grid, float[] values, boolean smooth, Stop stop) {
        float[] warped = new float[screen.width() * screen.height()];
        Arrays.fill(warped, Float.NaN);
        int width = grid.width();
        int height = grid.height();
        each(grid, stop, (index, column, row) -> {
            if (!(column >= 0 && row >= 0 && column < width && row < height)) {
                return;
            }
            float nearest = values[((int) row) * width + (int) column];
            if (!smooth || Float.isNaN(nearest)) {
                warped[index] = nearest;
                return;
            }
            int left = (int) Math.floor(column - 0.5);
            int top = (int) Math.floor(row - 0.5);
            double u = column - 0.5 - left;
            double v = row - 0.5 - top;
            double sum = 0;
            double weights = 0;
            for (int corner = 0; corner < 4; corner++) {
                int x = left + (corner & 1);
                int y = top + (corner >> 1);
                if (x >= 0 && y >= 0 && x < width && y < height && !Float.isNaN(values[y * width + x])) {
                    double weight = ((corner & 1) == 0 ? 1 - u : u) * ((corner >> 1) == 0 ? 1 - v : v);
                    sum += values[y * width + x] * weight;
                    weights += weight;
                }
            }
            warped[index] = (float) (sum / weights);
        });
        return warped;
    }

    /** Colours of a raster on the screen, 0xAARRGGBB, not premultiplied; 0 where there are none. */
    int[] colours(RasterGrid grid, int[] argb, boolean smooth, Stop stop) {
        int[] warped = new int[screen.width() * screen.height()];
        int width = grid.width();
        int height = grid.height();
        each(grid, stop, (index, column, row) -> {
            if (!(column >= 0 && row >= 0 && column < width && row < height)) {
                return;
            }
            int nearest = argb[((int) row) * width + (int) column];
            if (!smooth || nearest == 0) {
                warped[index] = nearest;
                return;
            }
            int left = (int) Math.floor(column - 0.5);
            int top = (int) Math.floor(row - 0.5);
            int u = (int) ((column - 0.5 - left) * 256);
            int v = (int) ((row - 0.5 - top) * 256);
            int right = Math.min(left + 1, width - 1);
            int bottom = Math.min(top + 1, height - 1);
            left = Math.max(left, 0);
            top = Math.max(top, 0);
            warped[index] = mixed(
                    argb[top * width + left],
                    argb[top * width + right],
                    argb[bottom * width + left],
                    argb[bottom * width + right],
                    u,
                    v);
        });
        return warped;
    }

    /** Of four pixels; those that are not there have no weight. */
    private static int mixed(int a, int b, int c, int d, int u, int v) {
        int wa = a == 0 ? 0 : (256 - u) * (256 - v);
        int wb = b == 0 ? 0 : u * (256 - v);
        int wc = c == 0 ? 0 : (256 - u) * v;
        int wd = d == 0 ? 0 : u * v;
        int sum = wa + wb + wc + wd;
        IntUnaryOperator channel = shift -> (int) (((long) wa * (a >>> shift & 0xff)
                        + (long) wb * (b >>> shift & 0xff)
                        + (long) wc * (c >>> shift & 0xff)
                        + (long) wd * (d >>> shift & 0xff)
                        + sum / 2)
                / Math.max(sum, 1));
        return channel.applyAsInt(24) << 24
                | channel.applyAsInt(16) << 16
                | channel.applyAsInt(8) << 8
                | channel.applyAsInt(0);
    }
}
