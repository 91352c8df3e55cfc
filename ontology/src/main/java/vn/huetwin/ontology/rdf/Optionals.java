package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.core.Var;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;
import vn.huetwin.ontology.rdf.Mapping.Source;
import vn.huetwin.ontology.rdf.Row.Cell;

/** OPTIONAL parts that are just further columns of a row, which may be null. */
final class Optionals {
    private Optionals() {}

    /** The first OPTIONAL parts that are foldable in all readings of the pattern before them. */
    static List<List<Triple>> foldable(OpBGP base, List<Op> rights, List<Reading> readings, CitySession session) {
        Set<Var> known = PatternRun.variablesOf(base.getPattern().getList());
        List<List<Triple>> groups = new ArrayList<>();
        for (Op right : rights) {
            if (!(right instanceof OpBGP bgp) || bgp.getPattern().isEmpty()) {
                break;
            }
            List<Triple> triples = bgp.getPattern().getList();
            if (!fresh(triples, known)
                    || !readings.stream().allMatch(r -> resolve(triples, r.rows(), session) != null)) {
                break;
            }
            known.addAll(PatternRun.variablesOf(triples));
            groups.add(triples);
        }
        return groups;
    }

    /** Each object is a variable that is used nowhere before. */
    private static boolean fresh(List<Triple> triples, Set<Var> known) {
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
    private static @Nullable Map<Var, Cell> cells(
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
