package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.export.Exporter;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.FeatureStore;

/**
 * Reports of a file, located as those that come as events are. Two wards meet at 107.60° E: Thuận Hóa in the west, Vỹ Dạ in
 * the east; Lê Lợi runs through the west along 16.46° N.
 */
@Tag("postgis")
class ImportedReportsTest {
    private static final String REPORTS = """
            id,category,address,lon,lat,location_precision,precision_m
            gps,ROAD,"phường Vỹ Dạ",107.55,16.45,,
            coarse,ROAD,,107.55,16.45,ward,900
            street,ROAD,"12 Lê Lợi, phường Thuận Hóa",,,,
            ward,ROAD,phường Vỹ Dạ,,,,
            lost,ROAD,sau nhà ông Tư,,,,
            silent,ROAD,,,,,
            """;
    private static final String PLACES = """
            SELECT string_agg(concat_ws(' ', id, coalesce(location_precision, '-'), coalesce(ward_code, '-'),
              coalesce(round(ST_X(geometry)::numeric, 3)::text, '-'), coalesce(round(precision_m)::text, '-'),
              coalesce(location_match, '-')), E'\\n' ORDER BY id) FROM layer.incident WHERE id <> 'call'""";
    private static final String EXPECTED = """
            coarse ward w1 107.550 900 -
            gps exact w1 107.550 - -
            lost unknown - - - -
            silent - - - - -
            street street w1 107.580 1068 Lê Lợi, Phường Thuận Hóa
            ward ward w2 107.650 7690 Phường Vỹ Dạ""";

    private static ImportCity city;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws SQLException {
        city = new ImportCity();
        try (Connection connection = city.database.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "INSERT INTO layer.ward (id, name, unit_type, geometry, valid_from, recorded_at, position, batch)"
                            + " SELECT id, name, 'phường', ST_Multi(ST_MakeEnvelope(west, 16.4, west + 0.1, 16.5, 4326)), now(), now(),"
                            + " 1, 'test' FROM (VALUES ('w1', 'Thuận Hóa', 107.5), ('w2', 'Vỹ Dạ', 107.6)) w(id, name, west)");
            statement.execute(
                    "INSERT INTO layer.road (id, name, geometry, valid_from, recorded_at, position, batch) SELECT 'r', 'Lê Lợi',"
                            + " ST_Multi(ST_GeomFromText('LINESTRING(107.57 16.46, 107.59 16.46)', 4326)), now(), now(), 2, 'test'");
        }
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @Test
    void wordsTellWhereCoordinatesDoNotAndWhatTheFileSaysOfItStays() throws Exception {
        ImportReport first = read("reports.csv", REPORTS);
        assertNull(first.refused());
        assertEquals(EXPECTED, city.ask(PLACES));
        assertEquals(6, read("reports.csv", REPORTS).tables().get(0).unchanged());
        Path exported = folder.resolve("again.geojson");
        new Exporter(
                        new FeatureStore(city.database.dataSource(), ImportCity.CATALOGUE),
                        new CityGeometry(city.database.dataSource()),
                        new CrsRegistry(),
                        ImportCity.CATALOGUE,
                        InstantSource.system())
                .toFile("incident", Exporter.Format.GEOJSON, Access.PERSONAL, exported);
        assertEquals(
                6,
                city.importer
                        .run(ImportRequest.of(exported).layer("incident"), Progress.NONE)
                        .tables()
                        .get(0)
                        .unchanged());
    }

    /** As a switchboard writes them down: no columns for coordinates, so no CRS to name. */
    @Test
    void aFileWithoutCoordinatesNeedsNoCrs() throws Exception {
        Path calls = Files.writeString(
                folder.resolve("calls.csv"), "id,category,address\ncall,FLOOD,\"5 Lê Lợi, phường Thuận Hóa\"\n");
        assertNull(city.importer
                .run(ImportRequest.of(calls).layer("incident"), Progress.NONE)
                .refused());
        assertEquals(
                "street w1",
                city.ask("SELECT location_precision || ' ' || ward_code FROM layer.incident WHERE id = 'call'"));
    }

    private ImportReport read(String name, String text) throws IOException, SQLException {
        return city.importer.run(
                ImportRequest.of(Files.writeString(folder.resolve(name), text))
                        .layer("incident")
                        .crs(4326),
                Progress.NONE);
    }
}
