package vn.huetwin.tiles.terrain;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.tiles.height.Geoid;
import vn.huetwin.tiles.height.Ground;

/** The triangles of the deepest tiles as ground, so that what stands on it stands on what is drawn. */
final class MeshGround implements Ground {
    /** Tiles in memory: a street's worth, some 100 kB each. */
    private static final int MOST = 64;

    private final Path generation;
    private final TerrainPlan plan;
    private final Map<TileKey, MeshHeights> tiles = new LinkedHashMap<>(MOST * 2, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TileKey, MeshHeights> eldest) {
            return size() > MOST;
        }
    };

    MeshGround(Path generation, TerrainPlan plan) {
        this.generation = generation;
        this.plan = plan;
    }

    @Override
    public String version() {
        return plan.version();
    }

    @Override
    public synchronized double metresAboveEllipsoid(double longitude, double latitude) {
        TileKey tile = TileKey.of(plan.deepest(), longitude, latitude);
        if (!plan.range(plan.deepest()).has(tile)) {
            return plan.geoid().toEllipsoid(longitude, latitude, plan.base());
        }
        MeshHeights heights = tiles.computeIfAbsent(tile, key -> QuantizedMesh.heights(tile(key)));
        Envelope box = tile.box();
        return heights.at((longitude - box.getMinX()) / box.getWidth(), (latitude - box.getMinY()) / box.getHeight());
    }

    @Override
    public boolean isMeasured(double longitude, double latitude) {
        return plan.box().contains(longitude, latitude);
    }

    @Override
    public Geoid geoid() {
        return plan.geoid();
    }

    byte[] tile(TileKey tile) {
        return Terrain.read(generation, tile, plan);
    }
}
