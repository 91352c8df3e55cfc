package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Bound;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_GreaterThan;
import org.apache.jena.sparql.expr.E_GreaterThanOrEqual;
import org.apache.jena.sparql.expr.E_LessThan;
import org.apache.jena.sparql.expr.E_LessThanOrEqual;
import org.apache.jena.sparql.expr.E_LogicalAnd;
import org.apache.jena.sparql.expr.E_LogicalNot;
import org.apache.jena.sparql.expr.E_LogicalOr;
import org.apache.jena.sparql.expr.E_NotEquals;
import org.apache.jena.sparql.expr.E_NotOneOf;
import org.apache.jena.sparql.expr.E_OneOf;
import org.apache.jena.sparql.expr.E_Regex;
import org.apache.jena.sparql.expr.E_StrContains;
import org.apache.jena.sparql.expr.E_StrEndsWith;
import org.apache.jena.sparql.expr.E_StrStartsWith;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunction2;
import org.apache.jena.sparql.expr.ExprFunctionN;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.NodeValue;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.ValueType;
import vn.huetwin.ontology.geosparql.Wkt;
import vn.huetwin.ontology.rdf.Row.Cell;

/**
 * Turns FILTER conditions into SQL where SQL says exactly the same; where it would not, there is no SQL and ARQ
 * evaluates the condition.
 */
final class ExprSql {
    /** An operand: SQL with the kind of value that it has. */
    private record Operand(SqlText sql, Codec codec, boolean constant) {
        boolean isNumber() {
            return codec instanceof Codec.Typed t && (t.type() == ValueType.INTEGER || t.type() == ValueType.DOUBLE);
        }

        boolean is(ValueType type) {
            return codec instanceof Codec.Typed t && t.type() == type;
        }

        boolean isOrdered() {
            return is(ValueType.DATE) || is(ValueType.DATE_TIME) || is(ValueType.STRING);
        }
    }

    private static final Codec INTEGER = new Codec.Typed(ValueType.INTEGER);
    private static final Codec DOUBLE = new Codec.Typed(ValueType.DOUBLE);
    private static final List<Codec> LITERALS = List.of(
            new Codec.Typed(ValueType.STRING),
            new Codec.Typed(ValueType.BOOLEAN),
            new Codec.Typed(ValueType.DATE),
            new Codec.Typed(ValueType.DATE_TIME));

    private final Map<Var, Cell> cells;
    private final SpatialSql spatial;

    /** @param cells the variables that are columns; none of them is null in a row that counts */
    ExprSql(Map<Var, Cell> cells, Wkt wkt, int localSrid) {
        this.cells = cells;
        this.spatial = new SpatialSql(cells, wkt, localSrid);
    }

    /** The condition in SQL, or null if ARQ has to decide. */
    @Nullable
    SqlText condition(Expr expr) {
        if (expr instanceof E_LogicalAnd and) {
            return both(and, " AND ");
        }
        if (expr instanceof E_LogicalOr or) {
            return both(or, " OR ");
        }
        if (expr instanceof E_LogicalNot not) {
            SqlText inner = condition(not.getArg());
            return inner == null ? null : SqlText.of("NOT (").add(inner).add(")");
        }
        if (expr instanceof E_Bound bound && bound.getArg().isVariable()) {
            return cells.containsKey(bound.getArg().asVar()) ? SqlText.of("TRUE") : null;
        }
        if (expr instanceof E_OneOf oneOf) {
            return oneOf(oneOf.getLHS(), oneOf.getRHS());
        }
        if (expr instanceof E_NotOneOf oneOf) {
            SqlText inner = oneOf(oneOf.getLHS(), oneOf.getRHS());
            return inner == null ? null : SqlText.of("NOT (").add(inner).add(")");
        }
        SqlText found = spatial.condition(expr);
        if (found != null) {
            return found;
        }
        String operator = operator(expr);
        if (operator != null && expr instanceof ExprFunction2 two) {
            return compare(operator, two.getArg1(), two.getArg2());
        }
        return text(expr);
    }

    private @Nullable SqlText both(ExprFunction2 expr, String operator) {
        SqlText left = condition(expr.getArg1());
        SqlText right = left == null ? null : condition(expr.getArg2());
        if (left == null || right == null) {
            return null;
        }
        return SqlText.of("(").add(left).add(operator).add(right).add(")");
    }

    static @Nullable String operator(Expr expr) {
        if (expr instanceof E_Equals) {
            return "=";
        } else if (expr instanceof E_NotEquals) {
            return "<>";
        } else if (expr instanceof E_LessThan) {
            return "<";
        } else if (expr instanceof E_LessThanOrEqual) {
            return "<=";
        } else if (expr instanceof E_GreaterThan) {
            return ">";
        } else if (expr instanceof E_GreaterThanOrEqual) {
            return ">=";
        }
        return null;
    }

    private @Nullable SqlText oneOf(Expr left, ExprList right) {
        List<SqlText> parts = new ArrayList<>();
        for (Expr value : right) {
            SqlText part = value.isConstant() ? compare("=", left, value) : null;
            if (part == null) {
                return null;
            }
            parts.add(part);
        }
        return parts.isEmpty()
                ? SqlText.of("FALSE")
                : SqlText.of("(").join(" OR ", parts).add(")");
    }

    private @Nullable SqlText compare(String operator, Expr left, Expr right) {
        Cell resource = resource(left);
        if (resource != null) {
            return sameResource(operator, resource, right);
        }
        resource = resource(right);
        if (resource != null) {
            return sameResource(operator, resource, left);
        }
        Operand a = operand(left);
        Operand b = a == null ? null : operand(right);
        if (a == null || b == null || (a.constant() && b.constant())) {
            return null;
        }
        if (a.isNumber() && b.isNumber()) {
            String cast = a.codec().equals(b.codec()) ? "" : "::double precision";
            return SqlText.of("")
                    .add(a.sql())
                    .add(cast + " " + operator + " ")
                    .add(b.sql())
                    .add(cast);
        }
        boolean equality = operator.equals("=") || operator.equals("<>");
        if (!a.codec().equals(b.codec()) || !(equality || a.isOrdered())) {
            return null;
        }
        String order = a.is(ValueType.STRING) && !equality ? " COLLATE \"C\"" : "";
        return SqlText.of("").add(a.sql()).add(order + " " + operator + " ").add(b.sql());
    }

    /** A column whose terms are IRIs (or, for codes, may be). */
    private @Nullable Cell resource(Expr expr) {
        Cell cell = expr.isVariable() ? cells.get(expr.asVar()) : null;
        return cell != null && cell.facet() instanceof Facet.Column c && !(c.codec() instanceof Codec.Typed)
                ? cell
                : null;
    }

    private @Nullable SqlText sameResource(String operator, Cell cell, Expr other) {
        Codec codec = ((Facet.Column) cell.facet()).codec();
        if (!operator.equals("=") && !operator.equals("<>")) {
            return null;
        }
        Cell second = resource(other);
        if (second != null) {
            boolean same = codec.equals(((Facet.Column) second.facet()).codec());
            return same ? SqlText.of(cell.value() + " " + operator + " " + second.value()) : null;
        }
        if (!other.isConstant() || !other.getConstant().asNode().isURI()) {
            return null;
        }
        Object value = codec.toSql(other.getConstant().asNode());
        if (value == null) {
            return SqlText.of(operator.equals("=") ? "FALSE" : "TRUE");
        }
        return SqlText.of(cell.value() + " " + operator + " ").parameter(value);
    }

    private @Nullable Operand operand(Expr expr) {
        if (expr.isVariable()) {
            Cell cell = cells.get(expr.asVar());
            return cell != null && cell.facet() instanceof Facet.Column column && column.codec() instanceof Codec.Typed
                    ? new Operand(SqlText.of(cell.value()), column.codec(), false)
                    : null;
        }
        return expr.isConstant() ? constant(expr.getConstant()) : null;
    }

    private static @Nullable Operand constant(NodeValue value) {
        if (value.isInteger()) {
            java.math.BigInteger integer = value.getInteger();
            if (integer.bitLength() < 63) {
                return new Operand(new SqlText().parameter(integer.longValueExact()), INTEGER, true);
            }
            return null;
        }
        if (value.isNumber()) {
            double number = value.getDouble();
            return Double.isFinite(number) ? new Operand(new SqlText().parameter(number), DOUBLE, true) : null;
        }
        Node node = value.asNode();
        for (Codec codec : LITERALS) {
            Object sql = codec.toSql(node);
            if (sql != null) {
                return new Operand(new SqlText().parameter(sql), codec, true);
            }
        }
        return null;
    }

    private @Nullable SqlText text(Expr expr) {
        if (expr instanceof E_StrContains contains) {
            return like(contains.getArg1(), "%", contains.getArg2(), "%", "LIKE");
        }
        if (expr instanceof E_StrStartsWith starts) {
            return like(starts.getArg1(), "", starts.getArg2(), "%", "LIKE");
        }
        if (expr instanceof E_StrEndsWith ends) {
            return like(ends.getArg1(), "%", ends.getArg2(), "", "LIKE");
        }
        return expr instanceof E_Regex regex ? regex(regex) : null;
    }

    private @Nullable SqlText like(Expr column, String before, Expr constant, String after, String operator) {
        Operand a = operand(column);
        if (a == null || !a.is(ValueType.STRING) || a.constant() || !constant.isConstant()) {
            return null;
        }
        Object text = LITERALS.get(0).toSql(constant.getConstant().asNode());
        if (text == null) {
            return null;
        }
        String escaped =
                ((String) text).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
        return SqlText.of("").add(a.sql()).add(" " + operator + " ").parameter(before + escaped + after);
    }

    /** Only patterns that are plain text, with {@code ^} before them or not; {@code i} for ASCII letters only. */
    private @Nullable SqlText regex(ExprFunctionN regex) {
        Expr pattern = regex.getArg(2);
        Expr flags = regex.getArg(3);
        if (pattern == null || !pattern.isConstant() || (flags != null && !flags.isConstant())) {
            return null;
        }
        String text = pattern.getConstant().asUnquotedString();
        String mode = flags == null ? "" : flags.getConstant().asUnquotedString();
        boolean anchored = text.startsWith("^");
        String plain = anchored ? text.substring(1) : text;
        boolean ascii = plain.chars().allMatch(c -> c < 128);
        if (plain.chars().anyMatch(c -> "\\^$.|?*+()[]{}".indexOf(c) >= 0)
                || !(mode.isEmpty() || (mode.equals("i") && ascii))) {
            return null;
        }
        return like(
                regex.getArg(1),
                anchored ? "" : "%",
                NodeValue.makeString(plain),
                "%",
                mode.isEmpty() ? "LIKE" : "ILIKE");
    }
}
