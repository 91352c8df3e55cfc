package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ontology.catalogue.FeatureId;

/**
 * {@code gml:description}, {@code gml:identifier} and {@code gml:name} of features that were given some (OGC 07-036, clause
 * 9.4.1). Few are, so all are kept in memory. One process writes them. Safe for several threads.
 */
public final class GmlProperties {
    /** Features that may have some. */
    public static final int MOST_FEATURES = 100_000;
    /** Characters of a value or a code space. */
    public static final int LONGEST = 4_000;

    /** In the order of {@code gml:AbstractGMLType}. */
    public enum Name {
        DESCRIPTION,
        IDENTIFIER,
        NAME;

        private final String local = name().toLowerCase(Locale.ROOT);

        /** Its name in XML, without a prefix. */
        public String local() {
            return local;
        }

        /** The one of a local name, or null. */
        public static @Nullable Name find(String local) {
            for (Name name : values()) {
                if (name.local.equals(local)) {
                    return name;
                }
            }
            return null;
        }
    }

    /** @param codeSpace who gave it, or null */
    public record Value(@Nullable String codeSpace, String text) {}

    /**
     * What is to become of the properties of a feature.
     *
     * @param whole  whether those that are not named go
     * @param values by name; null for one that goes
     */
    public record Change(FeatureId feature, boolean whole, Map<Name, @Nullable Value> values) {}

    private final DataSource dataSource;
    private volatile @Nullable Map<String, Map<String, Map<Name, Value>>> known;

    public GmlProperties(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * By the key of the feature; empty if no feature of the layer has any.
     *
     * @throws StoreException if they cannot be read
     */
    public Map<String, Map<Name, Value>> of(String layer) {
        try {
            return all().getOrDefault(layer, Map.of());
        } catch (SQLException e) {
            throw new StoreException("The standard properties of " + layer + " cannot be read", e);
        }
    }

    /** Features that have some. */
    public int size() throws SQLException {
        return all().values().stream().mapToInt(Map::size).sum();
    }

    private Map<String, Map<String, Map<Name, Value>>> all() throws SQLException {
        Map<String, Map<String, Map<Name, Value>>> read = known;
        return read == null ? load() : read;
    }

    private synchronized Map<String, Map<String, Map<Name, Value>>> load() throws SQLException {
        if (known != null) {
            return known;
        }
        Map<String, Map<String, Map<Name, Value>>> read = new ConcurrentHashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT layer, id, name, code_space, value FROM gml_property");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Name name = Name.find(rows.getString(3));
                if (name != null) {
                    read.computeIfAbsent(rows.getString(1), layer -> new ConcurrentHashMap<>())
                            .computeIfAbsent(rows.getString(2), key -> new EnumMap<>(Name.class))
                            .put(name, new Value(rows.getString(4), rows.getString(5)));
                }
            }
        }
        known = read;
        return read;
    }

    /** Writes changes in the transaction of a connection; {@link #committed} makes them seen. */
    public static void write(Connection connection, Collection<Change> changes) throws SQLException {
        try (PreparedStatement clear = connection.prepareStatement(
                        "DELETE FROM gml_property WHERE layer = ? AND id = ? AND name = ?");
                PreparedStatement put = connection.prepareStatement(
                        "INSERT INTO gml_property (layer, id, name, code_space, value) VALUES (?, ?, ?, ?, ?)")) {
            for (Change change : changes) {
                for (Name name : Name.values()) {
                    if (change.whole() || change.values().containsKey(name)) {
                        bind(clear, change.feature(), name);
                        clear.execute();
                    }
                    Value value = change.values().get(name);
                    if (value != null) {
                        bind(put, change.feature(), name);
                        put.setString(4, value.codeSpace());
                        put.setString(5, value.text());
                        put.execute();
                    }
                }
            }
        }
    }

    private static void bind(PreparedStatement statement, FeatureId feature, Name name) throws SQLException {
        statement.setString(1, feature.layer());
        statement.setString(2, feature.key());
        statement.setString(3, name.local());
    }

    /** Takes in what has been written and committed. */
    public synchronized void committed(List<Change> changes) throws SQLException {
        Map<String, Map<String, Map<Name, Value>>> all = all();
        for (Change change : changes) {
            Map<String, Map<Name, Value>> layer =
                    all.computeIfAbsent(change.feature().layer(), name -> new ConcurrentHashMap<>());
            layer.compute(change.feature().key(), (key, before) -> {
                Map<Name, Value> after = new EnumMap<>(Name.class);
                if (before != null && !change.whole()) {
                    after.putAll(before);
                }
                change.values().forEach((name, value) -> {
                    if (value == null) {
                        after.remove(name);
                    } else {
                        after.put(name, value);
                    }
                });
                return after.isEmpty() ? null : after;
            });
        }
    }
}
