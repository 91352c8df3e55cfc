/** Coordinate reference systems: their names, their axis orders, and the way to WGS 84 and back. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.crs;
