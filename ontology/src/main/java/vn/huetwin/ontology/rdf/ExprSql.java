package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Bound;
import org.apache.jena.sparql.expr.E_Equals;
import org.apache.jena.sparql.expr.E_Function;
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
import org.apache.jena.sparql.expr.E_Str;
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

    private static final Codec STRING = new Codec.Typed(ValueType.STRING);
    /** Keys that are spelled in IRIs as they are. */
    private static final String PLAIN = " !~ '[^A-Za-z0-9._*-]'";

    private final Map<Var, SqlValue> scope;
    private final Set<Var> maybe;
    private final ValueSql values;
    private final SpatialSql spatial;

    /** @param scope what variables are; null is an error, as in SPARQL */
    ExprSql(Map<Var, SqlValue> scope, Wkt wkt, int localSrid) {
        this(scope, Set.of(), wkt, localSrid);
    }

    /** @param maybe those that may be null */
    ExprSql(Map<Var, SqlValue> scope, Set<Var> maybe, Wkt wkt, int localSrid) {
        this.scope = scope;
        this.maybe = maybe;
        this.values = new ValueSql(scope, wkt, localSrid);
        this.spatial = new SpatialSql(values);
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
            return isBound(scope.get(bound.getArg().asVar()));
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
            if (isTrue(two.getArg2()) && two.getArg1() instanceof E_Function && operator.equals("=")) {
                return spatial.condition(two.getArg1());
            }
            return compare(operator, two.getArg1(), two.getArg2());
        }
        return text(expr);
    }

    private static boolean isTrue(Expr expr) {
        return expr.isConstant()
                && expr.getConstant().isBoolean()
                && expr.getConstant().getBoolean();
    }

    /** What holds wherever a condition does that ARQ has to decide, or null. */
    @Nullable
    SqlText boxes(Expr expr) {
        return spatial.boxes(expr);
    }

    private static @Nullable SqlText isBound(@Nullable SqlValue value) {
        if (value instanceof SqlValue.Term term) {
            return SqlText.of("(").add(term.sql()).add(" IS NOT NULL)");
        }
        if (value instanceof SqlValue.Shape shape) {
            return SqlText.of("(").add(shape.lonLat()).add(" IS NOT NULL)");
        }
        return value == null ? null : SqlText.of("TRUE");
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
        SqlValue.Term resource = resource(left);
        if (resource != null) {
            return sameResource(operator, resource, right, maybe.contains(left.asVar()));
        }
        resource = resource(right);
        if (resource != null) {
            return sameResource(operator, resource, left, maybe.contains(right.asVar()));
        }
        if (left instanceof E_Str one && right instanceof E_Str other) {
            return iris(operator, one.getArg(), other.getArg());
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

    /** The IRIs of two features of one layer. */
    private @Nullable SqlText iris(String operator, Expr left, Expr right) {
        SqlValue.Term a = resource(left);
        SqlValue.Term b = a == null ? null : resource(right);
        if (a == null
                || b == null
                || !(a.codec() instanceof Codec.Reference)
                || !a.codec().equals(b.codec())) {
            return null;
        }
        SqlText order = SqlText.of("").add(spelled(a)).add(" " + operator + " ").add(spelled(b));
        if (!operator.equals("<") && !operator.equals(">")) {
            return order;
        }
        // said apart because it is cheap: the planner tries it first
        return SqlText.of("(")
                .add(a.sql())
                .add(" <> ")
                .add(b.sql())
                .add(" AND ")
                .add(order)
                .add(")");
    }

    /** A key as its IRI spells it, see {@link vn.huetwin.ontology.catalogue.Iris}. */
    private static SqlText spelled(SqlValue.Term key) {
        return SqlText.of("(CASE WHEN ")
                .add(key.sql())
                .add(PLAIN + " THEN ")
                .add(key.sql())
                .add(" ELSE (SELECT string_agg(CASE WHEN c" + PLAIN
                        + " THEN c ELSE upper(regexp_replace(encode(convert_to(c, 'UTF8'), 'hex'), '(..)', '%\\1', 'g'))"
                        + " END, '' ORDER BY n) FROM regexp_split_to_table(")
                .add(key.sql())
                .add(", '') WITH ORDINALITY AS s(c, n)) END COLLATE \"C\")");
    }

    /** What sorts terms as SPARQL does, or null. */
    static @Nullable SqlText sortable(SqlValue.Term term) {
        if (term.codec() instanceof Codec.Reference) {
            return spelled(term);
        }
        if (!(term.codec() instanceof Codec.Typed typed) || typed.type() == ValueType.IRI) {
            return null;
        }
        return typed.type() == ValueType.STRING ? SqlText.of("").add(term.sql()).add(" COLLATE \"C\"") : term.sql();
    }

    /** A column whose terms are IRIs (or, for codes, may be). */
    private SqlValue.@Nullable Term resource(Expr expr) {
        return expr.isVariable()
                        && scope.get(expr.asVar()) instanceof SqlValue.Term term
                        && !(term.codec() instanceof Codec.Typed)
                        && !(term.codec() instanceof Codec.OrZero)
                ? term
                : null;
    }

    private @Nullable SqlText sameResource(String operator, SqlValue.Term term, Expr other, boolean nullable) {
        Codec codec = term.codec();
        if (!operator.equals("=") && !operator.equals("<>")) {
            return null;
        }
        SqlValue.Term second = resource(other);
        if (second != null) {
            boolean same = codec.equals(second.codec()) && !(codec instanceof Codec.Dictionary);
            return same
                    ? SqlText.of("").add(term.sql()).add(" " + operator + " ").add(second.sql())
                    : null;
        }
        if (!other.isConstant() || !other.getConstant().asNode().isURI()) {
            return null;
        }
        Object value = codec.toSql(other.getConstant().asNode());
        if (value == null) {
            SqlText decided = SqlText.of(operator.equals("=") ? "FALSE" : "TRUE");
            return nullable
                    ? SqlText.of("CASE WHEN ")
                            .add(term.sql())
                            .add(" IS NOT NULL THEN ")
                            .add(decided)
                            .add(" END")
                    : decided;
        }
        return SqlText.of("").add(term.sql()).add(" " + operator + " ").parameter(value);
    }

    private @Nullable Operand operand(Expr expr) {
        return values.of(expr) instanceof SqlValue.Term term && term.codec() instanceof Codec.Typed
                ? new Operand(term.sql(), term.codec(), expr.isConstant())
                : null;
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
        Object text = STRING.toSql(constant.getConstant().asNode());
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
