package vn.huetwin.server.raster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.access.Access;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.query.FeatureCursor;
import vn.huetwin.ontology.query.FeatureQuery;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.FeatureStore;
import vn.huetwin.ontology.store.LayerTables;
import vn.huetwin.ontology.store.LayerWriter;
import vn.huetwin.ontology.store.Migrations;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.server.City;
import vn.huetwin.tiles.raster.RasterException;
import vn.huetwin.tiles.raster.RasterFolder;
import vn.huetwin.tiles.raster.RasterSheet;
import vn.huetwin.tiles.raster.RasterShelf;

@Tag("postgis")
class RasterImporterTest {
    private static final CrsRegistry SYSTEMS = new CrsRegistry();

    @TempDir
    Path folder;

    private Database database;
    private Catalogue catalogue;
    private FeatureStore store;
    private RasterFolder files;
    private RasterShelf shelf;
    private RasterImporter importer;

    @BeforeEach
    void open() throws SQLException, IOException {
        Path secret = Files.writeString(folder.resolve("secret.ttl"), """
                @prefix def: <https://data.huetwin.vn/def#> .
                @prefix layer: <https://data.huetwin.vn/layer/> .
                @prefix dcterms: <http://purl.org/dc/terms/> .
                layer:secret_image a def:RasterLayer ; def:access def:internal ; dcterms:title "Ảnh kín"@vi, "Secret"@en .
                """);
        database = TestPostgis.database();
        catalogue = CatalogueReader.read(Iris.DEFAULT_BASE, List.of(secret));
        Migrations.run(database.dataSource(), "ontology");
        Migrations.run(database.dataSource(), "ingest");
        try (Connection connection = database.connection()) {
            new LayerTables(catalogue, FeatureStore.LOCAL_SRID).sync(connection);
        }
        store = new FeatureStore(database.dataSource(), catalogue);
        files = new RasterFolder(folder.resolve("rasters"));
        shelf = new RasterShelf(files, store, catalogue, SYSTEMS);
        importer = new RasterImporter(
                database, catalogue, new LayerWriter(catalogue), SYSTEMS, files, City.domain(), InstantSource.system());
    }

    @AfterEach
    void close() {
        shelf.close();
        database.close();
    }

    private static DrawnTiff city(float value) {
        return DrawnTiff.heights(2, value, 2, 3, 4).crs(9214).at(560_000, 1_820_000, 10);
    }

    private RasterImporter.Report run(Path file, @Nullable String layer, @Nullable String time)
            throws IOException, SQLException {
        RasterRequest request = new RasterRequest(
                file, layer, null, time == null ? null : Instant.parse(time), false, false, null, null);
        return importer.run(request, done -> {});
    }

    /** What is told of files, and to whom. */
    private String events() throws SQLException {
        try (Connection connection = database.connection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT string_agg(split_part(type, '.', 4) || ' '"
                        + " || (extensions ->> 'accessclass'), ', ' ORDER BY position) FROM event_log")) {
            row.next();
            return row.getString(1);
        }
    }

    private List<String> whole() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("rasters"))) {
            return all.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileBecomesPartOfALayer() throws Exception {
        Path file = city(1).write(folder.resolve("Mô phỏng Đợt 1.tif"));
        assertEquals(
                new RasterImporter.Report(
                        "flood_depth.Mo-phong-Dot-1.20251027T060000Z",
                        "flood_depth",
                        RasterImporter.Outcome.NEW,
                        "EPSG:9214",
                        2,
                        2,
                        1),
                run(file, "flood_depth", "2025-10-27T06:00:00Z"));
        shelf.reload();
        RasterSheet sheet = shelf.sheets("flood_depth").get(0);
        assertEquals("Mô phỏng Đợt 1.tif", sheet.fileName());
        assertEquals(Instant.parse("2025-10-27T06:00:00Z"), sheet.time());
        assertEquals(10, sheet.metres());
        assertEquals(4, shelf.open(sheet).at(560_015, 1_819_985)[0]);
        assertEquals(107.5637, sheet.area().getMinX(), 0.001);
        assertEquals(16.455, sheet.area().getMaxY(), 0.001);
    }

    @Test
    void theSameAgainChangesNothingAndAnotherOfItsNameTakesItsPlace() throws Exception {
        Path file = city(1).write(folder.resolve("a.tif"));
        assertEquals(RasterImporter.Outcome.NEW, run(file, "terrain", null).outcome());
        assertEquals(
                RasterImporter.Outcome.UNCHANGED, run(file, "terrain", null).outcome());
        city(5).write(file);
        assertEquals(RasterImporter.Outcome.REPLACED, run(file, "terrain", null).outcome());
        shelf.reload();
        assertEquals(1, shelf.sheets("terrain").size());
        assertEquals(5, shelf.open(shelf.sheets("terrain").get(0)).at(560_005, 1_819_995)[0]);
        assertEquals(2, whole().size(), "the file before is there until it is swept");
        for (Path old : files.files()) {
            Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        }
        Files.writeString(folder.resolve("rasters/broken-off.part"), "half");
        assertEquals(1, files.sweep(shelf.checksums(), Instant.now()));
        assertEquals(2, whole().size(), "what is in use, and what may still be on its way");
    }

    @Test
    void aFileIsTakenOutOfItsLayer() throws Exception {
        String key =
                run(city(1).write(folder.resolve("a.tif")), "terrain", null).key();
        assertTrue(importer.remove(key));
        assertFalse(importer.remove(key));
        shelf.reload();
        assertEquals(List.of(), shelf.sheets("terrain"));
    }

    /** What is wrong with a file or where it is to go, and the name of the refusal; nothing is left behind. */
    @ParameterizedTest
    @CsvSource({
        "Hanoi, outside-city",
        "off the earth, not-on-earth",
        "no layer, layer-missing",
        "layer of features, unknown-raster-layer",
        "no name, bad-file-name",
        "no pixels, broken-tiff",
        "no place, not-georeferenced",
    })
    void refusesWhatIsNoGood(String what, String code) throws Exception {
        DrawnTiff drawing = switch (what) {
            case "Hanoi" -> DrawnTiff.heights(1, 1).crs(4326).at(105.85, 21.03, 0.001);
            case "off the earth" -> DrawnTiff.heights(1, 1).crs(4326).at(560_000, 1_820_000, 10);
            case "no pixels" -> city(1).shorts(259, 8);
            case "no place" -> city(1).without(33922);
            default -> city(1);
        };
        Path file = drawing.write(folder.resolve(what.equals("no name") ? "¿.tif" : "a.tif"));
        String layer = switch (what) {
            case "no layer" -> null;
            case "layer of features" -> "building";
            default -> "terrain";
        };
        RasterException refused = assertThrows(RasterException.class, () -> run(file, layer, null));
        assertEquals(code, refused.code(), refused.getMessage());
        shelf.reload();
        assertEquals(List.of(), shelf.sheets("terrain"));
        assertTrue(!Files.exists(folder.resolve("rasters")) || whole().isEmpty());
    }

    @Test
    void whatLiesElsewhereIsTakenIfAPersonSaysSo() throws Exception {
        Path file = DrawnTiff.heights(1, 1).crs(4326).at(105.85, 21.03, 0.001).write(folder.resolve("a.tif"));
        RasterRequest request = new RasterRequest(file, "terrain", null, null, true, false, null, null);
        assertEquals(
                RasterImporter.Outcome.NEW, importer.run(request, done -> {}).outcome());
    }

    /** Not a name of a file in another folder, whatever a feature says. */
    @Test
    void namesLeadNowhereElse() {
        for (String name : Set.of("../../etc/passwd", "", "a".repeat(63), "A".repeat(64), "a".repeat(64) + "/x")) {
            assertThrows(IllegalArgumentException.class, () -> files.path(name), name);
        }
    }

    @Test
    void filesOfLayersThatAReaderDoesNotSeeAreNotThere() throws Exception {
        run(city(1).write(folder.resolve("open.tif")), "terrain", null);
        run(city(2).write(folder.resolve("closed.tif")), "secret_image", null);
        assertEquals(List.of("terrain.open"), keys(Access.OPEN));
        importer.remove("secret_image.closed");
        assertEquals("imported open, imported internal, removed internal", events());
        run(folder.resolve("closed.tif"), "secret_image", null);
        assertEquals(List.of("secret_image.closed", "terrain.open"), keys(Access.INTERNAL));
    }

    private List<String> keys(Access access) {
        try (FeatureCursor features = store.query(FeatureQuery.all("raster", access))) {
            List<String> keys = new java.util.ArrayList<>();
            features.forEachRemaining(feature -> keys.add(feature.key()));
            return keys;
        }
    }
}
