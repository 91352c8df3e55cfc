/** What a caller may see. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.access;
