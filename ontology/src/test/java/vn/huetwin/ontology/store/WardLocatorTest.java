package vn.huetwin.ontology.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.algorithm.locate.SimplePointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.io.WKBReader;
import vn.huetwin.ontology.postgres.TestPostgis;

/** The 40 real wards: each point goes to exactly one of them, also where two or three meet. */
@Tag("postgis")
class WardLocatorTest {
    private static final int POINTS = 200;

    @Test
    void pointsOnAndOffTheRealBoundariesGoWhereABruteForceSearchSays() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        try (Database database = TestPostgis.database();
                Connection connection = database.connection()) {
            Migrations.run(database.dataSource(), "ontology");
            store(connection, wards());
            Map<String, Geometry> wards = stored(connection);
            assertEquals(40, wards.size());
            WardLocator locator = WardLocator.load(connection);
            Geometry[] all = wards.values().toArray(Geometry[]::new);
            for (int i = 0; i < POINTS; i++) {
                Coordinate[] border =
                        all[random.nextInt(all.length)].getBoundary().getCoordinates();
                Coordinate corner = border[random.nextInt(border.length)];
                String ward = locator.locate(corner.x, corner.y);
                assertNotNull(ward, () -> "-Dseed=" + seed + ", corner " + corner);
                assertEquals(lowest(wards, corner), ward, () -> "-Dseed=" + seed + ", corner " + corner);
                Coordinate near = new Coordinate(
                        corner.x + (random.nextDouble() - 0.5) * 1e-4, corner.y + (random.nextDouble() - 0.5) * 1e-4);
                assertEquals(
                        lowest(wards, near), locator.locate(near.x, near.y), () -> "-Dseed=" + seed + ", near " + near);
            }
        }
    }

    private static @Nullable String lowest(Map<String, Geometry> wards, Coordinate point) {
        for (Map.Entry<String, Geometry> ward : wards.entrySet()) {
            if (ward.getValue().getEnvelopeInternal().covers(point)
                    && SimplePointInAreaLocator.locate(point, ward.getValue()) != Location.EXTERIOR) {
                return ward.getKey();
            }
        }
        return null;
    }

    private static void store(Connection connection, String wards) throws Exception {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA IF NOT EXISTS layer");
            statement.execute("CREATE TABLE layer.ward (id text, geometry geometry, position bigint)");
        }
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO layer.ward SELECT f->>'id', ST_SetSRID(ST_GeomFromGeoJSON(f->>'geometry'), 4326), 1"
                        + " FROM json_array_elements(?::json->'features') AS f")) {
            statement.setString(1, wards);
            statement.executeUpdate();
        }
    }

    private static Map<String, Geometry> stored(Connection connection) throws Exception {
        Map<String, Geometry> wards = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, ST_AsBinary(geometry) FROM layer.ward")) {
            while (rows.next()) {
                wards.put(rows.getString(1), new WKBReader().read(rows.getBytes(2)));
            }
        }
        return wards;
    }

    private static String wards() throws Exception {
        String shared = System.getenv("TWIN_SHARED");
        Path file = Path.of(shared == null ? "../../shared" : shared).resolve("data/hue/wards.geojson");
        assumeTrue(Files.exists(file), "No shared data at " + file + "; set TWIN_SHARED");
        return Files.readString(file);
    }
}
