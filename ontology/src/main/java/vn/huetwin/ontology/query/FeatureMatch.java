package vn.huetwin.ontology.query;

import java.util.ArrayList;
import java.util.List;
import org.geotools.api.feature.simple.SimpleFeature;
import org.geotools.api.filter.BinaryComparisonOperator;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.PropertyIsBetween;
import org.geotools.api.filter.PropertyIsEqualTo;
import org.geotools.api.filter.PropertyIsGreaterThan;
import org.geotools.api.filter.PropertyIsGreaterThanOrEqualTo;
import org.geotools.api.filter.PropertyIsLessThan;
import org.geotools.api.filter.PropertyIsLessThanOrEqualTo;
import org.geotools.api.filter.PropertyIsNotEqualTo;
import org.geotools.api.filter.expression.Expression;
import org.geotools.api.filter.expression.Literal;
import org.geotools.api.filter.expression.PropertyName;
import org.geotools.api.filter.spatial.Beyond;
import org.geotools.api.filter.spatial.DWithin;
import org.geotools.api.filter.spatial.DistanceBufferOperator;
import org.geotools.filter.visitor.DuplicatingFilterVisitor;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.crs.Crs;

/**
 * A filter asked in memory, of one feature at a time, with the answer that {@link FilterSql} gets from PostGIS:
 * distances are metres on the city's own coordinates, a missing value is neither equal nor unequal to anything, and only
 * what the reader may see can be named. Safe for several threads.
 */
public final class FeatureMatch {
    private final Filter asked;

    private FeatureMatch(Filter asked) {
        this.asked = asked;
    }

    /**
     * @param local the CRS of {@code geometry_local}
     * @throws FilterException as {@link FilterSql#of} does
     */
    public static FeatureMatch of(Layer layer, Filter filter, Access access, Crs local) {
        FilterSql.of(layer, filter, access, local.srid());
        return new FeatureMatch((Filter) filter.accept(new InMemory(new Columns(layer, access), local), null));
    }

    /** @param feature made by a {@link MemoryLayer} of the same layer */
    public boolean holds(SimpleFeature feature) {
        return asked.evaluate(feature);
    }

    /** The filter as GeoTools has to be asked. */
    private static final class InMemory extends DuplicatingFilterVisitor {
        private final Columns columns;
        private final Crs local;

        InMemory(Columns columns, Crs local) {
            this.columns = columns;
            this.local = local;
        }

        @Override
        public Object visit(PropertyName name, @Nullable Object extra) {
            String property = name.getPropertyName();
            return ff.property(columns.isGeometry(property) ? MemoryLayer.GEOMETRY : property);
        }

        @Override
        public Object visit(PropertyIsEqualTo filter, @Nullable Object extra) {
            return present(filter, ff.equal(one(filter), other(filter), filter.isMatchingCase()));
        }

        @Override
        public Object visit(PropertyIsNotEqualTo filter, @Nullable Object extra) {
            return present(filter, ff.notEqual(one(filter), other(filter), filter.isMatchingCase()));
        }

        @Override
        public Object visit(PropertyIsGreaterThan filter, @Nullable Object extra) {
            return ff.greater(one(filter), other(filter));
        }

        @Override
        public Object visit(PropertyIsGreaterThanOrEqualTo filter, @Nullable Object extra) {
            return ff.greaterOrEqual(one(filter), other(filter));
        }

        @Override
        public Object visit(PropertyIsLessThan filter, @Nullable Object extra) {
            return ff.less(one(filter), other(filter));
        }

        @Override
        public Object visit(PropertyIsLessThanOrEqualTo filter, @Nullable Object extra) {
            return ff.lessOrEqual(one(filter), other(filter));
        }

        @Override
        public Object visit(PropertyIsBetween filter, @Nullable Object extra) {
            Expression value = filter.getExpression();
            return ff.between(
                    visit(value), typed(filter.getLowerBoundary(), value), typed(filter.getUpperBoundary(), value));
        }

        private Expression one(BinaryComparisonOperator filter) {
            return typed(filter.getExpression1(), filter.getExpression2());
        }

        private Expression other(BinaryComparisonOperator filter) {
            return typed(filter.getExpression2(), filter.getExpression1());
        }

        private Expression visit(Expression expression) {
            return (Expression) expression.accept(this, null);
        }

        /** A constant beside a property gets the type of the property, as its column has it. */
        private Expression typed(Expression operand, Expression beside) {
            if (operand instanceof Literal literal && beside instanceof PropertyName name) {
                String property = name.getPropertyName();
                Object value = Values.of(property, columns.type(property), literal.getValue());
                return ff.literal(value instanceof java.sql.Date day ? MemoryLayer.time(day.toLocalDate()) : value);
            }
            return visit(operand);
        }

        private Filter present(BinaryComparisonOperator filter, Filter comparison) {
            List<Filter> all = new ArrayList<>(List.of(comparison));
            for (Expression operand : List.of(filter.getExpression1(), filter.getExpression2())) {
                if (operand instanceof PropertyName) {
                    all.add(ff.not(ff.isNull(visit(operand))));
                }
            }
            return ff.and(all);
        }

        @Override
        public Object visit(DWithin filter, @Nullable Object extra) {
            return ff.dwithin(ff.property(MemoryLayer.LOCAL), local(filter), metres(filter), "m");
        }

        @Override
        public Object visit(Beyond filter, @Nullable Object extra) {
            return ff.beyond(ff.property(MemoryLayer.LOCAL), local(filter), metres(filter), "m");
        }

        private static double metres(DistanceBufferOperator filter) {
            return FilterSql.metres(filter);
        }

        private Expression local(DistanceBufferOperator filter) {
            Expression constant =
                    filter.getExpression1() instanceof PropertyName ? filter.getExpression2() : filter.getExpression1();
            return ff.literal(local.fromWgs84(constant.evaluate(null, Geometry.class)));
        }
    }
}
