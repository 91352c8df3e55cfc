package vn.huetwin.tiles.terrain;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import vn.huetwin.tiles.raster.RasterException;
import vn.huetwin.tiles.raster.RasterFile;
import vn.huetwin.tiles.raster.RasterGrid;
import vn.huetwin.tiles.raster.RasterWindow;

/** Heights of a GeoTIFF with one band: bilinear between the middles of its pixels. */
final class RasterHeights implements HeightField {
    /** Places are transformed at each eighth point of the lattice; between them the CRS is as good as straight. */
    private static final int KNOT = 8;
    /** No ground on Earth lies lower or higher: what does is no height, as −32768 or 1e38 of files without a no-data value. */
    private static final float LOWEST = -500;

    private static final float HIGHEST = 9_000;
    private static final double METRES_PER_DEGREE = 111_320;
    private static final int METRE = 9001;
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private final RasterFile file;
    private final double unitMetres;
    private long odd;

    /**
     * @param unitMetres metres of a unit of height
     * @throws RasterException {@code no-heights} if it has colours or several bands
     */
    RasterHeights(RasterFile file, double unitMetres) throws RasterException {
        this.file = file;
        this.unitMetres = unitMetres;
        if (file.bands() != 1 || file.isImage()) {
            throw new RasterException(
                    "no-heights",
                    "Tệp không phải là mô hình độ cao: cần đúng một kênh số 16 hoặc 32 bit, tệp có " + file.bands()
                            + " kênh; hãy tách kênh độ cao bằng: gdal_translate -b 1 -of COG <tệp> <tệp mới>.tif",
                    "The file is no elevation model: it takes one band of numbers of 16 or 32 bits, the file has "
                            + file.bands()
                            + "; take the band of heights by: gdal_translate -b 1 -of COG <file> <new file>.tif");
        }
    }

    /**
     * Metres of the unit that a file says its heights have.
     *
     * @param declared what a person says; goes before the file
     * @throws RasterException {@code unknown-unit}, {@code ellipsoidal-heights}
     */
    static double unitMetres(RasterFile file, @Nullable Double declared) throws RasterException {
        int vertical = file.vertical();
        if (vertical == 4979 || (vertical >= 5001 && vertical <= 5033)) {
            throw new RasterException(
                    "ellipsoidal-heights",
                    "Độ cao trong tệp tính từ ellipsoid (" + vertical + "), không phải từ mực nước biển; hãy đổi bằng:"
                            + " gdalwarp -s_srs EPSG:4979 -t_srs EPSG:4326+5773 <tệp> <tệp mới>.tif",
                    "Heights of the file count from the ellipsoid (" + vertical + "), not from the sea level; convert"
                            + " them by: gdalwarp -s_srs EPSG:4979 -t_srs EPSG:4326+5773 <file> <new file>.tif");
        }
        if (declared != null) {
            return declared;
        }
        return switch (file.verticalUnits()) {
            case 0, METRE -> 1;
            case 9002 -> 0.3048;
            case 9003 -> 1200.0 / 3937;
            default ->
                throw new RasterException(
                        "unknown-unit",
                        "Không rõ đơn vị độ cao của tệp (EPSG:" + file.verticalUnits()
                                + "); hãy nêu bằng --unit metre, foot hoặc us-foot",
                        "The unit of the heights is not known here (EPSG:" + file.verticalUnits()
                                + "); name it by --unit metre, foot or us-foot");
        };
    }

    @Override
    public Envelope box() {
        return file.crs().toWgs84(file.bounds());
    }

    @Override
    public double spacingMetres() {
        RasterGrid grid = file.grid();
        double metres = file.crs().isGeographic() ? METRES_PER_DEGREE : 1;
        return Math.min(grid.pixelWidth(), grid.pixelHeight()) * metres;
    }

    /** Pixels read that had a value which is no height. */
    long odd() {
        return odd;
    }

    @Override
    public float[] read(Window window) throws IOException {
        float[] heights = new float[window.size()];
        java.util.Arrays.fill(heights, Float.NaN);
        Knots knots = new Knots(window);
        double spacing = Window.spacingMetres(window.level());
        double pixel = file.crs().isGeographic() ? spacing / METRES_PER_DEGREE : spacing;
        RasterWindow part = file.read(knots.box(), Math.max(pixel, file.grid().pixelWidth()));
        if (part == null) {
            return heights;
        }
        float[] values = metres(part);
        RasterGrid grid = part.grid();
        Envelope whole = file.bounds();
        for (int j = 0, at = 0; j < window.rows(); j++) {
            for (int i = 0; i < window.columns(); i++, at++) {
                double x = knots.x(i, j);
                double y = knots.y(i, j);
                if (whole.contains(x, y)) {
                    heights[at] = between(values, grid, grid.column(x) - 0.5, grid.row(y) - 0.5);
                }
            }
        }
        return heights;
    }

    private float[] metres(RasterWindow part) {
        float[] values = part.values(0);
        for (int i = 0; i < values.length; i++) {
            float metres = (float) (values[i] * unitMetres);
            boolean height = metres >= LOWEST && metres <= HIGHEST;
            odd += height || Float.isNaN(metres) ? 0 : 1;
            values[i] = height ? metres : Float.NaN;
        }
        return values;
    }

    /** Bilinear; beside holes from what is known, if that is more than half. */
    private static float between(float[] values, RasterGrid grid, double column, double row) {
        double x = Math.min(grid.width() - 1.0, Math.max(0, column));
        double y = Math.min(grid.height() - 1.0, Math.max(0, row));
        int left = Math.min((int) x, Math.max(0, grid.width() - 2));
        int top = Math.min((int) y, Math.max(0, grid.height() - 2));
        double sum = 0;
        double weights = 0;
        for (int n = 0; n < 4; n++) {
            int c = Math.min(left + n % 2, grid.width() - 1);
            int r = Math.min(top + n / 2, grid.height() - 1);
            double weight = (n % 2 == 0 ? 1 - (x - left) : x - left) * (n / 2 == 0 ? 1 - (y - top) : y - top);
            float value = values[r * grid.width() + c];
            if (!Float.isNaN(value)) {
                sum += weight * value;
                weights += weight;
            }
        }
        return weights > 0.5 ? (float) (sum / weights) : Float.NaN;
    }

    /** Places of a window in the CRS of the raster. */
    private final class Knots {
        private final Window window;
        private final int firstColumn;
        private final int firstRow;
        private final int columns;
        private final CoordinateSequence places;

        Knots(Window window) {
            this.window = window;
            firstColumn = Math.floorDiv(window.column(), KNOT);
            firstRow = Math.floorDiv(window.row(), KNOT);
            columns = (window.column() + window.columns() - 1) / KNOT - firstColumn + 2;
            int rows = (window.row() + window.rows() - 1) / KNOT - firstRow + 2;
            Window every = new Window(window.level(), firstColumn * KNOT, firstRow * KNOT, columns * KNOT, rows * KNOT);
            Coordinate[] knots = new Coordinate[columns * rows];
            for (int i = 0; i < knots.length; i++) {
                knots[i] = new Coordinate(
                        every.longitude(i % columns * KNOT), Math.min(90, every.latitude(i / columns * KNOT)));
            }
            Geometry there = file.crs().fromWgs84(FACTORY.createLineString(knots));
            places = ((org.locationtech.jts.geom.LineString) there).getCoordinateSequence();
        }

        Envelope box() {
            return places.expandEnvelope(new Envelope());
        }

        double x(int i, int j) {
            return at(i, j, 0);
        }

        double y(int i, int j) {
            return at(i, j, 1);
        }

        private double at(int i, int j, int axis) {
            int column = window.column() + i - firstColumn * KNOT;
            int row = window.row() + j - firstRow * KNOT;
            int first = row / KNOT * columns + column / KNOT;
            double east = column % KNOT / (double) KNOT;
            double north = row % KNOT / (double) KNOT;
            double south = places.getOrdinate(first, axis) * (1 - east) + places.getOrdinate(first + 1, axis) * east;
            double beyond = places.getOrdinate(first + columns, axis) * (1 - east)
                    + places.getOrdinate(first + columns + 1, axis) * east;
            return south * (1 - north) + beyond * north;
        }
    }
}
