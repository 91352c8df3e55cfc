package vn.huetwin.ingest.format;

import java.io.IOException;
import vn.huetwin.ontology.catalogue.Text;

/** A file cannot be read as a whole; nothing of it may be stored. */
public final class FormatException extends IOException {
    private final String code;
    private final transient Text text;

    /** @param code kebab-case, stable: {@code empty-file}, {@code file-truncated}, {@code wrong-encoding} … */
    public FormatException(String code, String vi, String en) {
        super(en);
        this.code = code;
        this.text = new Text(vi, en);
    }

    public FormatException(String code, String vi, String en, Throwable cause) {
        super(en, cause);
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
