package vn.huetwin.ontology.rdf;

import java.io.Closeable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.geosparql.Wkt;

/** One statement that answers a whole query or a large part of it: joins, groups, order and limit. */
final class SqlQuery {
    private final List<SqlText> from;
    private final List<SqlText> where;
    private final Map<Var, SqlValue> scope;
    private final List<Expr> residual;
    private final List<SqlText> groupBy = new ArrayList<>();
    private final List<SqlText> having = new ArrayList<>();
    private final List<SqlText> order = new ArrayList<>();
    private boolean grouped;
    private boolean distinct;
    private boolean projected;
    private long limit = -1;
    private long offset;

    /**
     * @param scope    what each variable is in SQL
     * @param residual conditions that ARQ decides on the answers
     */
    SqlQuery(List<SqlText> from, List<SqlText> where, Map<Var, SqlValue> scope, List<Expr> residual) {
        this.from = from;
        this.where = where;
        this.scope = new LinkedHashMap<>(scope);
        this.residual = residual;
    }

    Map<Var, SqlValue> scope() {
        return scope;
    }

    boolean isGrouped() {
        return grouped;
    }

    /** Whether rows can still be joined, filtered or grouped: the statement is complete in itself and not cut. */
    boolean isOpen() {
        return residual.isEmpty() && limit < 0 && offset == 0 && !distinct && order.isEmpty();
    }

    /** @param values what is known afterwards: the keys and what was computed */
    void group(List<SqlText> keys, Map<Var, SqlValue> values) {
        grouped = true;
        groupBy.addAll(keys);
        scope.clear();
        scope.putAll(values);
    }

    void having(SqlText condition) {
        having.add(condition);
    }

    void order(List<SqlText> keys) {
        order.addAll(keys);
    }

    /** @param length negative for all */
    boolean slice(long start, long length) {
        if (!residual.isEmpty() || offset > 0) {
            return false;
        }
        offset = Math.max(0, start);
        long left = limit < 0 ? Long.MAX_VALUE : Math.max(0, limit - offset);
        limit = length < 0 ? (limit < 0 ? -1 : left) : Math.min(left, length);
        return true;
    }

    /** @return false while conditions are left that need other variables */
    boolean project(List<Var> variables) {
        projected = residual.isEmpty();
        if (projected) {
            scope.keySet().retainAll(variables);
        }
        return projected;
    }

    boolean distinct() {
        boolean terms = isOpen() && scope.values().stream().noneMatch(v -> v instanceof SqlValue.Shape);
        distinct |= terms;
        return terms;
    }

    /**
     * @param part   the operator that it answers
     * @param needed which variables anything outside asks for
     */
    QueryIterator run(CitySession session, ExecutionContext context, Op part, Predicate<Var> needed) {
        Map<Var, SqlValue> outputs = new LinkedHashMap<>();
        scope.forEach((variable, value) -> {
            boolean asked = residual.stream().anyMatch(e -> e.getVarsMentioned().contains(variable));
            if (projected || asked || needed.test(variable)) {
                outputs.put(variable, value);
            }
        });
        QueryIterator chain = QueryIterPlainWrapper.create(
                new Rows(session, statement(outputs), part, from.size() > 1, outputs), context);
        for (Expr expr : residual) {
            chain = new QueryIterFilterExpr(chain, expr, context);
        }
        return chain;
    }

    private SqlText statement(Map<Var, SqlValue> outputs) {
        List<SqlText> columns = new ArrayList<>();
        for (SqlValue value : outputs.values()) {
            SqlText output = value.output();
            if (output != null) {
                columns.add(output);
            }
        }
        SqlText sql = SqlText.of("SELECT ").add(distinct ? "DISTINCT " : "");
        List<SqlText> sorted = order;
        Ranking ranking = grouped ? Ranking.of(from, where, groupBy) : null;
        if (ranking != null && ranking.gives(columns, having, order)) {
            sql.join(", ", ranking.replace(columns)).add(" FROM ").add(ranking.sql());
            clause(sql, " WHERE ", " AND ", ranking.replace(having));
            sorted = ranking.replace(order);
        } else {
            sql = columns.isEmpty() ? sql.add("1") : sql.join(", ", columns);
            if (!from.isEmpty()) {
                sql.add(" FROM ").join(", ", from);
            }
            clause(sql, " WHERE ", " AND ", where);
            clause(sql, " GROUP BY ", ", ", groupBy);
            clause(sql, " HAVING ", " AND ", having);
        }
        clause(sql, " ORDER BY ", ", ", sorted);
        if (limit >= 0) {
            sql.add(" LIMIT " + limit);
        }
        return offset > 0 ? sql.add(" OFFSET " + offset) : sql;
    }

    private static void clause(SqlText sql, String word, String separator, List<SqlText> parts) {
        if (!parts.isEmpty()) {
            sql.add(word).join(separator, parts);
        }
    }

    /** The answers, read through a cursor. */
    private static final class Rows implements Iterator<Binding>, Closeable {
        private final CitySession session;
        private final SqlText sql;
        private final Op part;
        private final boolean join;
        private final Map<Var, SqlValue> outputs;
        private final Deque<Binding> ready = new ArrayDeque<>(1);
        private @Nullable SqlCursor cursor;
        private boolean ended;

        Rows(CitySession session, SqlText sql, Op part, boolean join, Map<Var, SqlValue> outputs) {
            this.session = session;
            this.part = part;
            this.join = join;
            this.sql = sql;
            this.outputs = outputs;
        }

        @Override
        public boolean hasNext() {
            if (!ready.isEmpty()) {
                return true;
            }
            if (ended) {
                return false;
            }
            try {
                session.checkRunning();
                SqlCursor open = cursor;
                if (open == null) {
                    open = session.open(sql, part, join);
                    cursor = open;
                }
                if (!open.next()) {
                    close();
                    return false;
                }
                ready.add(binding(open.rows()));
                return true;
            } catch (SQLException e) {
                throw session.failed(e);
            }
        }

        private Binding binding(ResultSet rows) throws SQLException {
            BindingBuilder builder = Binding.builder();
            int column = 0;
            for (Map.Entry<Var, SqlValue> output : outputs.entrySet()) {
                Node term;
                if (output.getValue() instanceof SqlValue.Fixed fixed) {
                    term = fixed.node();
                } else {
                    term = read(rows, ++column, output.getValue());
                }
                if (term != null) {
                    builder.add(output.getKey(), term);
                }
            }
            return builder.build();
        }

        private static @Nullable Node read(ResultSet rows, int column, SqlValue value) throws SQLException {
            if (rows.getObject(column) == null) {
                return null;
            }
            return value instanceof SqlValue.Term term
                    ? term.codec().toNode(rows, column)
                    : NodeFactory.createLiteralDT(rows.getString(column), Wkt.datatype());
        }

        @Override
        public Binding next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return ready.remove();
        }

        @Override
        public void close() {
            ended = true;
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
        }
    }
}
