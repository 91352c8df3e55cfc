package vn.huetwin.server.tile;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import vn.huetwin.ingest.event.LogEntry;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.tiles.solid.Theme;
import vn.huetwin.tiles.solid.TileFolder;

/** The 3D tiles of a city, theme by theme: each has its own folder and its own keeper. */
public final class Tilesets implements AutoCloseable {
    /** One tileset: what it shows, what is served of it, and who keeps it. */
    public record Entry(Theme theme, TileFolder folder, TilesetKeeper keeper) {}

    private final List<Entry> entries = new ArrayList<>();

    /** @param changed told {@code {tileset, uri, hash, ids}} for each file that differs */
    public Tilesets(City city, ServerConfig config, Consumer<JsonObject> changed) {
        for (Theme theme : city.themes()) {
            TileFolder folder = City.tiles(config, theme);
            entries.add(new Entry(theme, folder, new TilesetKeeper(city.tileset(theme, folder), changed)));
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
    }

    /** Listens to the change feed. */
    public void accept(List<LogEntry> changes) {
        entries.forEach(entry -> entry.keeper().accept(changes));
    }

    @Override
    public void close() {
        entries.forEach(entry -> entry.keeper().close());
    }
}
