package vn.huetwin.tiles.vector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How large a geometry is, as {@code ST_Area}, {@code ST_Length} and the sides of its box tell. */
final class WkbMeasure {
    private double amount;
    private double west;
    private double south;
    private double east;
    private double north;

    /** Takes WKB. */
    void read(byte[] wkb) {
        west = Double.POSITIVE_INFINITY;
        south = Double.POSITIVE_INFINITY;
        east = Double.NEGATIVE_INFINITY;
        north = Double.NEGATIVE_INFINITY;
        amount = of(ByteBuffer.wrap(wkb));
    }

    /** The area of polygons, the length of lines, in the units of the coordinates; of points nothing. */
    double amount() {
        return amount;
    }

    /** Width and height of the box together; not a number if it is empty. */
    double extent() {
        return east - west + north - south;
    }

    private double of(ByteBuffer in) {
        in.order(in.get() == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        int type = in.getInt();
        if (type == 1) {
            return line(in, 1);
        }
        int count = in.getInt();
        if (type == 2) {
            return line(in, count);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            if (type == 3) {
                double ring = ring(in, in.getInt());
                sum += i == 0 ? ring : -ring;
            } else {
                sum += of(in);
            }
        }
        return sum;
    }

    private void meet(double x, double y) {
        west = Math.min(west, x);
        east = Math.max(east, x);
        south = Math.min(south, y);
        north = Math.max(north, y);
    }

    private double line(ByteBuffer in, int points) {
        double sum = 0;
        double lastX = 0;
        double lastY = 0;
        for (int i = 0; i < points; i++) {
            double x = in.getDouble();
            double y = in.getDouble();
            meet(x, y);
            sum += i == 0 ? 0 : Math.sqrt((x - lastX) * (x - lastX) + (y - lastY) * (y - lastY));
            lastX = x;
            lastY = y;
        }
        return sum;
    }

    private double ring(ByteBuffer in, int points) {
        double sum = 0;
        double firstX = 0;
        double firstY = 0;
        double lastX = 0;
        double lastY = 0;
        for (int i = 0; i < points; i++) {
            double x = in.getDouble();
            double y = in.getDouble();
            meet(x, y);
            if (i == 0) {
                firstX = x;
                firstY = y;
            } else {
                sum += (lastX - firstX) * (y - firstY) - (x - firstX) * (lastY - firstY);
            }
            lastX = x;
            lastY = y;
        }
        return Math.abs(sum) / 2;
    }
}
