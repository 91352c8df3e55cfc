package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;
import vn.huetwin.ontology.rdf.Mapping.Source;
import vn.huetwin.ontology.rdf.Reading.Choice;
import vn.huetwin.ontology.rdf.Reading.Unit;

/** Finds all readings of a basic graph pattern that can have answers. */
final class Readings {
    /** More than this and the pattern is answered unit by unit instead. */
    static final int MOST = 128;

    private final Mapping mapping;
    private final Predicate<Triple> inTdb;
    private final Map<Node, Set<Node>> domains;
    private final String prefix;

    /** @param inTdb whether TDB2 holds any triple like this one, variables standing for anything */
    Readings(Mapping mapping, Predicate<Triple> inTdb) {
        this(mapping, inTdb, Map.of(), "t");
    }

    private Readings(Mapping mapping, Predicate<Triple> inTdb, Map<Node, Set<Node>> domains, String prefix) {
        this.mapping = mapping;
        this.inTdb = inTdb;
        this.domains = domains;
        this.prefix = prefix;
    }

    /**
     * The same where some variables can only be certain terms.
     *
     * @param prefix of the names of rows in SQL
     */
    Readings within(Map<Node, Set<Node>> terms, String prefix) {
        return new Readings(mapping, inTdb, terms, prefix);
    }

    static List<Unit> units(List<Triple> triples) {
        Map<Node, Unit> bySubject = new LinkedHashMap<>();
        List<Unit> units = new ArrayList<>();
        for (Triple triple : triples) {
            if (!triple.getPredicate().isConcrete()) {
                units.add(new Unit(triple.getSubject(), List.of(triple)));
                continue;
            }
            bySubject
                    .computeIfAbsent(triple.getSubject(), s -> {
                        Unit unit = new Unit(s, new ArrayList<>());
                        units.add(unit);
                        return unit;
                    })
                    .triples()
                    .add(triple);
        }
        return units;
    }

    /** @return null if there are more than {@link #MOST} */
    @Nullable
    List<Reading> of(List<Unit> units) {
        List<List<Choice>> candidates = units.stream().map(this::candidates).toList();
        List<Reading> found = new ArrayList<>();
        return search(candidates, new ArrayList<>(), found) ? found : null;
    }

    private boolean search(List<List<Choice>> candidates, List<Choice> chosen, List<Reading> found) {
        if (chosen.size() == candidates.size()) {
            found.add(Reading.of(chosen, prefix));
            return found.size() <= MOST;
        }
        for (Choice choice : candidates.get(chosen.size())) {
            if (chosen.stream().allMatch(other -> agree(candidates, chosen, other, choice))) {
                chosen.add(choice);
                boolean go = search(candidates, chosen, found);
                chosen.remove(chosen.size() - 1);
                if (!go) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean agree(List<List<Choice>> candidates, List<Choice> chosen, Choice first, Choice second) {
        Source a = first.source();
        Source b = second.source();
        if (a != null
                && b != null
                && first.unit().subject().equals(second.unit().subject())
                && !a.equals(b)) {
            return false;
        }
        return linked(first, second, candidates.get(chosen.size()))
                && linked(second, first, candidates.get(chosen.indexOf(first)));
    }

    /** Whether what the objects of one choice can be agrees with where the other choice finds them as subjects. */
    private static boolean linked(Choice from, Choice to, List<Choice> alternatives) {
        Source source = from.source();
        if (source == null) {
            return true;
        }
        for (Triple triple : from.unit().triples()) {
            if (triple.getPredicate().isConcrete()
                    && triple.getObject().equals(to.unit().subject())) {
                List<Facet> facets = Reading.facets(source, triple);
                if (facets.size() == 1 && !leadsTo(facets.get(0), to.source(), alternatives)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean leadsTo(Facet facet, @Nullable Source target, List<Choice> alternatives) {
        if (facet instanceof Facet.Column column && column.codec() instanceof Codec.Reference reference) {
            return leadsTo(reference.layer(), Subject.FEATURE, target, alternatives);
        }
        if (facet instanceof Facet.Column column && column.codec() instanceof Codec.GeometryOf geometry) {
            return leadsTo(geometry.layer(), Subject.GEOMETRY, target, alternatives);
        }
        return target == null;
    }

    private static boolean leadsTo(String layer, Subject kind, @Nullable Source target, List<Choice> alternatives) {
        if (target != null) {
            return isOf(target, layer, kind);
        }
        // A variable predicate may find its triple in either place.
        return alternatives.stream()
                .noneMatch(c -> c.source() != null
                        && isOf(c.source(), layer, kind)
                        && c.unit().triples().get(0).getPredicate().isConcrete());
    }

    private static boolean isOf(Source source, String layer, Subject kind) {
        return source.subject() == kind && source.layer().layer().name().equals(layer);
    }

    private List<Choice> candidates(Unit unit) {
        List<Choice> candidates = new ArrayList<>();
        Node subject = unit.subject();
        if (subject.isConcrete()) {
            Source source = mapping.source(subject);
            if (source != null && source.codec().toSql(subject) != null && fits(unit, source)) {
                candidates.add(new Choice(unit, source));
            }
        } else {
            for (Source source : sources(unit)) {
                if (fits(unit, source)) {
                    candidates.add(new Choice(unit, source));
                }
            }
        }
        if (unit.triples().stream().allMatch(inTdb)) {
            candidates.add(new Choice(unit, null));
        }
        return candidates;
    }

    /** Those that may fit: a triple which is not in TDB2 is a layer's own, and few layers have most properties. */
    private List<Source> sources(Unit unit) {
        List<Source> fewest = mapping.sources();
        for (Triple triple : unit.triples()) {
            if (triple.getPredicate().isConcrete()) {
                List<Source> own = mapping.sources(triple.getPredicate());
                if (own.size() < fewest.size() && !inTdb.test(triple)) {
                    fewest = own;
                }
            }
        }
        return fewest;
    }

    /** At least one triple is the layer's own, and the others can be in TDB2. */
    private boolean fits(Unit unit, Source source) {
        boolean owned = false;
        for (Triple triple : unit.triples()) {
            boolean own = !triple.getPredicate().isConcrete() || source.facets().containsKey(triple.getPredicate());
            if (own ? !possible(source, triple) : !inTdb.test(triple)) {
                return false;
            }
            owned |= own;
        }
        return owned;
    }

    private boolean possible(Source source, Triple triple) {
        Set<Node> domain = domains.get(triple.getObject());
        return Reading.facets(source, triple).stream()
                .anyMatch(f -> domain == null || !(f instanceof Facet.Fixed value) || domain.contains(value.object()));
    }
}
