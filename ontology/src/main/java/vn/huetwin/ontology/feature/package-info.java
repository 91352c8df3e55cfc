/** A feature of the city as it is read and written, in any layer. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.feature;
