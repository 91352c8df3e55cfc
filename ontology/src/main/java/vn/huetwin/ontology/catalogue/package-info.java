/**
 * The catalogue: layers, properties and code lists as declared in Turtle with SHACL.
 *
 * <p>The ontology is the schema. Tables, service schemas, validation, RDF mapping, panels and legends all come
 * from these records and from nothing else.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.catalogue;
