package vn.huetwin.ontology.rdf;

/**
 * What follows from the triples that there are, beyond themselves.
 *
 * @param rewrite   whether {@code geo:sf…}, {@code geo:eh…} and {@code geo:rcc8…} between features or geometries hold
 *                  where their shapes say so: GeoSPARQL 1.1, Query Rewrite Extension
 * @param inference whether members of a class are members of the broader ones too, and likewise properties: RDF Schema
 *                  1.1, {@code rdfs:subClassOf} and {@code rdfs:subPropertyOf}; domains and ranges imply nothing
 */
public record Regime(boolean rewrite, boolean inference) {
    public static final Regime DEFAULT = new Regime(true, false);
}
