package vn.huetwin.tiles.solid;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.CityAppearance;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.CitySurface;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.store.VersionWriter;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.tiles.height.Ground;

/** Buildings in a real database, and their tileset in a folder. */
final class BuiltCity implements AutoCloseable {
    static final double WEST = 107.58;
    static final double SOUTH = 16.46;
    private static final double METRE_EAST = 1 / 106_700.0;
    private static final double METRE_NORTH = 1 / 110_600.0;
    private final WKTReader reader = new WKTReader(new GeometryFactory(new PrecisionModel(), 4326));

    private final Catalogue catalogue = CatalogueReader.read();
    private final Database database = TestPostgis.database();
    private final Path folder;
    private final Theme theme;
    final TileFolder files;
    final Tileset tileset;
    /** What it is built on from the next time on. */
    Ground ground = Ground.FLAT;

    private long position;

    BuiltCity(Path folder) throws SQLException {
        this(folder, Theme.BUILDINGS);
    }

    BuiltCity(Path folder, Theme theme) throws SQLException {
        this.theme = theme;
        this.folder = folder;
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        files = new TileFolder(folder);
        tileset = in(files);
    }

    /** The tileset of a later server, on the same folder. */
    Tileset later() throws IOException {
        Tileset later = in(new TileFolder(folder));
        later.open();
        return later;
    }

    /** The same city's tileset in another folder. */
    Tileset in(TileFolder other) {
        return new Tileset(
                theme,
                new FeatureStore(database.dataSource(), catalogue),
                new CityGeometry(database.dataSource()),
                catalogue,
                other,
                () -> ground);
    }

    /** Metres east and north of a corner in the middle of Huế. */
    Verdict.Checked box(String key, double east, double north, double size, double height) {
        double w = WEST + east * METRE_EAST;
        double s = SOUTH + north * METRE_NORTH;
        double e = w + size * METRE_EAST;
        double n = s + size * METRE_NORTH;
        return building(
                key, "POLYGON ((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))".formatted(w, s, e, n), height);
    }

    /**
     * A house of 10 × 8 m on ground 3 m above the sea, eaves at 5 m, ridge at 9 m; the side of its ridge has a hole of 1 m².
     * Its surfaces are stored; its row is given back.
     */
    Verdict.Checked gabled(String key) throws SQLException {
        return modelled(key, GABLED);
    }

    private static final List<String[]> GABLED = List.of(
            new String[] {"ground", "((0 0 3, 0 8 3, 10 8 3, 10 0 3, 0 0 3))"},
            new String[] {"roof", "((0 0 8, 10 0 8, 10 4 12, 0 4 12, 0 0 8))"},
            new String[] {"roof", "((0 8 8, 0 4 12, 10 4 12, 10 8 8, 0 8 8))"},
            new String[] {"wall", "((0 0 3, 10 0 3, 10 0 8, 0 0 8, 0 0 3), (4 0 4, 4 0 5, 5 0 5, 5 0 4, 4 0 4))"},
            new String[] {"wall", "((0 8 3, 0 8 8, 10 8 8, 10 8 3, 0 8 3))"},
            new String[] {"wall", "((0 0 3, 0 0 8, 0 4 12, 0 8 8, 0 8 3, 0 0 3))"},
            new String[] {"wall", "((10 0 3, 10 8 3, 10 8 8, 10 4 12, 10 0 8, 10 0 3))"});

    /** The same house; the first side of its roof is red, one wall a blue that is seen through by half. */
    Verdict.Checked painted(String key) throws SQLException {
        List<String[]> surfaces = new ArrayList<>(GABLED);
        surfaces.set(1, new String[] {
            "roof", GABLED.get(1)[1], "{\"materials\":[{\"diffuseColor\":[1,0,0]}],\"themes\":{\"visual\":[0]}}"
        });
        surfaces.set(4, new String[] {
            "wall",
            GABLED.get(4)[1],
            "{\"materials\":[{\"diffuseColor\":[0,0,0.5],\"transparency\":0.5}],\"themes\":{\"visual\":[0]}}"
        });
        return modelled(key, surfaces);
    }

    private Verdict.Checked modelled(String key, List<String[]> surfaces) throws SQLException {
        List<CityGeometry.Entry> entries = new ArrayList<>();
        for (String[] surface : surfaces) {
            Geometry geometry = geometry("POLYGON Z " + surface[1]);
            geometry.apply((org.locationtech.jts.geom.CoordinateFilter) c -> {
                c.x = WEST + (1200 + c.x) * METRE_EAST;
                c.y = SOUTH + c.y * METRE_NORTH;
            });
            CityAppearance look = surface.length < 3 ? null : CityAppearance.parse(surface[2]);
            entries.add(new CityGeometry.Entry(
                    "model-" + key, entries.size(), new CitySurface(key, "", "2", surface[0], null, geometry, look)));
        }
        Verdict.Checked row = building(
                key,
                box(key, 1200, 0, 10, 9).geometry().getGeometryN(0).toText(),
                Map.of("height", 9.0, "ground_height", 3.0, "lod", "2", "model", "model-" + key));
        store(List.of(row));
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            CityGeometry.write(connection, entries.iterator(), List.of(catalogue.get("building")));
            connection.commit();
        }
        return row;
    }

    Verdict.Checked building(String key, String wkt, double height) {
        return building(key, wkt, Map.of("usage", "house", "height", height));
    }

    Verdict.Checked building(String key, String wkt, Map<String, Object> values) {
        List<Object> ordered = new ArrayList<>();
        for (Property property : catalogue.get(theme.layer()).properties()) {
            ordered.add(values.get(property.name()));
        }
        return new Verdict.Checked(key, geometry(wkt), ordered, Instant.parse("2026-01-01T00:00:00Z"), List.of());
    }

    private Geometry geometry(String wkt) {
        try {
            Geometry geometry = reader.read(wkt);
            return geometry.getFactory()
                    .createMultiPolygon(
                            new org.locationtech.jts.geom.Polygon[] {(org.locationtech.jts.geom.Polygon) geometry});
        } catch (ParseException e) {
            throw new IllegalArgumentException(wkt, e);
        }
    }

    void store(List<Verdict.Checked> rows) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            new LayerWriter(catalogue)
                    .write(
                            connection,
                            catalogue.get(theme.layer()),
                            rows.iterator(),
                            ++position,
                            "test",
                            Instant.parse("2026-01-02T00:00:00Z").plusSeconds(position));
            connection.commit();
        }
    }

    /** The same row since another time. */
    static Verdict.Checked since(Verdict.Checked row, String time) {
        return new Verdict.Checked(row.key(), row.geometry(), row.values(), Instant.parse(time), List.of());
    }

    /** What is in the history only: it was there from when the row says until it was gone. */
    void storeGone(Verdict.Checked row, String until) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            Instant end = Instant.parse(until);
            VersionWriter.Version version =
                    new VersionWriter.Version(row, row.validFrom(), end, end, ++position, "test", true);
            new VersionWriter(new LayerWriter(catalogue))
                    .append(connection, catalogue.get(theme.layer()), List.of(version), null);
            connection.commit();
        }
    }

    /** It is found that nothing of what is known of a feature was ever so. */
    void disbelieve(String key) throws SQLException {
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            new VersionWriter(new LayerWriter(catalogue))
                    .supersede(connection, catalogue.get(theme.layer()), List.of(key), Instant.now());
            connection.commit();
        }
    }

    void demolish(String key) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute("DELETE FROM layer." + theme.layer() + " WHERE id = '" + key + "'");
        }
    }

    /** Square metres of all footprints, as PostGIS says. */
    double footprints() throws SQLException {
        return footprint("%");
    }

    /** Of buildings whose key is like this. */
    double footprint(String key) throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT sum(ST_Area(geometry::geography)) FROM layer." + theme.layer()
                        + " WHERE id LIKE '" + key + "'")) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    /** Where the files lie that are served now. */
    Path current() throws IOException {
        return current(folder);
    }

    private static Path current(Path folder) throws IOException {
        return folder.resolve(Files.readString(folder.resolve("current")));
    }

    /** Every file that is served now, by name. */
    Map<String, byte[]> served() throws IOException {
        return served(folder);
    }

    static Map<String, byte[]> served(Path folder) throws IOException {
        Map<String, byte[]> served = new TreeMap<>();
        Path current = current(folder);
        try (var list = Files.list(current)) {
            for (Path file :
                    list.filter(f -> f.toString().matches(".*\\.(glb|json)")).toList()) {
                served.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return served;
    }

    /** The only tile that is served. */
    DecodedTile only() throws IOException {
        Map<String, byte[]> served = served();
        served.remove("tileset.json");
        if (served.size() != 1) {
            throw new IllegalStateException("Tiles: " + served.keySet());
        }
        return new DecodedTile(served.values().iterator().next());
    }

    @Override
    public void close() {
        database.close();
    }
}
