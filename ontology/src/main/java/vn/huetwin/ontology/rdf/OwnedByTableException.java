package vn.huetwin.ontology.rdf;

/** An update wants to change something that does not live in TDB2. */
public final class OwnedByTableException extends RuntimeException {
    public OwnedByTableException(String message) {
        super(message);
    }
}
