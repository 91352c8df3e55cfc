package vn.huetwin.server.tile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.WKTReader;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.server.City;
import vn.huetwin.server.testing.TestTwin;
import vn.huetwin.server.testing.TwinProcesses;
import vn.huetwin.tiles.solid.Theme;
import vn.huetwin.tiles.solid.TileFolder;

/** Three houses, 2 km apart, each in a tile of its own; what a server finds of the tiles of the one before. */
@Tag("postgis")
class TilesAfterRestartTest {
    private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);
    private static final String EAST = "16-52359-19380.glb";

    @TempDir
    private Path folder;

    /** As an event does it: the row and the entry of the log, in one transaction. */
    private static void house(City city, String key, double west, double height) throws Exception {
        Layer layer = city.catalogue().get("building");
        Geometry geometry = new WKTReader()
                .read("MULTIPOLYGON (((%1$s 16.46, %2$s 16.46, %2$s 16.4601, %1$s 16.4601, %1$s 16.46)))"
                        .formatted(west, west + 0.0001));
        geometry.setSRID(4326);
        List<Object> values = new ArrayList<>();
        for (Property property : layer.properties()) {
            values.add(property.name().equals("height") ? height : null);
        }
        Verdict.Checked row = new Verdict.Checked(key, geometry, values, TestTwin.LONG_AGO, List.of());
        Instant now = Instant.now();
        try (Connection connection = city.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            EventLog.Draft entry = new EventLog.Draft(
                    "test", key + ' ' + height, "vn.hue.building.surveyed", "building", key, now, null, "{}", "{}");
            long position = EventLog.append(connection, List.of(entry), now)
                    .values()
                    .iterator()
                    .next();
            city.writer().write(connection, layer, List.of(row).iterator(), position, "test", now);
            connection.commit();
        }
    }

    private static void houses(City city) throws Exception {
        house(city, "west", 107.58, 6);
        house(city, "middle", 107.60, 6);
        house(city, "east", 107.62, 6);
    }

    private static void awaitTiles(URI server) throws Exception {
        HttpRequest health = HttpRequest.newBuilder(server.resolve("/health")).build();
        String status = "";
        for (int i = 0; i < 600 && !"ready".equals(status); i++) {
            Thread.sleep(100);
            String answer = HttpClient.newHttpClient()
                    .send(health, HttpResponse.BodyHandlers.ofString())
                    .body();
            status = new JsonObject(answer).getJsonObject("tiles").getString("status");
        }
        assertEquals("ready", status);
    }

    /** The files of the buildings; they get an old time, so that those are known that are written later. */
    private static Map<String, byte[]> aged(Path data) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (var list = Files.list(current(data))) {
            for (Path file : list.toList()) {
                Files.setLastModifiedTime(file, OLD);
                files.put(String.valueOf(file.getFileName()), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static Path current(Path data) throws IOException {
        Path tiles = data.resolve("tiles/buildings");
        return tiles.resolve(Files.readString(tiles.resolve("current")));
    }

    /** Tiles and documents of which the plain form was written since. */
    private static Set<String> written(Path data) throws IOException {
        Set<String> written = new TreeSet<>();
        try (var list = Files.list(current(data))) {
            for (Path file : list.toList()) {
                String name = String.valueOf(file.getFileName());
                if (name.matches(".*\\.(glb|json)")
                        && !Files.getLastModifiedTime(file).equals(OLD)) {
                    written.add(name);
                }
            }
        }
        return written;
    }

    @Test
    void onlyTheTileOfWhatWasEditedMeanwhileIsMade() throws Exception {
        try (TestTwin twin =
                TestTwin.plan().filled(TilesAfterRestartTest::houses).start()) {
            awaitTiles(twin.uri("/"));
            Map<String, byte[]> before = aged(twin.data());
            Path generation = current(twin.data());

            twin.restart(city -> house(city, "east", 107.62, 25));
            awaitTiles(twin.uri("/"));
            assertEquals(generation, current(twin.data()));
            Set<String> written = written(twin.data());
            written.remove("tileset.json"); // is compared below
            assertEquals(Set.of(EAST), written);

            Path fresh = folder.resolve("fresh");
            twin.city().tileset(Theme.BUILDINGS, new TileFolder(fresh)).build();
            Path made = fresh.resolve(Files.readString(fresh.resolve("current")));
            for (String name : List.of(EAST, "tileset.json")) {
                byte[] served = Files.readAllBytes(generation.resolve(name));
                assertArrayEquals(Files.readAllBytes(made.resolve(name)), served, name);
            }
            assertNotEquals(List.of(before.get(EAST)), List.of(Files.readAllBytes(generation.resolve(EAST))));
        }
    }

    /** Tiles of a later state than a database that was restored from a backup: its log has gone another way since. */
    @Test
    void afterTheDatabaseWasSetBackAllTilesAreMadeAnew() throws Exception {
        try (TestTwin twin =
                TestTwin.plan().filled(TilesAfterRestartTest::houses).start()) {
            awaitTiles(twin.uri("/"));
            Path generation = current(twin.data());
            twin.restart(city -> {
                try (Connection connection = city.dataSource().getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("DELETE FROM layer.building WHERE id = 'east'");
                    statement.execute("DELETE FROM event_log WHERE subject = 'east'");
                    statement.execute("SELECT setval('log_position', (SELECT max(position) FROM event_log))");
                }
                house(city, "other", 107.64, 6);
            });
            awaitTiles(twin.uri("/"));
            assertNotEquals(generation, current(twin.data()));
            assertEquals(3, served(twin.data()).size(), served(twin.data()).toString());
        }
    }

    private static List<String> served(Path data) throws IOException {
        try (var list = Files.list(current(data))) {
            return list.map(f -> String.valueOf(f.getFileName()))
                    .filter(name -> name.endsWith(".glb"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aServerThatWasKilledLeavesTilesThatAreTakenUp() throws Exception {
        try (TwinProcesses twin = new TwinProcesses()) {
            TwinProcesses.Server server = twin.serve();
            try (City city = twin.open()) {
                houses(city);
            }
            awaitFiles(twin.data(), 3);
            awaitTiles(server.events());
            server.process().destroyForcibly().waitFor();
            Path generation = current(twin.data());
            aged(twin.data());
            server = twin.serve();
            awaitTiles(server.events());
            assertEquals(generation, current(twin.data()));
            assertEquals(3, served(twin.data()).size());
            assertEquals(
                    Set.of(),
                    written(twin.data()).stream()
                            .filter(name -> name.endsWith(".glb"))
                            .collect(Collectors.toSet()));
        }
    }

    private static void awaitFiles(Path data, int count) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (Files.exists(data.resolve("tiles/buildings/current"))
                    && served(data).size() == count) {
                return;
            }
            Thread.sleep(100);
        }
    }
}
