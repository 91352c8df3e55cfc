package vn.huetwin.server.ogc;

import org.geotools.api.filter.Filter;
import org.geotools.api.filter.expression.Literal;
import org.geotools.filter.visitor.DuplicatingFilterVisitor;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateFilter;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.crs.Crs;

/** Geometries in a filter from {@code filter-crs} (OGC 19-079r2, clause 6.4), axes as its authority orders them. */
final class FilterCrs extends DuplicatingFilterVisitor {
    private static final class Swap implements CoordinateFilter {
        @Override
        public void filter(Coordinate c) {
            double x = c.x;
            c.x = c.y;
            c.y = x;
        }
    }

    private final Crs crs;

    private FilterCrs(Crs crs) {
        this.crs = crs;
    }

    static Filter toWgs84(Filter filter, Crs crs) {
        boolean asItIs = crs.isWgs84() && !crs.isNorthingFirst();
        return asItIs ? filter : (Filter) filter.accept(new FilterCrs(crs), null);
    }

    @Override
    public Object visit(Literal literal, @Nullable Object extra) {
        if (!(literal.getValue() instanceof Geometry geometry)) {
            return super.visit(literal, extra);
        }
        Geometry copy = geometry.copy();
        if (crs.isNorthingFirst()) {
            copy.apply(new Swap());
            copy.geometryChanged();
        }
        return ff.literal(crs.toWgs84(copy));
    }
}
