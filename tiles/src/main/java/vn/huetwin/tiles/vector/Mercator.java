package vn.huetwin.tiles.vector;

/** Web Mercator, EPSG:3857, in metres: the sphere of EPSG Guidance Note 7-2, clause 3.5.2. */
final class Mercator {
    private static final double RADIUS = 6_378_137;
    private static final double METRES_PER_DEGREE = RADIUS * Math.PI / 180;

    private Mercator() {}

    static double x(double longitude) {
        return longitude * METRES_PER_DEGREE;
    }

    static double y(double latitude) {
        double sine = Math.sin(Math.toRadians(latitude));
        return RADIUS / 2 * Math.log((1 + sine) / (1 - sine));
    }

    static double longitude(double x) {
        return x / METRES_PER_DEGREE;
    }

    static double latitude(double y) {
        return Math.toDegrees(Math.atan(Math.sinh(y / RADIUS)));
    }
}
