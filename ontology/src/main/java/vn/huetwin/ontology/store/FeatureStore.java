package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.geotools.api.filter.Filter;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.FeatureId;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Feature;
import vn.huetwin.ontology.query.Columns;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.query.FilterException;
import vn.huetwin.ontology.query.FilterSql;
import vn.huetwin.ontology.query.Sql;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.query.VisibleRows;

/** Reads features. Every read says who asks; each query is one statement. */
public final class FeatureStore {
    /** EPSG code of {@code geometry_local}. */
    public static final int LOCAL_SRID = 9214;

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int MAX_VERSIONS = 1_000;
    private static final int VERSION_LENGTH = 16;

    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final Duration timeout;
    private final @Nullable FeatureMemory memory;

    /** Statements may run for a minute. */
    public FeatureStore(DataSource dataSource, Catalogue catalogue) {
        this(dataSource, catalogue, TIMEOUT);
    }

    /** @param timeout longest time for one statement, and for each block of rows of a cursor */
    public FeatureStore(DataSource dataSource, Catalogue catalogue, Duration timeout) {
        this(dataSource, catalogue, timeout, null);
    }

    private FeatureStore(DataSource dataSource, Catalogue catalogue, Duration timeout, @Nullable FeatureMemory memory) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.timeout = timeout;
        this.memory = memory;
    }

    /** The same, which answers from memory what it can. */
    public FeatureStore with(FeatureMemory features) {
        return new FeatureStore(dataSource, catalogue, timeout, features);
    }

    /**
     * Streams the answer.
     *
     * @throws vn.huetwin.ontology.catalogue.UnknownLayerException if the caller sees no such layer
     * @throws FilterException if the query names what is not there
     */
    public FeatureCursor query(FeatureQuery query) {
        return new RowCursor(rows(query), query.srid());
    }

    /** The same answer row by row with geometries as WKB, for writers that need no objects. */
    public FeatureRows rows(FeatureQuery query) {
        Layer layer = query.access().get(catalogue, query.layer());
        List<Property> properties = properties(layer, query);
        boolean geometry = query.withGeometry() && layer.hasGeometry();
        FeatureRows held = memory == null ? null : memory.rows(layer, properties, geometry, query);
        if (held != null) {
            return held;
        }
        List<Object> parameters = new ArrayList<>();
        String from = from(layer, query, parameters);
        return rows(layer, properties, geometry, select(layer, properties, geometry, query, from, parameters));
    }

    /**
     * Streams versions of the past, each with the end of its validity; those that were never valid are left out.
     *
     * @param query    its times are not looked at
     * @param believed only what is still believed; else also what was found to have been otherwise
     */
    public FeatureCursor past(FeatureQuery query, boolean believed) {
        Layer layer = query.access().get(catalogue, query.layer());
        List<Property> properties = properties(layer, query);
        boolean geometry = query.withGeometry() && layer.hasGeometry();
        String from = "(SELECT *, upper(valid) AS valid_to FROM " + VisibleRows.past(catalogue, layer, query.access())
                + " h" + (believed ? " WHERE known_until IS NULL AND NOT isempty(valid) AND NOT upper_inf(valid)" : "")
                + ") f";
        Sql sql = select(layer, properties, geometry, query, from, new ArrayList<>());
        return new RowCursor(rows(layer, properties, geometry, sql), query.srid());
    }

    private FeatureRows rows(Layer layer, List<Property> properties, boolean geometry, Sql sql) {
        return StatementRows.prepare(dataSource, layer, properties, geometry, sql, timeout);
    }

    private static List<Property> properties(Layer layer, FeatureQuery query) {
        List<Property> visible = query.access().properties(layer);
        List<String> wanted = query.properties();
        if (wanted == null) {
            return visible;
        }
        Columns columns = new Columns(layer, query.access());
        wanted.stream().filter(name -> !columns.isGeometry(name)).forEach(columns::type);
        return visible.stream().filter(p -> wanted.contains(p.name())).toList();
    }

    private static Sql select(
            Layer layer,
            List<Property> properties,
            boolean geometry,
            FeatureQuery query,
            String from,
            List<Object> parameters) {
        StringBuilder sql =
                new StringBuilder("SELECT id, ward_code, valid_from, recorded_at, position, batch, valid_to");
        sql.append(geometry ? ", ST_AsBinary(" + geometry(query.srid()) + ")" : ", NULL::bytea");
        properties.forEach(p -> sql.append(", ").append(TableNames.quote(p.name())));
        sql.append(" FROM ").append(from);
        where(layer, query, sql, parameters);
        sql.append(" ORDER BY ").append(order(layer, query));
        if (query.limit() != Long.MAX_VALUE) {
            sql.append(" LIMIT ?");
            parameters.add(query.limit());
        }
        if (query.offset() > 0) {
            sql.append(" OFFSET ?");
            parameters.add(query.offset());
        }
        return new Sql(sql.toString(), parameters);
    }

    private static String geometry(int srid) {
        return switch (srid) {
            case 4326 -> "geometry";
            case LOCAL_SRID -> "geometry_local";
            default -> "ST_Transform(geometry, " + srid + ")";
        };
    }

    /** The present, or what was valid at a time by what was known at a time: current rows and history. */
    private String from(Layer layer, FeatureQuery query, List<Object> parameters) {
        Instant asOf = query.asOf();
        Instant knownAt = query.knownAt();
        String present = VisibleRows.present(catalogue, layer, query.access());
        if (asOf == null && knownAt == null) {
            return "(SELECT *, NULL::timestamptz AS valid_to FROM " + present + " p) f";
        }
        String columns = VisibleRows.columns(layer);
        return "(SELECT " + columns + ", NULL::timestamptz AS valid_to FROM " + present + " p WHERE "
                + present(asOf, knownAt, parameters) + " UNION ALL SELECT " + columns + ", upper(valid) FROM "
                + VisibleRows.past(catalogue, layer, query.access()) + " h WHERE " + past(asOf, knownAt, parameters)
                + ") f";
    }

    private static String present(@Nullable Instant asOf, @Nullable Instant knownAt, List<Object> parameters) {
        List<String> conditions = new ArrayList<>();
        if (asOf != null) {
            conditions.add("valid_from <= ?");
            parameters.add(Timestamp.from(asOf));
        }
        if (knownAt != null) {
            conditions.add("coalesce(known_from, recorded_at) <= ?");
            parameters.add(Timestamp.from(knownAt));
        }
        return String.join(" AND ", conditions);
    }

    /** A version had no end for those who did not know of it yet. */
    private static String past(@Nullable Instant asOf, @Nullable Instant knownAt, List<Object> parameters) {
        if (knownAt == null) {
            parameters.add(Timestamp.from(Objects.requireNonNull(asOf)));
            return "valid @> ?::timestamptz AND known_until IS NULL";
        }
        Timestamp known = Timestamp.from(knownAt);
        parameters.addAll(List.of(known, known, known));
        String believed = "coalesce(known_from, recorded_at) <= ? AND (known_until IS NULL OR known_until > ?)";
        if (asOf == null) {
            return believed + " AND (end_known > ? OR upper_inf(valid))";
        }
        parameters.addAll(List.of(Timestamp.from(asOf), Timestamp.from(asOf)));
        return believed + " AND ((end_known > ? AND valid_from <= ?) OR valid @> ?::timestamptz)";
    }

    private static void where(Layer layer, FeatureQuery query, StringBuilder sql, List<Object> parameters) {
        List<String> conditions = new ArrayList<>();
        if (query.filter() != Filter.INCLUDE) {
            Sql filter = FilterSql.of(layer, query.filter(), query.access(), LOCAL_SRID);
            conditions.add(filter.text());
            parameters.addAll(filter.parameters());
        }
        if (query.after() != null) {
            conditions.add("id > ?");
            parameters.add(query.after());
        }
        if (!conditions.isEmpty()) {
            sql.append(" WHERE ").append(String.join(" AND ", conditions));
        }
    }

    private static String order(Layer layer, FeatureQuery query) {
        Columns columns = new Columns(layer, query.access());
        return query.order().stream()
                        .map(key -> columns.column(key.property()) + (key.descending() ? " DESC NULLS LAST, " : ", "))
                        .collect(Collectors.joining())
                + "id";
    }

    /** Exact number of features, whatever the paging of the query. */
    public long count(FeatureQuery query) {
        return count(query, Long.MAX_VALUE);
    }

    /** The same, but stops counting at {@code most}: an answer of {@code most} means that many or more. */
    public long count(FeatureQuery query, long most) {
        Layer layer = query.access().get(catalogue, query.layer());
        long held = memory == null ? -1 : memory.count(layer, query, most);
        if (held >= 0) {
            return held;
        }
        List<Object> parameters = new ArrayList<>();
        StringBuilder sql =
                new StringBuilder("SELECT count(*) FROM (SELECT FROM ").append(from(layer, query, parameters));
        where(layer, query.after(null), sql, parameters);
        sql.append(" LIMIT ?) counted");
        parameters.add(most);
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            new Sql(sql.toString(), parameters).bind(connection, statement);
            statement.setQueryTimeout(Math.max(1, (int) timeout.toSeconds()));
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        } catch (SQLException e) {
            throw new StoreException("The layer " + layer.name() + " cannot be counted", e);
        }
    }

    /** The present version, or null. */
    public @Nullable Feature find(FeatureId id, Access access) {
        Layer layer = access.get(catalogue, id.layer());
        List<Property> properties = access.properties(layer);
        StringBuilder sql = start(layer, properties, "NULL::timestamptz");
        sql.append(" FROM ")
                .append(VisibleRows.present(catalogue, layer, access))
                .append(" p WHERE id = ?");
        try (RowCursor cursor = new RowCursor(
                rows(layer, properties, layer.hasGeometry(), new Sql(sql.toString(), List.of(id.key()))), 4326)) {
            return cursor.hasNext() ? cursor.next() : null;
        }
    }

    /**
     * Names the present version of a feature: another one when anything of it has changed, also by what was learnt late.
     *
     * @return null if there is no such feature
     */
    public @Nullable String version(FeatureId id, Access access) {
        Layer layer = access.get(catalogue, id.layer());
        try (Connection connection = dataSource.getConnection()) {
            return version(connection, VisibleRows.present(catalogue, layer, access) + " p", id, "");
        } catch (SQLException e) {
            throw new StoreException("The version of " + id.layer() + "/" + id.key() + " cannot be read", e);
        }
    }

    /** The same within a transaction, in which nobody else changes the feature any more. */
    public static @Nullable String lock(Connection connection, Layer layer, String key) throws SQLException {
        return version(connection, TableNames.table(layer) + " p", new FeatureId(layer.name(), key), " FOR UPDATE");
    }

    private static @Nullable String version(Connection connection, String from, FeatureId id, String lock)
            throws SQLException {
        String sql = "SELECT md5(ROW(position, valid_from, recorded_at, known_from, ward_code, batch)::text) FROM "
                + from + " WHERE id = ?" + lock;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, id.key());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getString(1).substring(0, VERSION_LENGTH) : null;
            }
        }
    }

    /** All versions, newest first, the present one included. */
    public List<Feature> history(FeatureId id, Access access) {
        Layer layer = access.get(catalogue, id.layer());
        List<Property> properties = access.properties(layer);
        List<Feature> versions = new ArrayList<>();
        Feature present = find(id, access);
        if (present != null) {
            versions.add(present);
        }
        StringBuilder sql = start(layer, properties, "upper(valid)");
        sql.append(" FROM ")
                .append(VisibleRows.past(catalogue, layer, access))
                .append(" h WHERE id = ? AND known_until IS NULL ORDER BY valid_from DESC LIMIT " + MAX_VERSIONS);
        try (RowCursor cursor = new RowCursor(
                rows(layer, properties, layer.hasGeometry(), new Sql(sql.toString(), List.of(id.key()))), 4326)) {
            cursor.forEachRemaining(versions::add);
        }
        versions.sort(Comparator.comparingLong(Feature::position).reversed());
        return versions;
    }

    /** When the first version of features began, by key; those that never changed are missing. */
    public Map<String, Instant> beginnings(String layerName, Collection<String> keys, Access access) {
        Layer layer = access.get(catalogue, layerName);
        String sql = "SELECT id, min(valid_from) FROM " + VisibleRows.past(catalogue, layer, access)
                + " h WHERE id = ANY (?) AND known_until IS NULL GROUP BY id";
        Map<String, Instant> beginnings = new HashMap<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("text", keys.toArray()));
            statement.setQueryTimeout(Math.max(1, (int) timeout.toSeconds()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    beginnings.put(rows.getString(1), rows.getTimestamp(2).toInstant());
                }
            }
        } catch (SQLException e) {
            throw new StoreException("The history of " + layer.name() + " cannot be read", e);
        }
        return beginnings;
    }

    private static StringBuilder start(Layer layer, List<Property> properties, String validTo) {
        StringBuilder sql =
                new StringBuilder("SELECT id, ward_code, valid_from, recorded_at, position, batch, ").append(validTo);
        sql.append(layer.hasGeometry() ? ", ST_AsBinary(geometry)" : ", NULL::bytea");
        properties.forEach(p -> sql.append(", ").append(TableNames.quote(p.name())));
        return sql;
    }

    /** From when to when; either end is null where nothing is known. */
    public record Period(@Nullable Instant begin, @Nullable Instant end) {}

    /** The times that the features of a layer tell in its time property; unknown if the caller sees none. */
    public Period period(String layerName, Access access) {
        Layer layer = access.get(catalogue, layerName);
        String time = layer.timeProperty();
        Property property = time == null ? null : layer.find(time);
        if (property == null || !access.sees(property)) {
            return new Period(null, null);
        }
        String column = TableNames.quote(property.name());
        String sql = "SELECT min(" + column + ")::timestamptz, max(" + column + ")::timestamptz FROM "
                + VisibleRows.present(catalogue, layer, access) + " p";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            Timestamp begin = rows.getTimestamp(1);
            Timestamp end = rows.getTimestamp(2);
            return new Period(begin == null ? null : begin.toInstant(), end == null ? null : end.toInstant());
        } catch (SQLException e) {
            throw new StoreException("The times of " + layerName + " cannot be read", e);
        }
    }

    /**
     * WGS 84 lon/lat box of a layer, or null if it is empty or has no geometry. Read from the head of the spatial
     * index, so cheap at any size; rounded outwards, and too large while it remembers features that are gone.
     */
    public @Nullable Envelope bounds(String layerName, Access access) {
        Layer layer = access.get(catalogue, layerName);
        if (!layer.hasGeometry()) {
            return null;
        }
        String sql = "SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b)"
                + " FROM (SELECT _postgis_index_extent(?::regclass, 'geometry') AS b) e WHERE b IS NOT NULL";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, TableNames.table(layer));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? new Envelope(rows.getDouble(1), rows.getDouble(3), rows.getDouble(2), rows.getDouble(4))
                        : null;
            }
        } catch (SQLException e) {
            throw new StoreException("The bounds of " + layerName + " cannot be read", e);
        }
    }
}
