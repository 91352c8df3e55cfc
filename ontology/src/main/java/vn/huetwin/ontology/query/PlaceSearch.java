package vn.huetwin.ontology.query;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;

/** Finds named places; case, diacritics and the placement of tone marks do not matter. */
public final class PlaceSearch {
    /** @param longitude WGS 84, degrees, of a point inside the place */
    public record Place(String layer, String key, String title, double longitude, double latitude) {}

    /** Layers with many features and no names worth searching. */
    private static final Set<String> LEFT_OUT =
            Set.of("building", "land_parcel", "incident", "observation", "building_permit", "sos_request");

    private final DataSource dataSource;
    private final Catalogue catalogue;

    public PlaceSearch(DataSource dataSource, Catalogue catalogue) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
    }

    public List<Place> find(String text, Access access, int limit) throws SQLException {
        List<Layer> layers = access.layers(catalogue).stream()
                .filter(l -> l.hasGeometry() && hasTitle(l, access) && !LEFT_OUT.contains(l.name()))
                .toList();
        String sql = layers.stream().map(layer -> part(layer, access)).collect(Collectors.joining(" UNION ALL "));
        String whole = "SELECT layer, id, title, ST_X(p), ST_Y(p) FROM (SELECT f.*, row_number() OVER (PARTITION BY"
                + " layer, title ORDER BY id) AS n FROM (" + sql + ") f) r WHERE n = 1 AND title IS NOT NULL"
                + " ORDER BY (fold(title) = fold(?)) DESC, (fold(title) LIKE fold(?) || '%') DESC, rank,"
                + " length(title), title LIMIT ?";
        List<Place> places = new ArrayList<>();
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(whole)) {
            int parameter = 1;
            String escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
            for (int i = 0; i < layers.size(); i++) {
                statement.setString(parameter++, escaped);
            }
            statement.setString(parameter++, text);
            statement.setString(parameter++, escaped);
            statement.setInt(parameter, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    places.add(new Place(
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getDouble(4),
                            rows.getDouble(5)));
                }
            }
        }
        return places;
    }

    private static boolean hasTitle(Layer layer, Access access) {
        String title = layer.titleProperty();
        Property property = title == null ? null : layer.find(title);
        return property != null && access.sees(property);
    }

    private String part(Layer layer, Access access) {
        String title = TableNames.quote(String.valueOf(layer.titleProperty()));
        return "(SELECT '" + layer.name() + "' AS layer, id, " + title + " AS title, ST_PointOnSurface(geometry) AS p, "
                + (layer.name().equals("ward") ? 0 : 1) + " AS rank FROM "
                + VisibleRows.present(catalogue, layer, access) + " t WHERE geometry IS NOT NULL AND fold(" + title
                + ") LIKE '%' || fold(?) || '%' LIMIT 200)";
    }

    /** About how many features a layer has, from the statistics of PostgreSQL: cheap, and exact for small layers. */
    public long estimate(Layer layer, Access access) {
        String sql = "SELECT CASE WHEN greatest(c.reltuples, 0) < 10000 THEN (SELECT count(*) FROM "
                + VisibleRows.present(catalogue, layer, access)
                + " visible) ELSE c.reltuples::bigint END FROM pg_class c WHERE c.oid = ?::regclass";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, TableNames.table(layer));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The size of " + layer.name() + " cannot be read", e);
        }
    }
}
