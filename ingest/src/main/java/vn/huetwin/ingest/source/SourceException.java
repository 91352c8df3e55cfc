package vn.huetwin.ingest.source;

/** A declaration of sources that cannot be followed; the message names source, key and cure. */
public final class SourceException extends Exception {
    public SourceException(String message) {
        super(message);
    }

    public SourceException(String message, Throwable cause) {
        super(message, cause);
    }
}
