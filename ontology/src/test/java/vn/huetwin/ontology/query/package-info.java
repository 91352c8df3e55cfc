/** What filters mean, and what they may hold. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.query;
