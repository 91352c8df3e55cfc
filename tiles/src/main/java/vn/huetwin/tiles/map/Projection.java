package vn.huetwin.tiles.map;

import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;

/**
 * From WGS 84 to another system at the cost of a few multiplications: exact at the nodes of a grid over the city and
 * bilinear between them, which is less than a centimetre off. Outside of the grid it is exact and slow. Immutable.
 */
final class Projection {
    /** Degrees beyond the city that the grid covers. */
    private static final double MARGIN = 0.25;

    private static final int CELLS = 256;

    private final Crs crs;
    private final double west;
    private final double south;
    private final double perLongitude;
    private final double perLatitude;
    private final double[] nodes;
    private final Envelope area;

    /** @param city WGS 84 lon/lat box in which nearly all features lie */
    Projection(Crs crs, Envelope city) {
        this.crs = crs;
        west = city.getMinX() - MARGIN;
        south = city.getMinY() - MARGIN;
        double width = city.getWidth() + 2 * MARGIN;
        double height = city.getHeight() + 2 * MARGIN;
        perLongitude = CELLS / width;
        perLatitude = CELLS / height;
        area = new Envelope();
        nodes = crs.isWgs84() ? new double[0] : new double[2 * (CELLS + 1) * (CELLS + 1)];
        for (int i = 0; i < nodes.length; i += 2) {
            int column = i / 2 % (CELLS + 1);
            int row = i / 2 / (CELLS + 1);
            double[] point = crs.fromWgs84(west + column / perLongitude, south + row / perLatitude);
            nodes[i] = point[0];
            nodes[i + 1] = point[1];
            area.expandToInclude(point[0], point[1]);
        }
        if (crs.isWgs84()) {
            area.init(-180, 180, -90, 90);
        }
    }

    Crs crs() {
        return crs;
    }

    /** Where features can lie, in the system. */
    Envelope area() {
        return area;
    }

    /** @param out x and y in the system */
    void project(double longitude, double latitude, double[] out) {
        if (nodes.length == 0) {
            out[0] = longitude;
            out[1] = latitude;
            return;
        }
        double u = (longitude - west) * perLongitude;
        double v = (latitude - south) * perLatitude;
        if (!(u >= 0 && v >= 0 && u < CELLS && v < CELLS)) {
            double[] exact = crs.fromWgs84(longitude, latitude);
            out[0] = exact[0];
            out[1] = exact[1];
            return;
        }
        int column = (int) u;
        int row = (int) v;
        double fu = u - column;
        double fv = v - row;
        int lower = 2 * (row * (CELLS + 1) + column);
        int upper = lower + 2 * (CELLS + 1);
        double[] n = nodes;
        double x0 = n[lower] + fu * (n[lower + 2] - n[lower]);
        double x1 = n[upper] + fu * (n[upper + 2] - n[upper]);
        double y0 = n[lower + 1] + fu * (n[lower + 3] - n[lower + 1]);
        double y1 = n[upper + 1] + fu * (n[upper + 3] - n[upper + 1]);
        out[0] = x0 + fv * (x1 - x0);
        out[1] = y0 + fv * (y1 - y0);
    }
}
