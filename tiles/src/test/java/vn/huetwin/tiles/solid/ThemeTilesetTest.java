package vn.huetwin.tiles.solid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.validate.Verdict;

/** Zones from 20 m to 40 km wide, construction sites, a bridge and an empty layer as tiles, decoded again. */
@Tag("postgis")
class ThemeTilesetTest {
    @TempDir
    Path folder;

    /** A square whose south-west corner is so many degrees from the middle of Huế. */
    private static String square(double east, double north, double side) {
        double w = BuiltCity.WEST + east;
        double s = BuiltCity.SOUTH + north;
        return "POLYGON ((%1$s %2$s, %3$s %2$s, %3$s %4$s, %1$s %4$s, %1$s %2$s))".formatted(w, s, w + side, s + side);
    }

    private static List<Verdict.Checked> zones(BuiltCity city) {
        List<Verdict.Checked> rows = new ArrayList<>();
        double side = 0.0002;
        for (int i = 0; side < 0.4; i++, side *= 1.7) {
            rows.add(city.building(
                    "z" + i, square(i * 0.003, -side / 3, side), Map.of("zone", "II", "max_height_m", 5.0 + i)));
        }
        rows.add(city.building("free", square(0, 0, 0.01), Map.of("zone", "II")));
        rows.add(city.building("as it is", square(0, 0, 0.01), Map.of("zone", "I", "max_height_m", 0.0)));
        return rows;
    }

    private static List<String> ids(Map<String, byte[]> served) throws Exception {
        List<String> ids = new ArrayList<>();
        for (Map.Entry<String, byte[]> file : served.entrySet()) {
            if (file.getKey().endsWith(".glb")) {
                ids.addAll(new DecodedTile(file.getValue()).ids());
            }
        }
        return ids;
    }

    @Test
    void zonesWithALimitAreVolumesWithinTheirRegions() throws Exception {
        try (BuiltCity city = new BuiltCity(folder, Theme.ZONES)) {
            List<Verdict.Checked> rows = zones(city);
            city.store(rows);
            assertEquals(rows.size() - 2, city.tileset.build());
            Map<String, byte[]> served = city.served();
            assertEquals(served.size() - 1, BuildingTilesetTest.inside(served));
            List<String> ids = ids(served);
            assertEquals(rows.size() - 2, ids.size());
            assertEquals(rows.size() - 2, new TreeSet<>(ids).size());
            for (String name :
                    served.keySet().stream().filter(n -> n.endsWith(".glb")).toList()) {
                assertEquals(
                        "BLEND",
                        new DecodedTile(served.get(name))
                                .json
                                .at("/materials/0/alphaMode")
                                .asText());
            }
        }
    }

    @Test
    void aZoneThatGrowsOrLosesItsLimitTakesItsRegionWithIt() throws Exception {
        try (BuiltCity city = new BuiltCity(folder, Theme.ZONES)) {
            city.store(zones(city));
            city.tileset.build();
            city.store(List.of(city.building("z0", square(-0.5, 0, 0.6), Map.of("zone", "I", "max_height_m", 90.0))));
            city.store(List.of(city.building("z1", square(0, 0, 0.01), Map.of("zone", "I"))));
            assertTrue(city.tileset.update(List.of("z0", "z1")).stream()
                    .anyMatch(c -> c.uri().equals("tileset.json")));
            Map<String, byte[]> served = city.served();
            assertEquals(served.size() - 1, BuildingTilesetTest.inside(served));
            assertTrue(ids(served).contains("z0"));
            assertTrue(!ids(served).contains("z1"));
        }
    }

    @Test
    void aLayerWithoutFeaturesIsAnEmptyTileset() throws Exception {
        try (BuiltCity city = new BuiltCity(folder, Theme.VEGETATION)) {
            assertEquals(0, city.tileset.build());
            Map<String, byte[]> served = city.served();
            assertEquals(List.of("tileset.json"), List.copyOf(served.keySet()));
            JsonNode root =
                    new ObjectMapper().readTree(served.get("tileset.json")).get("root");
            assertTrue(root.has("boundingVolume") && !root.has("children") && !root.has("content"));
        }
    }

    @Test
    void aBridgeWithoutAModelIsASlabInTheAir() throws Exception {
        try (BuiltCity city = new BuiltCity(folder, Theme.BRIDGES)) {
            city.store(List.of(city.building("b", square(0, 0, 0.0002), Map.of("height", 8.0))));
            assertEquals(1, city.tileset.build());
            Map<String, byte[]> served = city.served();
            served.remove("tileset.json");
            DecodedTile tile = new DecodedTile(served.values().iterator().next());
            TreeSet<Long> heights = new TreeSet<>();
            for (int i = 0; i < tile.vertices(); i++) {
                heights.add(Math.round(tile.position(i)[1]));
            }
            assertEquals(List.of(7L, 8L), List.copyOf(heights));
            double footprint = city.footprint("b");
            double walls = 4 * Math.sqrt(footprint);
            assertEquals(2 * footprint, tile.areas("b").get(0), footprint * 0.001);
            assertEquals(walls, tile.areas("b").get(1), walls * 0.02); // a degree north is longer than one east
        }
    }

    @Test
    void aConstructionSiteIsAsHighAsItsStage() {
        assertEquals(new Theme.Prism(0, 2), Theme.CONSTRUCTION.heights().of(Map.of("stage", "foundation")));
        assertEquals(
                new Theme.Prism(0, 18),
                Theme.CONSTRUCTION.heights().of(Map.of("stage", "foundation", "max_height_m", 18.0)));
    }

    /** The row of every building here is valid since 2026 began in UTC. */
    @Test
    void buildingsTellFromWhenToWhenTheyAreThere() throws Exception {
        try (BuiltCity city = new BuiltCity(folder, Theme.BUILDINGS)) {
            String place = square(0, 0, 0.0002);
            city.store(List.of(
                    city.building("plain", place, Map.of("height", 8.0)),
                    city.building("old", place, Map.of("usage", "house", "year_built", 1980L)),
                    city.building("planned", place, Map.of("usage", "hotel", "year_built", 2030L)),
                    city.building("gone", place, Map.of("year_built", 1980L, "status", "demolished"))));
            city.tileset.build();
            DecodedTile tile = city.only();
            assertEquals(seconds("2026-01-01T00:00:00Z"), tile.number("plain", "valid_from"));
            assertEquals(seconds("1979-12-31T17:00:00Z"), tile.number("old", "valid_from"));
            assertEquals(seconds("2026-01-01T00:00:00Z"), tile.number("planned", "valid_from"));
            assertEquals(seconds("2026-01-01T00:00:00Z"), tile.number("gone", "valid_to"));
            assertNull(tile.number("old", "valid_to"));
            assertEquals(
                    List.of("house", "hotel", "(none)"),
                    List.of(tile.code("old", "usage"), tile.code("planned", "usage"), tile.code("plain", "usage")));
            city.store(List.of(
                    BuiltCity.since(city.building("plain", place, Map.of("height", 9.0)), "2026-03-01T00:00:00Z")));
            city.tileset.update(List.of("plain"));
            assertEquals(seconds("2026-01-01T00:00:00Z"), city.only().number("plain", "valid_from"));
        }
    }

    private static double seconds(String time) {
        return Instant.parse(time).getEpochSecond();
    }

    @Test
    void aSiteIsThereFromItsStartToItsEnd() throws Exception {
        try (BuiltCity city = new BuiltCity(folder, Theme.CONSTRUCTION)) {
            String place = square(0, 0, 0.0002);
            LocalDate start = LocalDate.of(2025, 6, 1);
            city.store(List.of(
                    city.building(
                            "on", place, Map.of("started_on", start, "expected_end_on", LocalDate.of(2027, 1, 1))),
                    city.building(
                            "late", place, Map.of("started_on", start, "expected_end_on", LocalDate.of(2025, 9, 1))),
                    city.building("done", place, Map.of("started_on", start, "stage", "completed"))));
            city.tileset.build();
            DecodedTile tile = city.only();
            assertEquals(seconds("2025-05-31T17:00:00Z"), tile.number("on", "valid_from"));
            assertEquals(seconds("2026-12-31T17:00:00Z"), tile.number("on", "valid_to"));
            assertNull(tile.number("late", "valid_to"));
            assertEquals(seconds("2026-01-01T00:00:00Z"), tile.number("done", "valid_to"));
        }
    }

    @Test
    @Tag("slow")
    void volumesAreValidGltf() throws Exception {
        try (BuiltCity city = new BuiltCity(folder, Theme.ZONES)) {
            city.store(zones(city));
            city.tileset.build();
            Map<String, byte[]> tiles = city.served();
            tiles.remove("tileset.json");
            BuildingTilesetTest.assertValid(tiles, Files.createDirectories(folder.resolve("validator")));
        }
    }
}
