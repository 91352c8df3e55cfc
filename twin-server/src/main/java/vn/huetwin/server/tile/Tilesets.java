package vn.huetwin.server.tile;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.event.EventLog;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.tiles.solid.Theme;
import vn.huetwin.tiles.solid.TileFolder;
import vn.huetwin.tiles.terrain.Terrain;

/**
 * The 3D tiles of a city, theme by theme: each has its own folder and its own keeper. They stand on the terrain; when
 * another process has made it anew, they are made anew too.
 */
public final class Tilesets implements AutoCloseable {
    /** One tileset: what it shows, what is served of it, and who keeps it. */
    public record Entry(Theme theme, TileFolder folder, TilesetKeeper keeper) {}

    private static final Logger log = LoggerFactory.getLogger(Tilesets.class);
    private static final int LOOK_SECONDS = 2;
    /** For requests and programs that began with the terrain before. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final List<Entry> entries = new ArrayList<>();
    private final Terrain terrain;
    private final Consumer<JsonObject> changed;
    private long lastNanos = System.nanoTime();
    private boolean oldIsThere = true;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "terrain");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * @param changed told {@code {tileset, uri, hash, ids}} for each file that differs; the tileset is {@code terrain}
     *                when the whole terrain does
     */
    public Tilesets(City city, ServerConfig config, EventLog eventLog, Consumer<JsonObject> changed)
            throws IOException {
        this.changed = changed;
        terrain = new Terrain(City.terrain(config));
        terrain.refresh();
        for (Theme theme : city.themes()) {
            TileFolder folder = City.tiles(config, theme);
            entries.add(new Entry(
                    theme, folder, new TilesetKeeper(city.tileset(theme, folder, terrain::ground), eventLog, changed)));
        }
    }

    public List<Entry> entries() {
        return List.copyOf(entries);
    }

    Optional<Entry> find(String tileset) {
        return entries.stream()
                .filter(entry -> entry.theme().tileset().equals(tileset))
                .findFirst();
    }

    public void start() throws IOException {
        for (Entry entry : entries) {
            entry.keeper().start();
        }
        var unused = looking.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    public Terrain terrain() {
        return terrain;
    }

    private void look() {
        try {
            if (terrain.refresh()) {
                log.info("The terrain is another one now: {}", terrain.version());
                changed.accept(new JsonObject()
                        .put("tileset", "terrain")
                        .put("uri", "layer.json")
                        .put("hash", terrain.version())
                        .put("ids", new JsonArray()));
                entries.forEach(entry -> entry.keeper().all());
                lastNanos = System.nanoTime();
                oldIsThere = true;
            } else if (oldIsThere && System.nanoTime() - lastNanos > GRACE.toNanos() && allStandOnIt()) {
                terrain.forgetOld();
                oldIsThere = false;
            }
        } catch (IOException | RuntimeException e) {
            log.error("The terrain cannot be read; it is looked for again", e);
        }
    }

    private boolean allStandOnIt() {
        return entries.stream()
                .allMatch(entry -> entry.keeper().state().status().equals("ready"));
    }

    /** Listens to the change feed. */
    public void accept(List<LogEntry> changes) {
        entries.forEach(entry -> entry.keeper().accept(changes));
    }

    @Override
    public void close() {
        looking.shutdownNow();
        entries.forEach(entry -> entry.keeper().close());
    }
}
