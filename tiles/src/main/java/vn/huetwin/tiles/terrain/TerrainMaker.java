package vn.huetwin.tiles.terrain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.tiles.height.Geoid;
import vn.huetwin.tiles.raster.RasterException;
import vn.huetwin.tiles.raster.RasterFile;
import vn.huetwin.tiles.solid.TileFolder;

/** Makes the terrain of a city from a GeoTIFF of heights above sea level. */
public final class TerrainMaker {
    /** Files of one terrain, each three times with its compressed forms: some 20 GB. */
    private static final long MOST_TILES = 1_000_000;
    /** About a kilometre: no geoid changes faster. */
    private static final int GEOID_LEVEL = 6;

    private static final int MOST_GEOID_POINTS = 65_536;

    /**
     * What is wanted.
     *
     * @param model       GeoTIFF of heights above sea level
     * @param crs         what a person says its CRS is, or null
     * @param unitMetres  metres of its unit of height, or null for what the file says
     * @param geoidOffset metres from the ellipsoid up to the sea level, where {@code geoid} is null
     * @param geoid       GeoTIFF of such offsets, or null
     * @param base        metres above sea level of all that lies outside of the model
     * @param error       metres that the triangles may lie off the model, or null for what suits its resolution
     * @param deepest     level of the finest tiles, or null for what suits its resolution
     * @param within      box that the model has to touch, WGS 84 lon/lat, or null for anywhere
     */
    public record Request(
            Path model,
            @Nullable Crs crs,
            @Nullable Double unitMetres,
            double geoidOffset,
            @Nullable Path geoid,
            double base,
            @Nullable Double error,
            @Nullable Integer deepest,
            @Nullable Envelope within) {}

    /**
     * What became of it.
     *
     * @param spacing  metres between pixels of the model
     * @param deepest  level of the finest tiles
     * @param error    metres that their triangles may lie off the model
     * @param tiles    of all levels
     * @param made     of these, in this run
     * @param vertices of the tiles made
     * @param known    lattice points of the deepest level with a height
     * @param filled   lattice points of it that lay in holes
     * @param odd      pixels with a value that no ground has, taken as holes
     */
    public record Report(
            double spacing,
            int deepest,
            double error,
            long tiles,
            long made,
            long vertices,
            long known,
            long filled,
            long odd) {}

    private TerrainMaker() {}

    /**
     * Makes the tiles and serves them in the place of the old ones; goes on with work that was cut off.
     *
     * @throws RasterException with the cure, if a file cannot be used; the old terrain stays
     */
    public static Report make(Request request, CrsRegistry systems, TileFolder folder, TerrainProgress progress)
            throws IOException {
        try (RasterFile file = RasterFile.open(request.model(), systems, request.crs())) {
            RasterHeights heights = new RasterHeights(file, RasterHeights.unitMetres(file, request.unitMetres()));
            Envelope box = heights.box();
            checkPlace(box, request.within());
            double spacing = heights.spacingMetres();
            int deepest = request.deepest() == null ? TerrainPlan.levelFor(spacing) : request.deepest();
            double finest = Math.max(spacing, Window.spacingMetres(deepest));
            TerrainPlan plan = new TerrainPlan(
                    identity(request.model()) + " " + file.crs().shortName() + " " + request.unitMetres(),
                    String.valueOf(request.model().getFileName()),
                    box,
                    deepest,
                    request.error() == null ? TerrainPlan.errorFor(finest) : request.error(),
                    request.base(),
                    geoid(request, systems, box));
            if (plan.tiles() > MOST_TILES) {
                throw new RasterException(
                        "too-many-tiles",
                        "Mô hình cần " + plan.tiles() + " ô, nhiều nhất là " + MOST_TILES
                                + "; hãy giảm độ mịn bằng --max-level " + (deepest - 1),
                        "The model takes " + plan.tiles() + " tiles, at most " + MOST_TILES
                                + " are made; make it coarser by --max-level " + (deepest - 1));
            }
            TerrainWriter.Report report = new TerrainWriter(plan, folder, progress).write(heights);
            return new Report(
                    spacing,
                    deepest,
                    plan.error(),
                    report.tiles(),
                    report.made(),
                    report.vertices(),
                    report.known(),
                    report.filled(),
                    heights.odd());
        }
    }

    private static void checkPlace(Envelope box, @Nullable Envelope within) throws RasterException {
        if (!(box.getArea() > 0) || Math.abs(box.getMinX()) > 180 || Math.abs(box.getMaxY()) > 90) {
            throw new RasterException(
                    "bad-place",
                    "Tệp không nằm trên mặt đất: kiểm tra hệ tọa độ (--crs)",
                    "The file does not lie on the Earth: check its coordinate reference system (--crs)");
        }
        if (within != null && !within.intersects(box)) {
            String place =
                    "%.3f %.3f – %.3f %.3f".formatted(box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY());
            throw new RasterException(
                    "far-away",
                    "Mô hình độ cao nằm ngoài thành phố (" + place
                            + "): kiểm tra hệ tọa độ (--crs), hoặc thêm --anywhere nếu đúng là ở đó",
                    "The elevation model lies outside the city (" + place
                            + "): check its coordinate reference system (--crs), or add --anywhere if it is there");
        }
    }

    /** Changes with the file. */
    private static String identity(Path file) throws IOException {
        return file.getFileName() + " " + Files.size(file) + " "
                + Files.getLastModifiedTime(file).toMillis();
    }

    private static Geoid geoid(Request request, CrsRegistry systems, Envelope box) throws IOException {
        Path path = request.geoid();
        if (path == null) {
            return Geoid.constant(request.geoidOffset());
        }
        try (RasterFile file = RasterFile.open(path, systems, null)) {
            RasterHeights offsets = new RasterHeights(file, 1);
            Window window = around(box);
            float[] metres = offsets.read(window);
            for (float offset : metres) {
                if (Float.isNaN(offset)) {
                    throw new RasterException(
                            "geoid-too-small",
                            "Lưới geoid không phủ hết mô hình độ cao",
                            "The geoid does not cover the elevation model");
                }
            }
            Envelope points = new Envelope(
                    window.longitude(0),
                    window.longitude(window.columns() - 1),
                    window.latitude(0),
                    window.latitude(window.rows() - 1));
            return new Geoid(points, window.columns(), window.rows(), metres);
        } catch (IllegalArgumentException e) {
            throw new RasterException(
                    "no-geoid",
                    "Tệp sau --geoid không phải là lưới geoid: cần độ cao mực nước biển so với elipxoit, trong ±150 m",
                    "The file of --geoid is no geoid, which tells the sea level above the ellipsoid within ±150 m: "
                            + e.getMessage());
        }
    }

    private static Window around(Envelope box) {
        for (int level = GEOID_LEVEL; ; level--) {
            double step = Window.step(level);
            int column = (int) Math.floor((box.getMinX() + 180) / step);
            int row = (int) Math.floor((box.getMinY() + 90) / step);
            int columns = (int) Math.ceil((box.getMaxX() + 180) / step) - column + 1;
            int rows = (int) Math.ceil((box.getMaxY() + 90) / step) - row + 1;
            if ((long) columns * rows <= MOST_GEOID_POINTS) {
                return new Window(level, column, row, columns, rows);
            }
        }
    }
}
