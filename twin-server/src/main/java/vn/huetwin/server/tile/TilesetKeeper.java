package vn.huetwin.server.tile;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
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
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.tiles.solid.Tileset;

/**
 * Keeps a tileset in step with its layer: made at each start and after an import; after an edit only the
 * tiles where the feature was and is.
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
    private final Tileset tileset;
    private final Consumer<JsonObject> changed;
    private final Set<String> edited = new LinkedHashSet<>();
    private boolean all = true;
    private boolean waiting;
    private boolean working;
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
    public TilesetKeeper(Tileset tileset, Consumer<JsonObject> changed) {
        this.tileset = tileset;
        this.changed = changed;
    }

    /** Builds anew in the background: files may have been imported while the server was down. */
    public synchronized void start() throws IOException {
        tileset.open();
        schedule();
    }

    /** Listens to the change feed. Ward borders change the ward of features. */
    public synchronized void accept(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            boolean own = tileset.theme().layer().equals(entry.layer());
            boolean whole = entry.type().endsWith(".imported") || entry.subject() == null;
            if (own && !whole && entry.subject() != null && edited.size() < MOST_EDITS) {
                edited.add(entry.subject());
            } else if (own || "ward".equals(entry.layer())) {
                all = true;
            }
        }
        if (all || !edited.isEmpty()) {
            schedule();
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
        boolean whole;
        List<String> keys;
        synchronized (this) {
            waiting = false;
            working = true;
            whole = all;
            keys = List.copyOf(edited);
            all = false;
            edited.clear();
        }
        try {
            long start = System.nanoTime();
            make(whole, keys);
            done(start);
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void make(boolean whole, List<String> keys) throws IOException {
        if (whole) {
            tileset.build();
            sets.increment();
            tell("tileset.json", null, List.of());
        } else {
            List<Tileset.Change> changes = tileset.update(keys);
            tiles.add(changes.size());
            changes.forEach(change -> tell(change.uri(), change.hash(), change.keys()));
        }
    }

    private synchronized void done(long startNanos) {
        working = false;
        error = null;
        made = Instant.now();
        took = Duration.ofNanos(System.nanoTime() - startNanos);
    }

    private synchronized void failed(Exception e) {
        working = false;
        if (executor.isShutdown()) {
            log.info(
                    "The server stops; the tileset {} is made at its next start",
                    tileset.theme().tileset());
            return;
        }
        log.error(
                "The tileset {} could not be made; the next try is in {} s",
                tileset.theme().tileset(),
                RETRY_MILLIS / 1_000,
                e);
        error = String.valueOf(e.getMessage());
        all = true;
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
        String status = error != null ? "failed" : working ? "making" : all || !edited.isEmpty() ? "stale" : "ready";
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
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                log.warn("The tileset {} is still being made", tileset.theme().tileset());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
