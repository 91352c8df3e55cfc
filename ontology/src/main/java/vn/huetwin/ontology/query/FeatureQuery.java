package vn.huetwin.ontology.query;

import java.time.Instant;
import java.util.List;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;

/**
 * A question to one layer, whoever asks it: OGC API, WFS, WMS, SPARQL, exports, geofences.
 *
 * <p>Property names in {@code filter}, {@code properties} and {@code order}: the layer's properties and the
 * system columns {@code id}, {@code geometry}, {@code ward_code}, {@code valid_from}, {@code recorded_at},
 * {@code position}, {@code batch}. Geometries in {@code filter} are WGS 84 with x = longitude unless their SRID or
 * user data says otherwise.
 *
 * @param properties  the properties wanted, or null for all
 * @param withGeometry whether the geometry is wanted
 * @param order       sort keys; the id always comes last, so that the order is total
 * @param limit       most features to return; {@link Long#MAX_VALUE} for all
 * @param offset      features to skip; prefer {@code after}
 * @param after       with the order by id only: return features whose id is greater (key-set paging)
 * @param srid        EPSG code of the geometries wanted
 * @param asOf        the state valid at this time, or null for the present
 * @param knownAt     by what the city knew at this time, or null for what it knows now; with {@code asOf} null: what was
 *     taken for the present then
 */
public record FeatureQuery(
        String layer,
        Filter filter,
        @Nullable List<String> properties,
        boolean withGeometry,
        List<SortKey> order,
        long limit,
        long offset,
        @Nullable String after,
        int srid,
        @Nullable Instant asOf,
        @Nullable Instant knownAt,
        Access access) {

    /** @param property a property name or system column */
    public record SortKey(String property, boolean descending) {}

    /** Every feature of a layer, WGS 84, ordered by id. */
    public static FeatureQuery all(String layer, Access access) {
        return new FeatureQuery(
                layer, Filter.INCLUDE, null, true, List.of(), Long.MAX_VALUE, 0, null, 4326, null, null, access);
    }

    public FeatureQuery filter(Filter newFilter) {
        return new FeatureQuery(
                layer, newFilter, properties, withGeometry, order, limit, offset, after, srid, asOf, knownAt, access);
    }

    public FeatureQuery limit(long newLimit) {
        return new FeatureQuery(
                layer, filter, properties, withGeometry, order, newLimit, offset, after, srid, asOf, knownAt, access);
    }

    public FeatureQuery offset(long newOffset) {
        return new FeatureQuery(
                layer, filter, properties, withGeometry, order, limit, newOffset, after, srid, asOf, knownAt, access);
    }

    public FeatureQuery after(@Nullable String key) {
        return new FeatureQuery(
                layer, filter, properties, withGeometry, order, limit, offset, key, srid, asOf, knownAt, access);
    }

    public FeatureQuery order(List<SortKey> newOrder) {
        return new FeatureQuery(
                layer, filter, properties, withGeometry, newOrder, limit, offset, after, srid, asOf, knownAt, access);
    }

    public FeatureQuery properties(@Nullable List<String> newProperties, boolean newWithGeometry) {
        return new FeatureQuery(
                layer,
                filter,
                newProperties,
                newWithGeometry,
                order,
                limit,
                offset,
                after,
                srid,
                asOf,
                knownAt,
                access);
    }

    public FeatureQuery srid(int newSrid) {
        return new FeatureQuery(
                layer, filter, properties, withGeometry, order, limit, offset, after, newSrid, asOf, knownAt, access);
    }

    public FeatureQuery asOf(@Nullable Instant time) {
        return new FeatureQuery(
                layer, filter, properties, withGeometry, order, limit, offset, after, srid, time, knownAt, access);
    }

    public FeatureQuery knownAt(@Nullable Instant time) {
        return new FeatureQuery(
                layer, filter, properties, withGeometry, order, limit, offset, after, srid, asOf, time, access);
    }
}
