package vn.huetwin.ontology.rdf;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rows of a running statement; a few at first, then many at a time. */
final class SqlCursor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SqlCursor.class);
    private static final int FIRST = 64;
    private static final int LATER = 2_000;

    private final PreparedStatement statement;
    private final ResultSet rows;
    private final Runnable counter;
    private long read;
    private long nanos;

    /**
     * Runs a statement.
     *
     * @param start   when work for it began, as {@link System#nanoTime} tells
     * @param counter runs before each row; may throw
     */
    SqlCursor(PreparedStatement statement, long start, Runnable counter) throws SQLException {
        this.counter = counter;
        this.statement = statement;
        statement.setFetchSize(FIRST);
        this.rows = statement.executeQuery();
        nanos = System.nanoTime() - start;
    }

    boolean next() throws SQLException {
        if (read == FIRST) {
            rows.setFetchSize(LATER);
        }
        counter.run();
        long start = System.nanoTime();
        boolean found = rows.next();
        nanos += System.nanoTime() - start;
        read += found ? 1 : 0;
        return found;
    }

    ResultSet rows() {
        return rows;
    }

    /** Rows read so far. */
    long read() {
        return read;
    }

    /** Time spent waiting for the database so far. */
    double millis() {
        return nanos / 1e6;
    }

    @Override
    public void close() {
        try {
            statement.close();
        } catch (SQLException e) {
            log.debug("Statement could not be closed", e);
        }
    }
}
