package vn.huetwin.ontology.postgres;

/** PostgreSQL cannot be brought up; the message says what to do. */
public final class ClusterException extends RuntimeException {
    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
