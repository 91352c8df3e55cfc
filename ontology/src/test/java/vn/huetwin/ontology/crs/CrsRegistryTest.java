package vn.huetwin.ontology.crs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.ontology.postgres.TestPostgis;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.ontology.store.Migrations;

class CrsRegistryTest {
    private static final double METRES_PER_DEGREE = 111_000;
    private static final double ONE_MILLIMETRE = 0.001;
    private final CrsRegistry registry = new CrsRegistry();

    @ParameterizedTest
    @CsvSource({
        "EPSG:4326, 4326, true",
        "urn:ogc:def:crs:EPSG::4326, 4326, true",
        "urn:x-ogc:def:crs:EPSG:9.9:4756, 4756, true",
        "http://www.opengis.net/def/crs/EPSG/0/9214, 9214, false",
        "https://www.opengis.net/def/crs/EPSG/9.9.1/3405, 3405, false",
        "http://www.opengis.net/gml/srs/epsg.xml#3857, 3857, false",
        "[EPSG:5899], 5899, false",
        "epsg:32648, 32648, false",
        "9216, 9216, false",
        "CRS:84, 4326, false",
        "CRS84, 4326, false",
        "OGC:CRS84, 4326, false",
        "urn:ogc:def:crs:OGC:1.3:CRS84, 4326, false",
        "urn:ogc:def:crs:OGC::CRS84, 4326, false",
        "http://www.opengis.net/def/crs/OGC/1.3/CRS84, 4326, false",
    })
    void readsTheNamesThatClientsSend(String text, int srid, boolean northingFirst) {
        Crs crs = registry.parse(text);
        assertEquals(srid, crs.srid());
        assertEquals(northingFirst, crs.isNorthingFirst());
        assertEquals(crs.uri(), registry.parse(crs.urn()).uri());
        assertEquals(crs.uri(), registry.parse(crs.uri()).uri());
        assertEquals(crs.uri(), registry.parse(crs.shortName()).uri());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "EPSG:",
                "EPSG:6956",
                "EPSG:6959",
                "EPSG:3403",
                "EPSG:CRS84",
                "OGC:4326",
                "CRS:27",
                "WGS84",
                "http://example.org/crs/4326",
                "EPSG:4326; DROP TABLE",
                "EPSG:99999999999"
            })
    void refusesTheOthersAndNamesThoseItKnows(String text) {
        CrsException e = assertThrows(CrsException.class, () -> registry.parse(text));
        assertTrue(e.getMessage().contains("EPSG:9214") || e.getMessage().contains("use EPSG:589"), e.getMessage());
    }

    @Test
    void onlyGeographicSystemsPutLatitudeFirst() {
        for (Crs crs : registry.all()) {
            assertEquals(crs.isGeographic(), crs.isNorthingFirst(), crs.name());
        }
        assertEquals("VN-2000 / TM-3 107°00′", registry.get(9214).name());
        assertEquals("VN-2000 / TM-3 107°45′", registry.get(5899).name());
        assertEquals("VN-2000 / TM-3 107°30′", registry.get(9216).name());
    }

    @Test
    void transformsGeometriesThereAndBack() throws Exception {
        Geometry geometry = new WKTReader()
                .read(
                        "GEOMETRYCOLLECTION (POINT (107.59 16.46), POLYGON ((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.4)))");
        Crs crs = registry.get(9214);
        Geometry grid = crs.fromWgs84(geometry);
        assertEquals(562_802.98096, grid.getGeometryN(0).getCoordinate().x, ONE_MILLIMETRE);
        assertEquals(1_820_569.21882, grid.getGeometryN(0).getCoordinate().y, ONE_MILLIMETRE);
        assertEquals(9214, grid.getGeometryN(1).getSRID());
        Geometry back = crs.toWgs84(grid);
        assertTrue(back.equalsExact(geometry, 1e-8));
        assertEquals(4326, back.getSRID());
    }

    @Test
    void aBoxKeepsItsBulgingEdges() {
        Crs crs = registry.get(32648);
        Envelope box = crs.toWgs84(new Envelope(700_000, 900_000, 1_700_000, 1_900_000));
        for (double x = 700_000; x <= 900_000; x += 12_500) {
            double[] p = crs.toWgs84(x, 1_900_000);
            assertTrue(box.contains(p[0], p[1]));
        }
        double[] mercator = registry.get(3857).fromWgs84(180, 45);
        assertEquals(20_037_508.342789, mercator[0], 1e-3);
        assertEquals(5_621_521.486192, mercator[1], 1e-3);
        assertFalse(registry.crs84().isNorthingFirst());
    }

    @Test
    void hitsTheReferencePointsWithinAMillimetre() throws IOException {
        for (Map<String, String> row : rows("crs_reference.csv")) {
            double lon = number(row, "lon_wgs84");
            double lat = number(row, "lat_wgs84");
            for (int srid : new int[] {9214, 3405, 32648}) {
                double[] point = registry.get(srid).fromWgs84(lon, lat);
                String at = row.get("name") + " EPSG:" + srid;
                assertEquals(number(row, "e_" + srid), point[0], ONE_MILLIMETRE, at);
                assertEquals(number(row, "n_" + srid), point[1], ONE_MILLIMETRE, at);
            }
            double[] back = registry.get(9214).toWgs84(number(row, "e_9214"), number(row, "n_9214"));
            assertEquals(number(row, "back9214_lon"), back[0], ONE_MILLIMETRE / METRES_PER_DEGREE);
            assertEquals(number(row, "back9214_lat"), back[1], ONE_MILLIMETRE / METRES_PER_DEGREE);
            double[] vn2000 = registry.get(4756).fromWgs84(lon, lat);
            assertEquals(number(row, "lon_vn2000"), vn2000[0], ONE_MILLIMETRE / METRES_PER_DEGREE);
            assertEquals(number(row, "lat_vn2000"), vn2000[1], ONE_MILLIMETRE / METRES_PER_DEGREE);
        }
    }

    @Test
    void agreesWithTheOfficialPairsOfTheMaritimeNotice() throws IOException {
        for (Map<String, String> row : rows("crs_official_pairs.csv")) {
            double[] point = registry.get(4756).toWgs84(number(row, "lon_vn2000"), number(row, "lat_vn2000"));
            assertEquals(number(row, "lon_wgs84"), point[0], 0.1 / 3600, row.get("point"));
            assertEquals(number(row, "lat_wgs84"), point[1], 0.1 / 3600, row.get("point"));
        }
    }

    @Test
    @Tag("postgis")
    void postgisSaysTheSame() throws Exception {
        PostgresAddress address = TestPostgis.address();
        try (Database database = Database.open(address.jdbcUrl(), address.user(), address.password(), 2)) {
            Migrations.run(database.dataSource(), "ontology");
        }
        try (Connection connection =
                DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password())) {
            for (Crs crs : registry.advertised()) {
                double[] ours = crs.fromWgs84(107.59, 16.46);
                double[] theirs = transform(connection, 107.59, 16.46, 4326, crs.srid());
                double tolerance = crs.isGeographic() ? 1e-8 : ONE_MILLIMETRE;
                assertEquals(theirs[0], ours[0], tolerance, crs.toString());
                assertEquals(theirs[1], ours[1], tolerance, crs.toString());
            }
            // systems of city models from elsewhere, at home; shifts between datums are known to a metre
            double[][] foreign = {{28992, 4.36, 52.01}, {25833, 13.4, 52.5}, {3946, 4.83, 45.77}, {6668, 139.8, 35.5}};
            for (double[] place : foreign) {
                Crs crs = registry.get((int) place[0]);
                double[] ours = crs.fromWgs84(place[1], place[2]);
                double[] theirs = transform(connection, place[1], place[2], 4326, crs.srid());
                assertEquals(theirs[0], ours[0], 1, crs.toString());
                assertEquals(theirs[1], ours[1], 1, crs.toString());
            }
            for (Map<String, String> row : rows("crs_reference.csv")) {
                for (int srid : new int[] {9214, 3405, 32648}) {
                    double[] point =
                            transform(connection, number(row, "lon_wgs84"), number(row, "lat_wgs84"), 4326, srid);
                    assertEquals(number(row, "e_" + srid), point[0], ONE_MILLIMETRE, row.get("name"));
                    assertEquals(number(row, "n_" + srid), point[1], ONE_MILLIMETRE, row.get("name"));
                }
            }
            for (Map<String, String> row : rows("crs_official_pairs.csv")) {
                double[] point =
                        transform(connection, number(row, "lon_vn2000"), number(row, "lat_vn2000"), 4756, 4326);
                assertEquals(number(row, "lon_wgs84"), point[0], 0.1 / 3600, row.get("point"));
                assertEquals(number(row, "lat_wgs84"), point[1], 0.1 / 3600, row.get("point"));
            }
        }
    }

    private static double[] transform(Connection connection, double x, double y, int from, int to) throws SQLException {
        String sql = "SELECT ST_X(p), ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_MakePoint(?, ?), ?), ?) p";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setDouble(1, x);
            statement.setDouble(2, y);
            statement.setInt(3, from);
            statement.setInt(4, to);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new double[] {rows.getDouble(1), rows.getDouble(2)};
            }
        }
    }

    private static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }

    private static List<Map<String, String>> rows(String file) throws IOException {
        String root = System.getenv("TWIN_SHARED");
        Path path = (root == null ? Path.of("../../shared") : Path.of(root)).resolve("data/hue/" + file);
        assumeTrue(Files.exists(path), "No shared data at " + path + "; set TWIN_SHARED");
        List<String> lines = Files.readAllLines(path);
        String[] names = lines.get(0).split(",");
        List<Map<String, String>> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",");
            Map<String, String> row = new LinkedHashMap<>();
            for (int i = 0; i < names.length; i++) {
                row.put(names[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }
}
