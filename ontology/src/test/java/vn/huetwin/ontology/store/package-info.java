/** Tests of tables, rows and their history in a real PostGIS. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.store;
