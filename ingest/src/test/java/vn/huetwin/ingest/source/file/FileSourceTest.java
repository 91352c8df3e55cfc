package vn.huetwin.ingest.source.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceTally;

/** Recordings that are played: in their rhythm, on from where they were broken off, whatever stands in them. */
@Tag("postgis")
class FileSourceTest {
    private static SourceBench bench;

    @TempDir
    private Path folder;

    private final List<Duration> pauses = new ArrayList<>();
    private SourceTally tally = new SourceTally();

    @BeforeAll
    static void open() throws Exception {
        bench = new SourceBench(SourceBench.CITY);
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @BeforeEach
    void empty() throws Exception {
        bench.execute("TRUNCATE layer.incident, layer_history.incident, event_log, quarantine, source_position");
    }

    @Test
    void linesAreEventsAndWhatIsNoneIsSetAside() throws Exception {
        play("\ufeff\n" + report("a") + "\r\n\n  \n{\"cut\n" + "x".repeat(5_000) + "\n" + report("b") + "\n[7]", 0);
        assertEquals("2 0 3", SourceBench.counts(tally));
        assertEquals(
                List.of("message-too-large 2001", "not-an-object 1", "not-json 5"),
                bench.rows("SELECT reason_code, length(original) FROM quarantine ORDER BY 1"));
        assertEquals(1.0, tally.progress());
    }

    @Test
    void anArrayIsReadMemberByMember() throws Exception {
        play(" [" + report("a") + ",\n" + report("b") + ", 7]", 0);
        assertEquals("2 0 1", SourceBench.counts(tally));
        String broken = "[" + report("c") + ", {\"cut";
        IOException failure = assertThrows(IOException.class, () -> play(broken, 0));
        assertEquals(List.of("a", "b"), bench.rows("SELECT id FROM event_log ORDER BY id"), failure.getMessage());
    }

    @Test
    void theRhythmIsThatOfTheEventsManyTimesFaster() throws Exception {
        play(
                String.join(
                        "\n",
                        at("a", "08:00:00"),
                        at("b", "08:00:00"),
                        at("c", "08:10:00"),
                        at("d", "08:05:00"), // late
                        at("e", "08:06:00"),
                        at("f", "20:00:00")),
                60);
        assertEquals(List.of(Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMinutes(1)), pauses);
        assertEquals("6 0 0", SourceBench.counts(tally));
    }

    /** A server is killed in the middle, and again: no event comes twice, and none is left out. */
    @Test
    void itGoesOnWhereItWasBrokenOff() throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            lines.add(i % 50 == 7 ? "poison " + i : at("e" + i, "%02d:%02d:00".formatted(8 + i / 60, i % 60)));
        }
        Path file = Files.writeString(folder.resolve("flood.ndjson"), String.join("\n", lines));
        for (int broken : new int[] {40, 1, 100}) {
            assertThrows(
                    InterruptedException.class, () -> source(file, 1, broken).run(inlet()));
        }
        source(file, 0, 0).run(inlet());
        assertEquals("294 0 6", SourceBench.counts(tally));
        assertEquals("294 6", bench.one("SELECT (SELECT count(*) FROM event_log), (SELECT count(*) FROM quarantine)"));
        source(file, 0, 0).run(inlet());
        assertEquals("294 0 6", SourceBench.counts(tally), "played once");

        Files.writeString(file, report("other"));
        source(file, 0, 0).run(inlet());
        assertEquals("295 0 6", SourceBench.counts(tally), "another recording under the same name");
    }

    private void play(String content, double speed) throws Exception {
        source(Files.writeString(folder.resolve("played"), content), speed, 0).run(inlet());
    }

    /** @param broken number of the pause in which it is broken off, or 0 */
    private FileSource source(Path file, double speed, int broken) {
        int[] count = {0};
        return new FileSource(
                new FileSource.Place(file, speed),
                bench.cloudEvents,
                new SourceLimits(2_000, 1 << 20, 25, Duration.ofSeconds(10)),
                InstantSource.system(),
                time -> {
                    pauses.add(time);
                    if (++count[0] == broken) {
                        throw new InterruptedException("killed");
                    }
                });
    }

    private Inlet inlet() {
        return bench.inlet(SourceBench.spec("flood", "file"), tally);
    }

    private static String report(String id) {
        return SourceBench.report(id);
    }

    private static String at(String id, String time) {
        return report(id).replace("T08:00:00", "T" + time);
    }
}
