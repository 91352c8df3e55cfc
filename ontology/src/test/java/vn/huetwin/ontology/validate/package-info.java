/** Drafts in, verdicts out. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.validate;
