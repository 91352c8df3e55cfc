package vn.huetwin.tiles.terrain;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import vn.huetwin.tiles.raster.RasterException;
import vn.huetwin.tiles.solid.TileFolder;

/**
 * Makes the tiles of a terrain and puts them in the place of the old ones at once. What was written when the work was
 * cut off is not made again. In memory are a few tiles.
 */
final class TerrainWriter {
    static final String LAYER = "layer.json";
    private static final String WORK = "work";
    private static final int MOST_THREADS = 4;

    private final TerrainPlan plan;
    private final TileFolder folder;
    private final TerrainProgress progress;
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong vertices = new AtomicLong();
    private volatile boolean stopped;

    /**
     * What became of an elevation model.
     *
     * @param tiles    of all levels
     * @param made     of these, in this run
     * @param vertices of the tiles made
     * @param known    lattice points of the deepest level with a height
     * @param filled   lattice points of it that lay in holes
     */
    record Report(long tiles, long made, long vertices, long known, long filled) {}

    TerrainWriter(TerrainPlan plan, TileFolder folder, TerrainProgress progress) {
        this.plan = plan;
        this.folder = folder;
        this.progress = progress;
    }

    /** @throws RasterException {@code only-holes} if the model knows no height at all; the old tiles stay */
    Report write(HeightField field) throws IOException {
        folder.open();
        Path generation = folder.resume(new String(plan.json(), StandardCharsets.UTF_8));
        Path work = generation.resolve(WORK);
        long made;
        Report report;
        try (HeightPyramid pyramid = HeightPyramid.of(field, plan.deepest(), work, progress)) {
            if (pyramid.known() == 0) {
                TileFolder.delete(generation);
                throw new RasterException(
                        "only-holes",
                        "Mô hình không có độ cao nào, chỉ có điểm không có dữ liệu hoặc ngoài −500 đến 9.000 m; hãy kiểm tra"
                                + " kênh, đơn vị (--unit) và giá trị không có dữ liệu",
                        "The model has no height, only points without data or outside −500 to 9,000 m; check its band, its"
                                + " unit (--unit) and its value for no data");
            }
            made = tiles(pyramid, generation);
            report = new Report(plan.tiles(), made, vertices.get(), pyramid.known(), pyramid.filled());
        }
        TileFolder.delete(work);
        Files.write(generation.resolve(TerrainPlan.FILE), plan.json());
        folder.write(generation, LAYER, plan.layerJson());
        folder.serve(generation);
        return report;
    }

    private long tiles(HeightPyramid pyramid, Path generation) throws IOException {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        ExecutorService workers = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Long>> parts = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                parts.add(workers.submit(() -> some(pyramid, generation)));
            }
            long made = 0;
            for (Future<Long> part : parts) {
                made += part.get();
            }
            return made;
        } catch (ExecutionException e) {
            stopped = true;
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            stopped = true;
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Making terrain was interrupted");
        } finally {
            stopped = stopped || Thread.currentThread().isInterrupted();
            workers.shutdown();
            awaitEnd(workers);
        }
    }

    /** The pyramid must not be closed under their hands. */
    private static void awaitEnd(ExecutorService workers) {
        boolean interrupted = Thread.interrupted();
        while (!workers.isTerminated()) {
            try {
                workers.awaitTermination(1, java.util.concurrent.TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes tile after tile until there are no more. @return those made */
    private long some(HeightPyramid pyramid, Path generation) {
        long made = 0;
        long total = plan.tiles();
        try {
            for (long n = next.getAndIncrement(); n < total && !stopped; n = next.getAndIncrement()) {
                TileKey tile = tile(n);
                if (!Files.exists(generation.resolve(tile.name()))) {
                    TileMesh mesh = TileMesh.of(tile, ground(pyramid, tile), plan.geoid(), plan.bound(tile.level()));
                    folder.write(generation, tile.name(), QuantizedMesh.write(mesh));
                    vertices.addAndGet(mesh.u().length);
                    made++;
                }
                progress.at(TerrainProgress.Stage.WRITING, done.incrementAndGet(), total);
            }
            return made;
        } catch (IOException e) {
            stopped = true;
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            stopped = true;
            throw e;
        }
    }

    private TileKey tile(long number) {
        long left = number;
        for (int level = 0; ; level++) {
            TileRange range = plan.range(level);
            if (left < range.count()) {
                return new TileKey(
                        level,
                        range.startX() + (int) (left % range.columns()),
                        range.startY() + (int) (left / range.columns()));
            }
            left -= range.count();
        }
    }

    private float[] ground(HeightPyramid pyramid, TileKey tile) throws IOException {
        float[] heights = pyramid.read(Window.of(tile, 1));
        for (int i = 0; i < heights.length; i++) {
            if (Float.isNaN(heights[i])) {
                heights[i] = (float) plan.base();
            }
        }
        return heights;
    }
}
