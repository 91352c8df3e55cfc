package vn.huetwin.server.tile;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.tiles.building.BuildingTileset;

/**
 * Keeps the tileset of buildings in step with the layer: made at each start and after an import; after an edit only the
 * tiles where the building was and is.
 */
public final class TilesetKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TilesetKeeper.class);
    private static final long DEBOUNCE_MILLIS = 30;
    /** From here on it is cheaper to make everything anew. */
    private static final int MOST_EDITS = 5_000;

    private static final int MOST_KEYS_TOLD = 100;
    private final BuildingTileset tileset;
    private final Consumer<JsonObject> changed;
    private final Set<String> edited = new LinkedHashSet<>();
    private boolean all = true;
    private boolean waiting;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tileset");
        thread.setDaemon(true);
        return thread;
    });

    /** @param changed told {@code {tileset, uri, hash, ids}} for each file that differs */
    public TilesetKeeper(BuildingTileset tileset, Consumer<JsonObject> changed) {
        this.tileset = tileset;
        this.changed = changed;
    }

    /** Builds anew in the background: files may have been imported while the server was down. */
    public synchronized void start() throws IOException {
        tileset.open();
        schedule();
    }

    /** Listens to the change feed. Ward borders change the ward of buildings. */
    public synchronized void accept(List<LogEntry> entries) {
        for (LogEntry entry : entries) {
            boolean building = "building".equals(entry.layer());
            boolean whole = entry.type().endsWith(".imported") || entry.subject() == null;
            if (building && !whole && entry.subject() != null && edited.size() < MOST_EDITS) {
                edited.add(entry.subject());
            } else if (building || "ward".equals(entry.layer())) {
                all = true;
            }
        }
        if (all || !edited.isEmpty()) {
            schedule();
        }
    }

    private void schedule() {
        if (!waiting) {
            waiting = true;
            var unused = executor.schedule(this::work, DEBOUNCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void work() {
        boolean whole;
        List<String> keys;
        synchronized (this) {
            waiting = false;
            whole = all;
            keys = List.copyOf(edited);
            all = false;
            edited.clear();
        }
        try {
            if (whole) {
                tileset.build();
                tell("tileset.json", null, List.of());
            } else {
                tileset.update(keys).forEach(change -> tell(change.uri(), change.hash(), change.keys()));
            }
        } catch (IOException | RuntimeException e) {
            log.error("The tileset of buildings could not be made", e);
            synchronized (this) {
                all = true;
            }
        }
    }

    private void tell(String uri, @org.jspecify.annotations.Nullable String hash, List<String> keys) {
        changed.accept(new JsonObject()
                .put("tileset", "buildings")
                .put("uri", uri)
                .put("hash", hash)
                .put("ids", new JsonArray(keys.subList(0, Math.min(keys.size(), MOST_KEYS_TOLD)))));
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
