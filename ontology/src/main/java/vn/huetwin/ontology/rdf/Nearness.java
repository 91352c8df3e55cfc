package vn.huetwin.ontology.rdf;

import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Function;
import org.apache.jena.sparql.expr.E_GreaterThan;
import org.apache.jena.sparql.expr.E_GreaterThanOrEqual;
import org.apache.jena.sparql.expr.E_LessThan;
import org.apache.jena.sparql.expr.E_LessThanOrEqual;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.geosparql.Functions;
import vn.huetwin.ontology.geosparql.Relation;
import vn.huetwin.ontology.geosparql.Unit;

/**
 * A condition that can only hold where the box of a variable's shape meets another box.
 *
 * @param box WGS 84, x = longitude
 */
record Nearness(Var variable, Envelope box) {
    /** Metres of a degree of latitude, rather too few. */
    private static final double DEGREE = 110_000;
    /** Nearer to the poles degrees of longitude are too short. */
    private static final double HIGHEST = 80;

    /** Of a relation with a constant, or a distance from one that has an upper bound; else null. */
    static @Nullable Nearness of(Expr expr, Functions functions) {
        if (expr instanceof E_Function function && function.getArgs().size() == 2) {
            Relation relation = Relation.find(function.getFunctionIRI());
            return relation == null || !relation.needsContact() ? null : of(function, 0, true, functions);
        }
        if (expr instanceof E_LessThan || expr instanceof E_LessThanOrEqual) {
            ExprFunction2 two = (ExprFunction2) expr;
            return distance(two.getArg1(), two.getArg2(), functions);
        }
        if (expr instanceof E_GreaterThan || expr instanceof E_GreaterThanOrEqual) {
            ExprFunction2 two = (ExprFunction2) expr;
            return distance(two.getArg2(), two.getArg1(), functions);
        }
        return null;
    }

    private static @Nullable Nearness distance(Expr distance, Expr bound, Functions functions) {
        if (!(distance instanceof E_Function function)
                || !bound.isConstant()
                || !bound.getConstant().isNumber()) {
            return null;
        }
        Unit unit = ValueSql.distanceUnit(function);
        double size = unit == null ? -1 : bound.getConstant().getDouble() * unit.factor();
        return unit == null || !(size >= 0) ? null : of(function, size, unit.metric(), functions);
    }

    private static @Nullable Nearness of(E_Function function, double size, boolean metric, Functions functions) {
        Expr one = function.getArg(1);
        Expr other = function.getArg(2);
        Expr variable = one.isVariable() ? one : other;
        Expr constant = one.isVariable() ? other : one;
        if (!variable.isVariable() || !constant.isConstant()) {
            return null;
        }
        Geometry shape = functions.shape(constant.getConstant().asNode());
        if (shape == null || shape.isEmpty()) {
            return null;
        }
        Envelope box = new Envelope(shape.getEnvelopeInternal());
        double up = metric ? size / DEGREE : size;
        double farthest = Math.max(Math.abs(box.getMinY()), Math.abs(box.getMaxY())) + up;
        if (farthest > HIGHEST) {
            return null;
        }
        box.expandBy(metric ? up / Math.cos(Math.toRadians(farthest)) : up, up);
        return new Nearness(variable.asVar(), box);
    }
}
