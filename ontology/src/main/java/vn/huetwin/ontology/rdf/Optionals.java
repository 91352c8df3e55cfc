package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.OpVars;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpConditional;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.core.Substitute;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.engine.binding.Binding;
import org.apache.jena.sparql.expr.ExprList;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;
import vn.huetwin.ontology.rdf.Mapping.Source;
import vn.huetwin.ontology.rdf.Row.Cell;

/**
 * OPTIONAL parts after a pattern, seen from one reading of it: some are just further columns of its rows, which may be
 * null; others cannot be there, such as what only features of another layer have.
 */
final class Optionals {
    /**
     * What becomes of the parts.
     *
     * @param columns those that are columns of the reading's rows
     * @param rest    those that have to be asked for
     */
    record Split(List<List<Triple>> columns, List<Op> rest) {}

    private final Set<Var> pattern;
    private final List<Op> rights;
    private final Binding only;
    private final CitySession session;
    private final IdentityHashMap<Op, List<List<Reading>>> needed = new IdentityHashMap<>();

    /**
     * Parts to be looked at.
     *
     * @param variables  of the pattern before them
     * @param conditions on that pattern, which see nothing of these parts
     * @param only       what is known of all answers before
     */
    Optionals(Set<Var> variables, ExprList conditions, List<Op> rights, Binding only, CitySession session) {
        this.pattern = new LinkedHashSet<>(variables);
        this.pattern.addAll(conditions.getVarsMentioned());
        this.rights = rights;
        this.only = only;
        this.session = session;
    }

    Split split(Reading reading) {
        Split split = new Split(new ArrayList<>(), new ArrayList<>());
        Set<Var> known = new LinkedHashSet<>(pattern);
        Map<Var, Cell> columns = new SqlBlock(reading.rows(), session.wkt()).columns();
        for (Op right : rights) {
            Op part = only.isEmpty() ? right : Substitute.substitute(right, only);
            List<Triple> triples = part instanceof OpBGP bgp ? bgp.getPattern().getList() : List.of();
            if (!triples.isEmpty() && fresh(triples, known) && resolve(triples, reading.rows(), session) != null) {
                split.columns().add(triples);
                known.addAll(PatternRun.variablesOf(triples));
            } else if (isPossible(right, columns)) {
                split.rest().add(right);
                known.addAll(OpVars.mentionedVars(part));
            }
        }
        return split;
    }

    /** Whether the part may have answers: each pattern that it needs can be read with what the columns are. */
    private boolean isPossible(Op right, Map<Var, Cell> columns) {
        List<List<Reading>> patterns = needed.computeIfAbsent(right, this::readings);
        return patterns.stream().allMatch(all -> all.stream().anyMatch(r -> agrees(r, columns)));
    }

    private List<List<Reading>> readings(Op op) {
        if (op instanceof OpBGP bgp) {
            List<Reading> all =
                    session.readings().of(Readings.units(bgp.getPattern().getList()));
            return all == null ? List.of() : List.of(all);
        }
        if (op instanceof OpFilter filter) {
            return readings(filter.getSubOp());
        }
        return op instanceof OpConditional conditional ? readings(conditional.getLeft()) : List.of();
    }

    private boolean agrees(Reading reading, Map<Var, Cell> columns) {
        Map<Var, Cell> others = new SqlBlock(reading.rows(), session.wkt()).columns();
        return others.entrySet().stream()
                .noneMatch(e -> columns.containsKey(e.getKey()) && differ(e.getValue(), columns.get(e.getKey())));
    }

    /** Whether no term can be in both: features and geometries of two layers, or one of them and a literal. */
    private static boolean differ(Cell a, Cell b) {
        if (!(a.facet() instanceof Facet.Column one) || !(b.facet() instanceof Facet.Column other)) {
            return false;
        }
        boolean literal = (isRow(one.codec()) && other.codec() instanceof Codec.Typed)
                || (isRow(other.codec()) && one.codec() instanceof Codec.Typed);
        return literal || areOfTwoLayers(one.codec(), other.codec());
    }

    /** Whether they are the keys of different layers, or one of features and one of geometries. */
    static boolean areOfTwoLayers(Codec a, Codec b) {
        return isRow(a) && isRow(b) && !a.equals(b);
    }

    private static boolean isRow(Codec codec) {
        return codec instanceof Codec.Reference || codec instanceof Codec.GeometryOf;
    }

    /** Each object is a variable that is used nowhere before. */
    static boolean fresh(List<Triple> triples, Set<Var> known) {
        Set<Node> objects = new LinkedHashSet<>();
        for (Triple triple : triples) {
            Node object = triple.getObject();
            boolean variable = Var.isVar(object) && !known.contains(Var.alloc(object));
            if (!triple.getPredicate().isConcrete() || !variable || !objects.add(object)) {
                return false;
            }
        }
        return true;
    }

    /** Adds the group to the block that holds its row. */
    static void attach(List<Triple> group, List<SqlBlock> blocks) {
        for (SqlBlock block : blocks) {
            Map<Var, Cell> cells = cells(group, block.rows(), t -> false);
            if (cells != null && !cells.isEmpty()) {
                block.add(new SqlBlock.Optional(cells));
                return;
            }
        }
    }

    private static @Nullable Map<Var, Cell> resolve(List<Triple> group, List<Row> rows, CitySession session) {
        return cells(group, rows, session::inTdb);
    }

    /**
     * The columns of the group's variables; empty if its triples cannot exist here, null if they are not columns of one
     * row.
     */
    static @Nullable Map<Var, Cell> cells(
            List<Triple> group, List<Row> rows, java.util.function.Predicate<Triple> inTdb) {
        Map<Var, Cell> cells = new LinkedHashMap<>();
        Map<Node, Subject> kinds = new LinkedHashMap<>();
        Row row = row(group.get(0).getSubject(), rows);
        if (row == null) {
            return null;
        }
        for (Triple triple : group) {
            Node subject = triple.getSubject();
            Subject kind = kinds.getOrDefault(subject, kind(row, subject));
            if (kind == null) {
                return null;
            }
            List<Facet> facets = Reading.facets(new Source(row.layer(), kind), triple);
            if (facets.isEmpty() && !inTdb.test(triple)) {
                return Map.of();
            }
            if (facets.size() != 1 || facets.get(0) instanceof Facet.Fixed) {
                return null;
            }
            cells.put(Var.alloc(triple.getObject()), new Cell(row, facets.get(0)));
            if (facets.get(0) instanceof Facet.Column column && column.codec() instanceof Codec.GeometryOf) {
                kinds.put(triple.getObject(), Subject.GEOMETRY);
            }
        }
        return cells;
    }

    private static @Nullable Row row(Node subject, List<Row> rows) {
        return rows.stream().filter(r -> kind(r, subject) != null).findFirst().orElse(null);
    }

    private static @Nullable Subject kind(Row row, Node subject) {
        for (Subject kind : Subject.values()) {
            if (row.subjects(kind).contains(subject)) {
                return kind;
            }
        }
        return null;
    }
}
