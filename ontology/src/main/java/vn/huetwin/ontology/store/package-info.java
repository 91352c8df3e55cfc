/** PostGIS: the pool, the migrations, the tables made from the catalogue, and the one writer of layer rows. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.store;
