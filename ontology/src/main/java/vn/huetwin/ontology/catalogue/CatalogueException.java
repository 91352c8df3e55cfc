package vn.huetwin.ontology.catalogue;

/** The declarations are wrong; the message names the file or the resource and the cure. */
public final class CatalogueException extends RuntimeException {
    public CatalogueException(String message) {
        super(message);
    }

    public CatalogueException(String message, Throwable cause) {
        super(message, cause);
    }
}
