package vn.huetwin.ontology.rdf;

import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.aggregate.AggAvg;
import org.apache.jena.sparql.expr.aggregate.AggCount;
import org.apache.jena.sparql.expr.aggregate.AggCountVar;
import org.apache.jena.sparql.expr.aggregate.AggCountVarDistinct;
import org.apache.jena.sparql.expr.aggregate.AggMax;
import org.apache.jena.sparql.expr.aggregate.AggMin;
import org.apache.jena.sparql.expr.aggregate.AggSample;
import org.apache.jena.sparql.expr.aggregate.AggSum;
import org.apache.jena.sparql.expr.aggregate.Aggregator;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.ValueType;

/** Aggregates in SQL, where they give what SPARQL 1.1, clause 18.5.1, says. */
final class AggregateSql {
    private final ValueSql values;
    private final boolean keyed;
    private final SqlQuery query;

    /**
     * @param keyed whether there is a GROUP BY; without one there is an answer even for no rows
     * @param query whose rows are grouped
     */
    AggregateSql(ValueSql values, boolean keyed, SqlQuery query) {
        this.values = values;
        this.keyed = keyed;
        this.query = query;
    }

    /** Null if ARQ has to compute it. */
    @Nullable
    SqlValue of(Aggregator aggregator) {
        if (aggregator instanceof AggCount) {
            return countRows();
        }
        ExprList arguments = aggregator.getExprList();
        SqlValue value = arguments == null || arguments.size() != 1 ? null : value(arguments.get(0));
        if (value == null) {
            return null;
        }
        if (aggregator instanceof AggCountVar) {
            // an index need not hold what is counted
            return value instanceof SqlValue.Term term && query.isCertain(term.sql()) ? countRows() : count(value, "");
        }
        if (aggregator instanceof AggCountVarDistinct) {
            return value instanceof SqlValue.Term ? count(value, "DISTINCT ") : null;
        }
        if (!(value instanceof SqlValue.Term made)) {
            return null;
        }
        SqlValue.Term term = keyed ? query.early(made) : made;
        SqlValue.Term all = ofAll(aggregator, term);
        return all == null || !query.mayLack(arguments.get(0)) ? all : unlessLacking(all, term);
    }

    /** A row without a value is an error, as ARQ has it; SQL leaves it out. */
    private static SqlValue.Term unlessLacking(SqlValue.Term all, SqlValue.Term term) {
        SqlText sql = SqlText.of("CASE WHEN count(*) = count(").add(term.sql()).add(") THEN ");
        return new SqlValue.Term(sql.add(all.sql()).add(" END"), all.codec());
    }

    private SqlValue.@Nullable Term ofAll(Aggregator aggregator, SqlValue.Term term) {
        if (aggregator instanceof AggSum) {
            return sum(term);
        }
        if (aggregator instanceof AggAvg) {
            return term.codec().equals(ValueSql.DOUBLE) ? orZero("avg(", term) : null;
        }
        if (aggregator instanceof AggMin) {
            return extreme("min(", term);
        }
        if (aggregator instanceof AggMax) {
            return extreme("max(", term);
        }
        return aggregator instanceof AggSample ? call("min(", term, term.codec()) : null;
    }

    private @Nullable SqlValue value(Expr expr) {
        return values.of(expr);
    }

    private static SqlValue countRows() {
        return new SqlValue.Term(SqlText.of("count(*)"), ValueSql.INTEGER);
    }

    private static SqlValue count(SqlValue value, String distinct) {
        SqlText counted = value instanceof SqlValue.Term term
                ? term.sql()
                : value instanceof SqlValue.Shape shape ? shape.lonLat() : SqlText.of("1");
        return new SqlValue.Term(SqlText.of("count(" + distinct).add(counted).add(")"), ValueSql.INTEGER);
    }

    private SqlValue.@Nullable Term sum(SqlValue.Term term) {
        if (term.codec().equals(ValueSql.INTEGER)) {
            SqlText sum = SqlText.of("coalesce(sum(").add(term.sql()).add("), 0)");
            return new SqlValue.Term(sum, ValueSql.INTEGER);
        }
        return term.codec().equals(ValueSql.DOUBLE) ? orZero("sum(", term) : null;
    }

    /** Of no rows at all it is the whole number 0. */
    private SqlValue.Term orZero(String function, SqlValue.Term term) {
        SqlValue.Term plain = call(function, term, ValueSql.DOUBLE);
        return keyed
                ? plain
                : new SqlValue.Term(
                        SqlText.of("coalesce(").add(plain.sql()).add(", 'NaN')"), new Codec.OrZero(ValueSql.DOUBLE));
    }

    private static SqlValue.@Nullable Term extreme(String function, SqlValue.Term term) {
        if (!(term.codec() instanceof Codec.Typed typed) || typed.type() == ValueType.BOOLEAN) {
            return null;
        }
        if (typed.type() == ValueType.STRING) {
            SqlText sql = SqlText.of(function).add(term.sql()).add(" COLLATE \"C\")");
            return new SqlValue.Term(sql, term.codec());
        }
        return typed.type() == ValueType.IRI ? null : call(function, term, term.codec());
    }

    private static SqlValue.Term call(String function, SqlValue.Term term, Codec codec) {
        return new SqlValue.Term(SqlText.of(function).add(term.sql()).add(")"), codec);
    }
}
