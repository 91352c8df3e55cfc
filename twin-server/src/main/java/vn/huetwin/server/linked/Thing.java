package vn.huetwin.server.linked;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.sparql.graph.GraphFactory;
import org.apache.jena.vocabulary.SKOS;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.rdf.CitySession;

/** A thing that an IRI names, and all that one reader may know of it. */
record Thing(String iri, @Nullable FeatureId feature, boolean isGeometry, Graph graph) {
    private static final int MOST_BLANK_NODES = 1_000;

    /** @param iri as it was asked for; keys may be encoded in another way than ours */
    static Thing read(CitySession session, Catalogue catalogue, String iri) {
        Iris iris = catalogue.iris();
        FeatureId feature = iris.parseFeature(iri);
        FeatureId geometry = feature == null ? iris.parseGeometry(iri) : null;
        if (feature != null) {
            String canonical = iris.feature(feature.layer(), feature.key());
            Graph graph = described(session, canonical);
            if (!graph.isEmpty()) {
                describe(session, NodeFactory.createURI(iris.geometry(feature.layer(), feature.key())), graph);
            }
            return new Thing(canonical, feature, false, graph);
        }
        if (geometry != null) {
            String canonical = iris.geometry(geometry.layer(), geometry.key());
            return new Thing(canonical, geometry, true, described(session, canonical));
        }
        Graph graph = described(session, iri);
        members(session, iri, graph);
        return new Thing(iri, null, false, graph);
    }

    /** A code list comes with its codes. */
    private static void members(CitySession session, String iri, Graph graph) {
        List<Triple> members = session.dataset()
                .getDefaultGraph()
                .find(Node.ANY, SKOS.inScheme.asNode(), NodeFactory.createURI(iri))
                .toList();
        members.forEach(t -> describe(session, t.getSubject(), graph));
    }

    private static Graph described(CitySession session, String iri) {
        Graph graph = GraphFactory.createDefaultGraph();
        describe(session, NodeFactory.createURI(iri), graph);
        return graph;
    }

    /** All triples of a subject, and those of the blank nodes it leads to. */
    private static void describe(CitySession session, Node start, Graph graph) {
        Deque<Node> open = new ArrayDeque<>(List.of(start));
        Set<Node> seen = new HashSet<>(open);
        while (!open.isEmpty() && seen.size() < MOST_BLANK_NODES) {
            List<Triple> triples = session.dataset()
                    .getDefaultGraph()
                    .find(open.remove(), Node.ANY, Node.ANY)
                    .toList();
            for (Triple triple : triples) {
                graph.add(triple);
                if (triple.getObject().isBlank() && seen.add(triple.getObject())) {
                    open.add(triple.getObject());
                }
            }
        }
    }
}
