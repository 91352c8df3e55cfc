package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Work that the database does as a whole or not at all. */
public final class Transaction {
    private Transaction() {}

    /** What is done; an exception undoes it. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /**
     * Commits what the work did. If it fails, its own exception comes through, also when the connection is lost and nothing
     * can be rolled back any more. The pool gives each connection its usual state back.
     */
    public static <T> T of(DataSource dataSource, Work<T> work) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                try {
                    connection.rollback();
                } catch (SQLException lost) {
                    e.addSuppressed(lost);
                }
                throw e;
            }
        }
    }
}
