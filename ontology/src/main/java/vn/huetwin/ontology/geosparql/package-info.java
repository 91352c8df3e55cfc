/**
 * GeoSPARQL 1.1 literals and functions on JTS. They belong to one dataset and are never registered for the whole
 * process; an unknown CRS is an expression error, never a guess.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.geosparql;
