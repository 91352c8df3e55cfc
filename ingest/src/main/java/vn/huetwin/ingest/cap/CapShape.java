package vn.huetwin.ingest.cap;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.util.GeometryFixer;

/** Polygons and circles of CAP (3.2.4): latitude first, with a comma between; ours are WGS 84 with longitude first. */
final class CapShape {
    /** Mean radius of the Earth, as IUGG has it. */
    private static final double EARTH_KM = 6371.0088;

    private static final int CIRCLE_POINTS = 64;
    private static final int MAX_POINTS = 100_000;
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private CapShape() {}

    /** {@code lat,lon lat,lon …}, four or more, the first again as the last; null if it is not so. */
    static @Nullable Geometry polygon(String text) {
        String[] pairs = text.strip().split("\\s+");
        if (pairs.length < 4 || pairs.length > MAX_POINTS) {
            return null;
        }
        List<Coordinate> ring = new ArrayList<>(pairs.length);
        for (String pair : pairs) {
            Coordinate point = point(pair);
            if (point == null) {
                return null;
            }
            ring.add(point);
        }
        if (!ring.get(0).equals2D(ring.get(ring.size() - 1))) {
            return null;
        }
        Geometry polygon = FACTORY.createPolygon(ring.toArray(Coordinate[]::new));
        Geometry whole = polygon.isValid() ? polygon : GeometryFixer.fix(polygon);
        return whole.getArea() > 0 ? whole : null;
    }

    /** {@code lat,lon radius} with the radius in kilometres; null if it is not so. A circle of no radius is one metre. */
    static @Nullable Geometry circle(String text) {
        String[] parts = text.strip().split("\\s+");
        Coordinate centre = parts.length == 2 ? point(parts[0]) : null;
        Double radius = parts.length == 2 ? number(parts[1]) : null;
        if (centre == null || radius == null || radius < 0 || radius > 5_000) {
            return null;
        }
        double angle = Math.max(radius, 0.001) / EARTH_KM;
        double latitude = Math.toRadians(centre.y);
        Coordinate[] ring = new Coordinate[CIRCLE_POINTS + 1];
        for (int i = 0; i < CIRCLE_POINTS; i++) {
            double bearing = -2 * Math.PI * i / CIRCLE_POINTS;
            double lat = Math.asin(
                    Math.sin(latitude) * Math.cos(angle) + Math.cos(latitude) * Math.sin(angle) * Math.cos(bearing));
            double lon = Math.toRadians(centre.x)
                    + Math.atan2(
                            Math.sin(bearing) * Math.sin(angle) * Math.cos(latitude),
                            Math.cos(angle) - Math.sin(latitude) * Math.sin(lat));
            ring[i] = new Coordinate(Math.toDegrees(lon), Math.toDegrees(lat));
        }
        ring[CIRCLE_POINTS] = ring[0].copy();
        return FACTORY.createPolygon(ring);
    }

    private static @Nullable Coordinate point(String pair) {
        int comma = pair.indexOf(',');
        Double lat = comma < 0 ? null : number(pair.substring(0, comma));
        Double lon = comma < 0 ? null : number(pair.substring(comma + 1));
        if (lat == null || lon == null || Math.abs(lat) > 90 || Math.abs(lon) > 180) {
            return null;
        }
        return new Coordinate(lon, lat);
    }

    private static @Nullable Double number(String text) {
        if (!text.matches("[-+]?[0-9]{1,10}(\\.[0-9]{0,20})?")) {
            return null;
        }
        return Double.valueOf(text);
    }

    /** The outer ring as CAP writes it; rings within have no form in CAP. */
    static String text(LineString ring) {
        StringBuilder text = new StringBuilder();
        for (Coordinate point : ring.getCoordinates()) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(number(point.y))
                    .append(',')
                    .append(number(point.x));
        }
        return text.toString();
    }

    private static String number(double degrees) {
        return BigDecimal.valueOf(degrees)
                .setScale(6, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }
}
