package vn.huetwin.tiles.raster;

import java.io.IOException;
import vn.huetwin.ontology.catalogue.Text;

/** A raster cannot be used; the message says what is wrong and what helps. */
public final class RasterException extends IOException {
    private final String code;
    private final transient Text text;

    /** @param code kebab-case, stable: {@code not-a-tiff}, {@code file-truncated}, {@code unknown-crs} … */
    public RasterException(String code, String vi, String en) {
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
