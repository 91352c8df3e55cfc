package vn.huetwin.ingest.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import vn.huetwin.ingest.simulate.EventSink;

/**
 * Sends the events of a file, in the order of the file. How far it came stands in a file beside it, so that a replay that was
 * broken off goes on where it was; what was on its way then is sent again and known by its id.
 */
public final class FileReplay {
    private static final int BATCH = 500;
    /** A gap in a recording is not waited out. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Waits. */
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /**
     * How far it is.
     *
     * @param done       events of the file that were sent, in earlier runs too
     * @param unreadable lines that are no JSON
     */
    public record Tally(long done, int accepted, int duplicates, int rejected, long unreadable) {}

    private final Path file;
    private final EventSink sink;
    private final double speed;
    private final Pause pause;

    /** @param speed seconds of the file in a second; 0 for as fast as events are taken */
    public FileReplay(Path file, EventSink sink, double speed, Pause pause) {
        this.file = file;
        this.sink = sink;
        this.speed = speed;
        this.pause = pause;
    }

    /** @param progress hears of each batch */
    public Tally run(Consumer<Tally> progress) throws IOException, InterruptedException {
        Path mark = file.resolveSibling(file.getFileName() + ".replayed");
        long skipped =
                Files.exists(mark) ? Long.parseLong(Files.readString(mark).strip()) : 0;
        Tally tally = new Tally(0, 0, 0, 0, 0);
        try (EventFile events = new EventFile(file)) {
            List<byte[]> batch = new ArrayList<>();
            Instant before = null;
            for (JsonNode event = events.next(); event != null; event = events.next()) {
                if (tally.done() + batch.size() < skipped) {
                    tally = new Tally(tally.done() + 1, 0, 0, 0, 0);
                    continue;
                }
                Duration wait = wait(before, event);
                before = time(event) == null ? before : time(event);
                if (batch.size() == BATCH || (!wait.isZero() && !batch.isEmpty())) {
                    tally = send(batch, tally, events, mark, progress);
                }
                if (!wait.isZero()) {
                    pause.of(wait);
                }
                batch.add(event.toString().getBytes(StandardCharsets.UTF_8));
            }
            if (!batch.isEmpty()) {
                tally = send(batch, tally, events, mark, progress);
            }
            tally = new Tally(
                    tally.done(), tally.accepted(), tally.duplicates(), tally.rejected(), events.unreadable());
        }
        Files.deleteIfExists(mark);
        return tally;
    }

    private Tally send(List<byte[]> batch, Tally before, EventFile events, Path mark, Consumer<Tally> progress)
            throws IOException, InterruptedException {
        EventSink.Outcome outcome = sink.send(List.copyOf(batch));
        Tally tally = new Tally(
                before.done() + batch.size(),
                before.accepted() + outcome.accepted(),
                before.duplicates() + outcome.duplicates(),
                before.rejected() + outcome.rejected(),
                events.unreadable());
        Files.writeString(mark, Long.toString(tally.done()));
        batch.clear();
        progress.accept(tally);
        return tally;
    }

    private Duration wait(@Nullable Instant before, JsonNode event) {
        Instant time = time(event);
        if (speed <= 0 || before == null || time == null || !time.isAfter(before)) {
            return Duration.ZERO;
        }
        Duration wait = Duration.ofMillis((long) (Duration.between(before, time).toMillis() / speed));
        return wait.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wait;
    }

    private static @Nullable Instant time(JsonNode event) {
        try {
            return OffsetDateTime.parse(event.path("time").asText()).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
