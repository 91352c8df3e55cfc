package vn.huetwin.tiles.solid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ontology.validate.Verdict;

/** What was there before: a tileset of its own, of past versions. All rows are valid since 2026 began unless they say else. */
@Tag("postgis")
class PastTilesetTest {
    private static final String MARCH = "2026-03-01T00:00:00Z";
    private static final String MAY = "2026-05-01T00:00:00Z";

    @TempDir
    Path folder;

    private BuiltCity past() throws Exception {
        return new BuiltCity(folder, Theme.BUILDINGS.past());
    }

    /** A house of 1980 that grew in March, one that was pulled down in May, one that nothing happened to. */
    private static void fill(BuiltCity city) throws Exception {
        Verdict.Checked low = city.building("grown", place(city), Map.of("height", 4.0, "year_built", 1980L));
        Verdict.Checked high = city.building("grown", place(city), Map.of("height", 9.0, "year_built", 1980L));
        city.store(List.of(low, city.box("same", 40, 0, 10, 5)));
        city.store(List.of(BuiltCity.since(high, MARCH)));
        city.storeGone(city.box("gone", 80, 0, 10, 7), MAY);
    }

    private static String place(BuiltCity city) {
        return city.box("any", 0, 0, 10, 4).geometry().getGeometryN(0).toText();
    }

    @Test
    void whatWasReplacedAndWhatIsGoneAreThereForTheirTime() throws Exception {
        try (BuiltCity city = past()) {
            fill(city);
            assertEquals(2, city.tileset.build());

            DecodedTile tile = city.only();
            assertEquals(List.of("gone", "grown"), tile.ids());
            assertEquals(4.0, tile.number("grown", "height"));
            assertEquals(seconds("1979-12-31T17:00:00Z"), tile.number("grown", "valid_from"));
            assertEquals(seconds(MARCH), tile.number("grown", "valid_to"));
            assertEquals(seconds("2026-01-01T00:00:00Z"), tile.number("gone", "valid_from"));
            assertEquals(seconds(MAY), tile.number("gone", "valid_to"));
            // four walls and a roof; degrees of the drawing are rounded
            assertEquals(4 * 10 * 4, tile.areas("grown").get(1), 1.0);
        }
    }

    /** So that the play-back knows where the past shape ends and the present one begins. */
    @Test
    void thePresentTellsSinceWhenItLooksAsItDoes() throws Exception {
        try (BuiltCity city = new BuiltCity(folder)) {
            fill(city);
            city.tileset.build();
            DecodedTile tile = city.only();
            assertEquals(List.of("grown", "same"), tile.ids());
            assertEquals(9.0, tile.number("grown", "height"));
            assertEquals(seconds("1979-12-31T17:00:00Z"), tile.number("grown", "valid_from"));
            assertEquals(seconds(MARCH), tile.number("grown", "version_from"));
            assertNull(tile.number("same", "version_from"));
        }
    }

    @Test
    void anEditAddsToThePastAndACorrectionTakesFromIt() throws Exception {
        try (BuiltCity city = past()) {
            fill(city);
            city.tileset.build();
            city.store(List.of(BuiltCity.since(city.box("same", 40, 0, 10, 6), MAY)));
            assertEquals(1, city.tileset.update(List.of("same")).size());
            assertEquals(List.of("gone", "grown", "same"), city.only().ids());
            assertEquals(seconds(MAY), city.only().number("same", "valid_to"));

            city.disbelieve("grown");
            city.tileset.update(List.of("grown"));
            assertEquals(List.of("gone", "same"), city.only().ids());
            assertEquals(0, city.tileset.update(List.of("never was")).size());
        }
    }

    @Test
    void ofWhatChangesAllTheTimeTheLatestHundredVersionsAreShown() throws Exception {
        try (BuiltCity city = past()) {
            Instant start = Instant.parse("2026-01-01T00:00:00Z");
            for (int day = 0; day <= PastVersions.MOST + 20; day++) {
                city.store(List.of(BuiltCity.since(
                        city.box("busy", 0, 0, 10, 4 + day / 10.0),
                        start.plusSeconds(86_400L * day).toString())));
            }
            assertEquals(PastVersions.MOST, city.tileset.build());
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < PastVersions.MOST; i++) {
                expected.add("busy");
            }
            assertEquals(expected, city.only().ids());
            city.store(List.of(BuiltCity.since(city.box("busy", 0, 0, 10, 30), "2026-08-01T00:00:00Z")));
            assertEquals(1, city.tileset.update(List.of("busy")).size());
            assertEquals(expected, city.only().ids());
        }
    }

    private static double seconds(String time) {
        return Instant.parse(time).getEpochSecond();
    }
}
