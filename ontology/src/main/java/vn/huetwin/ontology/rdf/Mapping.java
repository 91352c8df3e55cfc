package vn.huetwin.ontology.rdf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.rdf.LayerMapping.Subject;

/** The rows of all layers as one reader sees them: which triples there can be and which layer gives them. */
final class Mapping {
    /** A layer's rows as subjects of one kind. */
    record Source(LayerMapping layer, Subject subject) {
        Codec codec() {
            return layer.codec(subject);
        }

        Map<Node, List<Facet>> facets() {
            return layer.facets(subject);
        }
    }

    private final Iris iris;
    private final Map<String, LayerMapping> layers = new LinkedHashMap<>();
    private final List<Source> sources;
    private final Map<Node, List<Source>> byPredicate = new HashMap<>();

    Mapping(Catalogue catalogue, Access access) {
        this.iris = catalogue.iris();
        for (Layer layer : access.layers(catalogue)) {
            layers.put(layer.name(), new LayerMapping(catalogue, layer, access));
        }
        List<Source> all = new ArrayList<>();
        layers.values().forEach(l -> all.add(new Source(l, Subject.FEATURE)));
        layers.values().stream()
                .filter(l -> l.layer().hasGeometry())
                .forEach(l -> all.add(new Source(l, Subject.GEOMETRY)));
        this.sources = List.copyOf(all);
        for (Source source : sources) {
            source.facets()
                    .keySet()
                    .forEach(p -> byPredicate
                            .computeIfAbsent(p, n -> new ArrayList<>())
                            .add(source));
        }
    }

    /** All kinds of rows, features first. */
    List<Source> sources() {
        return sources;
    }

    /** Those whose rows give triples with the predicate, in the order of {@link #sources()}. */
    List<Source> sources(Node predicate) {
        return byPredicate.getOrDefault(predicate, List.of());
    }

    /** Those whose rows are all of this class. */
    Set<Source> sourcesOf(Node type) {
        return sources.stream()
                .filter(s -> s.facets().getOrDefault(Terms.TYPE, List.of()).stream()
                        .anyMatch(f ->
                                f instanceof Facet.Fixed fixed && fixed.object().equals(type)))
                .collect(Collectors.toSet());
    }

    @Nullable
    LayerMapping layer(String name) {
        return layers.get(name);
    }

    /** Where an IRI's row is, or null if it names no row of a visible layer. */
    @Nullable
    Source source(Node subject) {
        if (!subject.isURI()) {
            return null;
        }
        FeatureId feature = iris.parseFeature(subject.getURI());
        FeatureId geometry = feature == null ? iris.parseGeometry(subject.getURI()) : null;
        FeatureId id = feature == null ? geometry : feature;
        LayerMapping layer = id == null ? null : layers.get(id.layer());
        if (layer == null || (geometry != null && !layer.layer().hasGeometry())) {
            return null;
        }
        return new Source(layer, feature == null ? Subject.GEOMETRY : Subject.FEATURE);
    }

    /** Whether the triple lives in a layer table. */
    boolean owns(Node subject, Node predicate) {
        Source source = source(subject);
        return source != null && source.facets().containsKey(predicate);
    }
}
