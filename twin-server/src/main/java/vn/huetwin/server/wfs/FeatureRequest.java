package vn.huetwin.server.wfs;

import java.util.List;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.query.FeatureQuery.SortKey;
import vn.huetwin.server.ows.AxisRule;

/**
 * What GetFeature or GetPropertyValue asks for, in whatever version and encoding it came.
 *
 * @param queries one or more, answered in this order
 * @param count   most features in the answer; {@link Long#MAX_VALUE} for all
 * @param offset  features to skip, over all queries
 * @param hits    whether only the number is wanted
 * @param single  whether the one feature itself is the answer, not a collection (GetFeatureById)
 */
record FeatureRequest(
        WfsVersion version,
        List<Query> queries,
        OutputFormat format,
        long count,
        long offset,
        boolean hits,
        boolean single) {

    /**
     * A question to one layer.
     *
     * @param properties elements wanted, or null for all
     * @param crs        of the answer
     */
    record Query(
            Layer layer, Filter filter, @Nullable List<String> properties, List<SortKey> order, AxisRule.Named crs) {

        FeatureQuery features(Access access) {
            FeatureQuery query = FeatureQuery.all(layer.name(), access)
                    .filter(filter)
                    .order(order)
                    .srid(crs.crs().srid());
            List<String> wanted = properties;
            return wanted == null ? query : query.properties(wanted, wanted.contains("geometry"));
        }
    }
}
