/** Tests of the private cluster, and the one PostGIS that the tests of all modules share. */
package vn.huetwin.ontology.postgres;
