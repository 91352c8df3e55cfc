/**
 * The city as RDF: every row of a layer is read as triples, beside the triples that TDB2 holds.
 *
 * <p>A triple whose subject is a feature (or its geometry) and whose predicate its layer declares lives in the layer
 * table and nowhere else; every other triple lives in TDB2. {@link vn.huetwin.ontology.rdf.Mapping} says which is
 * which, {@code PatternPlanner} splits a basic graph pattern accordingly, {@code SqlBlock} turns all that touches
 * the tables into one SQL statement, and ARQ finishes the rest.
 */
@org.jspecify.annotations.NullMarked
package vn.huetwin.ontology.rdf;
