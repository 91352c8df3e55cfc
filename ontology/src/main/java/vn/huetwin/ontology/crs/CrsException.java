package vn.huetwin.ontology.crs;

import vn.huetwin.ontology.catalogue.Text;

/** A coordinate reference system that is not known here or must not be used; the message names those that can be. */
public final class CrsException extends RuntimeException {
    private final Text text;

    public CrsException(String vi, String en) {
        super(en);
        this.text = new Text(vi, en);
    }

    public Text text() {
        return text;
    }
}
