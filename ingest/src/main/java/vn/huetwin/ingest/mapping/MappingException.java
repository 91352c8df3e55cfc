package vn.huetwin.ingest.mapping;

import vn.huetwin.ontology.catalogue.Text;

/** A mapping file is wrong, or no mapping fits a file; nothing was stored. */
public final class MappingException extends Exception {
    private final String code;
    private final transient Text text;

    /** @param code kebab-case: {@code mapping-malformed}, {@code no-layer} … */
    public MappingException(String code, String vi, String en) {
        super(en);
        this.code = code;
        this.text = new Text(vi, en);
    }

    public String code() {
        return code;
    }

    public Text text() {
        return text;
    }
}
