package vn.huetwin.ingest.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.simulate.EventSink;

class FileReplayTest {
    @TempDir
    Path folder;

    private final List<String> sent = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void anArrayAndLinesSayTheSame() throws Exception {
        String one = event(1, "08:00:00");
        String two = event(2, "08:00:10");
        replay("[" + one + ",\n" + two + "]", 0, Integer.MAX_VALUE);
        List<String> array = List.copyOf(sent);
        sent.clear();
        FileReplay.Tally tally = replay("\n" + one + "\n\nno json\n" + two, 0, Integer.MAX_VALUE);
        assertEquals(array, sent);
        assertEquals(List.of(one, two), sent);
        assertEquals(new FileReplay.Tally(2, 2, 0, 0, 1), tally);
        assertEquals(List.of(), pauses);
    }

    @Test
    void theRhythmIsThatOfTheEventsAndGapsAreNotWaitedOut() throws Exception {
        String file = String.join(
                "\n",
                event(1, "08:00:00"),
                event(2, "08:00:10"),
                event(3, "08:00:10"),
                event(4, "07:00:00"),
                event(5, "23:00:00"));
        replay(file, 5, Integer.MAX_VALUE);
        assertEquals(List.of(Duration.ofSeconds(2), Duration.ofMinutes(1)), pauses);
        assertEquals(5, sent.size());
    }

    @Test
    void whatWasBrokenOffGoesOnWhereItWas() throws Exception {
        String file = String.join(
                "\n",
                IntStream.range(0, 1_700).mapToObj(i -> event(i, "08:00:00")).toList());
        assertThrows(IOException.class, () -> replay(file, 0, 1_000));
        FileReplay.Tally tally = replay(file, 0, Integer.MAX_VALUE);
        assertEquals(List.of(file.split("\n")), sent, "each once");
        assertEquals(1_700, tally.done());
        assertEquals(700, tally.accepted());
        assertFalse(Files.exists(folder.resolve("events.ndjson.replayed")));
    }

    /** @param most events after which the server is gone */
    private FileReplay.Tally replay(String content, double speed, int most) throws Exception {
        Path file = Files.writeString(folder.resolve("events.ndjson"), content);
        EventSink sink = events -> {
            if (sent.size() + events.size() > most) {
                throw new IOException("gone");
            }
            events.forEach(e -> sent.add(new String(e, StandardCharsets.UTF_8)));
            return new EventSink.Outcome(events.size(), 0, 0, 0);
        };
        return new FileReplay(file, sink, speed, pauses::add).run(so -> {});
    }

    private static String event(int id, String time) {
        return "{\"id\":\"" + id + "\",\"time\":\"2025-11-01T" + time + "+07:00\"}";
    }
}
