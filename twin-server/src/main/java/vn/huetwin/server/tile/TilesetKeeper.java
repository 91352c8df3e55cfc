package vn.huetwin.server.tile;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.tiles.building.BuildingTileset;

/** Keeps the tileset of buildings in step with the layer: made at each start, and again after a change. */
public final class TilesetKeeper implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TilesetKeeper.class);
    private static final long DEBOUNCE_MILLIS = 1_000;
    private final BuildingTileset tileset;
    private final Path folder;
    private final Consumer<JsonObject> changed;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "tileset");
        thread.setDaemon(true);
        return thread;
    });

    /** @param changed told {@code {tileset, uri}} after each build */
    public TilesetKeeper(BuildingTileset tileset, Path folder, Consumer<JsonObject> changed) {
        this.tileset = tileset;
        this.folder = folder;
        this.changed = changed;
    }

    /** Builds anew in the background: files may have been imported while the server was down. */
    public void start() throws IOException {
        tileset.discardUnlessOpen(folder);
        refresh();
    }

    /** Listens to the change feed. */
    public void accept(List<LogEntry> entries) {
        if (entries.stream().anyMatch(e -> "building".equals(e.layer()))) {
            refresh();
        }
    }

    private void refresh() {
        if (waiting.compareAndSet(false, true)) {
            var unused = executor.schedule(this::build, DEBOUNCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void build() {
        waiting.set(false);
        try {
            tileset.build(folder);
            changed.accept(new JsonObject().put("tileset", "buildings").put("uri", "tileset.json"));
        } catch (IOException | RuntimeException e) {
            log.error("The tileset of buildings could not be made", e);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
