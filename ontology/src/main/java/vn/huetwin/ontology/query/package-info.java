/**
 * The one query: a {@link vn.huetwin.ontology.query.FeatureQuery} on GeoTools {@code Filter}, turned into one
 * parameterised SQL statement.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.query;
