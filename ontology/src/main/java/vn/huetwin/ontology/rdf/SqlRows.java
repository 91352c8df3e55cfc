package vn.huetwin.ontology.rdf;

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
import java.util.stream.Collectors;
import org.apache.jena.atlas.lib.Closeable;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.engine.binding.BindingBuilder;
import org.apache.jena.sparql.engine.binding.BindingFactory;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.geosparql.Wkt;
import vn.huetwin.ontology.rdf.Row.Cell;

/**
 * The answers of a block for a batch of bindings: one statement for all that bind the same variables, read through a
 * cursor so that whoever stops early has not paid for the rest.
 */
final class SqlRows implements Iterator<Binding>, Closeable {
    private final SqlBlock block;
    private final CitySession session;
    private final Iterator<Map.Entry<Map<Var, Cell>, List<Binding>>> groups;
    private final Deque<Binding> ready = new ArrayDeque<>();
    private @Nullable Group group;

    SqlRows(SqlBlock block, List<Binding> batch, CitySession session) {
        this.block = block;
        this.session = session;
        Map<Map<Var, Cell>, List<Binding>> byBound =
                batch.stream().collect(Collectors.groupingBy(this::bound, LinkedHashMap::new, Collectors.toList()));
        this.groups = byBound.entrySet().iterator();
    }

    private Map<Var, Cell> bound(Binding binding) {
        Map<Var, Cell> bound = new LinkedHashMap<>();
        block.columns().forEach((variable, cell) -> {
            if (cell.facet() instanceof Facet.Column && binding.contains(variable)) {
                bound.put(variable, cell);
            }
        });
        return bound;
    }

    @Override
    public boolean hasNext() {
        try {
            while (ready.isEmpty()) {
                session.checkRunning();
                if (group == null) {
                    if (!groups.hasNext()) {
                        return false;
                    }
                    Map.Entry<Map<Var, Cell>, List<Binding>> next = groups.next();
                    group = new Group(next.getKey(), next.getValue());
                }
                if (!group.read()) {
                    group.close();
                    group = null;
                }
            }
            return true;
        } catch (SQLException e) {
            throw session.failed(e);
        }
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
        if (group != null) {
            group.close();
            group = null;
        }
    }

    /** The columns of an answer, each once. */
    private static final class Selection {
        private final Map<String, Integer> columns = new LinkedHashMap<>();

        int add(String sql) {
            Integer index = columns.get(sql);
            if (index == null) {
                index = columns.size() + 1;
                columns.put(sql, index);
            }
            return index;
        }

        SqlText sql() {
            return SqlText.of(columns.isEmpty() ? "1" : String.join(", ", columns.keySet()));
        }
    }

    /** Where a variable's term is read from. */
    private record Output(Cell cell, int column) {
        @Nullable
        Node read(ResultSet rows) throws SQLException {
            if (rows.getObject(column) == null) {
                return null;
            }
            return cell.facet() instanceof Facet.Column c
                    ? c.codec().toNode(rows, column)
                    : NodeFactory.createLiteralDT(rows.getString(column), Wkt.datatype());
        }
    }

    /** A facet of a pattern with several choices; no column where it is the same for every row. */
    private record Choice(Facet facet, @Nullable Output output) {
        @Nullable
        Node read(ResultSet rows) throws SQLException {
            if (facet instanceof Facet.Fixed value) {
                return value.object();
            }
            return output == null ? null : output.read(rows);
        }
    }

    private static Codec codec(Cell cell) {
        return ((Facet.Column) cell.facet()).codec();
    }

    /** One statement. */
    private final class Group {
        private final Map<Var, Cell> joins;
        private final List<Cell> columns;
        private final Selection selection = new Selection();
        private final Map<List<Object>, List<Binding>> parents = new LinkedHashMap<>();
        private final List<List<Binding>> byOrdinal;
        private final Map<Var, List<Output>> outputs = new LinkedHashMap<>();
        private final List<List<Choice>> choices = new ArrayList<>();
        private final List<Map<Var, Output>> optionals = new ArrayList<>();
        private final int ordinal;
        private @Nullable SqlCursor cursor;

        Group(Map<Var, Cell> joins, List<Binding> bindings) throws SQLException {
            this.joins = joins;
            this.columns = List.copyOf(joins.values());
            for (Binding binding : bindings) {
                List<Object> key = key(binding);
                if (key != null) {
                    parents.computeIfAbsent(key, k -> new ArrayList<>()).add(binding);
                }
            }
            byOrdinal = List.copyOf(parents.values());
            ordinal = byOrdinal.size() > 1 ? selection.add("q.ord") : 0;
            select();
            if (!byOrdinal.isEmpty()) {
                cursor = session.open(statement(), block, block.rows().size() > 1);
            }
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
            return new Output(cell, selection.add(cell.output()));
        }

        private Choice choice(Row row, Facet facet) {
            return new Choice(facet, facet instanceof Facet.Fixed ? null : output(new Cell(row, facet)));
        }

        private SqlText statement() {
            SqlText input = new SqlText();
            List<SqlText> conditions = new ArrayList<>();
            List<List<Object>> keys = List.copyOf(parents.keySet());
            if (byOrdinal.size() == 1) {
                for (int i = 0; i < joins.size(); i++) {
                    conditions.add(SqlText.of(columns.get(i).value() + " = ")
                            .parameter(keys.get(0).get(i)));
                }
                return block.sql(selection.sql(), input, conditions, session);
            }
            input.add("unnest(");
            StringBuilder names = new StringBuilder();
            for (int i = 0; i < joins.size(); i++) {
                int position = i;
                Codec codec = codec(columns.get(i));
                Object[] values = keys.stream().map(k -> k.get(position)).toArray();
                String type = codec.sqlType();
                input.add(i == 0 ? "" : ", ")
                        .parameter(new SqlText.ArrayOf(type.equals("double precision") ? "float8" : type, values))
                        .add("::" + type + "[]");
                names.append("k").append(i).append(", ");
                conditions.add(SqlText.of(columns.get(i).value() + " = q.k" + i));
            }
            input.add(") WITH ORDINALITY AS q(" + names + "ord), ");
            return block.sql(selection.sql(), input, conditions, session);
        }

        /** Adds the answers of the next row, if there is one. */
        boolean read() throws SQLException {
            if (cursor == null || !cursor.next()) {
                return false;
            }
            ResultSet rows = cursor.rows();
            Map<Var, Node> terms = new LinkedHashMap<>();
            for (Map.Entry<Var, List<Output>> output : outputs.entrySet()) {
                for (Output cell : output.getValue()) {
                    Node term = cell.read(rows);
                    Node before = term == null ? null : terms.putIfAbsent(output.getKey(), term);
                    if (term == null || (before != null && !before.equals(term))) {
                        return true;
                    }
                }
            }
            for (Map.Entry<Var, Node> constant : block.fixed().entrySet()) {
                Node before = terms.putIfAbsent(constant.getKey(), constant.getValue());
                if (before != null && !before.equals(constant.getValue())) {
                    return true;
                }
            }
            List<List<Answer>> answers = answers(rows);
            List<Map<Var, Node>> extras = extras(rows);
            for (Binding parent : byOrdinal.get(ordinal == 0 ? 0 : rows.getInt(ordinal) - 1)) {
                Binding extended = extend(parent, terms);
                if (extended != null) {
                    expand(optional(extended, extras), answers, 0);
                }
            }
            return true;
        }

        private List<Map<Var, Node>> extras(ResultSet rows) throws SQLException {
            List<Map<Var, Node>> extras = new ArrayList<>();
            for (Map<Var, Output> optional : optionals) {
                Map<Var, Node> terms = new LinkedHashMap<>();
                for (Map.Entry<Var, Output> output : optional.entrySet()) {
                    Node term = output.getValue().read(rows);
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

        private Binding optional(Binding binding, List<Map<Var, Node>> extras) {
            Binding result = binding;
            for (Map<Var, Node> terms : extras) {
                Binding extended = extend(result, terms);
                result = extended == null ? result : extended;
            }
            return result;
        }

        private List<List<Answer>> answers(ResultSet rows) throws SQLException {
            List<List<Answer>> all = new ArrayList<>();
            for (List<Choice> pattern : choices) {
                List<Answer> found = new ArrayList<>();
                for (Choice choice : pattern) {
                    Node object = choice.read(rows);
                    if (object != null) {
                        found.add(new Answer(choice.facet().predicate(), object));
                    }
                }
                all.add(found);
            }
            return all;
        }

        private void expand(Binding binding, List<List<Answer>> answers, int index) {
            if (index == answers.size()) {
                ready.add(binding);
                return;
            }
            org.apache.jena.graph.Triple triple =
                    block.multiples().get(index).pattern().triple();
            for (Answer answer : answers.get(index)) {
                Binding next = match(binding, triple.getPredicate(), answer.predicate());
                next = next == null ? null : match(next, triple.getObject(), answer.object());
                if (next != null) {
                    expand(next, answers, index + 1);
                }
            }
        }

        void close() {
            if (cursor != null) {
                cursor.close();
                cursor = null;
            }
        }
    }

    private record Answer(Node predicate, Node object) {}

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
