/** The private PostgreSQL with PostGIS that a server brings up for itself when it is given no other. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.postgres;
