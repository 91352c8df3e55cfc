package vn.huetwin.server.linked;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.jena.graph.Graph;
import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.graph.Triple;
import org.apache.jena.vocabulary.DCTerms;
import org.apache.jena.vocabulary.RDF;
import org.apache.jena.vocabulary.RDFS;
import org.apache.jena.vocabulary.SKOS;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Text;
import vn.huetwin.ontology.rdf.CitySession;
import vn.huetwin.ontology.rdf.Prefixes;

/** What things are called for people. */
final class Labels {
    private static final List<Node> NAMES = List.of(
            RDFS.label.asNode(),
            SKOS.prefLabel.asNode(),
            NodeFactory.createURI("http://www.w3.org/ns/shacl#name"),
            DCTerms.title.asNode());
    private static final Map<String, Text> COMMON = Map.of(
            RDF.type.getURI(),
            new Text("Loại", "Type"),
            RDFS.label.getURI(),
            new Text("Nhãn", "Label"),
            DCTerms.identifier.getURI(),
            new Text("Mã", "Identifier"),
            SKOS.notation.getURI(),
            new Text("Ký hiệu", "Notation"),
            SKOS.prefLabel.getURI(),
            new Text("Tên", "Name"),
            SKOS.inScheme.getURI(),
            new Text("Danh mục", "Code list"),
            "http://www.opengis.net/ont/geosparql#hasDefaultGeometry",
            new Text("Hình học", "Geometry"),
            "http://www.opengis.net/ont/geosparql#asWKT",
            new Text("Tọa độ (WKT)", "Coordinates (WKT)"),
            "http://www.w3.org/ns/prov#wasDerivedFrom",
            new Text("Nguồn", "Source"),
            "http://www.w3.org/ns/prov#generatedAtTime",
            new Text("Ghi nhận lúc", "Recorded at"));

    private final CitySession session;
    private final String language;
    private final Map<String, String> prefixes;
    private final Map<String, Text> properties = new HashMap<>();
    private final Map<Node, String> known = new HashMap<>();

    Labels(Catalogue catalogue, CitySession session, Access access, String language) {
        this.session = session;
        this.language = language;
        this.prefixes = Prefixes.of(catalogue.iris());
        for (Layer layer : access.layers(catalogue)) {
            for (Property property : access.properties(layer)) {
                properties.putIfAbsent(property.iri(), property.title());
            }
        }
    }

    /** @param layer whose property it is, or null */
    String ofPredicate(Node predicate, @Nullable Layer layer) {
        String iri = predicate.getURI();
        Text text = layer == null
                ? properties.get(iri)
                : layer.properties().stream()
                        .filter(p -> p.iri().equals(iri))
                        .map(Property::title)
                        .findFirst()
                        .orElse(null);
        if (text == null) {
            text = COMMON.get(iri);
        }
        return text != null ? text.in(language) : of(predicate);
    }

    /** The label of a thing, or its shortened IRI. */
    String of(Node thing) {
        return known.computeIfAbsent(thing, this::find);
    }

    private String find(Node thing) {
        if (!thing.isURI()) {
            return thing.isLiteral() ? thing.getLiteralLexicalForm() : "";
        }
        Graph graph = session.dataset().getDefaultGraph();
        for (Node name : NAMES) {
            String label = best(graph.find(thing, name, Node.ANY).toList());
            if (label != null) {
                return label;
            }
        }
        return shortened(thing.getURI());
    }

    private @Nullable String best(List<Triple> labels) {
        String found = null;
        for (Triple triple : labels) {
            if (triple.getObject().isLiteral()) {
                boolean wanted = triple.getObject().getLiteralLanguage().startsWith(language);
                if (found == null || wanted) {
                    found = triple.getObject().getLiteralLexicalForm();
                }
            }
        }
        return found;
    }

    /** With a prefix where one is known. */
    String shortened(String iri) {
        String best = iri;
        for (Map.Entry<String, String> prefix : prefixes.entrySet()) {
            if (iri.startsWith(prefix.getValue())
                    && iri.length() > prefix.getValue().length()) {
                String candidate =
                        prefix.getKey() + ":" + iri.substring(prefix.getValue().length());
                best = candidate.length() < best.length() ? candidate : best;
            }
        }
        return best;
    }
}
