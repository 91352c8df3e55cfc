package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.FeatureCursor;

/** Features out of a result set: id, ward_code, valid_from, recorded_at, position, batch, valid_to, WKB, properties. */
final class RowCursor implements FeatureCursor {
    private static final Logger log = LoggerFactory.getLogger(RowCursor.class);
    private final Connection connection;
    private final PreparedStatement statement;
    private final Layer layer;
    private final List<Property> properties;
    private final boolean withGeometry;
    private final WKBReader reader = new WKBReader();
    private final ResultSet rows;
    private boolean fetched;
    private boolean more;
    private boolean closed;

    /** Runs the statement. */
    RowCursor(
            Connection connection,
            PreparedStatement statement,
            Layer layer,
            List<Property> properties,
            boolean withGeometry)
            throws SQLException {
        this.connection = connection;
        this.statement = statement;
        this.layer = layer;
        this.properties = properties;
        this.withGeometry = withGeometry;
        rows = statement.executeQuery();
    }

    @Override
    public boolean hasNext() {
        if (!fetched) {
            try {
                more = rows.next();
                fetched = true;
            } catch (SQLException e) {
                throw new StoreException("The layer " + layer.name() + " cannot be read further", e);
            }
        }
        return more;
    }

    @Override
    public Feature next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        fetched = false;
        try {
            return feature();
        } catch (SQLException | ParseException e) {
            throw new StoreException("A feature of " + layer.name() + " cannot be read", e);
        }
    }

    private Feature feature() throws SQLException, ParseException {
        Geometry geometry = null;
        if (withGeometry) {
            byte[] wkb = rows.getBytes(8);
            geometry = wkb == null ? null : reader.read(wkb);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < properties.size(); i++) {
            Object value = LayerRows.value(rows, i + 9, properties.get(i));
            if (value != null) {
                values.put(properties.get(i).name(), value);
            }
        }
        return new Feature(
                layer,
                rows.getString(1),
                geometry,
                values,
                rows.getString(2),
                rows.getTimestamp(3).toInstant(),
                instant(rows.getTimestamp(7)),
                rows.getTimestamp(4).toInstant(),
                rows.getLong(5),
                rows.getString(6));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    @Override
    public void cancel() {
        try {
            statement.cancel();
        } catch (SQLException e) {
            log.debug("A statement could not be cancelled", e);
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release(connection);
        }
    }

    /** Ends the reading transaction and gives the connection back. */
    static void release(Connection connection) {
        try (connection) {
            connection.rollback();
            connection.setReadOnly(false);
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            log.debug("A connection could not be given back in order", e);
        }
    }
}
