@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.gazetteer;
