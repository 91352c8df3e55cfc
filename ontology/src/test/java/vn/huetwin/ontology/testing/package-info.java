/** Fixtures for the tests of every module. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.testing;
