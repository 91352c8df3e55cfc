package vn.huetwin.ontology.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.Sql;

/**
 * Rows of a statement. Holds a connection with a read-only transaction until it is closed. The statement runs at the
 * first {@link #next()}, so that {@link #cancel()} reaches it.
 */
final class StatementRows implements FeatureRows {
    /** What comes before the properties in each row. */
    static final int FIRST_PROPERTY = 9;

    private static final Logger log = LoggerFactory.getLogger(StatementRows.class);
    private static final int FETCH_SIZE = 2_000;

    private final Connection connection;
    private final PreparedStatement statement;
    private final Layer layer;
    private final List<Property> properties;
    private final boolean withGeometry;
    private @Nullable ResultSet rows;
    private byte @Nullable [] lastValidFrom;
    private byte[] lastText = new byte[0];
    private final Object lock = new Object();
    private volatile boolean cancelled;
    private boolean closed;

    private StatementRows(
            Connection connection,
            PreparedStatement statement,
            Layer layer,
            List<Property> properties,
            boolean withGeometry) {
        this.connection = connection;
        this.statement = statement;
        this.layer = layer;
        this.properties = properties;
        this.withGeometry = withGeometry;
    }

    /**
     * @param sql     selects id, ward_code, valid_from, recorded_at, position, batch, valid_to, WKB, properties
     * @param timeout longest time for the first rows, and for each block of rows after them
     */
    static StatementRows prepare(
            DataSource dataSource,
            Layer layer,
            List<Property> properties,
            boolean withGeometry,
            Sql sql,
            Duration timeout) {
        try {
            Connection connection = dataSource.getConnection();
            try {
                connection.setReadOnly(true);
                connection.setAutoCommit(false);
                try (Statement limit = connection.createStatement()) {
                    limit.execute("SET LOCAL statement_timeout = " + timeout.toMillis());
                }
                PreparedStatement statement = connection.prepareStatement(sql.text());
                sql.bind(connection, statement);
                statement.setFetchSize(FETCH_SIZE);
                // Binary values from the first call on: half the bytes and no hexadecimal decoding.
                statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
                return new StatementRows(connection, statement, layer, properties, withGeometry);
            } catch (SQLException e) {
                release(connection);
                throw e;
            }
        } catch (SQLException e) {
            throw new StoreException("The layer " + layer.name() + " cannot be read", e);
        }
    }

    @Override
    public Layer layer() {
        return layer;
    }

    @Override
    public List<Property> properties() {
        return properties;
    }

    @Override
    public boolean next() {
        try {
            if (cancelled) {
                return false;
            }
            if (rows == null) {
                rows = statement.executeQuery();
            }
            return rows.next();
        } catch (SQLException e) {
            throw new StoreException("The layer " + layer.name() + " cannot be read further", e);
        }
    }

    @Override
    public String key() {
        return text(1);
    }

    @Override
    public byte[] keyUtf8() {
        return bytes(1);
    }

    @Override
    public byte @Nullable [] wardCodeUtf8() {
        return bytesOrNull(2);
    }

    @Override
    public @Nullable String wardCode() {
        return textOrNull(2);
    }

    @Override
    public Instant validFrom() {
        return time(3);
    }

    @Override
    public byte[] validFromText() {
        byte[] stored = bytes(3);
        if (!Arrays.equals(stored, lastValidFrom)) {
            lastText = validFrom().toString().getBytes(StandardCharsets.US_ASCII);
            lastValidFrom = stored.clone();
        }
        return lastText;
    }

    @Override
    public Instant recordedAt() {
        return time(4);
    }

    @Override
    public long position() {
        try {
            return row().getLong(5);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    @Override
    public String batch() {
        return text(6);
    }

    @Override
    public @Nullable Instant validTo() {
        return timeOrNull(7);
    }

    @Override
    public byte @Nullable [] wkb() {
        if (!withGeometry) {
            return null;
        }
        try {
            return row().getBytes(8);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    @Override
    public byte @Nullable [] utf8(int property) {
        return bytesOrNull(property + FIRST_PROPERTY);
    }

    @Override
    public @Nullable Object value(int property) {
        try {
            return LayerRows.value(row(), property + FIRST_PROPERTY, properties.get(property));
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private ResultSet row() {
        if (rows == null) {
            throw new IllegalStateException("next() comes first");
        }
        return rows;
    }

    private byte[] bytes(int column) {
        byte[] bytes = bytesOrNull(column);
        if (bytes == null) {
            throw new IllegalStateException("Column " + column + " of " + layer.name() + " is null");
        }
        return bytes;
    }

    /** What came over the line: the client encoding is UTF-8 always. */
    private byte @Nullable [] bytesOrNull(int column) {
        try {
            return row().getBytes(column);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private String text(int column) {
        String text = textOrNull(column);
        if (text == null) {
            throw new IllegalStateException("Column " + column + " of " + layer.name() + " is null");
        }
        return text;
    }

    private @Nullable String textOrNull(int column) {
        try {
            return row().getString(column);
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private Instant time(int column) {
        Instant time = timeOrNull(column);
        if (time == null) {
            throw new IllegalStateException("Column " + column + " of " + layer.name() + " is null");
        }
        return time;
    }

    private @Nullable Instant timeOrNull(int column) {
        try {
            Timestamp time = row().getTimestamp(column);
            return time == null ? null : time.toInstant();
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private StoreException broken(SQLException e) {
        return new StoreException("A feature of " + layer.name() + " cannot be read", e);
    }

    @Override
    public void cancel() {
        cancelled = true;
        synchronized (lock) {
            if (closed) {
                return;
            }
            try {
                connection.unwrap(PGConnection.class).cancelQuery();
            } catch (SQLException e) {
                log.debug("A statement could not be cancelled", e);
            }
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
        }
        release(connection);
    }

    /** Ends the reading transaction and gives the connection back; the pool resets its settings. */
    private static void release(Connection connection) {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            log.debug("A connection could not be given back in order", e);
        }
    }
}
