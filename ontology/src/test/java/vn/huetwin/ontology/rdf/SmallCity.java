package vn.huetwin.ontology.rdf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.CodeList;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.validate.Verdict;

/** A few wards, parcels, buildings and reports in a real database, and the dataset over them. */
final class SmallCity implements AutoCloseable {
    static final Instant LONG_AGO = Instant.parse("2025-07-01T00:00:00Z");
    private static final GeometryFactory FACTORY = new GeometryFactory(new PrecisionModel(), 4326);

    final Catalogue catalogue = CatalogueReader.read();
    final Database database = TestPostgis.database();
    final Path folder;
    final TwinDataset twin;
    private final LayerWriter writer = new LayerWriter(catalogue);
    private long position;

    SmallCity() throws SQLException, IOException {
        Migrations.run(database.dataSource(), "ontology");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, 9214).sync(connection);
        }
        folder = Files.createTempDirectory("tdb2-test-");
        twin = TwinDataset.open(folder, catalogue, database.dataSource(), new CrsRegistry(), 9214);
    }

    /** Wards w1, w2 side by side; parcels, buildings and reports spread over both by chance. */
    void draw(Random random, int buildings) throws SQLException {
        write(
                "ward",
                List.of(
                        row(
                                "ward",
                                "w1",
                                box(107.50, 16.40, 107.60, 16.50),
                                Map.of("name", "Phường Một", "unit_type", "phường")),
                        row(
                                "ward",
                                "w2",
                                box(107.60, 16.40, 107.70, 16.50),
                                Map.of("name", "Xã Hai", "unit_type", "xã"))));
        List<Verdict.Checked> parcels = new ArrayList<>();
        List<Verdict.Checked> houses = new ArrayList<>();
        List<Verdict.Checked> reports = new ArrayList<>();
        for (int i = 0; i < buildings; i++) {
            double x = round(107.50 + random.nextDouble() * 0.19);
            double y = round(16.40 + random.nextDouble() * 0.09);
            Map<String, Object> parcel = new HashMap<>();
            parcel.put("land_use", pick(random, code("land_parcel", "land_use")));
            parcel.put("holder_ref", "secret " + i);
            parcel.put("certificate_no", "C" + i);
            maybe(random, parcel, "area_m2", 100.5 + i);
            maybe(random, parcel, "registered_on", LocalDate.of(2020 + i % 6, 1 + i % 12, 1));
            parcels.add(row("land_parcel", "p" + i, box(x, y, x + 0.0003, y + 0.0003), parcel));
            Map<String, Object> house = new HashMap<>();
            maybe(random, house, "name", "Nhà " + i + (i % 7 == 0 ? " 100% '\"_\\" : ""));
            maybe(random, house, "usage", pick(random, code("building", "usage")));
            maybe(random, house, "height", Math.round(random.nextDouble() * 400) / 10.0);
            maybe(random, house, "floors", (long) random.nextInt(12));
            maybe(random, house, "parcel", "p" + random.nextInt(buildings + 3));
            Geometry shape = random.nextInt(12) == 0 ? null : box(x, y, x + 0.0001, y + 0.0002);
            houses.add(row("building", "b" + i, shape, house));
            Map<String, Object> report = new HashMap<>();
            report.put("category", pick(random, code("incident", "category")));
            maybe(random, report, "title", "Báo cáo " + i);
            maybe(random, report, "priority", pick(random, code("incident", "priority")));
            maybe(random, report, "reported_at", LONG_AGO.plusSeconds(3600L * i));
            if (i > 0) {
                maybe(random, report, "duplicate_of", "i/" + random.nextInt(i));
            }
            Geometry point = FACTORY.createPoint(new Coordinate(round(x + 0.0002), y));
            reports.add(row("incident", "i/" + i, point, report));
        }
        write("land_parcel", parcels);
        write("building", houses);
        write("incident", reports);
        write(
                "sos_request",
                List.of(row(
                        "sos_request",
                        "s1",
                        FACTORY.createPoint(new Coordinate(107.55, 16.45)),
                        Map.of("people", 3L, "need", "rescue"))));
        write("import_batch", List.of(row("import_batch", "batch1", null, Map.of("title", "Bản vẽ thử"))));
    }

    private static double round(double degrees) {
        return Math.round(degrees * 1e6) / 1e6;
    }

    private static void maybe(Random random, Map<String, Object> values, String name, Object value) {
        if (random.nextInt(4) > 0) {
            values.put(name, value);
        }
    }

    static <T> T pick(Random random, List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    /** The first three codes of a property's list. */
    List<String> code(String layer, String property) {
        CodeList list = catalogue.get(layer).find(property).codeList();
        return list.codes().stream().limit(3).map(c -> c.notation()).toList();
    }

    static Geometry point(double longitude, double latitude) {
        return FACTORY.createPoint(new Coordinate(longitude, latitude));
    }

    static MultiPolygon box(double west, double south, double east, double north) {
        Polygon polygon =
                (Polygon) FACTORY.toGeometry(new Envelope(round(west), round(east), round(south), round(north)));
        return FACTORY.createMultiPolygon(new Polygon[] {polygon});
    }

    Verdict.Checked row(String layer, String key, Geometry geometry, Map<String, ?> values) {
        List<Object> ordered = new ArrayList<>();
        for (Property property : catalogue.get(layer).properties()) {
            ordered.add(values.get(property.name()));
        }
        return new Verdict.Checked(key, geometry, ordered, LONG_AGO, List.of());
    }

    void write(String name, List<Verdict.Checked> rows) throws SQLException {
        Layer layer = catalogue.get(name);
        try (Connection connection = database.connection()) {
            connection.setAutoCommit(false);
            writer.write(
                    connection, layer, rows.iterator(), ++position, "batch1", Instant.parse("2026-01-02T03:04:05Z"));
            connection.commit();
        }
    }

    @Override
    public void close() throws IOException {
        twin.close();
        database.close();
        try (var files = Files.walk(folder)) {
            files.sorted(java.util.Comparator.reverseOrder())
                    .forEach(f -> f.toFile().delete());
        }
    }
}
