package vn.huetwin.ingest.simulate;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a story at a rate until it is told to stop. */
public final class Simulation implements AutoCloseable {
    /** What was sent so far; {@code refusals} counts answers that asked to wait. */
    public record Tally(long sent, long accepted, long duplicates, long rejected, long refusals, Duration elapsed) {}

    private static final Logger log = LoggerFactory.getLogger(Simulation.class);
    /** Events that are due within this time travel together. */
    private static final long TICK_NANOS = 50_000_000;

    private static final int MOST_AT_ONCE = 1_000;
    private static final long AFTER_FAILURE_MILLIS = 5_000;

    private final CityStory story;
    private final EventSink sink;
    private final InstantSource clock;
    private final double rate;
    private volatile boolean stopped;
    private long accepted;
    private long duplicates;
    private long rejected;
    private long refusals;
    private long sent;
    private volatile @org.jspecify.annotations.Nullable Thread thread;

    /** @param rate events per second */
    public Simulation(CityStory story, EventSink sink, InstantSource clock, double rate) {
        if (!(rate > 0)) {
            throw new IllegalArgumentException("--rate must be above 0 events per second");
        }
        this.story = story;
        this.sink = sink;
        this.clock = clock;
        this.rate = rate;
    }

    /**
     * Sends on this thread until the count or the duration is reached, or it is stopped.
     *
     * @param progress told after each sending
     */
    public Tally run(long count, Duration duration, Consumer<Tally> progress) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!stopped && sent < count && System.nanoTime() - start < duration.toNanos()) {
            long due = Math.min(count, 1 + (long) ((System.nanoTime() - start) / 1e9 * rate));
            List<byte[]> events = new ArrayList<>();
            while (sent + events.size() < due && events.size() < MOST_AT_ONCE) {
                events.add(story.next(clock.instant().truncatedTo(ChronoUnit.MILLIS)));
            }
            if (!events.isEmpty()) {
                send(events);
                progress.accept(tally(start));
            }
            long next = start + (long) (sent / rate * 1e9);
            long wait = Math.max(next, System.nanoTime() + (rate > 20 ? TICK_NANOS : 0)) - System.nanoTime();
            if (sent < count && wait > 0) {
                Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
            }
        }
        return tally(start);
    }

    private void send(List<byte[]> events) throws IOException, InterruptedException {
        EventSink.Outcome outcome = sink.send(events);
        sent += events.size();
        accepted += outcome.accepted();
        duplicates += outcome.duplicates();
        rejected += outcome.rejected();
        refusals += outcome.refusals();
    }

    private Tally tally(long start) {
        return new Tally(sent, accepted, duplicates, rejected, refusals, Duration.ofNanos(System.nanoTime() - start));
    }

    /** Sends from a thread of its own until closed; what fails is logged and tried on. */
    public void start() {
        Thread own = new Thread(this::runUntilStopped, "simulator");
        own.setDaemon(true);
        thread = own;
        own.start();
    }

    private void runUntilStopped() {
        while (!stopped) {
            try {
                run(Long.MAX_VALUE, Duration.ofDays(36_500), tally -> {});
            } catch (IOException e) {
                log.warn("A simulated event could not be sent; the simulator goes on shortly", e);
                pause();
            } catch (InterruptedException e) {
                stopped = true;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(AFTER_FAILURE_MILLIS);
        } catch (InterruptedException e) {
            stopped = true;
        }
    }

    @Override
    public void close() {
        stopped = true;
        Thread own = thread;
        if (own != null) {
            own.interrupt();
        }
    }
}
