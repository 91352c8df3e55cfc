package vn.huetwin.ontology.rdf;

import org.apache.jena.sparql.expr.E_Function;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.apache.jena.sparql.expr.NodeValue;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.geosparql.Relation;
import vn.huetwin.ontology.geosparql.Unit;

/** GeoSPARQL conditions in SQL: relations and distances between geometries of rows, or with a constant. */
final class SpatialSql {
    private final ValueSql values;

    SpatialSql(ValueSql values) {
        this.values = values;
    }

    @Nullable
    SqlText condition(Expr expr) {
        if (expr instanceof E_Function function && function.getArgs().size() == 2) {
            Relation relation = Relation.find(function.getFunctionIRI());
            return relation == null ? null : relate(relation, function.getArg(1), function.getArg(2));
        }
        String operator = ExprSql.operator(expr);
        if (operator != null && expr instanceof ExprFunction2 two) {
            if (two.getArg2().isConstant()) {
                return distance(two.getArg1(), operator, two.getArg2().getConstant());
            }
            if (two.getArg1().isConstant()) {
                return distance(two.getArg2(), mirrored(operator), two.getArg1().getConstant());
            }
            SqlText within = within(two.getArg1(), operator, two.getArg2());
            return within == null ? within(two.getArg2(), mirrored(operator), two.getArg1()) : within;
        }
        return null;
    }

    /** A distance of at most what a row says, but for another distance, see {@link Ranking}. */
    private @Nullable SqlText within(Expr distance, String operator, Expr limit) {
        Unit unit = distance instanceof E_Function function ? ValueSql.distanceUnit(function) : null;
        boolean known = unit != null && operator.startsWith("<") && !(limit instanceof E_Function);
        SqlValue.Term most = known ? values.number(limit) : null;
        if (most == null || unit == null || !(distance instanceof E_Function function)) {
            return null;
        }
        SqlText a = geometry(function.getArg(1), unit.metric());
        SqlText b = a == null ? null : geometry(function.getArg(2), unit.metric());
        if (a == null || b == null) {
            return null;
        }
        SqlText reach = SqlText.of("").add(most.sql()).add(" * ").parameter(unit.factor());
        SqlText near = SqlText.of("ST_DWithin(").add(a).add(", ").add(b).add(", greatest(");
        near.add(reach).add(", 0)) AND ST_Distance(").add(a).add(", ").add(b);
        return SqlText.of("(").add(near).add(") " + operator + " ").add(reach).add(")");
    }

    private static String mirrored(String operator) {
        return switch (operator) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            default -> operator;
        };
    }

    /** That boxes meet, where a relation that PostGIS cannot decide holds only if they do; else null. */
    @Nullable
    SqlText boxes(Expr expr) {
        Relation relation =
                expr instanceof E_Function function && function.getArgs().size() == 2
                        ? Relation.find(function.getFunctionIRI())
                        : null;
        if (relation == null || !relation.needsContact() || !(expr instanceof E_Function function)) {
            return null;
        }
        Expr left = function.getArg(1);
        Expr right = function.getArg(2);
        SqlText a = geometry(left, false);
        SqlText b = geometry(right, false);
        if (left.isConstant() && right.isConstant()) {
            return null;
        }
        if (a != null && b != null) {
            return SqlText.of("(").add(a).add(" && ").add(b).add(")");
        }
        return a != null ? reached(left, right) : b != null ? reached(right, left) : null;
    }

    /**
     * That a shape is as near to another one as its buffer reaches, and a little more: lines that are straight in metres
     * and in degrees part by less than the square of their length in 50,000 km.
     */
    private @Nullable SqlText reached(Expr shape, Expr buffer) {
        if (!(buffer instanceof E_Function function)) {
            return null;
        }
        double metres = ValueSql.bufferMetres(function);
        SqlText a = geometry(shape, true);
        SqlText b = Double.isNaN(metres) ? null : geometry(function.getArg(1), true);
        if (a == null || b == null) {
            return null;
        }
        SqlText sql = SqlText.of("ST_DWithin(").add(a).add(", ").add(b).add(", ");
        return sql.parameter(Math.max(0, metres) * 1.001 + 0.01)
                .add(" + ((ST_XMax(")
                .add(b)
                .add(") - ST_XMin(")
                .add(b)
                .add(")) ^ 2 + (ST_YMax(")
                .add(b)
                .add(") - ST_YMin(")
                .add(b)
                .add(")) ^ 2) / 5e7)");
    }

    private @Nullable SqlText relate(Relation relation, Expr left, Expr right) {
        SqlText a = geometry(left, false);
        SqlText b = a == null ? null : geometry(right, false);
        if (a == null || b == null || (left.isConstant() && right.isConstant())) {
            return null;
        }
        if (isMixed(left) || isMixed(right)) {
            return switch (relation.postgis()) {
                case "ST_Intersects" -> meet(a, isMixed(left), b, isMixed(right));
                case "ST_Disjoint" ->
                    SqlText.of("(NOT ")
                            .add(meet(a, isMixed(left), b, isMixed(right)))
                            .add(")");
                default -> null;
            };
        }
        return switch (relation.postgis()) {
            case "ST_Within" -> call("ST_Contains", b, a);
            case "ST_CoveredBy" -> call("ST_Covers", b, a);
            case "ST_Relate" -> pattern(relation, a, b);
            default -> call(relation.postgis(), a, b);
        };
    }

    /** That shapes intersect: collections member by member, as GEOS refuses those whose areas overlap. */
    private static SqlText meet(SqlText a, boolean mixedA, SqlText b, boolean mixedB) {
        SqlText sql = SqlText.of("(").add(a).add(" && ").add(b).add(" AND CASE WHEN ");
        if (mixedA) {
            sql.add(call("GeometryType", a)).add(" = 'GEOMETRYCOLLECTION'");
        }
        if (mixedB) {
            sql.add(mixedA ? " OR " : "").add(call("GeometryType", b)).add(" = 'GEOMETRYCOLLECTION'");
        }
        return sql.add(" THEN EXISTS (SELECT FROM ")
                .add(call("ST_Dump", a))
                .add(" p, ")
                .add(call("ST_Dump", b))
                .add(" q WHERE ST_Intersects(p.geom, q.geom)) ELSE ")
                .add(call("ST_Intersects", a, b))
                .add(" END)");
    }

    private static SqlText call(String function, SqlText... arguments) {
        SqlText sql = SqlText.of(function + "(");
        for (int i = 0; i < arguments.length; i++) {
            sql.add(i == 0 ? "" : ", ").add(arguments[i]);
        }
        return sql.add(")");
    }

    private static SqlText pattern(Relation relation, SqlText a, SqlText b) {
        SqlText sql = SqlText.of("(");
        if (relation.needsContact()) {
            sql.add(a).add(" && ").add(b).add(" AND ");
        }
        if (relation.isOfRegions()) {
            sql.add("ST_Dimension(")
                    .add(a)
                    .add(") = 2 AND ST_Dimension(")
                    .add(b)
                    .add(") = 2 AND ");
        }
        for (int i = 0; i < relation.patterns().size(); i++) {
            sql.add(i == 0 ? "(" : " OR ").add("ST_Relate(").add(a).add(", ").add(b);
            sql.add(", '" + relation.patterns().get(i) + "')");
        }
        return sql.add("))");
    }

    private @Nullable SqlText distance(Expr expr, String operator, NodeValue limit) {
        if (!(expr instanceof E_Function function) || !limit.isNumber()) {
            return null;
        }
        Unit unit = ValueSql.distanceUnit(function);
        if (unit == null) {
            return null;
        }
        boolean metric = unit.metric();
        SqlText a = geometry(function.getArg(1), metric);
        SqlText b = a == null ? null : geometry(function.getArg(2), metric);
        if (a == null
                || b == null
                || (function.getArg(1).isConstant() && function.getArg(2).isConstant())) {
            return null;
        }
        double bound = limit.getDouble() * unit.factor();
        SqlText exact = SqlText.of("ST_Distance(")
                .add(a)
                .add(", ")
                .add(b)
                .add(") " + operator + " ")
                .parameter(bound);
        if (!operator.startsWith("<") || bound < 0) {
            return exact;
        }
        SqlText near = SqlText.of("ST_DWithin(")
                .add(a)
                .add(", ")
                .add(b)
                .add(", ")
                .parameter(bound)
                .add(")");
        return operator.equals("<=")
                ? near
                : SqlText.of("(").add(near).add(" AND ").add(exact).add(")");
    }

    private boolean isMixed(Expr expr) {
        SqlValue.Shape shape = values.shape(expr);
        return shape != null && shape.mixed();
    }

    /** @param metric in the city's metric CRS, else in lon/lat */
    private @Nullable SqlText geometry(Expr expr, boolean metric) {
        SqlValue.Shape shape = values.shape(expr);
        if (shape == null || !shape.stored() || (metric && !shape.near())) {
            return null;
        }
        return metric ? shape.local() : shape.lonLat();
    }
}
