package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.QueryBuildException;
import org.apache.jena.sparql.ARQConstants;
import org.apache.jena.sparql.algebra.Op;
import org.apache.jena.sparql.algebra.TransformCopy;
import org.apache.jena.sparql.algebra.op.OpBGP;
import org.apache.jena.sparql.algebra.op.OpDistinct;
import org.apache.jena.sparql.algebra.op.OpFilter;
import org.apache.jena.sparql.algebra.op.OpGraph;
import org.apache.jena.sparql.algebra.op.OpPath;
import org.apache.jena.sparql.algebra.op.OpProject;
import org.apache.jena.sparql.algebra.op.OpSequence;
import org.apache.jena.sparql.algebra.op.OpUnion;
import org.apache.jena.sparql.core.BasicPattern;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.core.Var;
import org.apache.jena.sparql.expr.E_Function;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprList;
import org.apache.jena.sparql.expr.ExprVar;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.path.P_Link;
import org.apache.jena.sparql.path.P_OneOrMore1;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.geosparql.Relation;

/**
 * Puts in the place of a triple pattern whatever implies it under a {@link Regime}: a relation of two features becomes
 * a condition on their geometries, a class its subclasses. Each combination that can have answers is a pattern of its
 * own, so that it becomes SQL like one that was written by hand.
 */
final class ImpliedPatterns extends TransformCopy {
    /** One way for a triple to hold. */
    private record Way(List<Triple> triples, List<Expr> conditions, List<TriplePath> paths) {
        static Way of(Triple... triples) {
            return new Way(List.of(triples), List.of(), List.of());
        }

        Way and(Way other) {
            return new Way(both(triples, other.triples), both(conditions, other.conditions), both(paths, other.paths));
        }

        private static <T> List<T> both(List<T> a, List<T> b) {
            return Stream.concat(a.stream(), b.stream()).distinct().toList();
        }

        Op op() {
            Op op = new OpBGP(BasicPattern.wrap(triples));
            for (TriplePath path : paths) {
                op = OpSequence.create(op, new OpPath(path));
            }
            return conditions.isEmpty() ? op : OpFilter.filterBy(new ExprList(conditions), op);
        }
    }

    /** @param repeats whether the same answer may come in several ways, or several times in one */
    private record Ways(List<Way> ways, boolean repeats) {
        static Ways only(Triple triple) {
            return new Ways(List.of(Way.of(triple)), false);
        }
    }

    /** A feature, a geometry or a literal in a relation. */
    private record Side(List<Triple> triples, Expr shape) {}

    /** Two variables in a relation, each a feature or a geometry in four serialisations, or as it is written: 65. */
    private static final int MOST = 80;

    private final CitySession session;
    private final Regime regime;
    private final Iris iris;
    private int patterns;
    private int made;

    ImpliedPatterns(CitySession session, Regime regime) {
        this.session = session;
        this.regime = regime;
        this.iris = session.iris();
    }

    @Override
    public Op transform(OpBGP op) {
        List<Triple> triples = op.getPattern().getList();
        patterns++;
        Map<Node, Integer> numbers = new LinkedHashMap<>();
        List<Ways> choices = triples.stream().map(t -> ways(t, numbers)).toList();
        boolean asTheyAre = true;
        for (int i = 0; i < triples.size(); i++) {
            asTheyAre &= choices.get(i).ways().equals(List.of(Way.of(triples.get(i))));
        }
        List<Way> ways = asTheyAre ? List.of() : combined(choices);
        if (ways.isEmpty()) {
            return op;
        }
        Op all = ways.stream().map(Way::op).reduce(OpUnion::create).orElseThrow();
        return choices.stream().anyMatch(Ways::repeats)
                ? new OpDistinct(new OpProject(all, List.copyOf(PatternRun.variablesOf(triples))))
                : all;
    }

    /** Named graphs hold what they hold. */
    @Override
    public Op transform(OpGraph op, Op sub) {
        return op;
    }

    /** One FILTER over a pattern, as {@link FeatureOpExecutor} expects it. */
    @Override
    public Op transform(OpFilter op, Op sub) {
        if (!(sub instanceof OpFilter inner)) {
            return super.transform(op, sub);
        }
        ExprList both = ExprList.copy(op.getExprs());
        both.addAll(inner.getExprs());
        return OpFilter.filterBy(both, inner.getSubOp());
    }

    private List<Way> combined(List<Ways> choices) {
        List<Way> found = List.of(Way.of());
        for (Ways choice : choices) {
            List<Way> next = new ArrayList<>();
            for (Way way : found) {
                choice.ways().forEach(w -> next.add(way.and(w)));
            }
            found = next.size() <= MOST
                    ? next
                    : next.stream().filter(this::isPossible).toList();
            if (found.size() > MOST) {
                throw new QueryBuildException("The pattern can hold in too many ways; say what its variables are");
            }
        }
        return found.stream().filter(this::isPossible).toList();
    }

    private boolean isPossible(Way way) {
        List<Reading> readings = session.readings().of(Readings.units(way.triples()));
        return readings == null || !readings.isEmpty();
    }

    private Ways ways(Triple triple, Map<Node, Integer> numbers) {
        Node predicate = triple.getPredicate();
        if (!predicate.isURI()) {
            return Ways.only(triple);
        }
        Relation relation = regime.rewrite() ? Relation.ofProperty(predicate.getURI()) : null;
        if (relation != null) {
            return related(triple, relation, numbers);
        }
        if (!regime.inference()) {
            return Ways.only(triple);
        }
        if (predicate.equals(Terms.TYPE)) {
            return triple.getObject().isConcrete() ? members(triple) : types(triple);
        }
        if (predicate.equals(Terms.SUBCLASS_OF) || predicate.equals(Terms.SUBPROPERTY_OF)) {
            return new Ways(List.of(new Way(List.of(), List.of(), List.of(chain(triple)))), false);
        }
        return properties(triple);
    }

    private Ways related(Triple triple, Relation relation, Map<Node, Integer> numbers) {
        List<Way> ways = new ArrayList<>();
        for (Side left : sides(triple.getSubject(), numbers)) {
            for (Side right : sides(triple.getObject(), numbers)) {
                Expr holds = new E_Function(relation.functionIri(), new ExprList(List.of(left.shape(), right.shape())));
                ways.add(new Way(Way.both(left.triples(), right.triples()), List.of(holds), List.of()));
            }
        }
        boolean said = session.inTdb(anything(triple.getPredicate()));
        if (said) {
            ways.add(Way.of(triple));
        }
        boolean ownGeometries = session.inTdb(anything(Terms.HAS_DEFAULT_GEOMETRY))
                || WrittenShapes.SERIALISATIONS.stream().anyMatch(s -> session.inTdb(anything(s)));
        return new Ways(ways, said || ownGeometries);
    }

    private List<Side> sides(Node node, Map<Node, Integer> numbers) {
        if (node.isLiteral()) {
            return List.of(new Side(List.of(), NodeValue.makeNode(node)));
        }
        if (node.isURI() && iris.parseFeature(node.getURI()) == null && iris.parseGeometry(node.getURI()) == null) {
            return writtenShapes(node).stream()
                    .map(l -> new Side(List.of(), NodeValue.makeNode(l)))
                    .toList();
        }
        String number = patterns + "_" + numbers.computeIfAbsent(node, n -> numbers.size());
        Var geometry = Var.alloc(ARQConstants.allocVarMarker + "geometry" + number);
        Var shape = Var.alloc(ARQConstants.allocVarMarker + "shape" + number);
        List<Side> sides = new ArrayList<>();
        for (Node serialisation : WrittenShapes.SERIALISATIONS) {
            if (serialisation.equals(Terms.AS_WKT) || session.inTdb(anything(serialisation))) {
                sides.add(new Side(
                        List.of(
                                Triple.create(node, Terms.HAS_DEFAULT_GEOMETRY, geometry),
                                Triple.create(geometry, serialisation, shape)),
                        new ExprVar(shape)));
                sides.add(new Side(List.of(Triple.create(node, serialisation, shape)), new ExprVar(shape)));
            }
        }
        return sides;
    }

    /** Literals of something that is in no table, one for each shape however often it is written. */
    private Collection<Node> writtenShapes(Node node) {
        Map<Geometry, Node> found = new LinkedHashMap<>();
        List<Node> subjects = new ArrayList<>(session.written(node, Terms.HAS_DEFAULT_GEOMETRY));
        subjects.add(node);
        for (Node subject : subjects) {
            for (Node serialisation : WrittenShapes.SERIALISATIONS) {
                for (Node literal : session.written(subject, serialisation)) {
                    Geometry shape = session.shape(literal);
                    if (shape != null) {
                        found.putIfAbsent(shape, literal);
                    }
                }
            }
        }
        return found.values();
    }

    /** Of a class: members of the subclasses that have any. */
    private Ways members(Triple triple) {
        Set<Node> narrower = session.narrower(Terms.SUBCLASS_OF, triple.getObject());
        Map<Node, Set<Mapping.Source>> inTables = new LinkedHashMap<>();
        Set<Node> written = new LinkedHashSet<>();
        for (Node type : narrower) {
            Set<Mapping.Source> sources = session.mapping().sourcesOf(type);
            if (!sources.isEmpty()) {
                inTables.put(type, sources);
            }
            if (session.inTdb(Triple.create(Node.ANY, Terms.TYPE, type))) {
                written.add(type);
            }
        }
        Map<Node, Set<Mapping.Source>> kept = new LinkedHashMap<>(inTables);
        inTables.forEach((type, sources) -> {
            boolean covered = kept.entrySet().stream()
                    .anyMatch(o -> !o.getKey().equals(type) && o.getValue().containsAll(sources));
            if (covered && !written.contains(type)) {
                kept.remove(type);
            }
        });
        long rows = kept.values().stream().mapToLong(Set::size).sum();
        long different = kept.values().stream().flatMap(Set::stream).distinct().count();
        Set<Node> all = new LinkedHashSet<>(kept.keySet());
        all.addAll(written);
        List<Way> ways = all.stream()
                .map(t -> Way.of(Triple.create(triple.getSubject(), Terms.TYPE, t)))
                .toList();
        return ways.isEmpty()
                ? Ways.only(triple)
                : new Ways(ways, ways.size() > 1 && (rows > different || !written.isEmpty()));
    }

    /** All classes of something: those said and the broader ones. */
    private Ways types(Triple triple) {
        Var narrower = Var.alloc(ARQConstants.allocVarMarker + "class" + patterns + "_" + made++);
        Triple said = Triple.create(triple.getSubject(), Terms.TYPE, narrower);
        TriplePath broader = chain(Triple.create(narrower, Terms.SUBCLASS_OF, triple.getObject()));
        return new Ways(List.of(Way.of(triple), new Way(List.of(said), List.of(), List.of(broader))), true);
    }

    private Ways properties(Triple triple) {
        List<Way> ways = new ArrayList<>();
        for (Node property : session.narrower(Terms.SUBPROPERTY_OF, triple.getPredicate())) {
            if (property.equals(triple.getPredicate())
                    || session.inTdb(anything(property))
                    || session.mapping().sources().stream()
                            .anyMatch(s -> s.facets().containsKey(property))) {
                ways.add(Way.of(Triple.create(triple.getSubject(), property, triple.getObject())));
            }
        }
        return new Ways(ways, ways.size() > 1);
    }

    private static TriplePath chain(Triple triple) {
        return new TriplePath(
                triple.getSubject(), new P_OneOrMore1(new P_Link(triple.getPredicate())), triple.getObject());
    }

    private static Triple anything(Node predicate) {
        return Triple.create(Node.ANY, predicate, Node.ANY);
    }
}
