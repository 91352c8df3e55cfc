package vn.huetwin.ontology.catalogue;

/** There is no such layer, or the asker may not know of it: the two are told apart nowhere. */
public final class UnknownLayerException extends RuntimeException {
    private final String layer;

    public UnknownLayerException(String layer) {
        super("There is no layer '" + layer + "'");
        this.layer = layer;
    }

    public String layer() {
        return layer;
    }
}
