/** The declarations of the city, checked as plain triples: no reader, no database. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.model;
