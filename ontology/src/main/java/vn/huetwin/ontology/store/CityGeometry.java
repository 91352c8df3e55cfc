package vn.huetwin.ontology.store;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.query.TableNames;

/**
 * The table {@code city_geometry}: the surfaces of city models, by the digest of their model. Whoever may see the row
 * that names a digest may see its surfaces.
 */
public final class CityGeometry {
    /** One surface of one model. */
    public record Entry(String model, int number, CitySurface surface) {}

    private static final String SELECT =
            "SELECT model, part, surface, lod, role, shell, ST_AsBinary(geometry), appearance"
                    + " FROM city_geometry WHERE model = ANY (?) ORDER BY model, number";
    private static final String COLUMNS = "model, number, part, surface, lod, role, shell, geometry, appearance";

    private final DataSource dataSource;

    public CityGeometry(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Adds what is not there yet and what a row of one of the layers names. The caller owns the transaction.
     *
     * @param owners layers with a column {@code model}
     * @return rows added
     */
    public static long write(Connection connection, Iterator<Entry> entries, List<Layer> owners) throws SQLException {
        if (owners.isEmpty()) {
            return 0;
        }
        String named = owners.stream()
                .map(layer -> "SELECT model FROM " + TableNames.table(layer))
                .collect(Collectors.joining(" UNION ALL "));
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMP TABLE stage_city_geometry (LIKE city_geometry) ON COMMIT DROP");
            copy(connection, entries);
            long added = statement.executeLargeUpdate("INSERT INTO city_geometry (" + COLUMNS + ") SELECT " + COLUMNS
                    + " FROM stage_city_geometry WHERE model IN (" + named + ") ON CONFLICT DO NOTHING");
            statement.execute("DROP TABLE stage_city_geometry");
            return added;
        }
    }

    private static void copy(Connection connection, Iterator<Entry> entries) throws SQLException {
        try (BinaryCopy copy =
                new BinaryCopy(connection, "COPY stage_city_geometry (" + COLUMNS + ") FROM STDIN (FORMAT binary)")) {
            while (entries.hasNext()) {
                Entry entry = entries.next();
                CitySurface surface = entry.surface();
                copy.startRow(9);
                copy.value(entry.model());
                copy.integer(entry.number());
                copy.value(surface.part());
                copy.value(surface.surface());
                copy.value(surface.lod());
                copy.value(surface.role());
                copy.integer(surface.shell());
                copy.solid(surface.geometry());
                CityAppearance appearance = surface.appearance();
                copy.value(appearance == null ? null : appearance.json());
            }
            copy.finish();
        } catch (IOException e) {
            throw new SQLException("Surfaces could not be sent to the database", e);
        }
    }

    /** The surfaces of models, in their order; models without any are missing. */
    public Map<String, List<CitySurface>> read(Collection<String> models) {
        Map<String, List<CitySurface>> found = new HashMap<>();
        if (models.isEmpty()) {
            return found;
        }
        WKBReader reader = new WKBReader(new GeometryFactory(new PrecisionModel(), 4326));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(SELECT)) {
            statement.setArray(1, connection.createArrayOf("text", models.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String appearance = rows.getString(8);
                    CitySurface surface = new CitySurface(
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getObject(6, Integer.class),
                            reader.read(rows.getBytes(7)),
                            appearance == null ? null : CityAppearance.parse(appearance));
                    found.computeIfAbsent(rows.getString(1), m -> new ArrayList<>())
                            .add(surface);
                }
            }
        } catch (SQLException | ParseException e) {
            throw new StoreException("The surfaces of city models could not be read", e);
        }
        return found;
    }
}
