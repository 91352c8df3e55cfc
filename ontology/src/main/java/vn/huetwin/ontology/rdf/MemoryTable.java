package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.jena.graph.Node;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.ExecutionContext;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.Expr;

/** A few rows that are known already (VALUES, labels, narrower codes), sent along and joined in the statement. */
final class MemoryTable {
    private List<Binding> rows;
    private final List<Var> variables = new ArrayList<>();

    MemoryTable(List<Binding> rows) {
        this.rows = rows;
        if (!rows.isEmpty()) {
            rows.get(0).vars().forEachRemaining(variables::add);
        }
    }

    List<Var> variables() {
        return variables;
    }

    List<Node> terms(Var variable) {
        return rows.stream().map(r -> r.get(variable)).toList();
    }

    /** Applies a condition on its own variables. @return false if it is about others */
    boolean filter(Expr condition, ExecutionContext context) {
        if (!variables.containsAll(condition.getVarsMentioned())
                || condition.getVarsMentioned().isEmpty()) {
            return false;
        }
        rows = rows.stream().filter(r -> condition.isSatisfied(r, context)).toList();
        return true;
    }

    /**
     * Joins it with what is known already, and makes its other variables known.
     *
     * @param alias      of the table in SQL
     * @param dictionary of terms that the database knows by number only
     * @param values     makes shapes of literals
     * @return false if a variable cannot be compared in SQL
     */
    boolean join(
            Map<Var, SqlValue> scope,
            String alias,
            Codec.Dictionary dictionary,
            ValueSql values,
            List<SqlText> from,
            List<SqlText> where) {
        List<Var> shapes = new ArrayList<>();
        List<SqlText> keys = new ArrayList<>();
        List<Codec> codecs = new ArrayList<>();
        List<Var> columns = new ArrayList<>();
        List<Binding> left = new ArrayList<>(rows);
        for (Var variable : variables) {
            SqlValue known = scope.get(variable);
            if (known instanceof SqlValue.Fixed fixed) {
                left.removeIf(r -> !fixed.node().equals(r.get(variable)));
                continue;
            }
            if (known instanceof SqlValue.Shape) {
                return false;
            }
            columns.add(variable);
            codecs.add(known instanceof SqlValue.Term term ? term.codec() : dictionary);
            if (known instanceof SqlValue.Term term) {
                keys.add(SqlText.of(alias + ".c" + (columns.size() - 1) + " = ").add(term.sql()));
            } else {
                String column = alias + ".c" + (columns.size() - 1);
                SqlValue.Term term = new SqlValue.Term(SqlText.of(column), dictionary);
                List<Node> literals = terms(variable);
                boolean shaped = values.shapes(literals) != null;
                SqlText ewkb = SqlText.of(alias + ".s" + shapes.size());
                scope.put(variable, shaped ? values.shape(ewkb, term, literals) : term);
                if (shaped) {
                    shapes.add(variable);
                }
            }
        }
        List<List<Object>> encoded = encode(left, columns, codecs);
        if (columns.isEmpty()) {
            return left.size() == 1;
        }
        boolean known = keys.size() == columns.size();
        for (int i = 0; known && i < columns.size(); i++) {
            where.add(SqlText.of("")
                    .add(((SqlValue.Term) Objects.requireNonNull(scope.get(columns.get(i)))).sql())
                    .add(" = ANY (")
                    .add(array(distinct(encoded, i), 0, codecs.get(i)))
                    .add(")"));
        }
        if (known && isProduct(encoded, columns.size())) {
            return true;
        }
        List<SqlText> arrays = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            arrays.add(array(encoded, i, codecs.get(i)));
        }
        shapes.forEach(v -> arrays.add(shapes(left, v, values)));
        String names = IntStream.range(0, arrays.size())
                .mapToObj(i -> i < columns.size() ? "c" + i : "s" + (i - columns.size()))
                .collect(Collectors.joining(", "));
        from.add(SqlText.of("unnest(").join(", ", arrays).add(") AS " + alias + "(" + names + ")"));
        where.addAll(keys);
        return true;
    }

    private static SqlText shapes(List<Binding> rows, Var variable, ValueSql values) {
        List<byte[]> ewkb =
                values.shapes(rows.stream().map(r -> r.get(variable)).toList());
        Object[] array = Objects.requireNonNull(ewkb).toArray(byte[][]::new);
        return new SqlText().parameter(new SqlText.ArrayOf("bytea", array)).add("::bytea[]");
    }

    /** Whether each combination of what the columns hold is there once: then each column can be asked for by itself. */
    private static boolean isProduct(List<List<Object>> rows, int columns) {
        long combinations = 1;
        for (int i = 0; i < columns; i++) {
            combinations *= distinct(rows, i).size();
        }
        return combinations == rows.size() && new HashSet<>(rows).size() == rows.size();
    }

    private static List<List<Object>> distinct(List<List<Object>> rows, int column) {
        return rows.stream().map(r -> List.of(r.get(column))).distinct().toList();
    }

    private static SqlText array(List<List<Object>> rows, int column, Codec codec) {
        String type = codec.sqlType().equals("double precision") ? "float8" : codec.sqlType();
        Object[] values = rows.stream().map(r -> r.get(column)).toArray();
        return new SqlText().parameter(new SqlText.ArrayOf(type, values)).add("::" + codec.sqlType() + "[]");
    }

    /** Rows with a term that the database cannot have are left out, of {@code rows} too. */
    private static List<List<Object>> encode(List<Binding> rows, List<Var> columns, List<Codec> codecs) {
        List<List<Object>> encoded = new ArrayList<>();
        for (Binding row : List.copyOf(rows)) {
            List<Object> values = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                Object value = codecs.get(i).toSql(row.get(columns.get(i)));
                if (value != null) {
                    values.add(value);
                }
            }
            if (values.size() == columns.size()) {
                encoded.add(values);
            } else {
                rows.remove(row);
            }
        }
        return encoded;
    }
}
