package vn.huetwin.tiles.solid;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.validate.Verdict;
import vn.huetwin.tiles.height.Geoid;
import vn.huetwin.tiles.height.Ground;

/**
 * Servers that follow one another on the same folder of tiles: 40 houses, 1 km apart, so that each is in a tile of its own.
 * Whatever happened to the files, in the end they are those of a city built from nothing.
 */
@Tag("postgis")
class ResumedTilesetTest {
    private static final FileTime OLD = FileTime.fromMillis(1_000_000_000_000L);

    @TempDir
    Path folder;

    private BuiltCity city;

    private Verdict.Checked house(int number, double eastKilometres, double height) {
        return city.box("h" + number, 1_000 * eastKilometres, 1_000 * Math.floorDiv(number, 8), 10, height);
    }

    @BeforeEach
    void build() throws Exception {
        city = new BuiltCity(folder.resolve("tiles"));
        List<Verdict.Checked> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(house(i, i % 8, 6));
        }
        city.store(rows);
        city.tileset.open();
        assertEquals(40, city.tileset.build("first"));
        try (var files = Files.list(city.current())) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, OLD);
            }
        }
    }

    @AfterEach
    void close() {
        city.close();
    }

    /** Names of tiles of which any form was written since. */
    private Set<String> written() throws IOException {
        Set<String> written = new TreeSet<>();
        try (var files = Files.list(city.current())) {
            for (Path file : files.filter(f -> f.toString().contains(".glb")).toList()) {
                if (!Files.getLastModifiedTime(file).equals(OLD)) {
                    written.add(file.getFileName().toString().replaceAll("\\.glb.*", ".glb"));
                }
            }
        }
        return written;
    }

    private Map<String, Path> tilesByKey() throws IOException {
        Map<String, Path> tiles = new TreeMap<>();
        for (Map.Entry<String, byte[]> file : city.served().entrySet()) {
            if (file.getKey().endsWith(".glb")) {
                Path path = city.current().resolve(file.getKey());
                new DecodedTile(file.getValue()).ids().forEach(id -> tiles.put(id, path));
            }
        }
        return tiles;
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private void assertAsFromNothing() throws Exception {
        Path fresh = folder.resolve("fresh" + System.nanoTime());
        Tileset other = city.in(new TileFolder(fresh));
        other.open();
        other.build();
        Map<String, byte[]> wanted = BuiltCity.served(fresh);
        Map<String, byte[]> served = city.served();
        assertEquals(wanted.keySet(), served.keySet());
        wanted.forEach((name, bytes) -> assertArrayEquals(bytes, served.get(name), name));
    }

    private static List<String> uris(Collection<Tileset.Change> changes) {
        return changes.stream().map(Tileset.Change::uri).toList();
    }

    @Test
    void nothingIsMadeWhenNothingChanged() throws Exception {
        Tileset later = city.later();
        assertEquals("first", later.resume());
        assertEquals(List.of(), later.update(List.of(), "second"));
        assertEquals(Set.of(), written());
        assertEquals("second", city.later().resume());
    }

    @Test
    void onlyTheTileOfWhatChangedMeanwhileIsMade() throws Exception {
        String tile = name(tilesByKey().get("h9"));
        city.store(List.of(house(9, 1, 25)));
        Tileset later = city.later();
        assertEquals("first", later.resume());
        assertEquals(List.of(tile), uris(later.update(List.of("h9"), "second")));
        assertEquals(Set.of(tile), written());
        assertAsFromNothing();
    }

    @Test
    void whatCameMovedAndWentMeanwhileIsInItsTiles() throws Exception {
        city.store(List.of(house(40, 3, 9), house(3, 7.4, 9), city.box("hall", -900, 0, 80, 150)));
        city.demolish("h20");
        Tileset later = city.later();
        later.resume();
        later.update(List.of("h40", "h3", "hall", "h20"), "second");
        assertTrue(written().size() <= 4, written().toString());
        assertAsFromNothing();
    }

    /** Its files were half written, or did not come to the disk; one is gone, and one is of no tile. */
    @Test
    void filesThatAreNotAsTheyWereWrittenAreMadeAnew() throws Exception {
        Map<String, Path> tiles = tilesByKey();
        Path torn = tiles.get("h1");
        Files.write(torn, Arrays.copyOf(Files.readAllBytes(torn), 100));
        Path zeros = tiles.get("h2").resolveSibling(name(tiles.get("h2")) + ".gz");
        Files.write(zeros, new byte[(int) Files.size(zeros)]);
        Files.delete(tiles.get("h3"));
        Files.writeString(city.current().resolve("16-1-1.glb.br.new"), "half");
        Files.writeString(city.current().resolve("tileset.json"), "{");

        Tileset later = city.later();
        assertEquals("first", later.resume());
        later.update(List.of(), "second");
        Set<String> made = List.of("h1", "h2", "h3").stream()
                .map(key -> name(tiles.get(key)))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(made, written());
        assertAsFromNothing();
        Tileset last = city.later();
        assertEquals("second", last.resume());
        assertEquals(List.of(), last.update(List.of(), "third"));
    }

    /** h3 moved and its new tile was written, but not the journal; then it moved on while no server ran. */
    @Test
    void tilesOfAnUpdateThatWasCutOffAreCleaned() throws Exception {
        city.store(List.of(house(3, 6, 9)));
        city.tileset.update(List.of("h3"));
        city.store(List.of(house(3, 5, 9)));
        Tileset later = city.later();
        assertEquals("first", later.resume());
        later.update(List.of("h3"), "second");
        assertAsFromNothing();
    }

    /** Of each of 30 updates the record may be cut off anywhere: what is marked later is told again. */
    @Test
    void aJournalMayEndAnywhere() throws Exception {
        long seed = new Random().nextLong();
        System.err.println("seed " + seed);
        Random random = new Random(seed);
        Path journal = city.current().resolve(TileJournal.FILE);
        int whole = (int) Files.size(journal);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            int number = random.nextInt(45);
            keys.add("h" + number);
            if (number < 5) {
                city.demolish("h" + number);
            } else {
                city.store(List.of(house(number, random.nextInt(9), 5 + random.nextInt(9))));
            }
            city.tileset.update(List.of("h" + number), String.valueOf(i + 1));
        }
        byte[] bytes = Files.readAllBytes(journal);
        Files.write(journal, Arrays.copyOf(bytes, whole + random.nextInt(bytes.length - whole)));
        Tileset later = city.later();
        String mark = later.resume();
        int known = "first".equals(mark) ? 0 : Integer.parseInt(String.valueOf(mark));
        later.update(keys.subList(known, keys.size()), "last");
        assertAsFromNothing();
        assertEquals("last", city.later().resume());
    }

    @Test
    void aSplitTileStaysSplit() throws Exception {
        List<Verdict.Checked> rows = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            rows.add(city.box("n" + i, 100 + i % 40 * 5, 100 + Math.floorDiv(i, 40) * 5, 4, 5));
        }
        city.store(rows);
        city.tileset.update(rows.stream().map(Verdict.Checked::key).toList(), "full");
        city.store(List.of(city.box("n0", 300, 300, 4, 9)));
        Tileset later = city.later();
        assertEquals("full", later.resume());
        later.update(List.of("n0"), "last");
        assertAsFromNothing();
    }

    @Test
    void aJournalDoesNotGrowForEver() throws Exception {
        Path journal = city.current().resolve(TileJournal.FILE);
        String mark = "m".repeat(60_000);
        for (int i = 0; i < 200; i++) {
            city.tileset.update(List.of(), mark);
        }
        assertTrue(Files.size(journal) < 6_000_000, Files.size(journal) + " bytes");
        assertEquals(mark, city.later().resume());
    }

    /** The same heights, by another geoid. */
    @Test
    void onAnotherGroundAllIsMadeAnew() throws Exception {
        city.ground = new Ground() {
            @Override
            public String version() {
                return "other";
            }

            @Override
            public double metresAboveEllipsoid(double longitude, double latitude) {
                return -17;
            }

            @Override
            public boolean isMeasured(double longitude, double latitude) {
                return false;
            }

            @Override
            public Geoid geoid() {
                return Geoid.constant(-17);
            }
        };
        assertNull(city.later().resume());
    }

    /** If this fails, servers that are updated would mix old tiles with new ones: {@link Tileset#WRITER} goes up, then the sum. */
    @Test
    void whoChangesHowTilesAreWrittenSaysSo() throws Exception {
        city.gabled("gable");
        city.painted("painted");
        city.tileset.build();
        CRC32 sum = new CRC32();
        city.served().values().forEach(sum::update);
        assertEquals("1 115bf30", Tileset.WRITER + " " + Long.toHexString(sum.getValue()));
    }

    @Test
    void withoutAJournalAllIsMadeAnew() throws Exception {
        Files.delete(city.current().resolve(TileJournal.FILE));
        assertNull(city.later().resume());
        city.tileset.build();
        assertNull(city.later().resume(), "tiles that nobody marked");
    }
}
