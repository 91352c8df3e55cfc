package vn.huetwin.ontology.rdf;

import java.io.Closeable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.core.VarExprList;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.QueryIterator;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.iterator.QueryIterAssign;
import org.apache.jena.sparql.engine.iterator.QueryIterFilterExpr;
import org.apache.jena.sparql.engine.iterator.QueryIterPlainWrapper;
import org.apache.jena.sparql.expr.Expr;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.geosparql.Wkt;

/** A statement that can be sent, and what its columns stand for. It belongs to no session and can be sent again. */
final class SqlAnswer {
    /**
     * What ARQ does with the answers.
     *
     * @param made       variables that it computes first
     * @param conditions on the answers and on those
     */
    record Rest(Map<Var, Expr> made, List<Expr> conditions) {
        boolean isEmpty() {
            return made.isEmpty() && conditions.isEmpty();
        }

        boolean mentions(Var variable) {
            return Stream.concat(made.values().stream(), conditions.stream())
                    .anyMatch(e -> e.getVarsMentioned().contains(variable));
        }
    }

    private final SqlText sql;
    private final Op part;
    private final boolean join;
    private final @Nullable SpatialJoin space;
    private final Map<Var, SqlValue> outputs;
    private final Rest rest;

    /**
     * A statement, which nobody changes any more.
     *
     * @param part     the operator that it answers
     * @param join     whether it joins tables
     * @param space    how it joins two of them by space, or null
     * @param outputs  variables in the order of the columns; those that are the same in every row have none
     * @param rest     what ARQ does with the answers
     */
    SqlAnswer(SqlText sql, Op part, boolean join, @Nullable SpatialJoin space, Map<Var, SqlValue> outputs, Rest rest) {
        this.sql = sql;
        this.part = part;
        this.join = join;
        this.space = space;
        this.outputs = outputs;
        this.rest = rest;
    }

    /** Whether the statement is all of it. */
    boolean isComplete() {
        return rest.isEmpty();
    }

    /** Sends it when the first answer is asked for. */
    QueryIterator run(CitySession session, ExecutionContext context) {
        QueryIterator chain = QueryIterPlainWrapper.create(new Rows(session, this), context);
        for (Map.Entry<Var, Expr> made : rest.made().entrySet()) {
            chain = new QueryIterAssign(chain, new VarExprList(made.getKey(), made.getValue()), context, true);
        }
        for (Expr expr : rest.conditions()) {
            chain = new QueryIterFilterExpr(chain, expr, context);
        }
        return chain;
    }

    /** The answers, read through a cursor. */
    private static final class Rows implements Iterator<Binding>, Closeable {
        private final CitySession session;
        private final SqlAnswer answer;
        private @Nullable Binding ready;
        private @Nullable SqlCursor cursor;
        private boolean ended;

        Rows(CitySession session, SqlAnswer answer) {
            this.session = session;
            this.answer = answer;
        }

        @Override
        public boolean hasNext() {
            if (ready != null) {
                return true;
            }
            if (ended) {
                return false;
            }
            try {
                session.checkRunning();
                SqlCursor open = cursor;
                if (open == null) {
                    open = session.open(answer.sql, answer.part, answer.join, answer.space);
                    cursor = open;
                }
                if (!open.next()) {
                    close();
                    return false;
                }
                ready = binding(open.rows());
                return true;
            } catch (SQLException e) {
                throw session.failed(e);
            }
        }

        private Binding binding(ResultSet rows) throws SQLException {
            BindingBuilder builder = Binding.builder();
            int column = 0;
            for (Map.Entry<Var, SqlValue> output : answer.outputs.entrySet()) {
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
            SqlValue shown = value instanceof SqlValue.Shape shape && shape.shown() != null ? shape.shown() : value;
            return shown instanceof SqlValue.Term term
                    ? term.codec().toNode(rows, column)
                    : NodeFactory.createLiteralDT(rows.getString(column), Wkt.datatype());
        }

        @Override
        public Binding next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Binding next = Objects.requireNonNull(ready);
            ready = null;
            return next;
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
