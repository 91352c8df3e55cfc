package vn.huetwin.ontology.query;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.geotools.api.filter.And;
import org.geotools.api.filter.BinaryComparisonOperator;
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
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.WKBWriter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.ValueType;

/**
 * Turns a GeoTools filter into SQL on a layer's table. Values travel as parameters only, names come from the
 * layer's declaration only. A comparison with a missing value is not true, so {@code NOT} of it is true, as in GeoTools'
 * own evaluation. Only {@code NOT} needs the word for it: elsewhere null does the same and leaves the indexes usable.
 */
public final class FilterSql {
    private static final int MAX_DEPTH = 200;
    private static final int MAX_TERMS = 20_000;
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
            join(and.getChildren(), " AND ", "TRUE", depth);
        } else if (filter instanceof Or or) {
            join(or.getChildren(), " OR ", "FALSE", depth);
        } else if (filter instanceof Not not) {
            sql.append("NOT coalesce(");
            write(not.getFilter(), depth + 1);
            sql.append(", FALSE)");
        } else if (filter instanceof Id id) {
            sql.append("id = ANY (?)");
            parameters.add(id.getIDs().stream().map(String::valueOf).toArray(String[]::new));
        } else {
            predicate(filter);
        }
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
            parameters.add(value(name, literal(between.getLowerBoundary())));
            parameters.add(value(name, literal(between.getUpperBoundary())));
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
            sql.append(columns.column(name)).append(operator).append(columns.column(second.getPropertyName()));
            return;
        }
        Object value = value(name, literal(other));
        if (!comparison.isMatchingCase() && value instanceof String) {
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
        String text = like.getLiteral();
        for (int i = 0; i < text.length(); ) {
            if (text.startsWith(like.getEscape(), i) && i + like.getEscape().length() < text.length()) {
                i += like.getEscape().length();
                literalCharacter(pattern, text.charAt(i++));
            } else if (text.startsWith(like.getWildCard(), i)) {
                pattern.append('%');
                i += like.getWildCard().length();
            } else if (text.startsWith(like.getSingleChar(), i)) {
                pattern.append('_');
                i += like.getSingleChar().length();
            } else {
                literalCharacter(pattern, text.charAt(i++));
            }
        }
        sql.append(columns.column(name)).append(like.isMatchingCase() ? "::text LIKE ?" : "::text ILIKE ?");
        parameters.add(pattern.toString());
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
        Geometry geometry = other.evaluate(null, Geometry.class);
        if (geometry == null) {
            throw unsupported("a spatial operator without a constant geometry");
        }
        String constant = constant(geometry);
        if (spatial instanceof BBOX || spatial instanceof Intersects) {
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
                (swapped ? distance.getExpression1() : distance.getExpression2()).evaluate(null, Geometry.class);
        if (geometry == null) {
            throw unsupported("a distance without a constant geometry");
        }
        double metres = distance.getDistance() * metresPer(distance.getDistanceUnits());
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
        throw unsupported("an operand that is not a property: " + expression);
    }

    private static Object literal(Expression expression) {
        Object value = expression instanceof Literal literal ? literal.getValue() : expression.evaluate(null);
        if (value == null) {
            throw unsupported("an operand without a value: " + expression);
        }
        return value;
    }

    private static FilterException unsupported(String what) {
        return new FilterException(
                "filter", "Bộ lọc không hỗ trợ: " + what, "The filter holds what is not supported: " + what);
    }

    private Object value(String name, Object value) {
        return value(name, columns.type(name), value);
    }

    /** The value as its column wants it. @throws FilterException if it cannot be that */
    static Object value(String name, ValueType type, Object value) {
        try {
            return switch (type) {
                case STRING, IRI -> String.valueOf(value);
                case INTEGER ->
                    value instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())
                            ? (Object) number.longValue()
                            : (Object) Double.valueOf(String.valueOf(value).strip());
                case DOUBLE ->
                    value instanceof Number number
                            ? number.doubleValue()
                            : Double.parseDouble(String.valueOf(value).strip());
                case BOOLEAN -> flag(String.valueOf(value));
                case DATE ->
                    java.sql.Date.valueOf(
                            instant(value).atOffset(ZoneOffset.UTC).toLocalDate());
                case DATE_TIME -> java.sql.Timestamp.from(instant(value));
            };
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new FilterException(
                    name,
                    "'" + value + "' không hợp với kiểu " + type.xsd() + " của " + name,
                    "'" + value + "' does not fit the type " + type.xsd() + " of " + name);
        }
    }

    private static Boolean flag(String text) {
        return switch (text.strip()) {
            case "true", "TRUE", "1" -> Boolean.TRUE;
            case "false", "FALSE", "0" -> Boolean.FALSE;
            default -> throw new IllegalArgumentException(text);
        };
    }

    @SuppressWarnings("JavaUtilDate") // GeoTools gives times as java.util.Date
    private static Instant instant(Object value) {
        if (value instanceof Instant instant) {
            return instant;
        }
        if (value instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        String text = String.valueOf(value).strip();
        if (text.length() == 10) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        }
    }
}
