package vn.huetwin.ingest.webhook;

import vn.huetwin.ontology.catalogue.Text;

/** A subscription that cannot be taken; the message says what and how to cure it. */
public final class SinkException extends Exception {
    private final String code;
    private final String field;
    private final Text text;

    SinkException(String code, String field, String vi, String en) {
        super(en);
        this.code = code;
        this.field = field;
        this.text = new Text(vi, en);
    }

    public String code() {
        return code;
    }

    public String field() {
        return field;
    }

    public Text text() {
        return text;
    }
}
