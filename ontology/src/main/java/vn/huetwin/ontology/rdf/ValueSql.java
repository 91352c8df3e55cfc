package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Add;
import org.apache.jena.sparql.expr.E_DateTimeDay;
import org.apache.jena.sparql.expr.E_DateTimeHours;
import org.apache.jena.sparql.expr.E_DateTimeMonth;
import org.apache.jena.sparql.expr.E_DateTimeYear;
import org.apache.jena.sparql.expr.E_Function;
import org.apache.jena.sparql.expr.E_Multiply;
import org.apache.jena.sparql.expr.E_Subtract;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction1;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.apache.jena.sparql.expr.NodeValue;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.MultiLineString;
import org.locationtech.jts.geom.MultiPoint;
import org.locationtech.jts.geom.MultiPolygon;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.geosparql.Functions;
import vn.huetwin.ontology.geosparql.Unit;
import vn.huetwin.ontology.geosparql.Wkt;

/**
 * Turns expressions into SQL values where SQL computes exactly the same; an error in SPARQL is null in SQL. Where it
 * would not, there is no SQL.
 */
final class ValueSql {
    static final Codec INTEGER = new Codec.Typed(ValueType.INTEGER);
    static final Codec DOUBLE = new Codec.Typed(ValueType.DOUBLE);
    private static final Codec TIME = new Codec.Typed(ValueType.DATE_TIME);
    private static final List<Codec> LITERALS = List.of(
            new Codec.Typed(ValueType.STRING),
            new Codec.Typed(ValueType.BOOLEAN),
            new Codec.Typed(ValueType.DATE),
            new Codec.Typed(ValueType.DATE_TIME));
    /** Functions that make one geometry of two, with what PostGIS calls them. */
    private static final Map<String, String> COMBINE = Map.of(
            "intersection", "ST_Intersection",
            "union", "ST_Union",
            "difference", "ST_Difference",
            "symDifference", "ST_SymDifference");

    private final Map<Var, SqlValue> scope;
    private final Wkt wkt;
    private final int localSrid;

    /** @param localSrid EPSG code of the city's metric CRS */
    ValueSql(Map<Var, SqlValue> scope, Wkt wkt, int localSrid) {
        this.scope = scope;
        this.wkt = wkt;
        this.localSrid = localSrid;
    }

    @Nullable
    SqlValue of(Expr expr) {
        if (expr.isVariable()) {
            return scope.get(expr.asVar());
        }
        if (expr.isConstant()) {
            return constant(expr.getConstant());
        }
        if (expr instanceof E_Add || expr instanceof E_Subtract || expr instanceof E_Multiply) {
            ExprFunction2 two = (ExprFunction2) expr;
            String operator = expr instanceof E_Add ? " + " : expr instanceof E_Subtract ? " - " : " * ";
            return arithmetic(two.getArg1(), operator, two.getArg2());
        }
        SqlValue part = expr instanceof ExprFunction1 one ? partOfTime(one) : null;
        return expr instanceof E_Function function ? function(function) : part;
    }

    /** Times are shown in UTC. */
    private @Nullable SqlValue partOfTime(ExprFunction1 expr) {
        String part = expr instanceof E_DateTimeYear
                ? "year"
                : expr instanceof E_DateTimeMonth
                        ? "month"
                        : expr instanceof E_DateTimeDay ? "day" : expr instanceof E_DateTimeHours ? "hour" : null;
        boolean known = part != null
                && !expr.getArg().isConstant()
                && of(expr.getArg()) instanceof SqlValue.Term time
                && time.codec().equals(TIME);
        if (!known || !(of(expr.getArg()) instanceof SqlValue.Term time)) {
            return null;
        }
        SqlText sql = SqlText.of("extract(" + part + " FROM ").add(time.sql());
        return new SqlValue.Term(sql.add(" AT TIME ZONE 'UTC')::bigint"), INTEGER);
    }

    /** A geometry, or null. */
    SqlValue.@Nullable Shape shape(Expr expr) {
        return of(expr) instanceof SqlValue.Shape shape ? shape : null;
    }

    /** A number, or null. */
    SqlValue.@Nullable Term number(Expr expr) {
        return of(expr) instanceof SqlValue.Term term && isNumber(term.codec()) ? term : null;
    }

    static boolean isNumber(Codec codec) {
        return codec.equals(INTEGER) || codec.equals(DOUBLE);
    }

    /** At least one of them a double: whole numbers may overflow. */
    private @Nullable SqlValue arithmetic(Expr left, String operator, Expr right) {
        SqlValue.Term a = number(left);
        SqlValue.Term b = a == null ? null : number(right);
        if (a == null || b == null || (a.codec().equals(INTEGER) && b.codec().equals(INTEGER))) {
            return null;
        }
        SqlText sql = SqlText.of("(")
                .add(a.sql())
                .add("::double precision" + operator)
                .add(b.sql());
        return new SqlValue.Term(sql.add("::double precision)"), DOUBLE);
    }

    private @Nullable SqlValue constant(NodeValue value) {
        if (value.isInteger()) {
            java.math.BigInteger integer = value.getInteger();
            return integer.bitLength() < 63
                    ? new SqlValue.Term(new SqlText().parameter(integer.longValueExact()), INTEGER)
                    : null;
        }
        if (value.isNumber()) {
            double number = value.getDouble();
            return Double.isFinite(number) ? new SqlValue.Term(new SqlText().parameter(number), DOUBLE) : null;
        }
        Node node = value.asNode();
        if (node.isURI()) {
            return new SqlValue.Fixed(node);
        }
        if (Wkt.isWkt(node)) {
            return constantShape(node);
        }
        for (Codec codec : LITERALS) {
            Object sql = codec.toSql(node);
            if (sql != null) {
                return new SqlValue.Term(new SqlText().parameter(sql), codec);
            }
        }
        return null;
    }

    private SqlValue.@Nullable Shape constantShape(Node node) {
        Geometry geometry = geometry(node);
        if (geometry == null) {
            return null;
        }
        SqlText constant =
                SqlText.of("ST_GeomFromEWKB(").parameter(Wkt.toEwkb(geometry)).add(")");
        return new SqlValue.Shape(constant, transformed(constant), true, wkt.isLocal(geometry), false);
    }

    private @Nullable Geometry geometry(Node node) {
        Geometry geometry = Wkt.isWkt(node) ? wkt.find(node) : null;
        boolean usual = geometry != null && !geometry.isEmpty() && !isMixed(geometry) && geometry.isValid();
        return usual ? geometry : null;
    }

    /** The geometries of literals as EWKB, or null if any of them is none that PostGIS treats as ours. */
    @Nullable
    List<byte[]> shapes(List<Node> literals) {
        List<byte[]> shapes = new ArrayList<>();
        for (Node literal : literals) {
            Geometry geometry = geometry(literal);
            if (geometry == null) {
                return null;
            }
            shapes.add(Wkt.toEwkb(geometry));
        }
        return shapes;
    }

    /**
     * One of several known shapes.
     *
     * @param ewkb     the column that holds it
     * @param shown    its literal
     * @param literals all that it may be
     */
    SqlValue.Shape shape(SqlText ewkb, SqlValue.Term shown, List<Node> literals) {
        SqlText lonLat = SqlText.of("ST_GeomFromEWKB(").add(ewkb).add(")");
        boolean near = literals.stream().map(this::geometry).allMatch(g -> g != null && wkt.isLocal(g));
        return new SqlValue.Shape(lonLat, transformed(lonLat), true, near, false).shownAs(shown);
    }

    private SqlText transformed(SqlText lonLat) {
        return SqlText.of("ST_Transform(").add(lonLat).add(", " + localSrid + ")");
    }

    private static boolean isMixed(Geometry geometry) {
        return geometry instanceof GeometryCollection
                && !(geometry instanceof MultiPoint)
                && !(geometry instanceof MultiLineString)
                && !(geometry instanceof MultiPolygon);
    }

    private @Nullable SqlValue function(E_Function function) {
        String iri = function.getFunctionIRI();
        if (!iri.startsWith(Functions.GEOF)) {
            return null;
        }
        String name = iri.substring(Functions.GEOF.length());
        if (COMBINE.containsKey(name) && function.getArgs().size() == 2) {
            return combined(COMBINE.get(name), function.getArg(1), function.getArg(2));
        }
        return switch (name) {
            case "distance", "metricDistance" -> distance(function);
            case "area", "metricArea" -> area(function);
            default -> null;
        };
    }

    private @Nullable SqlValue combined(String postgis, Expr left, Expr right) {
        SqlValue.Shape a = shape(left);
        SqlValue.Shape b = a == null ? null : shape(right);
        if (a == null || b == null || !a.stored() || !b.stored() || a.mixed() || b.mixed()) {
            return null;
        }
        SqlText made = SqlText.of(postgis + "(")
                .add(a.lonLat())
                .add(", ")
                .add(b.lonLat())
                .add(")");
        boolean shared = postgis.equals("ST_Intersection");
        boolean near = shared ? a.near() || b.near() : a.near() && (b.near() || postgis.equals("ST_Difference"));
        SqlValue.Shape shape = new SqlValue.Shape(made, transformed(made), false, near, true);
        return shared
                ? new SqlValue.Shape(shape.lonLat(), shape.local(), false, near, true, sharedArea(a, b, shape.area()))
                : shape;
    }

    /** Most houses in a zone are wholly in it, which is seen much sooner than the intersection is made. */
    private static SqlText sharedArea(SqlValue.Shape a, SqlValue.Shape b, SqlText made) {
        SqlText sql =
                SqlText.of("CASE WHEN ST_Covers(").add(b.lonLat()).add(", ").add(a.lonLat());
        sql.add(") THEN ").add(a.area()).add(" WHEN ST_Covers(").add(a.lonLat()).add(", ");
        return sql.add(b.lonLat())
                .add(") THEN ")
                .add(b.area())
                .add(" ELSE ")
                .add(made)
                .add(" END");
    }

    private @Nullable SqlValue distance(E_Function function) {
        Unit unit = distanceUnit(function);
        SqlValue.Shape a = unit == null ? null : shape(function.getArg(1));
        SqlValue.Shape b = a == null ? null : shape(function.getArg(2));
        if (unit == null || a == null || b == null || !a.stored() || !b.stored()) {
            return null;
        }
        if (unit.metric() && !(a.near() && b.near())) {
            return null;
        }
        SqlText one = unit.metric() ? a.local() : a.lonLat();
        SqlText other = unit.metric() ? b.local() : b.lonLat();
        SqlText sql = SqlText.of("ST_Distance(").add(one).add(", ").add(other).add(")");
        SqlText near = SqlText.of("").add(one).add(" <-> ").add(other);
        return new SqlValue.Term(unit.factor() == 1 ? sql : sql.add(" / ").parameter(unit.factor()), DOUBLE, near);
    }

    private @Nullable SqlValue area(E_Function function) {
        int arguments = function.getArgs().size();
        boolean metric = function.getFunctionIRI().endsWith("metricArea");
        if (arguments != (metric ? 1 : 2)) {
            return null;
        }
        Expr unit = metric ? null : function.getArg(2);
        Double square = unit == null
                ? Double.valueOf(1)
                : unit.isConstant() ? Unit.squareMetres(unit.getConstant().asNode()) : null;
        SqlValue.Shape shape = square == null ? null : shape(function.getArg(1));
        if (square == null || shape == null || !shape.near()) {
            return null;
        }
        SqlText sql = SqlText.of("").add(shape.area());
        return new SqlValue.Term(
                square == 1 ? sql : SqlText.of("(").add(sql).add(") / ").parameter(square), DOUBLE);
    }

    /** How far a call of a buffer function reaches, if it says so in metres; else NaN. */
    static double bufferMetres(E_Function function) {
        int arguments = function.getArgs().size();
        boolean metric = arguments == 2 && function.getFunctionIRI().equals(Functions.GEOF + "metricBuffer");
        boolean buffer = arguments == 3
                && function.getFunctionIRI().equals(Functions.GEOF + "buffer")
                && function.getArg(3).isConstant();
        Unit unit = metric
                ? Unit.METRE
                : buffer ? Unit.find(function.getArg(3).getConstant().asNode()) : null;
        Expr radius = unit == null || !unit.metric() ? null : function.getArg(2);
        boolean known = radius != null
                && radius.isConstant()
                && radius.getConstant().isNumber()
                && Double.isFinite(radius.getConstant().getDouble());
        return radius != null && unit != null && known ? radius.getConstant().getDouble() * unit.factor() : Double.NaN;
    }

    /** The unit of a call of a distance function, or null if it is something else. */
    static @Nullable Unit distanceUnit(E_Function function) {
        int arguments = function.getArgs().size();
        if (arguments == 2 && function.getFunctionIRI().equals(Functions.GEOF + "metricDistance")) {
            return Unit.METRE;
        }
        boolean distance = arguments == 3
                && function.getFunctionIRI().equals(Functions.GEOF + "distance")
                && function.getArg(3).isConstant();
        return distance ? Unit.find(function.getArg(3).getConstant().asNode()) : null;
    }
}
