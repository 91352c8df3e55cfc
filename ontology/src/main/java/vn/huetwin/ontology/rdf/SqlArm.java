package vn.huetwin.ontology.rdf;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.geosparql.Wkt;
import vn.huetwin.ontology.rdf.Row.Cell;

/** A block for bindings that bind the same variables: a SELECT of its own, or an arm of a UNION ALL. */
final class SqlArm {
    /** A column of the answer. */
    record Column(String sql, String type) {}

    /** Where a variable's term is read from. */
    private record Output(Cell cell, int column) {}

    /** A facet of a pattern with several choices; no column where it is the same for every row. */
    private record Choice(Facet facet, @Nullable Output output) {}

    private record Answer(Node predicate, Node object) {}

    private final SqlBlock block;
    private final Map<Var, Cell> joins;
    private final List<Cell> keys;
    private final Map<Column, Integer> columns = new LinkedHashMap<>();
    private final Map<List<Object>, List<Binding>> parents = new LinkedHashMap<>();
    private final List<List<Binding>> byOrdinal;
    private final Map<Var, List<Output>> outputs = new LinkedHashMap<>();
    private final List<List<Choice>> choices = new ArrayList<>();
    private final List<Map<Var, Output>> optionals = new ArrayList<>();
    private final int ordinal;
    private int @Nullable [] places;

    /** @param joins the variables that the bindings bind, with their columns */
    SqlArm(SqlBlock block, Map<Var, Cell> joins, List<Binding> bindings) {
        this.block = block;
        this.joins = joins;
        this.keys = List.copyOf(joins.values());
        for (Binding binding : bindings) {
            List<Object> key = key(binding);
            if (key != null) {
                parents.computeIfAbsent(key, k -> new ArrayList<>()).add(binding);
            }
        }
        byOrdinal = List.copyOf(parents.values());
        ordinal = byOrdinal.size() > 1 ? add("q.ord", "bigint") : 0;
        select();
    }

    /** Whether no binding has values that the columns can have. */
    boolean isEmpty() {
        return byOrdinal.isEmpty();
    }

    SqlBlock block() {
        return block;
    }

    List<Column> columns() {
        return List.copyOf(columns.keySet());
    }

    /** @param places the columns of the statement in which this arm's columns come; they are their own at first */
    void place(int[] places) {
        this.places = places;
    }

    private static Codec codec(Cell cell) {
        return ((Facet.Column) cell.facet()).codec();
    }

    private @Nullable List<Object> key(Binding binding) {
        List<Object> key = new ArrayList<>(joins.size());
        for (Map.Entry<Var, Cell> join : joins.entrySet()) {
            Object value = codec(join.getValue()).toSql(binding.get(join.getKey()));
            if (value == null) {
                return null;
            }
            key.add(value);
        }
        return key;
    }

    private int add(String sql, String type) {
        return columns.computeIfAbsent(new Column(sql, type), c -> columns.size() + 1);
    }

    private void select() {
        block.cells().forEach((variable, cells) -> {
            boolean join = joins.containsKey(variable);
            if (block.hidden().contains(variable)) {
                return;
            }
            List<Output> read = new ArrayList<>();
            for (int i = 0; i < cells.size(); i++) {
                boolean known = i == 0 ? join : SqlBlock.comparable(cells.get(0), cells.get(i));
                if (!known) {
                    read.add(output(cells.get(i)));
                }
            }
            outputs.put(variable, read);
        });
        for (SqlBlock.Multiple multiple : block.multiples()) {
            choices.add(multiple.pattern().choices().stream()
                    .map(f -> choice(multiple.row(), f))
                    .toList());
        }
        for (SqlBlock.Optional optional : block.optionals()) {
            Map<Var, Output> group = new LinkedHashMap<>();
            optional.cells().forEach((variable, cell) -> group.put(variable, output(cell)));
            optionals.add(group);
        }
    }

    private Output output(Cell cell) {
        String type =
                cell.facet() instanceof Facet.Column column ? column.codec().sqlType() : "text";
        return new Output(cell, add(cell.output(), type));
    }

    private Choice choice(Row row, Facet facet) {
        return new Choice(facet, facet instanceof Facet.Fixed ? null : output(new Cell(row, facet)));
    }

    /** @param select what stands after SELECT */
    SqlText statement(String select, CitySession session) {
        SqlText input = new SqlText();
        List<SqlText> conditions = new ArrayList<>();
        List<List<Object>> values = List.copyOf(parents.keySet());
        if (byOrdinal.size() == 1) {
            for (int i = 0; i < joins.size(); i++) {
                conditions.add(SqlText.of(keys.get(i).value() + " = ")
                        .parameter(values.get(0).get(i)));
            }
            return block.sql(SqlText.of(select), input, conditions, session);
        }
        input.add("unnest(");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < joins.size(); i++) {
            int position = i;
            Object[] column = values.stream().map(k -> k.get(position)).toArray();
            String type = codec(keys.get(i)).sqlType();
            input.add(i == 0 ? "" : ", ")
                    .parameter(new SqlText.ArrayOf(type.equals("double precision") ? "float8" : type, column))
                    .add("::" + type + "[]");
            names.append("k").append(i).append(", ");
            conditions.add(SqlText.of(keys.get(i).value() + " = q.k" + i));
        }
        input.add(") WITH ORDINALITY AS q(" + names + "ord), ");
        return block.sql(SqlText.of(select), input, conditions, session);
    }

    private int place(int column) {
        return places == null ? column : places[column - 1];
    }

    private @Nullable Node read(ResultSet rows, Output output) throws SQLException {
        int column = place(output.column());
        if (rows.getObject(column) == null) {
            return null;
        }
        return output.cell().facet() instanceof Facet.Column c
                ? c.codec().toNode(rows, column)
                : NodeFactory.createLiteralDT(rows.getString(column), Wkt.datatype());
    }

    private @Nullable Node read(ResultSet rows, Choice choice) throws SQLException {
        if (choice.facet() instanceof Facet.Fixed value) {
            return value.object();
        }
        return choice.output() == null ? null : read(rows, choice.output());
    }

    /** Gives the answers of a row. */
    void read(ResultSet rows, Consumer<Binding> answers) throws SQLException {
        Map<Var, Node> terms = new LinkedHashMap<>();
        for (Map.Entry<Var, List<Output>> output : outputs.entrySet()) {
            for (Output cell : output.getValue()) {
                Node term = read(rows, cell);
                Node before = term == null ? null : terms.putIfAbsent(output.getKey(), term);
                if (term == null || (before != null && !before.equals(term))) {
                    return;
                }
            }
        }
        for (Map.Entry<Var, Node> constant : block.fixed().entrySet()) {
            Node before = terms.putIfAbsent(constant.getKey(), constant.getValue());
            if (before != null && !before.equals(constant.getValue())) {
                return;
            }
        }
        List<List<Answer>> several = several(rows);
        List<Map<Var, Node>> extras = extras(rows);
        for (Binding parent : byOrdinal.get(ordinal == 0 ? 0 : rows.getInt(place(ordinal)) - 1)) {
            Binding extended = extend(parent, terms);
            if (extended != null) {
                expand(optional(extended, extras), several, 0, answers);
            }
        }
    }

    private List<Map<Var, Node>> extras(ResultSet rows) throws SQLException {
        List<Map<Var, Node>> extras = new ArrayList<>();
        for (Map<Var, Output> optional : optionals) {
            Map<Var, Node> terms = new LinkedHashMap<>();
            for (Map.Entry<Var, Output> output : optional.entrySet()) {
                Node term = read(rows, output.getValue());
                if (term != null) {
                    terms.put(output.getKey(), term);
                }
            }
            if (terms.size() == optional.size()) {
                extras.add(terms);
            }
        }
        return extras;
    }

    private static Binding optional(Binding binding, List<Map<Var, Node>> extras) {
        Binding result = binding;
        for (Map<Var, Node> terms : extras) {
            Binding extended = extend(result, terms);
            result = extended == null ? result : extended;
        }
        return result;
    }

    private List<List<Answer>> several(ResultSet rows) throws SQLException {
        List<List<Answer>> all = new ArrayList<>();
        for (List<Choice> pattern : choices) {
            List<Answer> found = new ArrayList<>();
            for (Choice choice : pattern) {
                Node object = read(rows, choice);
                if (object != null) {
                    found.add(new Answer(choice.facet().predicate(), object));
                }
            }
            all.add(found);
        }
        return all;
    }

    private void expand(Binding binding, List<List<Answer>> several, int index, Consumer<Binding> answers) {
        if (index == several.size()) {
            answers.accept(binding);
            return;
        }
        Triple triple = block.multiples().get(index).pattern().triple();
        for (Answer answer : several.get(index)) {
            Binding next = match(binding, triple.getPredicate(), answer.predicate());
            next = next == null ? null : match(next, triple.getObject(), answer.object());
            if (next != null) {
                expand(next, several, index + 1, answers);
            }
        }
    }

    private static @Nullable Binding match(Binding binding, Node pattern, Node term) {
        if (!Var.isVar(pattern)) {
            return pattern.equals(term) ? binding : null;
        }
        Var variable = Var.alloc(pattern);
        Node bound = binding.get(variable);
        if (bound != null) {
            return bound.equals(term) ? binding : null;
        }
        return BindingFactory.binding(binding, variable, term);
    }

    private static @Nullable Binding extend(Binding parent, Map<Var, Node> terms) {
        BindingBuilder builder = Binding.builder(parent);
        for (Map.Entry<Var, Node> term : terms.entrySet()) {
            Node bound = parent.get(term.getKey());
            if (bound == null) {
                builder.add(term.getKey(), term.getValue());
            } else if (!bound.equals(term.getValue())) {
                return null;
            }
        }
        return builder.build();
    }
}
