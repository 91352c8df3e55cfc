package vn.huetwin.ontology.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.LocationRule;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.TableNames;

/**
 * Finds what features lie in or next to: {@code def:nearestWithin} of a property names the layer by {@code def:references}
 * and how many metres away it may be, 0 for what contains the point. Distances are in the city's metric CRS. Of parcels
 * on both sides of an edge the lowest key counts, so that each point has one at most; a point that rounding took out of
 * both lies in the nearer. A place that words told has none.
 */
final class NearestFinder {
    /** What rounding may take a point off an edge. */
    private static final double EDGE_METRES = 0.01;
    /** Numbers of changed features from which all that refer to their layer are looked at again. */
    private static final int MANY = 5_000;

    private NearestFinder() {}

    /** The properties of the layer that are found so. */
    static List<Property> properties(Layer layer) {
        return layer.properties().stream()
                .filter(p -> p.nearestMetres() != null)
                .toList();
    }

    /**
     * Looks all points up in one statement.
     *
     * @param points WGS 84; other geometries are left out
     * @return for each point, by its identity, the keys in the order of {@link #properties}; null where nothing is near
     */
    static IdentityHashMap<Geometry, @Nullable String[]> find(
            Connection connection, Layer layer, Collection<? extends Geometry> points) throws SQLException {
        List<Point> all = points.stream()
                .filter(Point.class::isInstance)
                .map(Point.class::cast)
                .filter(p -> !p.isEmpty())
                .toList();
        IdentityHashMap<Geometry, @Nullable String[]> found = new IdentityHashMap<>();
        List<Property> properties = properties(layer);
        if (all.isEmpty() || properties.isEmpty()) {
            return found;
        }
        String sql = "SELECT k.n"
                + properties.stream().map(p -> ", " + nearest(p, "k.g", "k.p")).collect(Collectors.joining())
                + " FROM (SELECT n, g, ST_Transform(g, " + FeatureStore.LOCAL_SRID
                + ") AS p FROM (SELECT n, ST_SetSRID(ST_MakePoint(x, y), 4326) AS g FROM unnest(?::float8[], ?::float8[])"
                + " WITH ORDINALITY AS u(x, y, n) OFFSET 0) given OFFSET 0) k";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "float8", all.stream().map(Point::getX).toArray(Double[]::new)));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "float8", all.stream().map(Point::getY).toArray(Double[]::new)));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    @Nullable String[] keys = new @Nullable String[properties.size()];
                    for (int i = 0; i < keys.length; i++) {
                        keys[i] = rows.getString(2 + i);
                    }
                    found.put(all.get(rows.getInt(1) - 1), keys);
                }
            }
        }
        return found;
    }

    /** Fills the columns of rows that are staged for a layer. */
    static void fill(Connection connection, Layer layer, String stage) throws SQLException {
        List<Property> properties = properties(layer);
        if (!properties.isEmpty()) {
            String local = "ST_Transform(s.geometry, " + FeatureStore.LOCAL_SRID + ")";
            update(
                    connection,
                    "UPDATE " + stage + " s SET "
                            + properties.stream()
                                    .map(p -> TableNames.quote(p.name()) + " = "
                                            + unlessGuessed(layer, "s", p, "s.geometry", local))
                                    .collect(Collectors.joining(", ")));
        }
    }

    /** After a column was added: finds it for all that the layer holds. */
    static void findAll(Connection connection, Layer layer, Property property) throws SQLException {
        update(connection, relocation(layer, property, ""));
    }

    /** Features of a layer have changed, come or gone: what refers to them or is near them now is looked at again. */
    static void changed(Connection connection, Catalogue catalogue, Layer changed, Collection<String> keys)
            throws SQLException {
        for (Layer layer : catalogue.layers()) {
            for (Property property : properties(layer)) {
                if (!changed.name().equals(property.references()) || keys.isEmpty()) {
                    continue;
                }
                if (keys.size() > MANY) {
                    findAll(connection, layer, property);
                    continue;
                }
                String near = " AND f.id IN (SELECT r.id FROM " + TableNames.table(layer) + " r WHERE r."
                        + TableNames.quote(property.name()) + " = ANY (?) UNION SELECT r.id FROM "
                        + TableNames.table(changed) + " a JOIN " + TableNames.table(layer)
                        + " r ON ST_DWithin(r.geometry_local, a.geometry_local, " + metres(property)
                        + ") WHERE a.id = ANY (?))";
                Array all = connection.createArrayOf("text", keys.toArray(String[]::new));
                update(connection, relocation(layer, property, near), all, all);
            }
        }
    }

    /** Whether some layer refers so to what is near of this one. */
    static boolean isAskedFor(Catalogue catalogue, Layer layer) {
        return catalogue.layers().stream()
                .flatMap(l -> properties(l).stream())
                .anyMatch(p -> layer.name().equals(p.references()));
    }

    private static String relocation(Layer layer, Property property, String condition) {
        String column = TableNames.quote(property.name());
        return "UPDATE " + TableNames.table(layer) + " t SET " + column + " = n.found FROM (SELECT f.id, "
                + unlessGuessed(layer, "f", property, "f.geometry", "f.geometry_local") + " AS found FROM "
                + TableNames.table(layer) + " f WHERE f.geometry IS NOT NULL" + condition + ") n WHERE t.id = n.id"
                + " AND t." + column + " IS DISTINCT FROM n.found";
    }

    private static String unlessGuessed(Layer layer, String row, Property property, String place, String local) {
        LocationRule rule = layer.location();
        String nearest = nearest(property, place, local);
        return rule == null
                ? nearest
                : "CASE WHEN " + row + '.' + TableNames.quote(rule.match()) + " IS NULL THEN " + nearest + " END";
    }

    /** What contains it is seen in WGS 84, where edges are straight as they were drawn. */
    private static String nearest(Property property, String place, String local) {
        String table = "layer." + TableNames.quote(Objects.requireNonNull(property.references()));
        double metres = Objects.requireNonNull(property.nearestMetres());
        String near = "(SELECT a.id FROM " + table + " a WHERE ST_DWithin(a.geometry_local, " + local + ", "
                + Math.max(EDGE_METRES, metres) + ") ORDER BY ST_Distance(a.geometry_local, " + local
                + "), a.id LIMIT 1)";
        return metres > 0
                ? near
                : "coalesce((SELECT min(a.id) FROM " + table + " a WHERE ST_Intersects(a.geometry, " + place + ")), "
                        + near + ")";
    }

    private static double metres(Property property) {
        return Math.max(EDGE_METRES, Objects.requireNonNull(property.nearestMetres()));
    }

    private static void update(Connection connection, String sql, Array... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setArray(i + 1, parameters[i]);
            }
            statement.executeUpdate();
        }
    }

    /** Keys of the rows that were written at a position. */
    static List<String> written(Connection connection, Layer layer, long position) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT id FROM " + TableNames.table(layer) + " WHERE position = " + position)) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys;
    }
}
