package vn.huetwin.ontology.geosparql;

/** A geometry literal that cannot be read, with the reason; an expression error in SPARQL. */
public final class MalformedGeometryException extends RuntimeException {
    public MalformedGeometryException(String message) {
        super(message);
    }
}
