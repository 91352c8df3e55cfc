package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;

/** One row of a layer table in a pattern: the triples that it must give, under an alias in SQL. */
final class Row {
    /** @param choices which facets may give the triple; one, unless its predicate is a variable or has several objects */
    record Pattern(Triple triple, Subject subject, List<Facet> choices) {
        boolean isSingle() {
            return choices.size() == 1 && triple.getPredicate().isConcrete();
        }
    }

    /** A value in SQL: a facet of a row. */
    record Cell(Row row, Facet facet) {
        /** What a condition compares. */
        String value() {
            return facet instanceof Facet.Column column
                    ? row.alias + "." + TableNames.quote(column.column())
                    : row.alias + ".geometry";
        }

        /** What the answer contains; null where the row does not give the triple. */
        String output() {
            if (facet instanceof Facet.Column column && column.guard() != null) {
                String guard = row.alias + "." + TableNames.quote(column.guard());
                return "CASE WHEN " + guard + " IS NOT NULL THEN " + value() + " END";
            }
            return facet instanceof Facet.Wkt ? "ST_AsText(" + value() + ")" : value();
        }
    }

    private final String alias;
    private final LayerMapping layer;
    private final Map<Subject, Set<Node>> subjects = new LinkedHashMap<>();
    private final List<Pattern> patterns = new ArrayList<>();

    Row(String alias, LayerMapping layer) {
        this.alias = alias;
        this.layer = layer;
    }

    String alias() {
        return alias;
    }

    LayerMapping layer() {
        return layer;
    }

    List<Pattern> patterns() {
        return patterns;
    }

    void subject(Subject kind, Node node) {
        subjects.computeIfAbsent(kind, k -> new LinkedHashSet<>()).add(node);
    }

    Set<Node> subjects(Subject kind) {
        return subjects.getOrDefault(kind, Set.of());
    }

    void add(Pattern pattern) {
        patterns.add(pattern);
    }

    /** Takes over what is known of another row that turned out to be this one. */
    void merge(Row other) {
        other.subjects.forEach((kind, nodes) -> nodes.forEach(n -> subject(kind, n)));
        patterns.addAll(other.patterns);
    }

    /** The row as the subject of triples. */
    Cell self(Subject kind) {
        return new Cell(this, new Facet.Column(Terms.IDENTIFIER, "id", layer.codec(kind), null));
    }

    @Override
    public String toString() {
        return layer + " " + alias;
    }
}
