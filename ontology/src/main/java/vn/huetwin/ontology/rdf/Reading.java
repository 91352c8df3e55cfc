package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.geosparql.Wkt;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;
import vn.huetwin.ontology.rdf.Mapping.Source;

/**
 * One way to read a basic graph pattern: which of its triples come from which layer's rows, and which from TDB2. The
 * answer of the pattern is the disjoint union of the answers of all its readings, since each triple lives in one
 * place only.
 */
record Reading(List<Row> rows, List<Triple> rest) {

    /** The triples about one subject, or one triple with a variable predicate; they come from one place. */
    record Unit(Node subject, List<Triple> triples) {}

    /** @param source null for TDB2 */
    record Choice(Unit unit, @Nullable Source source) {}

    /** @param prefix of the names of rows in SQL */
    static Reading of(List<Choice> choices, String prefix) {
        Map<String, Row> bySubject = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        List<Triple> rest = new ArrayList<>();
        for (Choice choice : choices) {
            Source source = choice.source();
            if (source == null) {
                rest.addAll(choice.unit().triples());
                continue;
            }
            Node subject = choice.unit().subject();
            Row row = bySubject.computeIfAbsent(key(source.subject(), subject), k -> {
                Row created = new Row(prefix + rows.size(), source.layer());
                rows.add(created);
                return created;
            });
            row.subject(source.subject(), subject);
            for (Triple triple : choice.unit().triples()) {
                List<Facet> facets = facets(source, triple);
                if (facets.isEmpty()) {
                    rest.add(triple);
                } else {
                    row.add(new Row.Pattern(triple, source.subject(), facets));
                }
            }
        }
        return new Reading(merge(rows, bySubject), rest);
    }

    /** A feature and its geometry are one row. */
    private static List<Row> merge(List<Row> rows, Map<String, Row> bySubject) {
        List<Row> left = new ArrayList<>(rows);
        for (Row row : rows) {
            for (Row.Pattern pattern : List.copyOf(row.patterns())) {
                if (pattern.isSingle()
                        && pattern.choices().get(0) instanceof Facet.Column column
                        && column.codec() instanceof Codec.GeometryOf) {
                    String key = key(Subject.GEOMETRY, pattern.triple().getObject());
                    Row geometry = bySubject.get(key);
                    Row owner = owner(bySubject, row);
                    if (geometry != null && geometry != owner) {
                        owner.merge(geometry);
                        left.remove(geometry);
                        bySubject.replaceAll((k, r) -> r == geometry ? owner : r);
                    }
                }
            }
        }
        return left;
    }

    /** The row that this one has become part of, or itself. */
    private static Row owner(Map<String, Row> bySubject, Row row) {
        for (Subject kind : Subject.values()) {
            for (Node node : row.subjects(kind)) {
                Row found = bySubject.get(key(kind, node));
                if (found != null) {
                    return found;
                }
            }
        }
        return row;
    }

    private static String key(Subject kind, Node node) {
        return kind + " " + node;
    }

    /** The facets of a source that may give the triple; empty if it must come from TDB2. */
    static List<Facet> facets(Source source, Triple triple) {
        Node object = triple.getObject();
        if (!triple.getPredicate().isConcrete()) {
            return source.facets().values().stream()
                    .flatMap(List::stream)
                    .filter(f -> canGive(f, object))
                    .toList();
        }
        return source.facets().getOrDefault(triple.getPredicate(), List.of()).stream()
                .filter(f -> canGive(f, object))
                .toList();
    }

    private static boolean canGive(Facet facet, Node object) {
        if (!object.isConcrete()) {
            return true;
        }
        if (facet instanceof Facet.Fixed fixed) {
            return fixed.object().equals(object);
        }
        if (facet instanceof Facet.Column column) {
            return column.codec().toSql(object) != null;
        }
        return Wkt.isWkt(object);
    }
}
