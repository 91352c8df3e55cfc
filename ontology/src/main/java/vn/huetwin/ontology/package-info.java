/** The model of the city: what it knows, where that is stored, and how it is asked. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology;
