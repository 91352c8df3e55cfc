package vn.huetwin.ontology.query;

import vn.huetwin.ontology.catalogue.Text;

/** A filter that cannot be asked; the message says what and how to cure it. */
public final class FilterException extends RuntimeException {
    private final String field;
    private final Text text;

    public FilterException(String field, String vi, String en) {
        super(en);
        this.field = field;
        this.text = new Text(vi, en);
    }

    /** The property at fault, or {@code filter}. */
    public String field() {
        return field;
    }

    public Text text() {
        return text;
    }
}
