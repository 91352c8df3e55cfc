package vn.huetwin.tiles.raster;

import it.geosolutions.imageio.plugins.tiff.TIFFImageReadParam;
import it.geosolutions.imageioimpl.plugins.tiff.TIFFImageReader;
import it.geosolutions.imageioimpl.plugins.tiff.TIFFImageReaderSpi;
import java.awt.Rectangle;
import java.awt.image.Raster;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.stream.FileImageInputStream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * A GeoTIFF on the disk. It is read by parts: of a file of any size a read holds at most {@link #MOST_PIXELS} pixels and
 * takes those tiles alone that the part touches, from the smaller copies (overviews) that suit the resolution. The EPSG
 * database of GeoTools is not opened; systems are those of {@link CrsRegistry}. Safe for several threads: each takes a
 * decoder of its own, and few that are idle stay open.
 */
public final class RasterFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RasterFile.class);
    /** Of one read: 64 MB in one band of floats. */
    public static final int MOST_PIXELS = 1 << 24;

    private static final long MOST_PIXELS_OF_FILE = 40_000_000_000L;
    /** Larger tiles make every small map slow. */
    private static final long MOST_TILE_BYTES = 64L << 20;

    private static final int MOST_IDLE = 2;
    private static final int SKETCH = 1_000;
    private static final Set<Integer> COMPRESSIONS = Set.of(1, 5, 7, 8, 32773, 32946, 50000);

    /** An image of the file with its mask. */
    private record Level(TiffDirectory image, @Nullable TiffDirectory mask, RasterGrid grid) {}

    /** A decoder at work. */
    private static final class Decoder {
        final TIFFImageReader reader = new TIFFImageReader(new TIFFImageReaderSpi());
        final FileImageInputStream input;

        Decoder(File file, AtomicLong read) throws IOException {
            input = new CountedInput(file, read);
            reader.setInput(input, false, true);
        }

        void close() throws IOException {
            reader.dispose();
            input.close();
        }
    }

    private static final class CountedInput extends FileImageInputStream {
        private final AtomicLong read;

        CountedInput(File file, AtomicLong read) throws IOException {
            super(file);
            this.read = read;
        }

        @Override
        public int read() throws IOException {
            read.incrementAndGet();
            return super.read();
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int n = super.read(bytes, from, length);
            read.addAndGet(Math.max(n, 0));
            return n;
        }
    }

    private final Path path;
    private final Crs crs;
    private final List<Level> levels;
    private final @Nullable Double nodata;
    private final int[] palette;
    private final int vertical;
    private final int verticalUnits;
    private final Deque<Decoder> idle = new ConcurrentLinkedDeque<>();
    private final AtomicInteger idles = new AtomicInteger();
    private final AtomicLong read = new AtomicLong();
    private final Map<Integer, double[]> ranges = new ConcurrentHashMap<>();
    private volatile boolean resting;
    private volatile boolean closed;

    private RasterFile(Path path, Crs crs, List<Level> levels, @Nullable Double nodata, int[] palette, GeoKeys keys) {
        this.path = path;
        this.crs = crs;
        this.levels = levels;
        this.nodata = nodata;
        this.palette = palette;
        vertical = keys.vertical();
        verticalUnits = keys.verticalUnits();
    }

    /**
     * Opens a file and looks whether it can be read: nothing is decoded yet.
     *
     * @param declared its CRS as a person says, or null for what the file says
     * @throws RasterException with the cure, if it is no GeoTIFF, is cut off, lies nowhere, has no CRS that is known
     *                         here, or is made so that a small map would need the whole of it
     */
    public static RasterFile open(Path path, CrsRegistry systems, @Nullable Crs declared) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            TiffScan scan = TiffScan.of(channel, path);
            TiffDirectory image = scan.directories().get(0);
            check(image);
            GeoKeys keys = new GeoKeys(scan);
            RasterGrid grid = keys.grid(image.width(), image.height());
            List<Level> levels = levels(scan.directories(), grid);
            TiffDirectory smallest = levels.get(levels.size() - 1).image();
            if ((long) smallest.width() * smallest.height() > MOST_PIXELS) {
                throw new RasterException(
                        "no-overviews",
                        "Ảnh " + image.width() + " × " + image.height() + " điểm thiếu các bản thu nhỏ; hãy tạo bằng:"
                                + " gdal_translate -of COG <tệp> <tệp mới>.tif",
                        "The image of " + image.width() + " × " + image.height() + " pixels has no overviews; make them"
                                + " by: gdal_translate -of COG <file> <new file>.tif");
            }
            return new RasterFile(path, keys.crs(systems, declared), levels, nodata(scan), palette(scan, image), keys);
        }
    }

    private static void check(TiffDirectory image) throws RasterException {
        if ((long) image.width() * image.height() > MOST_PIXELS_OF_FILE) {
            throw new RasterException(
                    "too-many-pixels",
                    "Ảnh " + image.width() + " × " + image.height() + " điểm là quá lớn (nhiều nhất "
                            + MOST_PIXELS_OF_FILE + "); hãy chia thành nhiều tệp",
                    image.width() + " × " + image.height() + " pixels are too many (at most " + MOST_PIXELS_OF_FILE
                            + "); split the file");
        }
        boolean decodable = COMPRESSIONS.contains(image.compression())
                && !(image.predictor() == 2 && image.bits() == 64)
                && (image.bits() <= 8 || image.bits() == 16 || image.bits() == 32 || image.bits() == 64)
                && !(image.type() != SampleType.FLOAT && image.bits() == 64)
                && !(image.type() == SampleType.FLOAT && image.bits() < 32);
        if (!decodable) {
            throw new RasterException(
                    "unsupported-encoding",
                    "Không đọc được cách nén hoặc kiểu số của ảnh (nén " + image.compression() + ", " + image.bits()
                            + " bit); hãy đổi bằng: gdal_translate -of COG -co COMPRESS=DEFLATE <tệp> <tệp mới>.tif",
                    "The image is packed or written in a way that is not read here (compression " + image.compression()
                            + ", " + image.bits() + " bits); convert it by:"
                            + " gdal_translate -of COG -co COMPRESS=DEFLATE <file> <new file>.tif");
        }
        if (image.tileBytes() > MOST_TILE_BYTES) {
            throw new RasterException(
                    "large-tiles",
                    "Ảnh không chia ô nhỏ (" + image.tileWidth() + " × " + image.tileHeight()
                            + " điểm); hãy đổi bằng: gdal_translate -of COG <tệp> <tệp mới>.tif",
                    "The image is not cut into small tiles (" + image.tileWidth() + " × " + image.tileHeight()
                            + " pixels); convert it by: gdal_translate -of COG <file> <new file>.tif");
        }
    }

    /** From the finest to the coarsest. */
    private static List<Level> levels(List<TiffDirectory> directories, RasterGrid grid) throws RasterException {
        TiffDirectory first = directories.get(0);
        List<Level> levels = new ArrayList<>();
        for (TiffDirectory image : directories) {
            boolean copy = image.overview() && image.bands() == first.bands() && image.bits() == first.bits();
            if (image.index() > 0 && (image.mask() || !copy)) {
                continue;
            }
            check(image);
            TiffDirectory mask = directories.stream()
                    .filter(d -> d.mask() && d.width() == image.width() && d.height() == image.height())
                    .findFirst()
                    .orElse(null);
            levels.add(new Level(image, mask, grid.resized(image.width(), image.height())));
        }
        levels.sort((a, b) -> Integer.compare(b.image().width(), a.image().width()));
        return List.copyOf(levels);
    }

    private static @Nullable Double nodata(TiffScan scan) throws IOException {
        String text = scan.text(TiffScan.NODATA);
        try {
            return text.isEmpty() || text.equalsIgnoreCase("nan") ? null : (Double) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static int[] palette(TiffScan scan, TiffDirectory image) throws IOException {
        if (image.photometric() != TiffDirectory.PALETTE) {
            return new int[0];
        }
        double[] map = scan.numbers(TiffScan.COLOUR_MAP);
        int n = map.length / 3;
        int[] palette = new int[n];
        for (int i = 0; i < n; i++) {
            palette[i] = 0xff000000 | (int) map[i] >> 8 << 16 | (int) map[n + i] >> 8 << 8 | (int) map[2 * n + i] >> 8;
        }
        return palette;
    }

    public Path path() {
        return path;
    }

    public Crs crs() {
        return crs;
    }

    /** Where the pixels of the finest level lie. */
    public RasterGrid grid() {
        return levels.get(0).grid();
    }

    /** The box of the raster in its own CRS. */
    public Envelope bounds() {
        return grid().bounds();
    }

    /** Numbers of a pixel, with the opacity. */
    public int bands() {
        return levels.get(0).image().bands();
    }

    /** Smaller copies in the file. */
    public int overviews() {
        return levels.size() - 1;
    }

    /** EPSG code of the vertical CRS or datum that the file names; 0 if it names none. */
    public int vertical() {
        return vertical;
    }

    /** EPSG code of the unit of heights that the file names, 9001 for the metre; 0 if it names none. */
    public int verticalUnits() {
        return verticalUnits;
    }

    /** The value that stands for none, or null; NaN always does. */
    public @Nullable Double nodata() {
        return nodata;
    }

    /** Whether it has colours: a palette, or one to four bands of 8 bits. Other rasters have numbers. */
    public boolean isImage() {
        TiffDirectory image = levels.get(0).image();
        boolean indexed = palette.length > 0 && image.bits() <= 8;
        return indexed || (isByte() && bands() <= 4);
    }

    /** Whether its numbers are bytes, 0–255. */
    public boolean isByte() {
        TiffDirectory image = levels.get(0).image();
        return image.bits() == 8 && image.type() == SampleType.UNSIGNED;
    }

    /** Whether numbers are whole. */
    public boolean isWhole() {
        return levels.get(0).image().type() != SampleType.FLOAT;
    }

    /** Which band is the opacity, from 0; −1 if none is. */
    public int alpha() {
        return levels.get(0).image().alpha();
    }

    int[] palette() {
        return palette;
    }

    boolean isUnsignedInt() {
        TiffDirectory image = levels.get(0).image();
        return image.bits() == 32 && image.type() == SampleType.UNSIGNED;
    }

    /** Bytes that were read from the disk since it was opened. */
    public long bytesRead() {
        return read.get();
    }

    /**
     * Reads the pixels under a box and one more on each side, for interpolation at its edge.
     *
     * @param box   in the CRS of the raster
     * @param pixel size of a pixel that is wanted, in units of the CRS; they come finer if there are no coarser ones, and
     *              coarser if there are no finer ones or too many would be in the box
     * @return null if the box misses the raster
     * @throws RasterException {@code broken-tiff} if pixels cannot be decoded
     */
    public @Nullable RasterWindow read(Envelope box, double pixel) throws IOException {
        Level level = level(pixel);
        RasterGrid grid = level.grid();
        int left = clamp(Math.floor(grid.column(box.getMinX())) - 1, grid.width());
        int right = clamp(Math.ceil(grid.column(box.getMaxX())) + 1, grid.width());
        int top = clamp(Math.floor(grid.row(box.getMaxY())) - 1, grid.height());
        int bottom = clamp(Math.ceil(grid.row(box.getMinY())) + 1, grid.height());
        if (left >= right || top >= bottom || box.isNull() || !box.intersects(bounds())) {
            return null;
        }
        Rectangle region = new Rectangle(left, top, right - left, bottom - top);
        int step = Math.max(1, (int) Math.min(pixel / grid.pixelWidth() + 1e-6, Math.max(region.width, region.height)));
        while ((long) ceil(region.width, step) * ceil(region.height, step) > MOST_PIXELS) {
            step++;
        }
        step = Math.min(step, Math.min(region.width, region.height));
        return decode(level, region, step);
    }

    /**
     * The numbers of the pixel at a place; NaN where a band has none.
     *
     * @param x in the CRS of the raster
     * @return null if no band has a number there, or the place lies outside
     */
    public float @Nullable [] at(double x, double y) throws IOException {
        RasterGrid grid = grid();
        int column = (int) Math.floor(grid.column(x));
        int row = (int) Math.floor(grid.row(y));
        if (column < 0 || row < 0 || column >= grid.width() || row >= grid.height()) {
            return null;
        }
        RasterWindow window = decode(levels.get(0), new Rectangle(column, row, 1, 1), 1);
        float[] numbers = new float[bands()];
        boolean any = false;
        for (int band = 0; band < numbers.length; band++) {
            numbers[band] = window.values(band)[0];
            any |= !Float.isNaN(numbers[band]);
        }
        return any ? numbers : null;
    }

    private Level level(double pixel) {
        Level best = levels.get(0);
        for (Level level : levels) {
            if (level.grid().pixelWidth() <= pixel * 1.01) {
                best = level;
            }
        }
        return best;
    }

    private static int clamp(double value, int most) {
        return (int) Math.max(0, Math.min(most, value));
    }

    private static int ceil(int all, int part) {
        return (all + part - 1) / part;
    }

    private RasterWindow decode(Level level, Rectangle region, int step) throws IOException {
        Decoder decoder = take();
        boolean whole = false;
        try {
            TiffDirectory mask = level.mask();
            Raster samples = decode(decoder, level.image().index(), region, step);
            Raster there = mask == null ? null : decode(decoder, mask.index(), region, step);
            whole = true;
            // a pixel of a step stands for the middle of that step
            double offset = step / 2 + 0.5 - step / 2.0;
            RasterGrid grid = level.grid();
            RasterGrid part = new RasterGrid(
                    grid.west() + (region.x + offset) * grid.pixelWidth(),
                    grid.north() - (region.y + offset) * grid.pixelHeight(),
                    grid.pixelWidth() * step,
                    grid.pixelHeight() * step,
                    samples.getWidth(),
                    samples.getHeight());
            return new RasterWindow(part, samples, there, this);
        } finally {
            if (whole) {
                give(decoder);
            } else {
                decoder.close();
            }
        }
    }

    private static Raster decode(Decoder decoder, int image, Rectangle region, int step) throws IOException {
        TIFFImageReadParam parameters = new TIFFImageReadParam();
        parameters.setSourceRegion(region);
        parameters.setSourceSubsampling(step, step, step / 2, step / 2);
        try {
            return decoder.reader.read(image, parameters).getRaster();
        } catch (RuntimeException | IOException | LinkageError e) {
            // decoders throw whatever a broken tile leads them to; that of Zstandard is not there everywhere
            RasterException broken = new RasterException(
                    "broken-tiff",
                    "Không giải nén được ảnh: " + e.getMessage(),
                    "The pixels cannot be unpacked: " + e.getMessage());
            broken.initCause(e);
            throw broken;
        }
    }

    private Decoder take() throws IOException {
        if (closed) {
            throw new IOException("Closed: " + path.getFileName());
        }
        Decoder decoder = idle.pollFirst();
        if (decoder == null) {
            return new Decoder(path.toFile(), read);
        }
        idles.decrementAndGet();
        return decoder;
    }

    private void give(Decoder decoder) throws IOException {
        if (resting || idles.incrementAndGet() > MOST_IDLE) {
            if (!resting) {
                idles.decrementAndGet();
            }
            decoder.close();
            return;
        }
        idle.addFirst(decoder);
        if (resting) {
            drain();
        }
    }

    private void drain() {
        for (Decoder decoder = idle.pollFirst(); decoder != null; decoder = idle.pollFirst()) {
            try {
                decoder.close();
            } catch (IOException e) {
                log.warn("{} cannot be closed: {}", path.getFileName(), e.getMessage());
            }
        }
    }

    /** Keeps no decoder open from now on; it can be read all the same. */
    void rest() {
        resting = true;
        drain();
    }

    /** Reads under way end well; later ones fail. */
    @Override
    public void close() {
        closed = true;
        rest();
    }

    /** Reads all of it in about a thousand pixels a side. */
    @Nullable
    RasterWindow sketch() throws IOException {
        Envelope all = bounds();
        return read(all, Math.max(all.getWidth(), all.getHeight()) / SKETCH);
    }

    /**
     * The lowest and the highest value of a band, as a sketch of the raster has them.
     *
     * @param band from 0
     * @return {0, 0} if it has no values
     */
    public double[] range(int band) throws IOException {
        double[] known = ranges.get(band);
        if (known != null) {
            return known.clone();
        }
        RasterWindow window = sketch();
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (float value : window == null ? new float[0] : window.values(band)) {
            if (!Float.isNaN(value)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        double[] range = low <= high ? new double[] {low, high} : new double[2];
        ranges.put(band, range);
        return range.clone();
    }
}
