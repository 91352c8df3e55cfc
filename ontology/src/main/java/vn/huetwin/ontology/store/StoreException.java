package vn.huetwin.ontology.store;

/** The database failed; the cause says how. */
public final class StoreException extends RuntimeException {
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
