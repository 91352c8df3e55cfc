package vn.huetwin.ontology.store;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.query.TableNames;

/**
 * The rows of a layer by nothing but COPY: the limit beside which imports are measured. Reads the rows into a file,
 * then copies the file into an identical table of its own, which {@link #close} drops.
 */
public final class RawCopy implements AutoCloseable {
    private static final String COPY = "layer.bench_copy";

    private final DataSource dataSource;
    private final String table;

    public RawCopy(DataSource dataSource, Layer layer) {
        this.dataSource = dataSource;
        this.table = TableNames.table(layer);
    }

    /** Writes all rows in the binary format of COPY, and makes the table for {@link #load}. */
    public void unload(Path file) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            statement.execute("DROP TABLE IF EXISTS " + COPY);
            statement.execute("CREATE TABLE " + COPY + " (LIKE " + table + " INCLUDING ALL)");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", out);
            statement.execute("CHECKPOINT");
        }
    }

    /**
     * Copies the file into the empty table in one transaction, the indexes made afterwards, which is the fastest way
     * that PostgreSQL has.
     *
     * @return rows
     */
    public long load(Path file) throws SQLException, IOException {
        try (Connection connection = dataSource.getConnection();
                InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            connection.setAutoCommit(false);
            try {
                BulkIndexes indexes = BulkIndexes.drop(connection, COPY);
                long rows = connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY " + COPY + " FROM STDIN (FORMAT binary)", in, 1 << 16);
                indexes.create(connection);
                connection.commit();
                return rows;
            } catch (SQLException | IOException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    @Override
    public void close() throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS " + COPY);
        }
    }
}
