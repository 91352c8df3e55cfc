package vn.huetwin.tiles.height;

import org.locationtech.jts.geom.Envelope;

/**
 * How far the sea level lies above the ellipsoid of WGS 84: at the points of a lattice over longitude and latitude, in
 * between bilinear, outside as at its rim.
 *
 * @param box     WGS 84 lon/lat degrees, first to last point
 * @param columns from west to east, at least 1
 * @param rows    from south to north, at least 1
 * @param metres  row by row from the south: sea level above the ellipsoid, negative where it lies below
 */
public record Geoid(Envelope box, int columns, int rows, float[] metres) {
    /** The sea level taken for the ellipsoid, as on a globe without terrain. */
    public static final Geoid NONE = constant(0);

    public Geoid {
        if (columns < 1 || rows < 1 || metres.length != columns * rows) {
            throw new IllegalArgumentException("A geoid of " + columns + " × " + rows + " points has as many values");
        }
        for (float value : metres) {
            if (!(Math.abs(value) <= 150)) {
                throw new IllegalArgumentException(
                        "A geoid lies within 150 m of the ellipsoid, not " + value + " m: is it a file of heights?");
            }
        }
    }

    /** The same everywhere: enough for a city, where it changes by some centimetres per kilometre. */
    public static Geoid constant(double metres) {
        return new Geoid(new Envelope(0, 0, 0, 0), 1, 1, new float[] {(float) metres});
    }

    public boolean isConstant() {
        return metres.length == 1;
    }

    /** Metres from the ellipsoid up to the sea level at a place in degrees. */
    public double undulation(double longitude, double latitude) {
        double x = at(longitude, box.getMinX(), box.getWidth(), columns);
        double y = at(latitude, box.getMinY(), box.getHeight(), rows);
        int i = Math.min((int) x, Math.max(0, columns - 2));
        int j = Math.min((int) y, Math.max(0, rows - 2));
        double south = between(value(i, j), value(i + 1, j), x - i);
        double north = between(value(i, j + 1), value(i + 1, j + 1), x - i);
        return between(south, north, y - j);
    }

    /** The one way from heights above sea level to heights above the ellipsoid. */
    public double toEllipsoid(double longitude, double latitude, double metresAboveSeaLevel) {
        return metresAboveSeaLevel + undulation(longitude, latitude);
    }

    private static double at(double degrees, double from, double width, int count) {
        return count == 1 ? 0 : Math.min(count - 1, Math.max(0, (degrees - from) / width * (count - 1)));
    }

    private double value(int column, int row) {
        return metres[Math.min(row, rows - 1) * columns + Math.min(column, columns - 1)];
    }

    private static double between(double a, double b, double part) {
        return a + (b - a) * part;
    }
}
