package vn.huetwin.ontology.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.catalogue.Verb;
import vn.huetwin.ontology.query.TableNames;

/**
 * Brings the layer tables in line with the catalogue: creates what is missing, adds columns, and refuses any
 * change that would lose data. All in one transaction.
 */
public final class LayerTables {
    private static final Logger log = LoggerFactory.getLogger(LayerTables.class);

    /** Per cent of a page that is filled at first: what is updated finds room beside, and no index changes. */
    private static final int FILL = 90;
    /** The same where events are what changes a layer: a report changes five times. */
    private static final int FILL_OF_EVENTS = 70;

    /** How keys are compared, and what refers to them: with another collation an index on it would not find keys. */
    private static final String KEY = "text COLLATE \"C\"";

    private final Catalogue catalogue;
    private final int localSrid;

    /** @param localSrid EPSG code of the city's metric CRS */
    public LayerTables(Catalogue catalogue, int localSrid) {
        this.catalogue = catalogue;
        this.localSrid = localSrid;
    }

    /** @throws LayerChangeException if the declarations cannot be followed without losing data; nothing is changed */
    public void sync(Connection connection) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_xact_lock(46000001)");
            }
            Map<String, Map<String, String>> present = columns(connection, "layer");
            refuseForgottenLayers(connection, present.keySet());
            Set<String> compared = comparedAsKeys(connection);
            for (Layer layer : catalogue.layers()) {
                Map<String, String> columns = present.get(layer.name());
                if (columns == null) {
                    create(connection, layer);
                } else {
                    alter(connection, layer, columns);
                    compareAsKeys(connection, layer, columns.keySet(), compared);
                }
            }
            for (Layer layer : catalogue.layers()) {
                for (Property property : NearestFinder.properties(layer)) {
                    Map<String, String> columns = present.get(layer.name());
                    if (columns != null && !columns.containsKey(property.name())) {
                        NearestFinder.findAll(connection, layer, property);
                    }
                }
                RareProperties.index(connection, layer);
            }
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Tells the database's planner what a layer holds now: after a load, outside a transaction. */
    public static void analyze(Connection connection, Layer layer) throws SQLException {
        execute(connection, "VACUUM ANALYZE " + TableNames.table(layer));
        execute(connection, "ANALYZE " + TableNames.history(layer));
        RareProperties.index(connection, layer);
    }

    private void refuseForgottenLayers(Connection connection, Set<String> tables) throws SQLException {
        for (String table : tables) {
            if (catalogue.find(table) == null) {
                if (isEmpty(connection, "layer." + TableNames.quote(table))
                        && isEmpty(connection, "layer_history." + TableNames.quote(table))) {
                    execute(connection, "DROP TABLE layer." + TableNames.quote(table));
                    execute(connection, "DROP TABLE layer_history." + TableNames.quote(table));
                } else {
                    throw new LayerChangeException("The layer '" + table + "' holds data but is no longer declared."
                            + " Put its declaration back, or export it and drop its tables by hand");
                }
            }
        }
    }

    private void create(Connection connection, Layer layer) throws SQLException {
        List<String> columns = new ArrayList<>();
        columns.add("id " + KEY + " PRIMARY KEY");
        if (layer.hasGeometry()) {
            columns.add("geometry geometry(" + layer.geometry().simpleFeatures() + ",4326)");
            columns.add("geometry_local geometry(" + layer.geometry().simpleFeatures() + "," + localSrid
                    + ") GENERATED ALWAYS AS (ST_Transform(geometry, " + localSrid + ")) STORED");
        }
        for (Property property : layer.properties()) {
            columns.add(TableNames.quote(property.name()) + " " + type(property));
        }
        columns.add("ward_code " + KEY);
        columns.add("valid_from timestamptz NOT NULL");
        columns.add("recorded_at timestamptz NOT NULL");
        columns.add("position bigint NOT NULL");
        columns.add("batch text NOT NULL");
        execute(
                connection,
                "CREATE TABLE " + TableNames.table(layer) + " (" + String.join(", ", columns)
                        + ", known_from timestamptz) WITH (fillfactor = "
                        + (layer.verbs().isEmpty() && !layer.derived() ? FILL : FILL_OF_EVENTS) + ")");
        List<String> past = new ArrayList<>(columns);
        past.set(0, "id " + KEY + " NOT NULL");
        past.replaceAll(c -> c.startsWith("geometry_local") ? c.substring(0, c.indexOf(" GENERATED")) : c);
        past.add("valid tstzrange NOT NULL");
        past.add("known_from timestamptz");
        past.add("end_known timestamptz");
        past.add("known_until timestamptz");
        execute(connection, "CREATE TABLE " + TableNames.history(layer) + " (" + String.join(", ", past) + ")");
        index(connection, layer);
        log.info(
                "Layer {}: table created with {} properties",
                layer.name(),
                layer.properties().size());
    }

    private static String type(Property property) {
        return property.references() == null ? property.type().sql() : KEY;
    }

    private void index(Connection connection, Layer layer) throws SQLException {
        String table = TableNames.table(layer);
        if (layer.hasGeometry()) {
            execute(connection, "CREATE INDEX ON " + table + " USING gist (geometry)");
            execute(connection, "CREATE INDEX ON " + table + " USING gist (geometry_local)");
            execute(connection, "CREATE INDEX ON " + TableNames.history(layer) + " USING gist (geometry)");
            indexPastDistances(connection, layer);
        }
        execute(connection, "CREATE INDEX ON " + table + " (ward_code)");
        indexTime(connection, layer);
        for (Property property : layer.properties()) {
            indexReference(connection, layer, property);
        }
        indexNewest(connection, layer);
        execute(connection, "CREATE INDEX ON " + TableNames.history(layer) + " (id)");
        // GiST answers the same, but takes 0.1 ms for each version that events add
        execute(connection, "CREATE INDEX ON " + TableNames.history(layer) + " USING spgist (valid)");
    }

    /**
     * Without it the past is searched by distance row by row; tables of earlier releases lack it. {@code IF NOT EXISTS} would
     * lock the table before it looks, and tools open the city of a server that is writing.
     */
    private static void indexPastDistances(Connection connection, Layer layer) throws SQLException {
        String index = TableNames.quote(layer.name() + "_geometry_local_idx");
        if (isMissing(connection, "layer_history." + index)) {
            execute(
                    connection,
                    "CREATE INDEX " + index + " ON " + TableNames.history(layer) + " USING spgist (geometry_local)");
        }
    }

    private static boolean isMissing(Connection connection, String relation) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NULL")) {
            statement.setString(1, relation);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    /**
     * Who asks for what happened in a time mostly counts it by ward and by what it is coloured by, so both stand in the
     * index and no row has to be looked up. A state does not: an update of an indexed column is a new row for all
     * indexes. Tables of earlier releases have an index of the time alone.
     */
    private static void indexTime(Connection connection, Layer layer) throws SQLException {
        String time = layer.timeProperty();
        String index = TableNames.quote(layer.name() + "_" + time + "_counted_idx");
        if (time == null || !isMissing(connection, "layer." + index)) {
            return;
        }
        String kind = layer.style().colourBy();
        Property property = kind == null || kind.equals(Verb.STATE) ? null : layer.find(kind);
        execute(
                connection,
                "CREATE INDEX " + index + " ON " + TableNames.table(layer) + " ("
                        + TableNames.quote(time) + ") INCLUDE (ward_code"
                        + (property == null || property.codeList() == null
                                ? ""
                                : ", " + TableNames.quote(property.name()))
                        + ")");
        execute(connection, "DROP INDEX IF EXISTS layer." + TableNames.quote(layer.name() + "_" + time + "_idx"));
    }

    private static void indexReference(Connection connection, Layer layer, Property property) throws SQLException {
        if (property.references() != null) {
            if (!isTimed(layer, property)) {
                indexReference(connection, TableNames.table(layer), property.name());
            }
            indexReference(connection, TableNames.history(layer), property.name());
        }
    }

    /** Whether it refers to what something has happened to, such as the station that has measured. */
    private static boolean isTimed(Layer layer, Property property) {
        return property.references() != null
                && layer.timeProperty() != null
                && !property.name().equals(layer.timeProperty());
    }

    /**
     * What refers to a feature is in the order of time for each, so that its newest is found by one look, such as the
     * last value of each station. Tables of earlier releases have an index of the reference alone.
     */
    private static void indexNewest(Connection connection, Layer layer) throws SQLException {
        for (Property property : layer.properties()) {
            if (!isTimed(layer, property)) {
                continue;
            }
            String reference = layer.name() + "_" + property.name();
            String index = TableNames.quote(reference + "_newest_idx");
            if (isMissing(connection, "layer." + index)) {
                String column = TableNames.quote(property.name());
                execute(
                        connection,
                        "CREATE INDEX " + index + " ON " + TableNames.table(layer) + " (" + column + ", "
                                + TableNames.quote(Objects.requireNonNull(layer.timeProperty())) + ") WHERE " + column
                                + " IS NOT NULL");
                execute(connection, "DROP INDEX IF EXISTS layer." + TableNames.quote(reference + "_idx"));
            }
        }
    }

    /** Most features refer to few others, and who asks for what refers to one does not ask for nothing. */
    private static void indexReference(Connection connection, String table, String property) throws SQLException {
        String column = TableNames.quote(property);
        execute(connection, "CREATE INDEX ON " + table + " (" + column + ") WHERE " + column + " IS NOT NULL");
    }

    /** Tables of earlier releases compare references in another way than keys, and do not index those of the past. */
    private static void compareAsKeys(Connection connection, Layer layer, Set<String> present, Set<String> compared)
            throws SQLException {
        List<String> columns = new ArrayList<>(List.of("ward_code"));
        layer.properties().stream().filter(p -> p.references() != null).forEach(p -> columns.add(p.name()));
        for (String column : columns) {
            if (!present.contains(column) || compared.contains(layer.name() + "." + column)) {
                continue;
            }
            String quoted = TableNames.quote(column);
            for (String table : List.of(TableNames.table(layer), TableNames.history(layer))) {
                execute(connection, "ALTER TABLE " + table + " ALTER COLUMN " + quoted + " TYPE " + KEY);
            }
            if (!column.equals("ward_code")) {
                indexReference(connection, TableNames.history(layer), column);
            }
        }
    }

    /** Columns that are compared as keys are, each after the name of its layer and a dot. */
    private static Set<String> comparedAsKeys(Connection connection) throws SQLException {
        Set<String> found = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT c.relname || '.' || a.attname FROM pg_class c"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid"
                        + " JOIN pg_collation k ON k.oid = a.attcollation"
                        + " WHERE n.nspname = 'layer' AND k.collname = 'C'")) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    private void alter(Connection connection, Layer layer, Map<String, String> columns) throws SQLException {
        checkGeometry(connection, layer, columns);
        if (!columns.containsKey("known_from")) {
            addKnowledge(connection, layer);
        }
        if (layer.hasGeometry()) {
            indexPastDistances(connection, layer);
        }
        Set<String> forgotten = new TreeSet<>(columns.keySet());
        forgotten.removeAll(Layer.SYSTEM_COLUMNS);
        for (Property property : layer.properties()) {
            forgotten.remove(property.name());
            String type = columns.get(property.name());
            if (type == null) {
                for (String table : List.of(TableNames.table(layer), TableNames.history(layer))) {
                    execute(
                            connection,
                            "ALTER TABLE " + table + " ADD COLUMN " + TableNames.quote(property.name()) + " "
                                    + type(property));
                }
                indexReference(connection, layer, property);
                log.info("Layer {}: column {} added", layer.name(), property.name());
            } else if (!type.equals(property.type().sql())) {
                retype(connection, layer, property, type);
            }
        }
        for (String column : forgotten) {
            dropIfUnused(connection, layer, column);
        }
        indexTime(connection, layer);
        indexNewest(connection, layer);
    }

    /** For tables made before it was kept when versions were known. */
    private static void addKnowledge(Connection connection, Layer layer) throws SQLException {
        execute(
                connection,
                "ALTER TABLE " + TableNames.table(layer) + " ADD COLUMN IF NOT EXISTS known_from timestamptz");
        execute(
                connection,
                "ALTER TABLE " + TableNames.history(layer) + " ADD COLUMN IF NOT EXISTS known_from timestamptz,"
                        + " ADD COLUMN IF NOT EXISTS end_known timestamptz,"
                        + " ADD COLUMN IF NOT EXISTS known_until timestamptz");
    }

    private void checkGeometry(Connection connection, Layer layer, Map<String, String> columns) throws SQLException {
        String wanted = layer.hasGeometry() ? "geometry(" + layer.geometry().simpleFeatures() + ",4326)" : "none";
        String found = columns.getOrDefault("geometry", "none");
        if (found.equals(wanted)) {
            return;
        }
        if (isEmpty(connection, TableNames.table(layer)) && isEmpty(connection, TableNames.history(layer))) {
            execute(connection, "DROP TABLE " + TableNames.table(layer));
            execute(connection, "DROP TABLE " + TableNames.history(layer));
            create(connection, layer);
            return;
        }
        throw new LayerChangeException("Layer '" + layer.name() + "' holds data of the type " + found
                + " and is now declared as " + wanted + ". Declare a new layer and import into it instead");
    }

    private void retype(Connection connection, Layer layer, Property property, String type) throws SQLException {
        String wanted = property.type().sql();
        String column = TableNames.quote(property.name());
        boolean widening = wanted.equals("text") || (type.equals("bigint") && wanted.equals("double precision"));
        boolean unused = isNull(connection, TableNames.table(layer), column)
                && isNull(connection, TableNames.history(layer), column);
        if (!widening && !unused) {
            throw new LayerChangeException("Layer '" + layer.name() + "': property '" + property.name() + "' holds "
                    + type + " and is now declared as " + wanted
                    + ", which would lose data. Declare a property with another name");
        }
        for (String table : List.of(TableNames.table(layer), TableNames.history(layer))) {
            execute(
                    connection,
                    "ALTER TABLE " + table + " ALTER COLUMN " + column + " TYPE " + wanted + " USING " + column
                            + "::text::" + wanted);
        }
        log.info("Layer {}: column {} is now {}", layer.name(), property.name(), wanted);
    }

    private void dropIfUnused(Connection connection, Layer layer, String column) throws SQLException {
        String quoted = TableNames.quote(column);
        if (!isNull(connection, TableNames.table(layer), quoted)
                || !isNull(connection, TableNames.history(layer), quoted)) {
            throw new LayerChangeException("Layer '" + layer.name() + "': property '" + column
                    + "' holds data but is no longer declared. Put its declaration back, or export the layer and"
                    + " empty the column first");
        }
        for (String table : List.of(TableNames.table(layer), TableNames.history(layer))) {
            execute(connection, "ALTER TABLE " + table + " DROP COLUMN " + quoted);
        }
    }

    private static boolean isEmpty(Connection connection, String table) throws SQLException {
        return !exists(connection, "SELECT EXISTS (SELECT FROM " + table + ")");
    }

    private static boolean isNull(Connection connection, String table, String column) throws SQLException {
        return !exists(connection, "SELECT EXISTS (SELECT FROM " + table + " WHERE " + column + " IS NOT NULL)");
    }

    private static boolean exists(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Map<String, Map<String, String>> columns(Connection connection, String schema) throws SQLException {
        String sql = """
                SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
                WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
                ORDER BY c.relname, a.attnum""";
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    tables.computeIfAbsent(rows.getString(1), t -> new LinkedHashMap<>())
                            .put(
                                    rows.getString(2),
                                    rows.getString(3).replace("timestamp with time zone", "timestamptz"));
                }
            }
        }
        return tables;
    }
}
