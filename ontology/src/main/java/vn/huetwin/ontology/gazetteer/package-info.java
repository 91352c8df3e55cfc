/** Where a place is that is told in words: the names that the city's layers hold, and how addresses are put together. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.gazetteer;
