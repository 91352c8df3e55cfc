package vn.huetwin.tiles.terrain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.content.ContentCoding;
import vn.huetwin.tiles.height.Ground;
import vn.huetwin.tiles.solid.TileFolder;

/** The terrain that is served, if there is one. Any number of threads read; it may be made anew by another process. */
public final class Terrain {
    private final TileFolder folder;
    private volatile @Nullable State state;

    private record State(Path generation, TerrainPlan plan, MeshGround ground) {}

    public Terrain(TileFolder folder) {
        this.folder = folder;
    }

    /**
     * Looks which terrain is there now.
     *
     * @return whether it is another than before
     */
    public synchronized boolean refresh() throws IOException {
        folder.open();
        Path generation = folder.current();
        State before = state;
        if (generation == null) {
            state = null;
        } else if (before == null || !before.generation.equals(generation)) {
            TerrainPlan plan = TerrainPlan.read(Files.readAllBytes(generation.resolve(TerrainPlan.FILE)));
            state = new State(generation, plan, new MeshGround(generation, plan));
        }
        return !Objects.equals(version(), before == null ? null : before.plan.version());
    }

    /** Deletes terrains before the one that is served, once nothing stands on them any more: they may be many gigabytes. */
    public synchronized void forgetOld() throws IOException {
        folder.forget();
    }

    /** What things stand on: the terrain as it is now, or the flat ellipsoid. */
    public Ground ground() {
        State now = state;
        return now == null ? Ground.FLAT : now.ground;
    }

    /** The version that is served, or null without terrain. */
    public @Nullable String version() {
        State now = state;
        return now == null ? null : now.plan.version();
    }

    /**
     * {@code layer.json}.
     *
     * @param accepted value of Accept-Encoding, or null
     * @return null without terrain
     */
    public TileFolder.@Nullable Stored layer(@Nullable String accepted) throws IOException {
        return state == null ? null : folder.find(TerrainWriter.LAYER, accepted);
    }

    /**
     * A tile: of the elevation model, or flat where it has none.
     *
     * @param accepted value of Accept-Encoding, or null
     * @param normals  whether the client asked for normals of vertices
     * @return null without terrain, if the tiling has no such tile, or if it is finer than those of the model
     */
    public TileFolder.@Nullable Stored tile(TileKey tile, @Nullable String accepted, boolean normals)
            throws IOException {
        State now = state;
        if (now == null || !tile.exists() || now.plan.isFiner(tile)) {
            return null;
        }
        if (normals) {
            TileFolder.Stored stored = folder.find(tile.name(), accepted);
            if (stored != null) {
                return stored;
            }
        }
        byte[] whole = now.ground.tile(tile);
        byte[] bytes = normals ? whole : QuantizedMesh.plain(whole);
        return new TileFolder.Stored(bytes, null, ContentCoding.tag(bytes));
    }

    /** A tile where nothing is known. */
    static byte[] flat(TileKey tile, TerrainPlan plan) {
        float[] heights = new float[Window.of(tile, 1).size()];
        Arrays.fill(heights, (float) plan.base());
        return QuantizedMesh.write(TileMesh.of(tile, heights, plan.geoid(), plan.bound(tile.level())));
    }

    /** @throws UncheckedIOException if a tile of the model is not there: its generation is gone */
    static byte[] read(Path generation, TileKey tile, TerrainPlan plan) {
        if (tile.level() > plan.deepest() || !plan.range(tile.level()).has(tile)) {
            return flat(tile, plan);
        }
        try {
            return Files.readAllBytes(generation.resolve(tile.name()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
