package vn.huetwin.tiles.terrain;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Heights above sea level at the lattice points of all levels, in files: the deepest from an elevation model, each
 * other one smoothed from the level below. Holes are filled from the levels above, where the holes are closed; what
 * lies beside the model is in no hole and stays NaN. A point has one height, whichever tile asks.
 */
final class HeightPyramid implements AutoCloseable {
    /** Points along a side of what is in memory at a time. */
    private static final int BLOCK = 512;
    /** Of 16: a point of an upper level needs so much known ground around it; on a straight shore it has 12 or 4. */
    private static final int KNOWN = 10;

    private static final String DONE = "heights.txt";

    private final List<LevelFile> levels = new ArrayList<>();
    private long filled;
    private long known;

    private HeightPyramid() {}

    /**
     * Lays a height field on the lattice.
     *
     * @param folder for its files; a pyramid that is complete there is taken up
     */
    static HeightPyramid of(HeightField field, int deepest, Path folder, TerrainProgress progress) throws IOException {
        HeightPyramid pyramid = new HeightPyramid();
        try {
            Files.createDirectories(folder);
            for (int level = 0; level <= deepest; level++) {
                Window window = TileRange.of(level, field.box()).window();
                pyramid.levels.add(new LevelFile(folder.resolve("level-" + level + ".f32"), window));
            }
            Path done = folder.resolve(DONE);
            if (Files.exists(done)) {
                String[] counts = Files.readString(done).strip().split(" ");
                pyramid.known = Long.parseLong(counts[0]);
                pyramid.filled = Long.parseLong(counts[1]);
            } else {
                pyramid.fill(field, progress);
                Files.writeString(done, pyramid.known + " " + pyramid.filled);
            }
            return pyramid;
        } catch (IOException | RuntimeException e) {
            pyramid.close();
            throw e;
        }
    }

    /** Points of the deepest level that the model knows. */
    long known() {
        return known;
    }

    /** Points of the deepest level that lay in holes. */
    long filled() {
        return filled;
    }

    /** Metres above sea level; NaN beside the model. */
    float[] read(Window window) throws IOException {
        return levels.get(window.level()).read(window);
    }

    private void fill(HeightField field, TerrainProgress progress) throws IOException {
        int deepest = levels.size() - 1;
        long total = (long) blocks(levels.get(deepest).window()).size();
        long count = 0;
        for (Window block : blocks(levels.get(deepest).window())) {
            goOn();
            float[] heights = field.read(block);
            for (float height : heights) {
                known += Float.isNaN(height) ? 0 : 1;
            }
            levels.get(deepest).write(block, heights);
            progress.at(TerrainProgress.Stage.READING, ++count, total);
        }
        for (int level = deepest - 1; level >= 0; level--) {
            for (Window block : blocks(levels.get(level).window())) {
                goOn();
                levels.get(level).write(block, smoothed(block));
            }
        }
        for (int level = 1; level <= deepest; level++) {
            filled = 0;
            for (Window block : blocks(levels.get(level).window())) {
                goOn();
                closeHoles(block);
            }
        }
    }

    private static void goOn() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("Making terrain was interrupted");
        }
    }

    private static List<Window> blocks(Window window) {
        List<Window> blocks = new ArrayList<>();
        for (int row = 0; row < window.rows(); row += BLOCK) {
            for (int column = 0; column < window.columns(); column += BLOCK) {
                blocks.add(new Window(
                        window.level(),
                        window.column() + column,
                        window.row() + row,
                        Math.min(BLOCK, window.columns() - column),
                        Math.min(BLOCK, window.rows() - row)));
            }
        }
        return blocks;
    }

    /** Each point from 3 × 3 of the level below, weighted 1, 2, 1 both ways. */
    private float[] smoothed(Window block) throws IOException {
        Window below = new Window(
                block.level() + 1,
                2 * block.column() - 1,
                2 * block.row() - 1,
                2 * block.columns() + 1,
                2 * block.rows() + 1);
        float[] fine = read(below);
        float[] heights = new float[block.size()];
        for (int j = 0, at = 0; j < block.rows(); j++) {
            for (int i = 0; i < block.columns(); i++, at++) {
                double sum = 0;
                int weights = 0;
                for (int n = 0; n < 9; n++) {
                    float height = fine[(2 * j + n / 3) * below.columns() + 2 * i + n % 3];
                    if (!Float.isNaN(height)) {
                        int weight = (n / 3 == 1 ? 2 : 1) * (n % 3 == 1 ? 2 : 1);
                        sum += weight * (double) height;
                        weights += weight;
                    }
                }
                heights[at] = weights >= KNOWN ? (float) (sum / weights) : Float.NaN;
            }
        }
        return heights;
    }

    /** Each unknown point between known ones of the level above gets their mean. */
    private void closeHoles(Window block) throws IOException {
        float[] heights = read(block);
        int left = Math.floorDiv(block.column(), 2);
        int low = Math.floorDiv(block.row(), 2);
        Window above = new Window(block.level() - 1, left, low, block.columns() / 2 + 2, block.rows() / 2 + 2);
        float[] coarse = null;
        long before = filled;
        for (int j = 0, at = 0; j < block.rows(); j++) {
            for (int i = 0; i < block.columns(); i++, at++) {
                if (Float.isNaN(heights[at])) {
                    if (coarse == null) {
                        coarse = read(above);
                    }
                    int x = block.column() + i;
                    int y = block.row() + j;
                    int first = (y / 2 - low) * above.columns() + x / 2 - left;
                    int east = x % 2;
                    int north = y % 2 * above.columns();
                    heights[at] = (coarse[first]
                                    + coarse[first + east]
                                    + coarse[first + north]
                                    + coarse[first + east + north])
                            / 4;
                    filled += Float.isNaN(heights[at]) ? 0 : 1;
                }
            }
        }
        if (filled > before) {
            levels.get(block.level()).write(block, heights);
        }
    }

    @Override
    public void close() throws IOException {
        for (LevelFile level : levels) {
            level.close();
        }
    }
}
