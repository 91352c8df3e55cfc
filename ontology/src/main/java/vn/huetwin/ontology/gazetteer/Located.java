package vn.huetwin.ontology.gazetteer;

import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.catalogue.LocationPrecision;

/**
 * What words tell of a place.
 *
 * @param precision    never {@code EXACT}
 * @param longitude    WGS 84, degrees; not a number without a place, as with {@code CITY} and {@code UNKNOWN}
 * @param latitude     likewise
 * @param radiusMetres within which the true place lies; not a number without a place
 * @param match        the names that were recognised, as the city writes them; null if none was
 */
public record Located(
        LocationPrecision precision,
        double longitude,
        double latitude,
        double radiusMetres,
        @Nullable String match) {
    private static final GeometryFactory WGS84 = new GeometryFactory(new PrecisionModel(), 4326);

    public static final Located UNKNOWN = nowhere(LocationPrecision.UNKNOWN, null);

    static Located nowhere(LocationPrecision precision, @Nullable String match) {
        return new Located(precision, Double.NaN, Double.NaN, Double.NaN, match);
    }

    public @Nullable Point point() {
        return Double.isNaN(longitude) ? null : WGS84.createPoint(new Coordinate(longitude, latitude));
    }
}
