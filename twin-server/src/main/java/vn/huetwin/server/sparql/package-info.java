/** The SPARQL 1.1 Protocol over the city's dataset: answers are streamed, time and sizes are bounded. */
@org.jspecify.annotations.NullMarked
package vn.huetwin.server.sparql;
