package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.BoxFilter;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.query.TableNames;

/**
 * Layers in memory with all their properties, so that an answer costs no statement. One is read in the background when it
 * is asked for the second time within a minute. It answers what it can answer as the database would: the present, all of
 * it or what meets a box, in the order of keys, in WGS 84, for who sees every row. Any thread may ask.
 */
public final class FeatureMemory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FeatureMemory.class);
    private static final int FETCH_SIZE = 2_000;
    private static final long SOON_NANOS = 60_000_000_000L;
    /** What a row takes in the index. */
    private static final int INDEX_BYTES = 24;

    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final long maxBytes;
    private final Predicate<Layer> isTold;
    private final Map<Layer, Long> asked = new ConcurrentHashMap<>();
    private final LayerHoldings<FeatureCopy, String> holdings = new LayerHoldings<>("feature-memory", this::next);

    /**
     * Nothing is read yet.
     *
     * @param maxBytes of all layers together
     * @param isTold   whether {@link #changed} has been called for every change of the layer that anybody has a receipt of
     */
    public FeatureMemory(DataSource dataSource, Catalogue catalogue, long maxBytes, Predicate<Layer> isTold) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.maxBytes = maxBytes;
        this.isTold = isTold;
    }

    /** Takes in that features have changed; of an unknown number if {@code keys} is null. */
    public void changed(Layer layer, @Nullable List<String> keys) {
        holdings.changed(layer, keys);
    }

    /** Whether a layer is in memory with nothing left to take in. */
    public boolean holds(Layer layer) {
        return holdings.holds(layer);
    }

    /** The copy of a layer if it is up to date and this reader may see all of its rows. */
    @Nullable
    FeatureCopy find(Layer layer, Access access) {
        // rows of such layers change when other layers do
        if (maxBytes == 0
                || layer.derived()
                || !NearestFinder.properties(layer).isEmpty()
                || access.naming(catalogue, layer) != null) {
            return null;
        }
        long now = System.nanoTime();
        Long before = asked.put(layer, now);
        boolean again = before != null && now - before <= SOON_NANOS;
        if (!again && !holdings.holds(layer)) {
            return null;
        }
        return isTold.test(layer) ? holdings.find(layer, "", copy -> true) : null;
    }

    /**
     * The answer to a query, if it can be given from here.
     *
     * @param properties those that are wanted
     */
    @Nullable
    FeatureRows rows(Layer layer, List<Property> properties, boolean withGeometry, FeatureQuery query) {
        boolean asStored = !withGeometry || query.srid() == 4326;
        FeatureCopy.Walk walk = asStored && query.order().isEmpty() ? walk(layer, query, query.after()) : null;
        return walk == null ? null : new MemoryRows(layer, properties, withGeometry, query, walk);
    }

    /**
     * The present features that share a point with a box, in the order of their keys.
     *
     * @param properties those that are wanted
     * @param box        WGS 84, x = longitude
     * @return null if they are not in memory
     */
    public @Nullable FeatureRows inBox(Layer layer, List<Property> properties, Envelope box, Access access) {
        FeatureCopy copy = find(layer, access);
        return copy == null
                ? null
                : new MemoryRows(layer, properties, true, FeatureQuery.all(layer.name(), access), copy.walk(box, null));
    }

    /** How many features there are, {@code most} at most, whatever the paging of the query; negative if it cannot be told. */
    long count(Layer layer, FeatureQuery query, long most) {
        FeatureCopy.Walk walk = walk(layer, query, null);
        if (walk == null) {
            return -1;
        }
        long count = 0;
        while (count < most && walk.next()) {
            count++;
        }
        return count;
    }

    private FeatureCopy.@Nullable Walk walk(Layer layer, FeatureQuery query, @Nullable String after) {
        if (query.asOf() != null || query.knownAt() != null) {
            return null;
        }
        boolean all = query.filter() == Filter.INCLUDE;
        Envelope box = all ? null : BoxFilter.find(layer, query.filter());
        if (!all && box == null) {
            return null;
        }
        FeatureCopy copy = find(layer, query.access());
        return copy == null ? null : copy.walk(box, after);
    }

    private @Nullable FeatureCopy next(
            Layer layer, @Nullable FeatureCopy held, List<String> changed, List<String> wanted) throws SQLException {
        if (held == null || held.changes() + changed.size() > LayerHoldings.MOST_CHANGES) {
            RowStore rows = new RowStore(layer.properties());
            long others = holdings.others(layer, FeatureCopy::bytes);
            if (!read(layer, null, rows, maxBytes - others)) {
                log.info("The features of {} are not held in memory: they do not fit", layer.name());
                return null;
            }
            return FeatureCopy.of(rows);
        }
        if (changed.isEmpty()) {
            return held;
        }
        RowStore fresh = new RowStore(layer.properties());
        read(layer, changed, fresh, Long.MAX_VALUE);
        return held.with(changed, fresh, new RowStore(layer.properties()));
    }

    /** Reads rows in the order of their keys; gives false if they are too many. */
    private boolean read(Layer layer, @Nullable List<String> keys, RowStore into, long most) throws SQLException {
        StringBuilder sql = new StringBuilder("SELECT id, ward_code, valid_from, recorded_at, position, batch, ")
                .append(layer.hasGeometry() ? "ST_AsBinary(geometry)" : "NULL::bytea");
        layer.properties().forEach(p -> sql.append(", ").append(TableNames.quote(p.name())));
        sql.append(" FROM ").append(TableNames.table(layer));
        sql.append(keys == null ? " ORDER BY id" : " WHERE id = ANY (?) ORDER BY id");
        try (Connection connection = dataSource.getConnection()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
                statement.setFetchSize(FETCH_SIZE);
                statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
                if (keys != null) {
                    statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
                }
                return read(statement, into, most);
            } finally {
                connection.rollback();
            }
        }
    }

    private static boolean read(PreparedStatement statement, RowStore into, long most) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                into.add(rows);
                if (into.bytes() + (long) INDEX_BYTES * into.count() > most) {
                    return false;
                }
            }
        }
        into.trim();
        return true;
    }

    @Override
    public void close() {
        holdings.close();
    }
}
