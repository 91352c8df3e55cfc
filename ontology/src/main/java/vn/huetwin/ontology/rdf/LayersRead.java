package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.Triple;
import org.apache.jena.query.Query;
import org.apache.jena.sparql.algebra.walker.Walker;
import org.apache.jena.sparql.core.TriplePath;
import org.apache.jena.sparql.expr.Expr;
import org.apache.jena.sparql.expr.ExprFunctionOp;
import org.apache.jena.sparql.expr.ExprVisitorBase;
import org.apache.jena.sparql.path.P_Alt;
import org.apache.jena.sparql.path.P_Inverse;
import org.apache.jena.sparql.path.P_Link;
import org.apache.jena.sparql.path.P_Path1;
import org.apache.jena.sparql.path.P_Path2;
import org.apache.jena.sparql.path.P_Seq;
import org.apache.jena.sparql.path.Path;
import org.apache.jena.sparql.syntax.Element;
import org.apache.jena.sparql.syntax.ElementAssign;
import org.apache.jena.sparql.syntax.ElementBind;
import org.apache.jena.sparql.syntax.ElementFilter;
import org.apache.jena.sparql.syntax.ElementPathBlock;
import org.apache.jena.sparql.syntax.ElementSubQuery;
import org.apache.jena.sparql.syntax.ElementTriplesBlock;
import org.apache.jena.sparql.syntax.ElementVisitorBase;
import org.apache.jena.sparql.syntax.ElementWalker;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;

/**
 * Which layers can change the answer to a query: those whose rows give triples that one of its patterns could match. It may
 * name a layer too many, never one too few. What TDB2 holds is not looked at.
 */
public final class LayersRead {
    private final Catalogue catalogue;
    private final Mapping mapping;
    private final Set<String> layers = new TreeSet<>();

    private LayersRead(Catalogue catalogue, Access access) {
        this.catalogue = catalogue;
        mapping = new Mapping(catalogue, access);
    }

    /** @return names of layers that the reader sees */
    public static Set<String> of(Query query, Catalogue catalogue, Access access) {
        LayersRead reading = new LayersRead(catalogue, access);
        reading.walk(query.getQueryPattern());
        return reading.layers;
    }

    private void walk(@Nullable Element element) {
        if (element == null) {
            return;
        }
        ElementWalker.walk(element, new ElementVisitorBase() {
            @Override
            public void visit(ElementPathBlock block) {
                List<TriplePath> all = new ArrayList<>();
                for (Iterator<TriplePath> i = block.patternElts(); i.hasNext(); ) {
                    all.add(i.next());
                }
                block(all);
            }

            @Override
            public void visit(ElementTriplesBlock block) {
                List<TriplePath> all = new ArrayList<>();
                for (Iterator<Triple> i = block.patternElts(); i.hasNext(); ) {
                    all.add(new TriplePath(i.next()));
                }
                block(all);
            }

            @Override
            public void visit(ElementSubQuery sub) {
                walk(sub.getQuery().getQueryPattern());
            }

            @Override
            public void visit(ElementFilter filter) {
                expression(filter.getExpr());
            }

            @Override
            public void visit(ElementBind bind) {
                expression(bind.getExpr());
            }

            @Override
            public void visit(ElementAssign assign) {
                expression(assign.getExpr());
            }
        });
    }

    /** EXISTS holds patterns too. */
    private void expression(Expr expression) {
        Walker.walk(expression, new ExprVisitorBase() {
            @Override
            public void visit(ExprFunctionOp function) {
                walk(function.getElement());
            }
        });
    }

    /** In one block all patterns hold together, so that a subject comes from a layer that gives all its triples. */
    private void block(List<TriplePath> patterns) {
        Map<Node, Set<String>> subjects = new LinkedHashMap<>();
        Set<Node> geometries = new HashSet<>();
        for (TriplePath pattern : patterns) {
            if (pattern.isTriple()) {
                Set<String> possible = possible(pattern.getSubject(), pattern.getPredicate(), pattern.getObject());
                subjects.merge(pattern.getSubject(), possible, LayersRead::both);
                if (isGeometryOf(pattern.getPredicate())) {
                    geometries.add(pattern.getObject());
                }
            } else {
                path(pattern.getSubject(), pattern.getPath(), subjects);
            }
        }
        // the geometry of a feature lies in the row of the feature
        subjects.keySet().removeAll(geometries);
        subjects.values().forEach(layers::addAll);
    }

    private static boolean isGeometryOf(Node predicate) {
        return predicate.equals(Terms.HAS_GEOMETRY) || predicate.equals(Terms.HAS_DEFAULT_GEOMETRY);
    }

    private void path(Node subject, Path path, Map<Node, Set<String>> subjects) {
        if (path instanceof P_Seq steps && steps.getLeft() instanceof P_Link first) {
            subjects.merge(subject, possible(subject, first.getNode(), Node.ANY), LayersRead::both);
            if (!(isGeometryOf(first.getNode()) && steps.getRight() instanceof P_Link)) {
                path(steps.getRight());
            }
        } else {
            path(path);
        }
    }

    private static Set<String> both(Set<String> one, Set<String> other) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(other);
        return common;
    }

    private void path(Path path) {
        if (path instanceof P_Link link) {
            layers.addAll(possible(Node.ANY, link.getNode(), Node.ANY));
        } else if (path instanceof P_Inverse inverse) {
            path(inverse.getSubPath());
        } else if (path instanceof P_Path2 two && (path instanceof P_Alt || path instanceof P_Seq)) {
            path(two.getLeft());
            path(two.getRight());
        } else if (path instanceof P_Path1 one) {
            path(one.getSubPath());
        } else {
            mapping.sources().forEach(s -> layers.add(s.layer().layer().name()));
        }
    }

    private Set<String> possible(Node subject, Node predicate, Node object) {
        FeatureId named = subject.isURI() ? id(subject.getURI()) : null;
        Set<String> possible = new HashSet<>();
        for (Mapping.Source source : mapping.sources()) {
            String layer = source.layer().layer().name();
            boolean here = !subject.isURI() || (named != null && named.layer().equals(layer));
            if (here && gives(source, predicate, object)) {
                possible.add(layer);
            }
        }
        return possible;
    }

    private static boolean gives(Mapping.Source source, Node predicate, Node object) {
        if (!predicate.isURI()) {
            return true;
        }
        List<Facet> facets = source.facets().get(predicate);
        if (facets == null) {
            return false;
        }
        return !object.isURI()
                || facets.stream()
                        .anyMatch(f -> !(f instanceof Facet.Fixed fixed)
                                || fixed.object().equals(object));
    }

    private @Nullable FeatureId id(String iri) {
        FeatureId feature = catalogue.iris().parseFeature(iri);
        return feature == null ? catalogue.iris().parseGeometry(iri) : feature;
    }
}
