package vn.huetwin.server.ogc;

import java.util.ArrayList;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.FilterFactory;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.server.http.HttpProblem;

/**
 * The parameters {@code bbox} and {@code bbox-crs} (OGC 17-069r4, clause 7.15.3; 18-058r1, clause 6.3): four numbers, or
 * six whose heights are of no account here. A box in degrees whose west lies east of its east crosses the antimeridian.
 */
final class BoundingBox {
    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);

    private BoundingBox() {}

    /** WGS 84 areas that the box covers: one, or two of a box across the antimeridian. */
    static List<Geometry> areas(String text, Crs crs) {
        double[] n = numbers(text);
        boolean swap = crs.isNorthingFirst();
        double west = swap ? n[1] : n[0];
        double south = swap ? n[0] : n[1];
        double east = swap ? n[3] : n[2];
        double north = swap ? n[2] : n[3];
        if (south > north) {
            throw refused(
                    "cạnh dưới " + south + " lớn hơn cạnh trên " + north,
                    "the lower edge " + south + " is above the upper edge " + north);
        }
        if (crs.isGeographic()) {
            checkDegrees(crs, west, south, east, north);
            if (west > east) {
                return List.of(area(crs, west, south, 180, north), area(crs, -180, south, east, north));
            }
        } else if (west > east) {
            throw refused(
                    "cạnh trái " + west + " lớn hơn cạnh phải " + east,
                    "the left edge " + west + " is beyond the right edge " + east);
        }
        return List.of(area(crs, west, south, east, north));
    }

    /** @return the two-dimensional corners: first, second, first, second */
    private static double[] numbers(String text) {
        String[] parts = text.split(",", -1);
        if (parts.length != 4 && parts.length != 6) {
            throw refused(
                    "cần 4 hoặc 6 số cách nhau bằng dấu phẩy, có " + parts.length,
                    "4 or 6 numbers with commas between are needed, there are " + parts.length);
        }
        double[] all = new double[parts.length];
        for (int i = 0; i < parts.length; i++) {
            all[i] = number(parts[i]);
        }
        if (parts.length == 6 && all[2] > all[5]) {
            throw refused("độ cao thấp nhất lớn hơn cao nhất", "the lowest height is above the highest");
        }
        int second = parts.length / 2;
        return new double[] {all[0], all[1], all[second], all[second + 1]};
    }

    private static double number(String text) {
        try {
            double value = Double.parseDouble(text.strip());
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw notANumber(text);
        }
        throw notANumber(text);
    }

    private static HttpProblem notANumber(String text) {
        String shown = Parameters.shorten(text);
        return refused("'" + shown + "' không phải số", "'" + shown + "' is not a number");
    }

    private static void checkDegrees(Crs crs, double west, double south, double east, double north) {
        boolean inRange = south >= -90 && north <= 90 && west >= -180 && west <= 180 && east >= -180 && east <= 180;
        if (inRange) {
            return;
        }
        boolean swapped = west >= -90 && east <= 90 && Math.abs(south) <= 180 && Math.abs(north) <= 180;
        String order = crs.isNorthingFirst() ? "lat,lon,lat,lon" : "lon,lat,lon,lat";
        throw refused(
                "vĩ độ phải trong ±90, kinh độ trong ±180"
                        + (swapped ? ". Có lẽ hai trục bị đảo: " + crs.shortName() + " viết " + order : ""),
                "latitudes must lie within ±90, longitudes within ±180"
                        + (swapped
                                ? ". The axes seem to be swapped: " + crs.shortName() + " is written " + order
                                : ""));
    }

    private static Geometry area(Crs crs, double west, double south, double east, double north) {
        if (crs.isWgs84()) {
            return FACTORY.toGeometry(new Envelope(west, east, south, north));
        }
        Geometry area = crs.areaInWgs84(new Envelope(west, east, south, north));
        Envelope box = area.getEnvelopeInternal();
        if (!(box.getMinX() >= -180 && box.getMaxX() <= 180 && box.getMinY() >= -90 && box.getMaxY() <= 90)) {
            throw refused(
                    "hộp nằm ngoài phạm vi của " + crs.shortName(),
                    "the box lies outside of where " + crs.shortName() + " is used");
        }
        return area;
    }

    /** Features that share a point with the box. */
    static Filter filter(FilterFactory filters, String text, Crs crs) {
        List<Filter> parts = new ArrayList<>();
        for (Geometry area : areas(text, crs)) {
            parts.add(filters.intersects(filters.property("geometry"), filters.literal(area)));
        }
        return parts.size() == 1 ? parts.get(0) : filters.or(parts);
    }

    private static HttpProblem refused(String vi, String en) {
        return HttpProblem.badRequest("invalid-bbox", "bbox", "bbox: " + vi, "bbox: " + en);
    }
}
