/** The city's RDF against the same triples in memory. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.rdf;
