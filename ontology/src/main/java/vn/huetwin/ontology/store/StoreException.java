package vn.huetwin.ontology.store;

import java.sql.SQLException;

/** The database failed; the cause says how. */
public final class StoreException extends RuntimeException {
    private static final String QUERY_CANCELLED = "57014";

    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether the statement ran out of time or was cancelled. */
    public boolean isCancelled() {
        return getCause() instanceof SQLException e && QUERY_CANCELLED.equals(e.getSQLState());
    }
}
