package vn.huetwin.tiles.vector;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.query.Sql;
import vn.huetwin.ontology.query.TableNames;
import vn.huetwin.ontology.query.VisibleRows;
import vn.huetwin.ontology.store.FeatureMemory;
import vn.huetwin.tiles.map.Stop;

/** One vector tile (Mapbox Vector Tile 2.1): from memory if its layer is there, else by one statement. */
public final class VectorTiles {
    private static final Logger log = LoggerFactory.getLogger(VectorTiles.class);

    private static final int WGS84 = 4326;
    /** The box with the margin that drawn lines reach over. */
    private static final String EXPANDED = "ST_Expand(box.b, (ST_XMax(box.b) - ST_XMin(box.b)) / 64)";
    /** Degrees of a tile from which on everything is shown. */
    private static final double ALL_BELOW = 360.0 / (1 << 15);

    private static final int MAX_FEATURES = 20_000;
    private static final int MAX_PROPERTIES = 8;
    private final DataSource dataSource;
    private final Catalogue catalogue;
    private final MemoryTiles memory;

    public VectorTiles(DataSource dataSource, Catalogue catalogue, FeatureMemory memory) {
        this.dataSource = dataSource;
        this.catalogue = catalogue;
        this.memory = new MemoryTiles(memory);
    }

    /**
     * @param x column from the west, 0 to 2^z - 1
     * @param y row from the north
     * @param asOf what was valid then, or null for the present
     * @return the encoded tile; empty if nothing lies in it
     * @throws Stop.Stopped             if nobody waits for it any more, or it takes too long
     * @throws IllegalArgumentException if there is no such tile
     */
    public byte[] tile(
            Layer layer, TileGrid grid, int z, int x, int y, @Nullable Instant asOf, Access access, Stop stop)
            throws SQLException {
        if (!grid.has(z, x, y)) {
            throw new IllegalArgumentException("There is no tile " + z + "/" + x + "/" + y);
        }
        Envelope box = grid.box(z, x, y);
        double tile = grid.degrees(z);
        double least = tile <= ALL_BELOW ? 0 : tile / 512;
        List<String> names = properties(layer, access);
        byte[] held = asOf == null ? memory.tile(layer, names, box, grid, least, MAX_FEATURES, access, stop) : null;
        return held == null ? stored(layer, grid, box, names, least, asOf, access, stop) : held;
    }

    private byte[] stored(
            Layer layer,
            TileGrid grid,
            Envelope box,
            List<String> names,
            double least,
            @Nullable Instant asOf,
            Access access,
            Stop stop)
            throws SQLException {
        boolean degrees = grid.srid() == WGS84;
        StringBuilder columns = new StringBuilder();
        names.forEach(name -> columns.append(", ").append(TableNames.quote(name)));
        Sql from = VisibleRows.validAt(catalogue, layer, access, "id" + columns + ", geometry", asOf);
        String sql = "WITH box AS (SELECT ST_MakeEnvelope(?, ?, ?, ?, " + grid.srid() + ") AS b), rows AS (SELECT id"
                + columns + ", ST_AsMVTGeom(" + (degrees ? "geometry" : "ST_Transform(geometry, 3857)")
                + ", box.b, 4096, 64, true) AS geom FROM " + from.text() + " t, box WHERE t.geometry && "
                + (degrees ? EXPANDED : "ST_Transform(" + EXPANDED + ", 4326)") + visibleAt(layer) + importance(layer)
                + " LIMIT " + MAX_FEATURES
                + ") SELECT ST_AsMVT(rows, ?, 4096, 'geom') FROM rows WHERE geom IS NOT NULL";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(Math.max(1, (int) (stop.millisLeft() / 1_000)));
            statement.setDouble(1, box.getMinX());
            statement.setDouble(2, box.getMinY());
            statement.setDouble(3, box.getMaxX());
            statement.setDouble(4, box.getMaxY());
            int parameter = 5;
            for (Object value : from.parameters()) {
                statement.setObject(parameter++, value);
            }
            if (!visibleAt(layer).isEmpty()) {
                statement.setDouble(parameter++, least);
            }
            statement.setString(parameter, layer.name());
            return run(statement, stop);
        }
    }

    private static byte[] run(PreparedStatement statement, Stop stop) throws SQLException {
        Runnable cancel = () -> cancel(statement);
        stop.during(cancel);
        try (ResultSet rows = statement.executeQuery()) {
            byte[] tile = rows.next() ? rows.getBytes(1) : null;
            return tile == null ? new byte[0] : tile;
        } catch (SQLException e) {
            stop.check();
            throw e;
        } finally {
            stop.past(cancel);
        }
    }

    private static void cancel(PreparedStatement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            log.debug("A tile that nobody waits for runs to its end: {}", e.getMessage());
        }
    }

    /** A tile over the cap keeps the largest areas, the longest lines, and of points the same ones each time. */
    private static String importance(Layer layer) {
        return switch (layer.geometry().dimension()) {
            case 2 -> " ORDER BY ST_Area(t.geometry) DESC, id";
            case 1 -> " ORDER BY ST_Length(t.geometry) DESC, id";
            default -> " ORDER BY id";
        };
    }

    /** Areas and lines smaller than a pixel are left out. */
    private static String visibleAt(Layer layer) {
        return layer.geometry().dimension() > 0
                ? " AND ST_XMax(t.geometry) - ST_XMin(t.geometry) + ST_YMax(t.geometry) - ST_YMin(t.geometry) >= ?"
                : "";
    }

    /** The properties that the features in a tile have, for who asks. */
    public static List<String> properties(Layer layer, Access access) {
        Set<String> names = new LinkedHashSet<>();
        add(names, layer.titleProperty());
        add(names, layer.style().colourBy());
        add(names, layer.heightProperty());
        access.properties(layer).stream()
                .filter(p -> p.codeList() != null)
                .map(Property::name)
                .forEach(names::add);
        return names.stream()
                .filter(name -> {
                    Property property = layer.find(name);
                    return property != null && access.sees(property);
                })
                .limit(MAX_PROPERTIES)
                .toList();
    }

    private static void add(Set<String> names, @Nullable String name) {
        if (name != null) {
            names.add(name);
        }
    }
}
