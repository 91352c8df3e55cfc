/** Check points of the real city, in Java and in PostGIS. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.crs;
