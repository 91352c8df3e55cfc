/** What a feature must fulfil before it is stored, derived from the catalogue. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.validate;
