package vn.huetwin.tiles.height;

/** The ellipsoid of WGS 84. */
public final class Wgs84 {
    /** Half the equator's diameter, metres. */
    public static final double EQUATOR_RADIUS = 6_378_137.0;
    /** Half the distance between the poles, metres. */
    public static final double POLE_RADIUS = 6_356_752.314_245;

    private static final double E2 = 6.69437999014e-3;

    private Wgs84() {}

    /**
     * A place in earth-centred, earth-fixed coordinates (EPSG:4978), metres.
     *
     * @param longitude            degrees
     * @param latitude             degrees
     * @param metresAboveEllipsoid along the normal of the ellipsoid
     */
    public static double[] ecef(double longitude, double latitude, double metresAboveEllipsoid) {
        double lon = Math.toRadians(longitude);
        double lat = Math.toRadians(latitude);
        double n = EQUATOR_RADIUS / Math.sqrt(1 - E2 * Math.sin(lat) * Math.sin(lat));
        return new double[] {
            (n + metresAboveEllipsoid) * Math.cos(lat) * Math.cos(lon),
            (n + metresAboveEllipsoid) * Math.cos(lat) * Math.sin(lon),
            (n * (1 - E2) + metresAboveEllipsoid) * Math.sin(lat)
        };
    }
}
