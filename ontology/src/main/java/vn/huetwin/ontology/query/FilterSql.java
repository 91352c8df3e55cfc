package vn.huetwin.ontology.query;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.geotools.api.filter.And;
import org.geotools.api.filter.BinaryComparisonOperator;
import org.geotools.api.filter.BinaryLogicOperator;
import org.geotools.api.filter.ExcludeFilter;
import org.geotools.api.filter.Filter;
import org.geotools.api.filter.Id;
import org.geotools.api.filter.IncludeFilter;
import org.geotools.api.filter.Not;
import org.geotools.api.filter.Or;
import org.geotools.api.filter.PropertyIsBetween;
import org.geotools.api.filter.PropertyIsEqualTo;
import org.geotools.api.filter.PropertyIsGreaterThan;
import org.geotools.api.filter.PropertyIsGreaterThanOrEqualTo;
import org.geotools.api.filter.PropertyIsLessThan;
import org.geotools.api.filter.PropertyIsLessThanOrEqualTo;
import org.geotools.api.filter.PropertyIsLike;
import org.geotools.api.filter.PropertyIsNotEqualTo;
import org.geotools.api.filter.PropertyIsNull;
import org.geotools.api.filter.expression.Expression;
import org.geotools.api.filter.expression.Literal;
import org.geotools.api.filter.expression.PropertyName;
import org.geotools.api.filter.spatial.BBOX;
import org.geotools.api.filter.spatial.Beyond;
import org.geotools.api.filter.spatial.BinarySpatialOperator;
import org.geotools.api.filter.spatial.Contains;
import org.geotools.api.filter.spatial.Crosses;
import org.geotools.api.filter.spatial.DWithin;
import org.geotools.api.filter.spatial.Disjoint;
import org.geotools.api.filter.spatial.DistanceBufferOperator;
import org.geotools.api.filter.spatial.Equals;
import org.geotools.api.filter.spatial.Intersects;
import org.geotools.api.filter.spatial.Overlaps;
import org.geotools.api.filter.spatial.Touches;
import org.geotools.api.filter.spatial.Within;
import org.geotools.api.filter.temporal.After;
import org.geotools.api.filter.temporal.Before;
import org.geotools.api.filter.temporal.BinaryTemporalOperator;
import org.geotools.api.filter.temporal.During;
import org.geotools.api.filter.temporal.TEquals;
import org.geotools.api.temporal.Period;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;

/**
 * Turns a GeoTools filter into SQL on a layer's table. Values travel as parameters only, names come from the
 * layer's declaration only. Operands are property names and constants: no function is evaluated.
 *
 * <p>A comparison with a missing value is not true, so {@code NOT} of it is true. That is how GeoTools evaluates in memory,
 * save that to it a missing value is unequal to all others. Only {@code NOT} needs a word for it in SQL: elsewhere null
 * does the same and leaves the indexes usable.
 */
public final class FilterSql {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_TERMS = 20_000;
    /** Half way around the world. */
    private static final double MAX_METRES = 20_000_000;
    /** By how much, relatively, a number differs at most from a single-precision one next to it, and as much again. */
    private static final double SINGLE_PRECISION = 0x1p-22;

    private final Columns columns;
    private final int localSrid;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();
    private int terms;

    private FilterSql(Columns columns, int localSrid) {
        this.columns = columns;
        this.localSrid = localSrid;
    }

    /**
     * @param localSrid EPSG code of {@code geometry_local}
     * @return a boolean SQL expression; null counts as false
     * @throws FilterException if the filter names what is not there, or is too large
     */
    public static Sql of(Layer layer, Filter filter, Access access, int localSrid) {
        FilterSql writer = new FilterSql(new Columns(layer, access), localSrid);
        writer.write(filter, 0);
        return new Sql(writer.sql.toString(), writer.parameters);
    }

    private void write(Filter filter, int depth) {
        if (depth > MAX_DEPTH || ++terms > MAX_TERMS) {
            throw new FilterException(
                    "filter",
                    "Bộ lọc quá lớn",
                    "The filter is too large: at most " + MAX_DEPTH + " levels and " + MAX_TERMS + " terms");
        }
        if (filter instanceof IncludeFilter) {
            sql.append("TRUE");
        } else if (filter instanceof ExcludeFilter) {
            sql.append("FALSE");
        } else if (filter instanceof And and) {
            join(flat(and, And.class), " AND ", "TRUE", depth);
        } else if (filter instanceof Or or) {
            join(flat(or, Or.class), " OR ", "FALSE", depth);
        } else if (filter instanceof Not not) {
            sql.append("NOT coalesce(");
            write(not.getFilter(), depth + 1);
            sql.append(", FALSE)");
        } else if (filter instanceof Id id) {
            sql.append("id = ANY (?)");
            parameters.add(id.getIDs().stream()
                    .map(key -> Values.text("id", String.valueOf(key)))
                    .toArray(String[]::new));
        } else {
            predicate(filter);
        }
    }

    /** The terms of a chain, however its parser nested them, in their order. */
    private static List<Filter> flat(BinaryLogicOperator chain, Class<? extends BinaryLogicOperator> kind) {
        List<Filter> terms = new ArrayList<>();
        Deque<Filter> open = new ArrayDeque<>();
        open.push(chain);
        while (!open.isEmpty()) {
            Filter next = open.pop();
            if (kind.isInstance(next)) {
                List<Filter> children = kind.cast(next).getChildren();
                for (int i = children.size() - 1; i >= 0; i--) {
                    open.push(children.get(i));
                }
            } else {
                terms.add(next);
            }
        }
        return terms;
    }

    private void join(List<Filter> children, String operator, String none, int depth) {
        if (children.isEmpty()) {
            sql.append(none);
            return;
        }
        sql.append('(');
        for (int i = 0; i < children.size(); i++) {
            if (i > 0) {
                sql.append(operator);
            }
            write(children.get(i), depth + 1);
        }
        sql.append(')');
    }

    private void predicate(Filter filter) {
        if (filter instanceof PropertyIsBetween between) {
            String name = property(between.getExpression());
            sql.append(columns.column(name)).append(" BETWEEN ? AND ?");
            parameters.add(value(name, between.getLowerBoundary()));
            parameters.add(value(name, between.getUpperBoundary()));
        } else if (filter instanceof PropertyIsLike like) {
            like(like);
        } else if (filter instanceof PropertyIsNull isNull) {
            String name = property(isNull.getExpression());
            sql.append(columns.isGeometry(name) ? "geometry" : columns.column(name))
                    .append(" IS NULL");
        } else if (filter instanceof BinaryComparisonOperator comparison) {
            comparison(comparison);
        } else if (filter instanceof DistanceBufferOperator distance) {
            distance(distance);
        } else if (filter instanceof BinarySpatialOperator spatial) {
            spatial(spatial);
        } else if (filter instanceof BinaryTemporalOperator temporal) {
            temporal(temporal);
        } else {
            throw unsupported(filter.getClass().getSimpleName());
        }
    }

    private void comparison(BinaryComparisonOperator comparison) {
        boolean swapped = !(comparison.getExpression1() instanceof PropertyName);
        String name = property(swapped ? comparison.getExpression2() : comparison.getExpression1());
        Expression other = swapped ? comparison.getExpression1() : comparison.getExpression2();
        String operator = operator(comparison, swapped);
        if (other instanceof PropertyName second) {
            String otherName = second.getPropertyName();
            if (!Values.comparable(columns.type(name), columns.type(otherName))) {
                throw new FilterException(
                        name,
                        "Không so sánh được " + name + " với " + otherName + ": khác kiểu",
                        name + " and " + otherName + " cannot be compared: their types differ");
            }
            sql.append(columns.column(name)).append(operator).append(columns.column(otherName));
            return;
        }
        Object value = value(name, other);
        boolean equality = comparison instanceof PropertyIsEqualTo || comparison instanceof PropertyIsNotEqualTo;
        if (equality && !comparison.isMatchingCase() && value instanceof String) {
            sql.append("lower(")
                    .append(columns.column(name))
                    .append(')')
                    .append(operator)
                    .append("lower(?)");
        } else {
            sql.append(columns.column(name)).append(operator).append('?');
        }
        parameters.add(value);
    }

    private static String operator(BinaryComparisonOperator comparison, boolean swapped) {
        if (comparison instanceof PropertyIsEqualTo) {
            return " = ";
        }
        if (comparison instanceof PropertyIsNotEqualTo) {
            return " <> ";
        }
        if (comparison instanceof PropertyIsGreaterThan) {
            return swapped ? " < " : " > ";
        }
        if (comparison instanceof PropertyIsGreaterThanOrEqualTo) {
            return swapped ? " <= " : " >= ";
        }
        if (comparison instanceof PropertyIsLessThan) {
            return swapped ? " > " : " < ";
        }
        if (comparison instanceof PropertyIsLessThanOrEqualTo) {
            return swapped ? " >= " : " <= ";
        }
        throw unsupported(comparison.getClass().getSimpleName());
    }

    /** Wildcards of the filter become those of SQL; everything else is literal. */
    private void like(PropertyIsLike like) {
        String name = property(like.getExpression());
        StringBuilder pattern = new StringBuilder();
        String text = Values.text(name, like.getLiteral());
        for (int i = 0; i < text.length(); ) {
            if (isAt(like.getEscape(), text, i) && i + like.getEscape().length() < text.length()) {
                i += like.getEscape().length();
                literalCharacter(pattern, text.charAt(i++));
            } else if (isAt(like.getWildCard(), text, i)) {
                pattern.append('%');
                i += like.getWildCard().length();
            } else if (isAt(like.getSingleChar(), text, i)) {
                pattern.append('_');
                i += like.getSingleChar().length();
            } else {
                literalCharacter(pattern, text.charAt(i++));
            }
        }
        sql.append(columns.column(name)).append(like.isMatchingCase() ? "::text LIKE ?" : "::text ILIKE ?");
        parameters.add(pattern.toString());
    }

    private static boolean isAt(@Nullable String mark, String text, int index) {
        return mark != null && !mark.isEmpty() && text.startsWith(mark, index);
    }

    private static void literalCharacter(StringBuilder pattern, char c) {
        if (c == '%' || c == '_' || c == '\\') {
            pattern.append('\\');
        }
        pattern.append(c);
    }

    private void spatial(BinarySpatialOperator spatial) {
        boolean swapped = !(spatial.getExpression1() instanceof PropertyName);
        geometryProperty(swapped ? spatial.getExpression2() : spatial.getExpression1());
        Expression other = swapped ? spatial.getExpression1() : spatial.getExpression2();
        Geometry geometry = ConstantGeometry.of(literal(other));
        String constant = constant(geometry);
        Geometry inner = spatial instanceof BBOX || spatial instanceof Intersects ? inner(geometry) : null;
        if (inner != null) {
            sql.append("(geometry && ST_GeomFromEWKB(?) AND CASE WHEN geometry @ ST_GeomFromEWKB(?) THEN TRUE")
                    .append(" ELSE ST_Intersects(geometry, ST_GeomFromEWKB(?)) END)");
            parameters.add(ewkb(geometry));
            parameters.add(ewkb(inner));
        } else if (spatial instanceof BBOX || spatial instanceof Intersects) {
            sql.append("ST_Intersects(geometry, ").append(constant).append(')');
        } else if (spatial instanceof Disjoint) {
            sql.append("NOT ST_Intersects(geometry, ").append(constant).append(')');
        } else if (spatial instanceof Within || spatial instanceof Contains) {
            boolean within = (spatial instanceof Within) != swapped;
            sql.append(within ? "ST_Contains(" + constant + ", geometry)" : "ST_Contains(geometry, " + constant + ")");
        } else {
            sql.append(function(spatial)).append("(geometry, ").append(constant).append(')');
        }
        parameters.add(ewkb(geometry));
    }

    private static String function(BinarySpatialOperator spatial) {
        if (spatial instanceof Crosses) {
            return "ST_Crosses";
        }
        if (spatial instanceof Touches) {
            return "ST_Touches";
        }
        if (spatial instanceof Overlaps) {
            return "ST_Overlaps";
        }
        if (spatial instanceof Equals) {
            return "ST_Equals";
        }
        throw unsupported(spatial.getClass().getSimpleName());
    }

    private void distance(DistanceBufferOperator distance) {
        boolean swapped = !(distance.getExpression1() instanceof PropertyName);
        geometryProperty(swapped ? distance.getExpression2() : distance.getExpression1());
        Geometry geometry =
                ConstantGeometry.of(literal(swapped ? distance.getExpression1() : distance.getExpression2()));
        double metres = metres(distance);
        if (distance instanceof Beyond) {
            sql.append("NOT ");
        } else if (!(distance instanceof DWithin)) {
            throw unsupported(distance.getClass().getSimpleName());
        }
        sql.append("ST_DWithin(geometry_local, ST_Transform(")
                .append(constant(geometry))
                .append(", ")
                .append(localSrid)
                .append("), ?)");
        parameters.add(ewkb(geometry));
        parameters.add(metres);
    }

    /** @throws FilterException if it is no distance on the earth */
    static double metres(DistanceBufferOperator distance) {
        double metres = distance.getDistance() * metresPer(distance.getDistanceUnits());
        if (!(metres >= 0 && metres <= MAX_METRES)) {
            throw new FilterException(
                    "filter",
                    "Khoảng cách phải từ 0 đến " + (long) MAX_METRES + " m",
                    "The distance must be between 0 and " + (long) MAX_METRES + " m");
        }
        return metres;
    }

    private static double metresPer(@Nullable String unit) {
        return switch (unit == null ? "" : unit.strip()) {
            case "", "m", "metre", "metres", "meter", "meters" -> 1;
            case "km", "kilometre", "kilometres", "kilometer", "kilometers" -> 1000;
            case "feet", "ft" -> 0.3048;
            case "statute miles", "mi" -> 1609.344;
            case "nautical miles", "nmi" -> 1852;
            default ->
                throw new FilterException(
                        "filter",
                        "Không biết đơn vị '" + unit + "'",
                        "Unknown unit '" + unit + "'; use metres or kilometers");
        };
    }

    private static String constant(Geometry geometry) {
        int srid = geometry.getSRID();
        return srid == 0 || srid == 4326 ? "ST_GeomFromEWKB(?)" : "ST_Transform(ST_GeomFromEWKB(?), 4326)";
    }

    /**
     * A box within a box: what lies in it by the single precision of PostGIS's boxes meets the outer box, and needs no exact
     * test. Most of what a map or a page asks for does.
     *
     * @return null if this is no box in WGS 84, or too small for that
     */
    private static @Nullable Geometry inner(Geometry geometry) {
        if (!geometry.isRectangle() || (geometry.getSRID() != 0 && geometry.getSRID() != 4326)) {
            return null;
        }
        Envelope box = new Envelope(geometry.getEnvelopeInternal());
        box.expandBy(-SINGLE_PRECISION * 180);
        return box.isNull() || box.getArea() == 0 ? null : geometry.getFactory().toGeometry(box);
    }

    private static byte[] ewkb(Geometry geometry) {
        Geometry copy = geometry;
        if (geometry.getSRID() == 0) {
            copy = geometry.copy();
            copy.setSRID(4326);
        }
        return new WKBWriter(2, ByteOrderValues.LITTLE_ENDIAN, true).write(copy);
    }

    private void temporal(BinaryTemporalOperator temporal) {
        String name = property(temporal.getExpression1());
        String column = columns.column(name);
        Object value = literal(temporal.getExpression2());
        if (temporal instanceof During && value instanceof Period period) {
            sql.append('(').append(column).append(" > ? AND ").append(column).append(" < ?)");
            parameters.add(value(name, period.getBeginning().getPosition().getDate()));
            parameters.add(value(name, period.getEnding().getPosition().getDate()));
            return;
        }
        Object bound = value;
        if (value instanceof Period period) {
            bound = (temporal instanceof After ? period.getEnding() : period.getBeginning())
                    .getPosition()
                    .getDate();
        } else if (value instanceof org.geotools.api.temporal.Instant instant) {
            bound = instant.getPosition().getDate();
        }
        if (temporal instanceof After) {
            sql.append(column).append(" > ?");
        } else if (temporal instanceof Before) {
            sql.append(column).append(" < ?");
        } else if (temporal instanceof TEquals) {
            sql.append(column).append(" = ?");
        } else {
            throw unsupported(temporal.getClass().getSimpleName());
        }
        parameters.add(value(name, bound));
    }

    private void geometryProperty(Expression expression) {
        String name = property(expression);
        if (!columns.isGeometry(name)) {
            columns.type(name);
            throw new FilterException(
                    name, "'" + name + "' không phải hình học", "'" + name + "' is not a geometry; use 'geometry'");
        }
    }

    private static String property(Expression expression) {
        if (expression instanceof PropertyName name) {
            return name.getPropertyName();
        }
        throw unsupported("an operand that is not the name of a property");
    }

    private static Object literal(Expression expression) {
        if (expression instanceof Literal literal && literal.getValue() != null) {
            return literal.getValue();
        }
        throw unsupported("an operand that is not a constant; functions and arithmetic are not evaluated");
    }

    private static FilterException unsupported(String what) {
        return new FilterException(
                "filter", "Bộ lọc không hỗ trợ: " + what, "The filter holds what is not supported: " + what);
    }

    private Object value(String name, Expression literal) {
        return value(name, literal(literal));
    }

    private Object value(String name, Object value) {
        return Values.of(name, columns.type(name), value);
    }
}
