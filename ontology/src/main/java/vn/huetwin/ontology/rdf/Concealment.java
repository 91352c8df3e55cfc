package vn.huetwin.ontology.rdf;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.jena.atlas.lib.tuple.Tuple;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.tdb2.store.NodeId;
import org.apache.jena.tdb2.store.nodetable.NodeTable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.RasterLayer;

/**
 * What one kind of reader must not find in TDB2 either: the declarations of layers and properties above its clearance,
 * code lists that only those use, and every triple that names one of their features.
 */
final class Concealment {
    private static final Node SHACL_PROPERTY = NodeFactory.createURI("http://www.w3.org/ns/shacl#property");
    private static final Node SHACL_PATH = NodeFactory.createURI("http://www.w3.org/ns/shacl#path");

    private final Set<Node> nodes = new HashSet<>();
    private final List<String> prefixes;
    private final Map<NodeId, Boolean> known = new ConcurrentHashMap<>();

    /** @param tdb the default graph, in a transaction */
    Concealment(Catalogue catalogue, Access access, Graph tdb) {
        List<Layer> hidden =
                catalogue.layers().stream().filter(l -> !access.sees(l)).toList();
        this.prefixes =
                hidden.stream().map(l -> catalogue.iris().feature(l.name(), "")).toList();
        Set<String> shown = new HashSet<>();
        for (Layer layer : access.layers(catalogue)) {
            shown.add(layer.classIri());
            access.properties(layer).forEach(p -> shown.add(p.iri()));
        }
        List<CodeList> lists = access.codeLists(catalogue);
        for (CodeList list : catalogue.codeLists()) {
            if (!lists.contains(list)) {
                nodes.add(NodeFactory.createURI(list.iri()));
                list.codes().forEach(code -> nodes.add(NodeFactory.createURI(code.iri())));
            }
        }
        for (RasterLayer raster : catalogue.rasters()) {
            if (!access.sees(raster.layer())) {
                nodes.add(NodeFactory.createURI(raster.layer().iri()));
            }
        }
        for (Layer layer : catalogue.layers()) {
            Node node = NodeFactory.createURI(layer.iri());
            boolean whole = !access.sees(layer);
            if (whole) {
                nodes.add(node);
                conceal(layer.classIri(), shown);
            }
            for (Property property : layer.properties()) {
                if (whole || !access.sees(property)) {
                    conceal(property.iri(), shown);
                    concealShape(tdb, node, property);
                }
            }
        }
    }

    private void conceal(String iri, Set<String> shown) {
        if (!shown.contains(iri)) {
            nodes.add(NodeFactory.createURI(iri));
        }
    }

    private void concealShape(Graph tdb, Node layer, Property property) {
        Node path = NodeFactory.createURI(property.iri());
        for (Triple triple : tdb.find(layer, SHACL_PROPERTY, Node.ANY).toList()) {
            if (tdb.contains(triple.getObject(), SHACL_PATH, path)) {
                nodes.add(triple.getObject());
            }
        }
    }

    boolean isEmpty() {
        return nodes.isEmpty() && prefixes.isEmpty();
    }

    boolean hides(Node node) {
        if (nodes.contains(node)) {
            return true;
        }
        return node.isURI() && prefixes.stream().anyMatch(node.getURI()::startsWith);
    }

    /** After a write: ids that an abort gave back may stand for other nodes. */
    void forget() {
        known.clear();
    }

    /** The same for TDB2's own ids; true lets a tuple through. */
    Predicate<Tuple<NodeId>> filter(NodeTable table) {
        return tuple -> {
            for (int i = 0; i < tuple.len(); i++) {
                if (hides(tuple.get(i), table)) {
                    return false;
                }
            }
            return true;
        };
    }

    private boolean hides(NodeId id, NodeTable table) {
        if (id.isInline()) {
            return false;
        }
        return known.computeIfAbsent(id, i -> hides(table.getNodeForNodeId(i)));
    }
}
