package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ingest.format.Shapes;

/** Each kind of bad input beside its answer: reason code, field, row, cure, and what is stored. */
@Tag("postgis")
class BadInputTest {
    private static final String SQUARE = "[[107.50,16.40],[107.51,16.40],[107.51,16.41],[107.50,16.40]]";
    private static final String GOOD = feature("\"good\"", "\"height\":3", polygon(SQUARE));
    private static final String DROP = "'; DROP TABLE layer.building; --";

    private static ImportCity city;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() throws SQLException {
        city = new ImportCity();
    }

    @AfterAll
    static void close() {
        city.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        city.empty();
    }

    // ---- one bad row beside a good one: the good one is stored, the bad one set aside ----

    @ParameterizedTest(name = "{0}: {3} at {4}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            axes swapped         | 1      |                     | axes-swapped          | geometry | longitude comes first          | [[16.40,107.50],[16.41,107.50],[16.41,107.51],[16.40,107.50]]
            far from Huế         | 1      |                     | outside-city          | geometry | the city lies at (107.034      | [[9.50,47.10],[9.60,47.10],[9.60,47.20],[9.50,47.10]]
            metres               | 1      |                     | looks-projected       | geometry | for example --crs 9214         | [[561645,1821415],[561655,1821415],[561655,1821425],[561645,1821415]]
            unclosed ring        | 1      |                     | ring-not-closed       | geometry | ends at 107.5 16.41            | [[107.50,16.40],[107.51,16.40],[107.51,16.41],[107.50,16.41]]
            NaN                  | 1      |                     | not-finite            | geometry | Vertex 2 is not a finite       | [[107.50,16.40],[NaN,16.40],[107.51,16.41],[107.50,16.40]]
            3D mixed with 2D     | 1      |                     | mixed-dimensions      | geometry | give all a height or none      | [[107.50,16.40,1],[107.51,16.40],[107.51,16.41],[107.50,16.40,1]]
            one vertex thrice    | 1      |                     | geometry-degenerate   | geometry | coincide or lie on one line    | [[107.50,16.40],[107.50,16.40],[107.50,16.40],[107.50,16.40]]
            words for numbers    | 1      |                     | coordinates-malformed | geometry | is not a number                | [["a",16.40],[107.51,16.40],[107.51,16.41],[107.50,16.40]]
            uneven nesting       | 1      |                     | coordinates-malformed | geometry | nested unevenly at vertex 2    | [[107.50,16.40],[[107.51,16.40]],[107.51,16.41],[107.50,16.40]]
            a point for an area  | 1      |                     | wrong-geometry-type   | geometry | the layer needs a MultiPolygon | point
            no geometry          | 1      |                     | geometry-missing      | geometry | the layer needs a MultiPolygon | null
            misspelt property    | 1      | "heigth":3          | unknown-property      | heigth   | did you mean 'height'?         | good
            code out of the list | 1      | "usage":"palazzo"   | code-not-in-list      | usage    | valid codes: residential, house| good
            text for a number    | 1      | "height":"tall"     | not-a-number          | height   | needed is a number             | good
            below the least      | 1      | "height":-3         | out-of-range          | height   | outside 0 – 500 m              | good
            a list for a number  | 1      | "height":[1,2]      | wrong-type            | height   | a single value                 | good
            valid in 2999        | 1      | "valid_from":"2999-01-01T00:00:00Z" | time-in-future | valid_from | check the year       | good
            no time              | 1      | "valid_from":"soon" | wrong-time            | valid_from | such as 2026-01-31T08:00:00+07:00 | good
            key twice            | "good" |                     | duplicate-key         | id       | of row 2 was in row 1          | good
            control character    | "a\\u0007" |                 | key-control-character | id       | at position 2                  | good
            NUL                  | 1      | "name":"a\\u0000b"  | control-character     | name     | control character, code 0      | good
            """)
    void geoJson(String what, String id, String properties, String code, String field, String cure, String ring)
            throws Exception {
        String geometry = switch (ring) {
            case "null" -> "null";
            case "point" -> "{\"type\":\"Point\",\"coordinates\":[107.50,16.40]}";
            case "good" -> polygon(SQUARE);
            default -> polygon(ring);
        };
        Path file = write("building.geojson", collection(GOOD, feature(id, properties, geometry)));
        assertSetAside(take(file), code, field, 2, cure, "good");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            axes swapped      | 1,camera,16.4,107.5,x      | axes-swapped       | geometry    | longitude comes first
            text for a number | 1,camera,east,16.4,x       | coordinates-malformed | lon      | is not a number: east
            NaN               | 1,camera,NaN,16.4,x        | not-finite         | geometry    | not a finite number
            wrong code        | 1,kamera,107.5,16.4,x      | code-not-in-list   | kind        | valid codes: camera
            too few columns   | 1,camera                   | wrong-column-count | line        | check quotes and separators
            key twice         | good,camera,107.5,16.4,x   | duplicate-key      | id          | of row 3 was in row 2
            """)
    void csv(String what, String line, String code, String field, String cure) throws Exception {
        Path file = write(
                "station.csv",
                "id,kind,lon,lat,name\ngood,camera,107.5,16.4,a\n" + line + "\nlast,camera,107.5,16.4,b\n");
        assertSetAside(
                city.importer.run(ImportRequest.of(file).crs(4326), Progress.NONE), code, field, 3, cure, "good last");
    }

    @Test
    void whatHappenedIsNotInTheFuture() throws Exception {
        Path file = write("observation.csv", """
                id,station,property,value,observed_at
                good,S1,rainfall,3,2025-07-01T08:00:00+07:00
                1,S1,rainfall,3,2999-07-01T08:00:00+07:00
                """);
        assertSetAside(take(file), "time-in-future", "observed_at", 3, "the order of day and month", "good");
    }

    @Test
    void aSelfCrossingRingIsMendedAndReported() throws Exception {
        String bow = "[[107.50,16.40,5],[107.51,16.41,5],[107.51,16.40,5],[107.50,16.41,5],[107.50,16.40,5]]";
        ImportReport report =
                take(write("building.geojson", collection(feature("\"bow\"", "\"usage\":\"Chùa\"", polygon(bow)))));
        assertEquals(
                Map.of("code-matched", 1L, "geometry-mended", 1L, "z-dropped", 1L),
                report.tables().get(0).repaired());
        assertEquals(1, report.repaired());
        assertEquals(
                "t pagoda 2",
                city.ask("SELECT concat(ST_IsValid(geometry), ' ', usage, ' ', ST_NumGeometries(geometry))"
                        + " FROM layer.building"));
    }

    // ---- the whole file is refused: nothing is stored ----

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            file-truncated | building.geojson | {"type":"FeatureCollection","features":[%s,{"type":"Fea | after 1 features
            syntax-error   | building.geojson | {"type":"FeatureCollection","features":[%s,,]}         | line 1 column
            syntax-error   | building.geojson | [%s]                                                   | must be a JSON object
            no-features    | building.geojson | {"type":"FeatureCollection","features":[]}             | holds no features
            empty-file     | building.geojson | ``                                                     | is empty
            empty-file     | building.csv     | `  \\n`                                                | nothing but white space
            crs-unknown    | building.geojson | {"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:27700"}},"features":[%s]} | 27700
            crs-unknown    | building.geojson | {"type":"FeatureCollection","crs":{"properties":{"name":"Hue local"}},"features":[%s]}  | by --crs
            no-layer       | things.csv       | colour,taste\\nred,sweet\\n                            | name --layer and --mapping
            crs-missing    | station.csv      | id,name,kind,lon,lat\\n1,a,camera,107.5,16.4\\n        | for example --crs 9214
            file-truncated | station.csv      | id,name,kind,lon,lat\\n1,a,camera,107.5,16.4\\n2,b     | at line 3
            file-truncated | station.csv      | id,name,kind,lon,lat\\n1,"a,camera,107.5,16.4\\n       | opened at line 2 is never closed
            duplicate-column | station.csv    | id,name,name\\n1,a,b\\n                                | two columns 'name'
            unknown-format | building.gml     | <gml:FeatureCollection/>                               | convert GML and KML to GeoJSON
            unknown-format | photo.jpg        | ÿØÿà                                                   | can be read
            """)
    void refused(String code, String name, String text, String cure) throws Exception {
        Path file = write(name, text.replace("%s", GOOD).replace("\\n", "\n"));
        assertRefused(file, code, cure);
    }

    @ParameterizedTest
    @ValueSource(strings = {"building.geojson", "building.csv"})
    void theWrongEncodingIsRefusedAndNamed(String name) throws Exception {
        String text = name.endsWith(".csv")
                ? "id,name\n1,Phú Xuân\n"
                : collection(feature("1", "\"name\":\"Phú Xuân\"", polygon(SQUARE)));
        Path file = Files.write(folder.resolve(name), text.getBytes(Charset.forName("windows-1258")));
        assertRefused(file, "wrong-encoding", "is not UTF-8");
    }

    @Test
    void shapefiles() throws Exception {
        byte[] shp = Shapes.shp(5, Shapes.polygon(new double[] {107.5, 16.4, 107.5, 16.5, 107.6, 16.4, 107.5, 16.4}));
        byte[] open = Shapes.shp(5, Shapes.polygon(new double[] {107.5, 16.4, 107.5, 16.5, 107.6, 16.4, 107.6, 16.5}));
        byte[] wgs84 =
                "GEOGCS[\"WGS 84\",DATUM[\"WGS_1984\"],AUTHORITY[\"EPSG\",\"4326\"]]".getBytes(StandardCharsets.UTF_8);
        byte[] odd = "LOCAL_CS[\"Hue\"]".getBytes(StandardCharsets.UTF_8);
        assertRefused(zip("building.shp", shp), "crs-missing", "name it by --crs");
        assertRefused(zip("building.shp", shp, "building.prj", odd), "crs-unknown", "name its EPSG code by --crs");
        assertRefused(zip("../building.shp", shp), "zip-unsafe-name", "../building.shp");
        byte[] model = "<CityModel xmlns=\"http://www.opengis.net/citygml/2.0\"/>".getBytes(StandardCharsets.UTF_8);
        assertRefused(zip("../../model.gml", model), "zip-unsafe-name", "../../model.gml");
        assertRefused(zip("building.shp", shp, "building.dbf", new byte[20 << 20]), "zip-bomb", "beyond the limit");
        assertRefused(
                zip("building.shp", java.util.Arrays.copyOf(shp, shp.length - 9)),
                "file-truncated",
                "nothing was stored");
        ImportReport report = take(zip("building.shp", open, "building.prj", wgs84));
        assertSetAside(report, "ring-not-closed", "geometry", 1, "is not closed", "");
    }

    @Test
    void geoPackages() throws Exception {
        byte[] polygon = new org.locationtech.jts.io.WKBWriter()
                .write(new org.locationtech.jts.io.WKTReader()
                        .read("POLYGON ((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.4))"));
        assertEquals(DROP + " → building", drawn(take(geoPackage(DROP, 4326, polygon), "building")));
        assertEquals("1", city.ask("SELECT count(*) FROM layer.building"));
        empty();
        assertRefused(geoPackage("building", 27700, polygon), "crs-unknown", "27700");
        assertRefused(geoPackage("building", -1, polygon), "crs-missing", "name it by --crs");
        byte[] half = java.util.Arrays.copyOf(polygon, polygon.length / 2);
        assertSetAside(
                take(geoPackage("building", 4326, half)), "geometry-malformed", "geometry", 1, "cannot be read", "");
        Path file = geoPackage("building", 4326, polygon);
        Path cut = Files.write(folder.resolve("cut.gpkg"), java.util.Arrays.copyOf(Files.readAllBytes(file), 9_000));
        empty();
        assertRefused(cut, "file-truncated", "nothing was stored");
        assertRefused(geoPackage("building", 4326, new byte[200 << 20]), "feature-too-large", "split or simplify it");
    }

    // ---- hostile text is text ----

    @Test
    void sqlInKeysValuesAndNamesIsJustText() throws Exception {
        String hostile = feature("\"" + DROP + "\"", "\"name\":\"" + DROP + "\"", polygon(SQUARE));
        take(write("building.geojson", collection(hostile)));
        assertEquals(DROP + DROP, city.ask("SELECT id || name FROM layer.building"));
        ImportReport report = take(write("x'); DROP TABLE layer.building; --.geojson", collection(GOOD)), DROP);
        assertEquals("unknown-layer", Objects.requireNonNull(report.refused()).code());
        take(write("building.geojson", collection(feature("1", "\"" + DROP + "\":1", polygon(SQUARE)))));
        assertEquals("unknown-property " + DROP, city.ask("SELECT concat(reason_code, ' ', field) FROM quarantine"));
        assertEquals("1", city.ask("SELECT count(*) FROM layer.building"));
    }

    // ---- a feature of 200 MB, or of small parts without end, does not fill the memory ----

    @ParameterizedTest(name = "{0} MB of {2}")
    @Tag("slow")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            200 | {"type":"Feature","id":1,"properties":{},"geometry":{"type":"Polygon","coordinates":[[           | [107.50,16.40], | [107.5,16.4]]]}}
            20  | {"type":"Feature","id":1,"properties":{},"geometry":{"type":"MultiLineString","coordinates":[    | [],             | []]}}
            50  | {"type":"Feature","id":1,"properties":{},"geometry":{"type":"GeometryCollection","geometries":[  | {"type":"Point","coordinates":[]}, | {"type":"Point","coordinates":[]}]}}
            20  | {"type":"Feature","id":1,"geometry":null,"properties":{"name":[                                  | [1,2],          | 1]}}
            20  | {"type":"Feature","id":1,"geometry":null,"properties":{"name":"                                  | Huế             | "}}
            """)
    void aFeatureTooLarge(int megabytes, String head, String repeated, String tail) throws Exception {
        Path file = folder.resolve("building.ndjson");
        byte[] piece = repeated.repeat(10_000).getBytes(StandardCharsets.UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(head.getBytes(StandardCharsets.UTF_8));
            for (long size = 0; size < megabytes * 1_000_000L; size += piece.length) {
                out.write(piece);
            }
            out.write((tail + "\n" + GOOD).getBytes(StandardCharsets.UTF_8));
        }
        ImportReport report = take(file);
        if (report.refused() != null) {
            assertRefused(file, "feature-too-large", "nothing was stored");
        } else {
            String field = head.contains("null") ? "properties" : "geometry";
            assertSetAside(report, "feature-too-large", field, 1, "more than |longer than ", "good");
        }
    }

    // ---- drawing ----

    private ImportReport take(Path file) throws SQLException {
        return city.importer.run(ImportRequest.of(file), Progress.NONE);
    }

    private ImportReport take(Path file, String layer) throws SQLException {
        return city.importer.run(ImportRequest.of(file).layer(layer), Progress.NONE);
    }

    private static void assertSetAside(
            ImportReport report, String code, String field, long row, String cure, String stored) throws SQLException {
        assertEquals(null, report.refused());
        ImportReport.TableReport table = report.tables().get(0);
        assertEquals(Map.of(code, 1L), table.setAside(), report::toString);
        ImportReport.Example example = table.examples().get(0);
        assertEquals(
                code + " at " + field + " row " + row,
                example.code() + " at " + example.field() + " row " + example.row());
        assertTrue(
                example.message()
                        .en()
                        .matches("(?s).*(" + (cure.contains("|") ? cure : java.util.regex.Pattern.quote(cure)) + ").*"),
                example.message().en());
        assertEquals(
                stored, city.ask("SELECT coalesce(string_agg(id, ' ' ORDER BY id), '') FROM layer." + table.layer()));
        assertEquals(
                code + " " + field + " " + row + " " + table.layer() + " t",
                city.ask(
                        "SELECT concat_ws(' ', reason_code, field, row, layer, length(original) > 0) FROM quarantine"));
    }

    private void assertRefused(Path file, String code, String cure) throws SQLException {
        ImportReport report = take(file);
        ImportReport.Refusal refusal = Objects.requireNonNull(report.refused(), report::toString);
        assertEquals(code, refusal.code(), refusal.toString());
        assertTrue(refusal.message().en().contains(cure), refusal.message().en());
        assertEquals(
                "0 0 0 0",
                city.ask(
                        "SELECT concat_ws(' ', (SELECT count(*) FROM layer.building), (SELECT count(*) FROM layer.station),"
                                + " (SELECT count(*) FROM layer.import_batch), (SELECT count(*) FROM quarantine))"));
    }

    private static String drawn(ImportReport report) {
        ImportReport.TableReport table = report.tables().get(0);
        return table.table() + " → " + table.layer();
    }

    private static String feature(String id, String properties, String geometry) {
        return "{\"type\":\"Feature\",\"id\":" + id + ",\"properties\":{" + (properties == null ? "" : properties)
                + "},\"geometry\":" + geometry + "}";
    }

    private static String polygon(String ring) {
        return "{\"type\":\"Polygon\",\"coordinates\":[" + ring + "]}";
    }

    private static String collection(String... features) {
        return "{\"type\":\"FeatureCollection\",\"features\":[" + String.join(",\n", features) + "]}";
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path zip(Object... namesAndBytes) throws IOException {
        Map<String, byte[]> members = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndBytes.length; i += 2) {
            members.put((String) namesAndBytes[i], (byte[]) namesAndBytes[i + 1]);
        }
        return Shapes.zip(folder, members);
    }

    /** A GeoPackage with one table of one row. */
    private Path geoPackage(String table, int srs, byte[] wkb) throws IOException, SQLException {
        Path file = Files.createTempFile(folder, "p", ".gpkg");
        Files.delete(file);
        String quoted = '"' + table.replace("\"", "\"\"") + '"';
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)");
            statement.executeUpdate(
                    "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)");
            statement.executeUpdate("CREATE TABLE gpkg_spatial_ref_sys"
                    + " (srs_name TEXT, srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER)");
            statement.executeUpdate("CREATE TABLE " + quoted + " (fid INTEGER PRIMARY KEY, geom BLOB)");
            statement.executeUpdate("INSERT INTO gpkg_spatial_ref_sys VALUES ('x', " + srs + ", 'EPSG', " + srs + ")");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO gpkg_contents VALUES (?, 'features')")) {
                insert.setString(1, table);
                insert.executeUpdate();
            }
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', " + srs + ")")) {
                insert.setString(1, table);
                insert.executeUpdate();
            }
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + quoted + " VALUES (1, ?)")) {
                byte[] blob = new byte[8 + wkb.length];
                System.arraycopy(new byte[] {'G', 'P', 0, 1}, 0, blob, 0, 4);
                System.arraycopy(wkb, 0, blob, 8, wkb.length);
                insert.setBytes(1, blob);
                insert.executeUpdate();
            }
        }
        return file;
    }
}
