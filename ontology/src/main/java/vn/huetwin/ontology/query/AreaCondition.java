package vn.huetwin.ontology.query;

import java.util.ArrayList;
import java.util.List;
import org.geotools.api.filter.And;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.expression.Expression;
import org.geotools.api.filter.expression.Literal;
import org.geotools.api.filter.expression.PropertyName;
import org.geotools.api.filter.spatial.BBOX;
import org.geotools.api.filter.spatial.BinarySpatialOperator;
import org.geotools.api.filter.spatial.Contains;
import org.geotools.api.filter.spatial.DWithin;
import org.geotools.api.filter.spatial.Intersects;
import org.geotools.api.filter.spatial.Within;
import org.geotools.factory.CommonFactoryFinder;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;

/**
 * The part of a filter that says where: a feature can fulfil the filter only if it lies within a distance of an area.
 *
 * @param area   WGS 84, x = longitude
 * @param metres how far from it a feature may be; 0 if it has to meet it
 * @param rest   what else has to hold
 */
public record AreaCondition(Geometry area, double metres, Filter rest) {
    /** @return the first of the terms, joined by AND, that names a constant area; null if there is none */
    public static @Nullable AreaCondition find(Filter filter) {
        List<Filter> terms = terms(filter);
        for (Filter term : terms) {
            if (term instanceof BinarySpatialOperator spatial && isArea(spatial)) {
                List<Filter> others = new ArrayList<>(terms);
                others.remove(term);
                Filter rest = others.isEmpty()
                        ? Filter.INCLUDE
                        : others.size() == 1
                                ? others.get(0)
                                : CommonFactoryFinder.getFilterFactory().and(others);
                double metres = spatial instanceof DWithin distance ? FilterSql.metres(distance) : 0;
                Expression constant = spatial.getExpression1() instanceof PropertyName
                        ? spatial.getExpression2()
                        : spatial.getExpression1();
                return new AreaCondition(ConstantGeometry.of(((Literal) constant).getValue()), metres, rest);
            }
        }
        return null;
    }

    private static List<Filter> terms(Filter filter) {
        if (!(filter instanceof And and)) {
            return List.of(filter);
        }
        List<Filter> all = new ArrayList<>();
        and.getChildren().forEach(child -> all.addAll(terms(child)));
        return all;
    }

    private static boolean isArea(BinarySpatialOperator spatial) {
        boolean inside = spatial instanceof Intersects
                || spatial instanceof BBOX
                || spatial instanceof Within
                || spatial instanceof Contains
                || spatial instanceof DWithin;
        return inside && (spatial.getExpression1() instanceof Literal || spatial.getExpression2() instanceof Literal);
    }
}
