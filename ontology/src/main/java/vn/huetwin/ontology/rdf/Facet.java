package vn.huetwin.ontology.rdf;

import org.apache.jena.graph.Node;
import org.jspecify.annotations.Nullable;

/** One triple that each row of a layer can give. */
sealed interface Facet {
    Node predicate();

    /** The same object for each row, such as its class. */
    record Fixed(Node predicate, Node object) implements Facet {}

    /**
     * The value of a column; no triple where it is null.
     *
     * @param guard another column that must not be null either
     */
    record Column(
            Node predicate,
            String column,
            Codec codec,
            @Nullable String guard) implements Facet {}

    /** The geometry of the row as {@code geo:wktLiteral}: CRS84, so lon before lat, without prefix. */
    record Wkt(Node predicate) implements Facet {}
}
