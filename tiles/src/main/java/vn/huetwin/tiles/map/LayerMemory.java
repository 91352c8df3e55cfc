package vn.huetwin.tiles.map;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.postgresql.PGStatement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.store.LayerHoldings;

/**
 * Layers in memory, so that a map costs no statement. One is read when it is first asked for; until it is there, and
 * while changes wait to be taken in, PostGIS is asked instead. So are filters, past times, and layers for which the
 * memory does not suffice. Who may see a layer is decided before this.
 */
final class LayerMemory implements ShapeSource, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LayerMemory.class);
    private static final int FETCH_SIZE = 5_000;

    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final ShapeSource postgis;
    private final long maxBytes;
    private final Coordinate origin;
    private final LayerHoldings<LayerCopy, RuleMatch> holdings = new LayerHoldings<>("map-memory", this::next);

    /**
     * Nothing is read yet.
     *
     * @param postgis  asked for what is not held
     * @param maxBytes of all layers together
     * @param city     WGS 84 lon/lat box of the features
     */
    LayerMemory(DataSource dataSource, Catalogue catalogue, ShapeSource postgis, long maxBytes, Envelope city) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.postgis = postgis;
        this.maxBytes = maxBytes;
        origin = city.centre();
    }

    @Override
    public void read(LayerView view, RuleMatch match, Screen screen, double margin, Stop stop, Sink sink) {
        LayerCopy copy = view.asOf() == null
                        && view.filter() == Filter.INCLUDE
                        && view.style().isKept()
                        && view.access().naming(catalogue, view.layer()) == null
                ? holdings.find(view.layer(), match, held -> held.find(match) != null)
                : null;
        LayerCopy.Styled styled = copy == null ? null : copy.find(match);
        if (copy == null || styled == null) {
            postgis.read(view, match, screen, margin, stop, sink);
            return;
        }
        Envelope search = screen.search(margin);
        if (search != null) {
            copy.read(styled, search, screen, stop, sink);
        }
    }

    /** Whether a layer is in memory with nothing left to take in. */
    boolean holds(Layer layer) {
        return holdings.holds(layer);
    }

    /** Takes in that features have changed; of an unknown number if {@code keys} is null. */
    void changed(Layer layer, @Nullable List<String> keys) {
        holdings.changed(layer, keys);
    }

    private @Nullable LayerCopy next(Layer layer, @Nullable LayerCopy copy, List<String> keys, List<RuleMatch> wanted)
            throws SQLException {
        Set<RuleMatch> matches = new LinkedHashSet<>(wanted);
        LayerCopy base = copy;
        if (base == null || base.changedKeys().size() + keys.size() > LayerHoldings.MOST_CHANGES) {
            if (base != null) {
                matches.addAll(base.styles().keySet());
            }
            base = load(layer);
        } else if (!keys.isEmpty()) {
            base = change(layer, base, keys);
        }
        for (RuleMatch match : matches) {
            if (base != null && base.find(match) == null) {
                base = base.with(match, styled(layer, base, match));
            }
        }
        return base;
    }

    /** Reads all of a layer, or gives null if it does not fit. */
    private @Nullable LayerCopy load(Layer layer) throws SQLException {
        long others = holdings.others(layer, LayerCopy::bytes);
        ShapeStore store = new ShapeStore(origin.x, origin.y);
        Map<String, Integer> keys = new HashMap<>();
        String sql = "SELECT id, ST_AsBinary(geometry) FROM " + TableNames.table(layer)
                + " WHERE geometry IS NOT NULL ORDER BY id";
        boolean fits = rows(sql, null, rows -> {
            if (!store.add(rows.getBytes(2))) {
                return false;
            }
            keys.put(rows.getString(1), store.count() - 1);
            return (store.count() & 0xfff) != 0 || others + store.bytes() + 200L * store.count() < maxBytes;
        });
        if (!fits) {
            log.info("The layer {} is not held in memory: it does not fit", layer);
            return null;
        }
        store.trim();
        return new LayerCopy(
                store, store.index(), keys, new BitSet(), List.of(), new ShapeStore(origin.x, origin.y), Map.of());
    }

    private LayerCopy change(Layer layer, LayerCopy base, List<String> keys) throws SQLException {
        Set<String> all = new LinkedHashSet<>(base.changedKeys());
        keys.forEach(all::remove);
        all.addAll(keys);
        BitSet gone = (BitSet) base.gone().clone();
        for (String key : keys) {
            Integer feature = base.keys().get(key);
            if (feature != null) {
                gone.set(feature);
            }
        }
        ShapeStore changed = new ShapeStore(origin.x, origin.y);
        List<String> present = new ArrayList<>();
        String sql = "SELECT id, ST_AsBinary(geometry) FROM " + TableNames.table(layer)
                + " WHERE geometry IS NOT NULL AND id = ANY (?) ORDER BY id";
        boolean near = rows(sql, all, rows -> {
            present.add(rows.getString(1));
            return changed.add(rows.getBytes(2));
        });
        if (!near) {
            throw new IllegalStateException("A feature lies too far away to be held");
        }
        LayerCopy copy = new LayerCopy(base.store(), base.index(), base.keys(), gone, present, changed, Map.of());
        for (Map.Entry<RuleMatch, LayerCopy.Styled> style : base.styles().entrySet()) {
            RuleNumbers numbers = numbers(layer, style.getKey(), present, index(present));
            copy = copy.with(
                    style.getKey(), new LayerCopy.Styled(style.getValue().store(), numbers));
        }
        return copy;
    }

    private LayerCopy.Styled styled(Layer layer, LayerCopy copy, RuleMatch match) throws SQLException {
        return new LayerCopy.Styled(
                numbers(layer, match, null, copy.keys()),
                numbers(layer, match, copy.changedKeys(), index(copy.changedKeys())));
    }

    private static Map<String, Integer> index(List<String> keys) {
        Map<String, Integer> index = new HashMap<>();
        keys.forEach(key -> index.put(key, index.size()));
        return index;
    }

    /**
     * What a style makes of features.
     *
     * @param only  keys to ask for, or null for all
     * @param index where each key stands
     */
    private RuleNumbers numbers(Layer layer, RuleMatch match, @Nullable List<String> only, Map<String, Integer> index)
            throws SQLException {
        int[] numbers = new int[index.size()];
        Arrays.fill(numbers, match.noNumber());
        int wanted = match.properties().size();
        @Nullable String[][] values = wanted == 0 ? null : new @Nullable String[numbers.length][wanted];
        StringBuilder sql =
                new StringBuilder("SELECT id, ").append(match.column().text());
        match.properties()
                .forEach(name -> sql.append(", ").append(TableNames.quote(name)).append("::text"));
        sql.append(" FROM ").append(TableNames.table(layer));
        if (only != null) {
            sql.append(" WHERE id = ANY (?)");
        }
        try (Reading reading = new Reading(sql.toString(), match, only)) {
            while (reading.rows.next()) {
                Integer feature = index.get(reading.rows.getString(1));
                if (feature != null) {
                    numbers[feature] = match.number(reading.rows, 2);
                    for (int i = 0; values != null && i < wanted; i++) {
                        values[feature][i] = reading.rows.getString(3 + i);
                    }
                }
            }
        }
        return new RuleNumbers(numbers, values);
    }

    /** Takes a row. */
    private interface Row {
        /**
         * Takes the row that is at hand.
         *
         * @return false to stop
         */
        boolean take(ResultSet rows) throws SQLException;
    }

    private boolean rows(String sql, @Nullable Set<String> keys, Row row) throws SQLException {
        try (Reading reading = new Reading(sql, null, keys == null ? null : List.copyOf(keys))) {
            while (reading.rows.next()) {
                if (!row.take(reading.rows)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A statement in a read-only transaction. */
    private final class Reading implements AutoCloseable {
        private final Connection connection;
        private final PreparedStatement statement;
        private final ResultSet rows;

        Reading(String sql, @Nullable RuleMatch match, @Nullable List<String> keys) throws SQLException {
            connection = dataSource.getConnection();
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            statement = connection.prepareStatement(sql);
            statement.setFetchSize(FETCH_SIZE);
            statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
            int at = 1;
            if (match != null) {
                match.column().bind(connection, statement);
                at += match.column().parameters().size();
            }
            if (keys != null) {
                statement.setArray(at, connection.createArrayOf("text", keys.toArray()));
            }
            rows = statement.executeQuery();
        }

        @Override
        public void close() throws SQLException {
            try (connection;
                    statement;
                    rows) {
                rows.close();
                connection.rollback();
            }
        }
    }

    @Override
    public void close() {
        holdings.close();
    }
}
