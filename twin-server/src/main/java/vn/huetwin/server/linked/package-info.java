/** Linked data: every IRI of the city answers with what is known of it; the ontology and the catalogue (DCAT 3). */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.linked;
