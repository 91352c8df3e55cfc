package vn.huetwin.tiles.terrain;

/** Told how far the making of terrain is; by several threads. */
@FunctionalInterface
public interface TerrainProgress {
    /** What is being done: heights are read onto the lattice, then tiles are written. */
    enum Stage {
        READING,
        WRITING
    }

    void at(Stage stage, long done, long total);
}
