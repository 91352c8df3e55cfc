package vn.huetwin.tiles.solid;

import vn.huetwin.tiles.height.Wgs84;

/** East-north-up at a point of the WGS 84 ellipsoid, height 0. */
final class LocalFrame {
    private final double sinLon;
    private final double cosLon;
    private final double sinLat;
    private final double cosLat;
    private final double[] origin;

    /** Origin in degrees. */
    LocalFrame(double longitude, double latitude) {
        sinLon = Math.sin(Math.toRadians(longitude));
        cosLon = Math.cos(Math.toRadians(longitude));
        sinLat = Math.sin(Math.toRadians(latitude));
        cosLat = Math.cos(Math.toRadians(latitude));
        origin = Wgs84.ecef(longitude, latitude, 0);
    }

    /** At the middle of a cell, whatever lies in it. */
    static LocalFrame of(Cell cell) {
        org.locationtech.jts.geom.Coordinate middle = cell.box().centre();
        return new LocalFrame(middle.x, middle.y);
    }

    /**
     * A place in this frame.
     *
     * @param longitude degrees
     * @param latitude  degrees
     * @param height    metres above the ellipsoid
     * @return metres east, north, up; up falls with the square of the distance, as the Earth curves away
     */
    double[] place(double longitude, double latitude, double height) {
        double[] p = Wgs84.ecef(longitude, latitude, height);
        double x = p[0] - origin[0];
        double y = p[1] - origin[1];
        double z = p[2] - origin[2];
        return new double[] {
            -sinLon * x + cosLon * y,
            -sinLat * cosLon * x - sinLat * sinLon * y + cosLat * z,
            cosLat * cosLon * x + cosLat * sinLon * y + sinLat * z
        };
    }

    /** East-north-up to earth-centred, column by column, as a tile's {@code transform}. */
    double[] transform() {
        return new double[] {
            -sinLon,
            cosLon,
            0,
            0,
            -sinLat * cosLon,
            -sinLat * sinLon,
            cosLat,
            0,
            cosLat * cosLon,
            cosLat * sinLon,
            sinLat,
            0,
            origin[0],
            origin[1],
            origin[2],
            1
        };
    }
}
