package vn.huetwin.ontology.store;

/** A change of the declarations would lose data; nothing was changed. */
public final class LayerChangeException extends RuntimeException {
    public LayerChangeException(String message) {
        super(message);
    }
}
