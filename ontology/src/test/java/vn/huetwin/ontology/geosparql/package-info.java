/** GeoSPARQL literals and functions. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.geosparql;
