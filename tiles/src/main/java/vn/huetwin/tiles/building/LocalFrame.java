package vn.huetwin.tiles.building;

/** East-north-up at a point of the WGS 84 ellipsoid, height 0; exact to millimetres within a tile of some kilometres. */
final class LocalFrame {
    private static final double A = 6_378_137.0;
    private static final double E2 = 6.69437999014e-3;
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
        origin = ecef(longitude, latitude);
    }

    private static double[] ecef(double longitude, double latitude) {
        double lon = Math.toRadians(longitude);
        double lat = Math.toRadians(latitude);
        double n = A / Math.sqrt(1 - E2 * Math.sin(lat) * Math.sin(lat));
        return new double[] {
            n * Math.cos(lat) * Math.cos(lon), n * Math.cos(lat) * Math.sin(lon), n * (1 - E2) * Math.sin(lat)
        };
    }

    double east(double longitude, double latitude) {
        double[] p = ecef(longitude, latitude);
        return -sinLon * (p[0] - origin[0]) + cosLon * (p[1] - origin[1]);
    }

    double north(double longitude, double latitude) {
        double[] p = ecef(longitude, latitude);
        return -sinLat * cosLon * (p[0] - origin[0])
                - sinLat * sinLon * (p[1] - origin[1])
                + cosLat * (p[2] - origin[2]);
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
