/** The SPARQL 1.1 Protocol as clients see it. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.sparql;
