package vn.huetwin.ontology.query;

import org.geotools.api.filter.Filter;
import org.geotools.api.filter.expression.Expression;
import org.geotools.api.filter.expression.Literal;
import org.geotools.api.filter.expression.PropertyName;
import org.geotools.api.filter.spatial.BBOX;
import org.geotools.api.filter.spatial.BinarySpatialOperator;
import org.geotools.api.filter.spatial.Intersects;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Layer;

/** Filters that ask for what shares a point with a box, and for nothing else. */
public final class BoxFilter {
    private BoxFilter() {}

    /**
     * The box: WGS 84, x = longitude. Null for any other filter, also for one that {@link FilterSql} refuses.
     *
     * @throws FilterException if its geometry is refused
     */
    public static @Nullable Envelope find(Layer layer, Filter filter) {
        if (!(filter instanceof BBOX || filter instanceof Intersects)) {
            return null;
        }
        BinarySpatialOperator spatial = (BinarySpatialOperator) filter;
        boolean swapped = !(spatial.getExpression1() instanceof PropertyName);
        Expression name = swapped ? spatial.getExpression2() : spatial.getExpression1();
        Expression other = swapped ? spatial.getExpression1() : spatial.getExpression2();
        if (!(name instanceof PropertyName property
                && other instanceof Literal literal
                && literal.getValue() != null
                && Columns.isGeometry(layer, property.getPropertyName()))) {
            return null;
        }
        Geometry geometry = ConstantGeometry.of(literal.getValue());
        boolean wgs84 = geometry.getSRID() == 0 || geometry.getSRID() == 4326;
        return wgs84 && geometry.isRectangle() ? geometry.getEnvelopeInternal() : null;
    }
}
