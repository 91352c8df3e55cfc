package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.huetwin.ingest.export.Exporter;
import vn.huetwin.ingest.mapping.Mapping;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.store.CityGeometry;
import vn.huetwin.ontology.store.FeatureStore;

/** Whole files into a real PostGIS. */
@Tag("postgis")
class ImporterTest {
    private static ImportCity city;
    private static Importer importer;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws SQLException {
        city = new ImportCity();
        importer = city.importer;
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        city.empty();
    }

    // ---- the real data ----

    @Test
    void takesAllFilesOfHue() throws Exception {
        Path data = shared("hue");
        Map<String, String> expected = new TreeMap<>(Map.ofEntries(
                Map.entry("citadel_corners.geojson", "survey_point 8/8"),
                Map.entry("crs_official_pairs.csv", "survey_point 8/8"),
                Map.entry("crs_reference.csv", "survey_point 20/20"),
                Map.entry("hue_buildings.geojson", "building 14420/14420"),
                Map.entry("hue_citywalls.geojson", "wall 2/2"),
                Map.entry("hue_heritage_areas.geojson", "heritage_area 28/28"),
                Map.entry("hue_peaks.geojson", "survey_point 9/9"),
                Map.entry("hue_pois_tourism_osm.geojson", "tourism_site 135/135"),
                Map.entry("hue_rail.geojson", "railway 47/50 left out 3"),
                Map.entry("hue_roads.geojson", "road 18688/18688"),
                Map.entry("hue_water.geojson", "water 121/121"),
                Map.entry("hue_waterways.geojson", "waterway 115/115"),
                Map.entry("landmarks.csv", "tourism_site 158/158"),
                Map.entry("perfume_river.geojson", "waterway 1/1"),
                Map.entry("street_names_2019.csv", "street_name 674/674"),
                Map.entry("units_2025H1.csv", "former_unit 133/133"),
                Map.entry("wards.geojson", "ward 40/40"),
                Map.entry("wards_merge_2025.csv", "unit_merger 40/40")));
        Map<String, String> actual = new TreeMap<>();
        for (String file : expected.keySet()) {
            actual.put(file, drawn(importer.run(ImportRequest.of(data.resolve(file)), Progress.NONE)));
        }
        assertEquals(expected, actual);
        assertEquals("0", ask("SELECT count(*) FROM quarantine"));
        assertEquals("14420", ask("SELECT count(*) FROM layer.building WHERE ward_code IS NOT NULL"));
        assertEquals(
                "18",
                ask("SELECT count(*) FROM layer.import_batch WHERE licence IS NOT NULL AND checksum IS NOT NULL"));
        ImportReport again = importer.run(ImportRequest.of(data.resolve("hue_buildings.geojson")), Progress.NONE);
        assertEquals(14_420, again.tables().get(0).unchanged());
        assertEquals("0", ask("SELECT count(*) FROM layer_history.building"));
    }

    @Test
    void takesAnOsmExtractIntoItsLayers() throws Exception {
        Path file = shared("osm").resolve("liechtenstein-2015.osm.pbf");
        assertEquals("outside-city", drawn(importer.run(ImportRequest.of(file), Progress.NONE)));
        ImportReport report = importer.run(ImportRequest.of(file).anywhere(true), Progress.NONE);
        Map<String, String> stored = new TreeMap<>();
        report.tables().forEach(t -> stored.put(t.layer(), t.stored() + " " + new TreeMap<>(t.setAside())));
        assertEquals(
                "{building=8989 {osm-incomplete=2, ring-not-closed=2}, railway=31 {}, road=4656 {out-of-range=2},"
                        + " tourism_site=48 {osm-incomplete=1}, water=73 {osm-incomplete=1}, waterway=194 {}}",
                stored.toString());
        assertEquals("8", ask("SELECT count(*) FROM quarantine WHERE batch = '" + report.batch() + "'"));
        ImportReport again = importer.run(ImportRequest.of(file).anywhere(true).layer("building"), Progress.NONE);
        assertEquals(8_989, again.tables().get(0).unchanged());
    }

    /** Data beside the project; it is never part of it. */
    private static Path shared(String folder) {
        String set = System.getenv("TWIN_SHARED");
        Path root = set != null ? Path.of(set) : Path.of("../../shared");
        Path data = root.resolve("data").resolve(folder);
        Assumptions.assumeTrue(Files.isDirectory(data), "There is no shared data in " + data.toAbsolutePath());
        return data;
    }

    @Test
    void mendsAndReports() throws Exception {
        String bow =
                "{\"type\":\"Feature\",\"id\":\"bow\",\"properties\":{\"usage\":\"Chùa\"},\"geometry\":{\"type\":\"Polygon\","
                        + "\"coordinates\":[[[107.50,16.40,5],[107.51,16.41,5],[107.51,16.40,5],[107.50,16.41,5],[107.50,16.40,5]]]}}";
        ImportReport report = importer.run(ImportRequest.of(write("building.geojson", collection(bow))), Progress.NONE);
        assertEquals(
                "{code-matched=1, geometry-mended=1, z-dropped=1}",
                new TreeMap<>(report.tables().get(0).repaired()).toString());
        assertEquals(1, report.repaired());
        assertEquals("t pagoda", ask("SELECT concat(ST_IsValid(geometry), ' ', usage) FROM layer.building"));
    }

    @Test
    void aFileThatBreaksAfterManyRowsLeavesNothing() throws Exception {
        StringBuilder text = new StringBuilder("{\"type\":\"FeatureCollection\",\"features\":[");
        for (int i = 0; i < 5_000; i++) {
            text.append(GOOD.replace("\"good\"", "\"b" + i + "\"")).append(",\n");
        }
        Path file = write("building.geojson", text + "{\"type\"");
        assertEquals("file-truncated", drawn(importer.run(ImportRequest.of(file), Progress.NONE)));
        assertEquals("0", ask("SELECT count(*) FROM layer.building"));
        Path whole = write("building.geojson", text + GOOD + "]}");
        assertEquals("building 5001/5001", drawn(importer.run(ImportRequest.of(whole), Progress.NONE)));
    }

    // ---- how rows are taken ----

    @Test
    void changesOnlyWhatChangedAndKeepsTheOldInHistory() throws Exception {
        String other = GOOD.replace("\"good\"", "\"other\"");
        importer.run(ImportRequest.of(write("building.geojson", collection(GOOD, other))), Progress.NONE);
        String higher = GOOD.replace("\"height\":3", "\"height\":4");
        ImportReport report =
                importer.run(ImportRequest.of(write("building.geojson", collection(higher, other))), Progress.NONE);
        ImportReport.TableReport table = report.tables().get(0);
        assertEquals("0 1 1", table.inserted() + " " + table.updated() + " " + table.unchanged());
        assertEquals("good 3", ask("SELECT concat(id, ' ', height) FROM layer_history.building"));
        assertEquals("vn.hue.building.imported", ask("SELECT type FROM event_log ORDER BY position DESC LIMIT 1"));
    }

    @Test
    void aDryRunReportsAllAndStoresNothing() throws Exception {
        ImportRequest request =
                ImportRequest.of(write("building.geojson", collection(GOOD))).dryRun(true);
        ImportReport report = importer.run(request, Progress.NONE);
        assertEquals("building 1/1", drawn(report));
        assertNull(report.batch());
        assertEquals("0", ask("SELECT count(*) FROM layer.building"));
    }

    @Test
    void bringsVn2000ToWgs84() throws Exception {
        Path file = write("station.csv", "id;name;kind;x;y\nP01;Ngọ Môn;camera;561645.5502;1821415.9906\n");
        assertEquals("station 1/1", drawn(importer.run(ImportRequest.of(file).crs(9214), Progress.NONE)));
        assertEquals(
                "107.5791834 16.4676824",
                ask(
                        "SELECT concat(round(ST_X(geometry)::numeric, 7), ' ', round(ST_Y(geometry)::numeric, 7)) FROM layer.station"));
        assertEquals("EPSG:9214", ask("SELECT crs FROM layer.import_batch"));
    }

    @Test
    void followsAMappingFile() throws Exception {
        Path mapping = write("m.yaml", """
                layer: incident
                key: ma
                crs: 4326
                geometry: { lon: kinh_do, lat: vi_do }
                time-zone: Asia/Ho_Chi_Minh
                date-formats: ["dd/MM/yyyy HH:mm"]
                decimal-comma: true
                title: Phản ánh
                source: Hue-S
                licence: nội bộ
                properties:
                  title: noi_dung
                  category: { from: loai, values: { "Ngập": %s } }
                  reported_at: luc
                """.formatted(ImportCity.CATALOGUE
                .findCodeList("incident-category")
                .codes()
                .get(0)
                .notation()));
        Path file =
                write("pa.csv", "ma;noi_dung;loai;luc;kinh_do;vi_do\n7;Nước ngập;Ngập;01/07/2025 08:30;107,58;16,46\n");
        ImportReport report = importer.run(ImportRequest.of(file).mapping(mapping.toString()), Progress.NONE);
        assertEquals("incident 1/1", drawn(report), report::toString);
        assertEquals(
                "7 2025-07-01T01:30:00Z",
                ask(
                        "SELECT concat(id, ' ', to_char(reported_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')) FROM layer.incident"));
        assertEquals("Phản ánh Hue-S", ask("SELECT concat(title, ' ', source) FROM layer.import_batch"));
    }

    @Test
    void theUserMayNameSourceAndLicence() throws Exception {
        ImportRequest request = ImportRequest.of(write("building.geojson", collection(GOOD)))
                .origin(new Mapping.Origin("Nhà", "Sở Xây dựng", "CC BY 4.0", true));
        importer.run(request, Progress.NONE);
        assertEquals(
                "Nhà Sở Xây dựng CC BY 4.0 t 1 1",
                ask(
                        "SELECT concat(title, ' ', source, ' ', licence, ' ', schematic, ' ', read, ' ', stored) FROM layer.import_batch"));
    }

    /** Turtle is for RDF stores; it is not a format of imports. */
    @ParameterizedTest
    @EnumSource(
            value = Exporter.Format.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TTL", "CITYJSON"})
    void exportsComeBackUnchanged(Exporter.Format format) throws Exception {
        importer.run(
                ImportRequest.of(write("building.geojson", collection(GOOD, GOOD.replace("\"good\"", "\"b\"")))),
                Progress.NONE);
        Exporter exporter = new Exporter(
                new FeatureStore(city.database.dataSource(), ImportCity.CATALOGUE),
                new CityGeometry(city.database.dataSource()),
                new CrsRegistry(),
                ImportCity.CATALOGUE,
                InstantSource.system());
        Path file = folder.resolve("building." + format.name().toLowerCase(java.util.Locale.ROOT));
        assertEquals(2, exporter.toFile("building", format, Access.OPEN, file));
        ImportReport report = importer.run(ImportRequest.of(file).crs(4326), Progress.NONE);
        assertNull(report.refused(), report::toString);
        assertEquals(2, report.tables().get(0).unchanged(), report::toString);
    }

    @Test
    void quarantineHoldsTheLastAttemptOnly() throws Exception {
        String bad = GOOD.replace("\"height\":3", "\"height\":-3");
        Path file = write("building.geojson", collection(bad));
        importer.run(ImportRequest.of(file), Progress.NONE);
        importer.run(ImportRequest.of(file), Progress.NONE);
        assertEquals("1", ask("SELECT count(*) FROM quarantine"));
    }

    private static final String GOOD =
            "{\"type\":\"Feature\",\"id\":\"good\",\"properties\":{\"height\":3},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                    + "[[[107.50,16.40],[107.51,16.40],[107.51,16.41],[107.50,16.40]]]}}";

    private static String collection(String... features) {
        return "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",\n", List.of(features)) + "]}";
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String drawn(ImportReport report) {
        if (report.refused() != null) {
            return report.refused().code();
        }
        ImportReport.TableReport table = report.tables().get(0);
        assertNotNull(table.layer());
        return table.layer() + " " + table.stored() + "/" + table.read()
                + (table.leftOut() > 0 ? " left out " + table.leftOut() : "")
                + (table.setAsideRows() > 0 ? " " + table.setAside() : "");
    }

    private static String ask(String sql) throws SQLException {
        return city.ask(sql);
    }
}
