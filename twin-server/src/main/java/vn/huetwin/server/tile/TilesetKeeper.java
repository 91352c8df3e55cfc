package vn.huetwin.server.tile;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.ingest.event.LogMark;
import vn.huetwin.tiles.solid.Tileset;

/**
 * Keeps a tileset in step with its layer. At a start the tiles of the server before are taken up, and those are made anew
 * whose features the log tells to have changed since; all are, after an import. After an edit only the tiles where the
 * feature was and is.
 */
public final class TilesetKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TilesetKeeper.class);
    private static final long DEBOUNCE_MILLIS = 30;
    /** Of what is past: nobody waits for it, and the tiles of the present come first. */
    private static final long PAST_DEBOUNCE_MILLIS = 1_000;
    /** From here on it is cheaper to make everything anew. */
    private static final int MOST_EDITS = 5_000;

    private static final int MOST_KEYS_TOLD = 100;
    private static final long RETRY_MILLIS = 10_000;
    private static final int STOP_SECONDS = 10;
    /** How often tiles that nothing has changed of are marked, so that a later start need not read all of the log. */
    private static final long MARK_NANOS = 60_000_000_000L;

    private static final String WARDS = "ward";
    private final Tileset tileset;
    private final EventLog eventLog;
    private final Consumer<JsonObject> changed;
    private final Set<String> edited = new LinkedHashSet<>();
    private boolean begun;
    private boolean all;
    private boolean waiting;
    private boolean working;
    /** What the feed has told up to now; null before it told something. */
    private @Nullable LogMark told;

    private @Nullable LogMark marked;
    private long markedNanos = System.nanoTime();
    private @Nullable Instant made;
    private @Nullable Duration took;
    private @Nullable String error;
    private final LongAdder sets = new LongAdder();
    private final LongAdder tiles = new LongAdder();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tileset");
        thread.setDaemon(true);
        return thread;
    });

    /** @param changed told {@code {tileset, uri, hash, ids}} for each file that differs */
    public TilesetKeeper(Tileset tileset, EventLog eventLog, Consumer<JsonObject> changed) {
        this.tileset = tileset;
        this.eventLog = eventLog;
        this.changed = changed;
    }

    /** Serves the tiles that there are, and brings them up to date in the background. */
    public synchronized void start() throws IOException {
        tileset.open();
        schedule();
    }

    /** Listens to the change feed. Ward borders change the ward of features. */
    public synchronized void accept(List<LogEntry> entries) {
        told = LogMark.after(entries);
        note(entries);
        if (all || !edited.isEmpty() || System.nanoTime() - markedNanos > MARK_NANOS) {
            schedule();
        }
    }

    private synchronized void note(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            boolean own = tileset.theme().layer().equals(entry.layer());
            boolean whole = entry.type().endsWith(".imported") || entry.subject() == null;
            if (own && !whole && entry.subject() != null && edited.size() < MOST_EDITS) {
                edited.add(entry.subject());
            } else if (own || WARDS.equals(entry.layer())) {
                all = true;
            }
        }
    }

    /** What all of it stands on has changed. */
    synchronized void all() {
        all = true;
        schedule();
    }

    private void schedule() {
        if (!waiting && !executor.isShutdown()) {
            waiting = true;
            long debounce = tileset.theme().isPast() ? PAST_DEBOUNCE_MILLIS : DEBOUNCE_MILLIS;
            var unused = executor.schedule(this::work, error == null ? debounce : RETRY_MILLIS, MILLISECONDS);
        }
    }

    private void work() {
        try {
            long start = System.nanoTime();
            if (!begun) {
                begin();
            }
            boolean whole;
            List<String> keys;
            LogMark mark;
            synchronized (this) {
                waiting = false;
                working = true;
                whole = all;
                keys = List.copyOf(edited);
                mark = told;
                all = false;
                edited.clear();
            }
            make(whole, keys, mark);
            done(start);
        } catch (IOException | SQLException | RuntimeException e) {
            failed(e);
        }
    }

    /** Takes up the tiles of the server before, and looks what has changed since; what the feed tells comes beside. */
    private void begin() throws IOException, SQLException {
        LogMark now = eventLog.mark();
        String before = tileset.resume();
        List<LogEntry> since = before == null
                ? null
                : eventLog.since(LogMark.parse(before), List.of(tileset.theme().layer(), WARDS), MOST_EDITS + 1);
        synchronized (this) {
            begun = true;
            if (since == null || since.size() > MOST_EDITS) {
                all = true;
            } else {
                note(since);
            }
            if (told == null) {
                told = now;
            }
        }
    }

    private void make(boolean whole, List<String> keys, @Nullable LogMark mark) throws IOException, SQLException {
        if (whole) {
            LogMark now = eventLog.mark();
            tileset.build(now.text());
            sets.increment();
            tell("tileset.json", null, List.of());
            marked = now;
        } else {
            List<Tileset.Change> changes = tileset.update(keys, mark == null ? null : mark.text());
            tiles.add(changes.size());
            changes.forEach(change -> tell(change.uri(), change.hash(), change.keys()));
            marked = mark;
        }
    }

    private synchronized void done(long startNanos) {
        working = false;
        error = null;
        markedNanos = System.nanoTime();
        made = Instant.now();
        took = Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private synchronized void failed(Exception e) {
        working = false;
        waiting = false;
        if (executor.isShutdown()) {
            log.info(
                    "The server stops; the tileset {} is brought up to date at its next start",
                    tileset.theme().tileset());
            return;
        }
        log.error(
                "The tileset {} could not be made; the next try is in {} s",
                tileset.theme().tileset(),
                RETRY_MILLIS / 1_000,
                e);
        error = String.valueOf(e.getMessage());
        if (begun || !(e instanceof SQLException)) {
            begun = true;
            all = true;
        }
        schedule();
    }

    /**
     * How the tiles stand to the layer.
     *
     * @param status {@code ready}, {@code stale} (edits wait for their turn), {@code making}, or {@code failed}
     * @param made   when they last came up to date since the start
     * @param took   how long that took
     * @param error  why the last attempt failed, else null
     */
    public record State(
            String status,
            @Nullable Instant made,
            @Nullable Duration took,
            @Nullable String error) {}

    public synchronized State state() {
        String status =
                error != null ? "failed" : working ? "making" : !begun || all || !edited.isEmpty() ? "stale" : "ready";
        return new State(status, made, took, error);
    }

    /** Whole sets made since the start. */
    public long setsMade() {
        return sets.sum();
    }

    /** Single tiles made anew since the start. */
    public long tilesMade() {
        return tiles.sum();
    }

    private void tell(String uri, @Nullable String hash, List<String> keys) {
        changed.accept(new JsonObject()
                .put("tileset", tileset.theme().tileset())
                .put("uri", uri)
                .put("hash", hash)
                .put("ids", new JsonArray(keys.subList(0, Math.min(keys.size(), MOST_KEYS_TOLD)))));
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                leave();
            } else {
                log.warn("The tileset {} is still being made", tileset.theme().tileset());
            }
        } catch (IOException e) {
            log.warn(
                    "The next start looks at more of the log for {}",
                    tileset.theme().tileset(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Marks how far the log was followed. */
    private synchronized void leave() throws IOException {
        if (state().status().equals("ready") && told != null && !told.equals(marked)) {
            tileset.update(List.of(), told.text());
        }
    }
}
