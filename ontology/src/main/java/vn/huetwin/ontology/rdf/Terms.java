package vn.huetwin.ontology.rdf;

import org.apache.jena.graph.Node;
import org.apache.jena.graph.NodeFactory;

/** Terms of other vocabularies that every row uses. */
final class Terms {
    static final String GEO = "http://www.opengis.net/ont/geosparql#";
    static final String SF = "http://www.opengis.net/ont/sf#";
    private static final String PROV = "http://www.w3.org/ns/prov#";

    static final Node TYPE = NodeFactory.createURI("http://www.w3.org/1999/02/22-rdf-syntax-ns#type");
    static final Node SUBCLASS_OF = NodeFactory.createURI("http://www.w3.org/2000/01/rdf-schema#subClassOf");
    static final Node SUBPROPERTY_OF = NodeFactory.createURI("http://www.w3.org/2000/01/rdf-schema#subPropertyOf");
    static final Node LABEL = NodeFactory.createURI("http://www.w3.org/2000/01/rdf-schema#label");
    static final Node IDENTIFIER = NodeFactory.createURI("http://purl.org/dc/terms/identifier");
    static final Node DERIVED_FROM = NodeFactory.createURI(PROV + "wasDerivedFrom");
    static final Node GENERATED_BY = NodeFactory.createURI(PROV + "wasGeneratedBy");
    static final Node GENERATED_AT = NodeFactory.createURI(PROV + "generatedAtTime");
    static final Node FEATURE = NodeFactory.createURI(GEO + "Feature");
    static final Node GEOMETRY = NodeFactory.createURI(GEO + "Geometry");
    static final Node HAS_GEOMETRY = NodeFactory.createURI(GEO + "hasGeometry");
    static final Node HAS_DEFAULT_GEOMETRY = NodeFactory.createURI(GEO + "hasDefaultGeometry");
    static final Node AS_WKT = NodeFactory.createURI(GEO + "asWKT");

    private Terms() {}
}
