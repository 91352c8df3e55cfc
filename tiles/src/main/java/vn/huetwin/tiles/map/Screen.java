package vn.huetwin.tiles.map;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;

/** A window on the earth: a box of a coordinate reference system on a grid of pixels. */
public final class Screen {
    /** Metres per degree of longitude at the equator, by which scales of maps in degrees are told (05-077r4, 10.2). */
    private static final double METRES_PER_DEGREE = 6_378_137 * Math.PI / 180;

    private static final double PIXEL_METRES = 0.00028;
    private static final int SEARCH_MARGIN = 2;

    private final int width;
    private final int height;
    private final Envelope box;
    private final double dpi;
    private final Projection projection;
    private final double perX;
    private final double perY;

    /**
     * @param box in the system, x before y; not empty
     * @param dpi dots per inch of the medium; symbols grow with it. 90.7 has pixels of 0.28 mm
     */
    public Screen(int width, int height, Envelope box, Crs crs, double dpi, Projections projections) {
        this.width = width;
        this.height = height;
        this.box = new Envelope(box);
        this.dpi = dpi;
        projection = projections.of(crs);
        perX = width / box.getWidth();
        perY = height / box.getHeight();
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public Crs crs() {
        return projection.crs();
    }

    /** In the system, x before y. */
    public Envelope box() {
        return new Envelope(box);
    }

    /** By how much symbols are larger than on a screen with pixels of 0.28 mm. */
    public double symbolScale() {
        return dpi / Screen.STANDARD_DPI;
    }

    /** Dots per inch of a screen with pixels of 0.28 mm. */
    public static final double STANDARD_DPI = 25.4 / 0.28;

    /** Scale denominator on the medium of this many dots per inch. */
    public double scaleDenominator() {
        double metres = box.getWidth() / width * (crs().isGeographic() ? METRES_PER_DEGREE : 1);
        return metres / PIXEL_METRES * symbolScale();
    }

    /** Metres on the ground per pixel, roughly. */
    public double metresPerPixel() {
        return box.getWidth() / width * (crs().isGeographic() ? METRES_PER_DEGREE : 1);
    }

    /**
     * The WGS 84 lon/lat box of what can be seen.
     *
     * @param margin pixels beyond the edges
     * @return null if the city lies outside
     */
    public @Nullable Envelope search(double margin) {
        Envelope seen = new Envelope(box);
        seen.expandBy((margin + SEARCH_MARGIN) / perX, (margin + SEARCH_MARGIN) / perY);
        Envelope part = seen.intersection(projection.area());
        return part.isNull() ? null : crs().toWgs84(part);
    }

    /** Puts a point into a path. */
    void add(Path path, double longitude, double latitude) {
        double[] out = path.scratch;
        projection.project(longitude, latitude, out);
        path.add((out[0] - box.getMinX()) * perX, (box.getMaxY() - out[1]) * perY);
    }

    /** WGS 84 longitude and latitude of a place on the screen. */
    public double[] place(double x, double y) {
        return crs().toWgs84(box.getMinX() + x / perX, box.getMaxY() - y / perY);
    }
}
