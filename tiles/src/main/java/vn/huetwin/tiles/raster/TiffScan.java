package vn.huetwin.tiles.raster;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the directories of a TIFF or BigTIFF and refuses files in which anything points outside, before a decoder
 * makes room for what such a file claims to hold.
 */
final class TiffScan {
    private static final int MOST_DIRECTORIES = 64;
    private static final int MOST_ENTRIES = 512;
    /** Bytes of a value that is read; arrays of tiles are only looked through. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int CHUNK = 1 << 16;
    private static final int[] TYPE_BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    static final int SUBFILE_TYPE = 254;
    static final int WIDTH = 256;
    static final int HEIGHT = 257;
    static final int BITS = 258;
    static final int COMPRESSION = 259;
    static final int PHOTOMETRIC = 262;
    static final int STRIP_OFFSETS = 273;
    static final int BANDS = 277;
    static final int STRIP_ROWS = 278;
    static final int STRIP_BYTES = 279;
    static final int PLANAR = 284;
    static final int PREDICTOR = 317;
    static final int COLOUR_MAP = 320;
    static final int TILE_WIDTH = 322;
    static final int TILE_HEIGHT = 323;
    static final int TILE_OFFSETS = 324;
    static final int TILE_BYTES = 325;
    static final int EXTRA_SAMPLES = 338;
    static final int SAMPLE_FORMAT = 339;
    static final int PIXEL_SCALE = 33550;
    static final int TIE_POINTS = 33922;
    static final int TRANSFORMATION = 34264;
    static final int GEO_KEYS = 34735;
    static final int GEO_DOUBLES = 34736;
    static final int GEO_TEXT = 34737;
    static final int NODATA = 42113;

    /** Where the value of a tag is. */
    private record Entry(int type, long count, long at) {
        long bytes() {
            return count * TYPE_BYTES[type];
        }
    }

    private final FileChannel channel;
    private final long length;
    private ByteOrder order = ByteOrder.BIG_ENDIAN;
    private boolean big;
    private final List<TiffDirectory> directories = new ArrayList<>();
    private Map<Integer, Entry> first = Map.of();

    private TiffScan(FileChannel channel) throws IOException {
        this.channel = channel;
        length = channel.size();
    }

    /**
     * @param channel stays open, and is needed as long as tags are asked for
     * @throws RasterException {@code not-a-tiff}, {@code file-truncated}, {@code broken-tiff}
     */
    static TiffScan of(FileChannel channel, Path name) throws IOException {
        TiffScan scan = new TiffScan(channel);
        try {
            scan.directories(scan.header(name));
        } catch (EOFException e) {
            throw truncated();
        }
        return scan;
    }

    List<TiffDirectory> directories() {
        return directories;
    }

    private long header(Path name) throws IOException {
        if (length < 8) {
            throw notTiff(name);
        }
        ByteBuffer start = bytes(0, 8);
        short mark = start.getShort(0);
        if (mark != 0x4949 && mark != 0x4d4d) {
            throw notTiff(name);
        }
        order = mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        int version = bytes(2, 2).getShort();
        if (version == 42) {
            return Integer.toUnsignedLong(bytes(4, 4).getInt());
        }
        if (version != 43) {
            throw notTiff(name);
        }
        big = true;
        return bytes(8, 8).getLong();
    }

    private void directories(long start) throws IOException {
        Set<Long> seen = new HashSet<>();
        long at = start;
        while (at != 0) {
            if (!seen.add(at)) {
                throw broken("the list of images is a circle");
            }
            if (seen.size() > MOST_DIRECTORIES) {
                throw broken("there are more than " + MOST_DIRECTORIES + " images");
            }
            int head = big ? 8 : 2;
            long count = big
                    ? bytes(at, 8).getLong()
                    : Short.toUnsignedLong(bytes(at, 2).getShort());
            if (count < 1 || count > MOST_ENTRIES) {
                throw broken("an image has " + count + " tags");
            }
            int size = big ? 20 : 12;
            ByteBuffer table = bytes(at + head, Math.toIntExact(count * size));
            Map<Integer, Entry> entries = new HashMap<>();
            for (int i = 0; i < count; i++) {
                entry(table, i * size, at + head, entries);
            }
            if (directories.isEmpty()) {
                first = entries;
            }
            directories.add(directory(entries));
            long end = at + head + count * size;
            at = big
                    ? bytes(end, 8).getLong()
                    : Integer.toUnsignedLong(bytes(end, 4).getInt());
        }
        if (directories.isEmpty()) {
            throw broken("there is no image");
        }
    }

    private void entry(ByteBuffer table, int at, long tableAt, Map<Integer, Entry> entries) throws RasterException {
        int tag = Short.toUnsignedInt(table.getShort(at));
        int type = Short.toUnsignedInt(table.getShort(at + 2));
        long count = big ? table.getLong(at + 4) : Integer.toUnsignedLong(table.getInt(at + 4));
        if (type < 1 || type >= TYPE_BYTES.length || TYPE_BYTES[type] == 0) {
            return;
        }
        int inline = big ? 8 : 4;
        int valueAt = at + (big ? 12 : 8);
        if (count < 0 || count > length) {
            throw truncated();
        }
        boolean here = count * TYPE_BYTES[type] <= inline;
        long place =
                here ? tableAt + valueAt : big ? table.getLong(valueAt) : Integer.toUnsignedLong(table.getInt(valueAt));
        Entry entry = new Entry(type, count, place);
        if (place < 0 || place > length || entry.bytes() > length - place) {
            throw truncated();
        }
        entries.put(tag, entry);
    }

    private TiffDirectory directory(Map<Integer, Entry> tags) throws IOException {
        int width = number(tags, WIDTH, 0);
        int height = number(tags, HEIGHT, 0);
        boolean tiled = tags.containsKey(TILE_WIDTH);
        int tileWidth = tiled ? number(tags, TILE_WIDTH, 0) : width;
        int tileHeight = tiled ? number(tags, TILE_HEIGHT, 0) : number(tags, STRIP_ROWS, height);
        int bands = number(tags, BANDS, 1);
        if (width < 1 || height < 1 || tileWidth < 1 || tileHeight < 1 || bands < 1 || bands > 64) {
            throw broken(width + " × " + height + " pixels of " + bands + " bands");
        }
        double[] bits = numbers(tags.get(BITS));
        double[] formats = numbers(tags.get(SAMPLE_FORMAT));
        double[] extras = numbers(tags.get(EXTRA_SAMPLES));
        int alpha = -1;
        for (int i = 0; i < extras.length && i < bands; i++) {
            if (extras[i] == 1 || extras[i] == 2) {
                alpha = bands - extras.length + i;
            }
        }
        int kind = number(tags, SUBFILE_TYPE, 0);
        int planes = number(tags, PLANAR, 1) == 2 ? bands : 1;
        int rows = Math.min(tileHeight, tiled ? tileHeight : height);
        long parts = (long) planes * ceil(width, tileWidth) * ceil(height, rows);
        checkParts(tags.get(tiled ? TILE_OFFSETS : STRIP_OFFSETS), tags.get(tiled ? TILE_BYTES : STRIP_BYTES), parts);
        return new TiffDirectory(
                directories.size(),
                width,
                height,
                tileWidth,
                rows,
                bands,
                same(bits, 1, "BitsPerSample"),
                SampleType.of(same(formats, 1, "SampleFormat")),
                number(tags, COMPRESSION, 1),
                number(tags, PREDICTOR, 1),
                number(tags, PHOTOMETRIC, 1),
                alpha,
                (kind & 1) != 0,
                (kind & 4) != 0);
    }

    private static long ceil(int all, int part) {
        return (all + (long) part - 1) / part;
    }

    private static int same(double[] values, int otherwise, String tag) throws RasterException {
        for (double value : values) {
            if (value != values[0]) {
                throw new RasterException(
                        "mixed-bands",
                        "Các kênh của ảnh khác kiểu nhau (" + tag + "); hãy tách thành từng tệp",
                        "The bands differ in their type (" + tag + "); make one file of each");
            }
        }
        return values.length == 0 ? otherwise : (int) values[0];
    }

    /** Every tile has to lie in the file: one that was cut off is found now, not in the middle of a map. */
    private void checkParts(@Nullable Entry offsets, @Nullable Entry sizes, long parts) throws IOException {
        if (offsets == null || sizes == null || offsets.count() < parts || sizes.count() < parts) {
            throw broken("the list of tiles is not complete");
        }
        int offsetBytes = TYPE_BYTES[offsets.type()];
        int sizeBytes = TYPE_BYTES[sizes.type()];
        for (long i = 0; i < parts; i += CHUNK) {
            int n = (int) Math.min(CHUNK, parts - i);
            ByteBuffer from = bytes(offsets.at() + i * offsetBytes, n * offsetBytes);
            ByteBuffer length = bytes(sizes.at() + i * sizeBytes, n * sizeBytes);
            for (int j = 0; j < n; j++) {
                long at = (long) number(from, offsets.type());
                long size = (long) number(length, sizes.type());
                if (at < 0 || size < 0 || at > this.length || size > this.length - at) {
                    throw truncated();
                }
            }
        }
    }

    private int number(Map<Integer, Entry> tags, int tag, int otherwise) throws IOException {
        Entry entry = tags.get(tag);
        if (entry == null || entry.count() == 0) {
            return otherwise;
        }
        double value = number(bytes(entry.at(), TYPE_BYTES[entry.type()]), entry.type());
        if (tag == STRIP_ROWS && value > Integer.MAX_VALUE) {
            return Integer.MAX_VALUE;
        }
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw broken("tag " + tag + " is " + value);
        }
        return (int) value;
    }

    /** Numbers of a tag of the first image; empty if it is not there. */
    double[] numbers(int tag) throws IOException {
        return numbers(first.get(tag));
    }

    private double[] numbers(@Nullable Entry entry) throws IOException {
        if (entry == null) {
            return new double[0];
        }
        if (entry.bytes() > MOST_BYTES) {
            throw broken("a tag has " + entry.count() + " values");
        }
        ByteBuffer bytes = bytes(entry.at(), (int) entry.bytes());
        double[] values = new double[(int) entry.count()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(bytes, entry.type());
        }
        return values;
    }

    /** Text of a tag of the first image; empty if it is not there. */
    String text(int tag) throws IOException {
        Entry entry = first.get(tag);
        if (entry == null || entry.bytes() > MOST_BYTES) {
            return "";
        }
        String text = StandardCharsets.UTF_8
                .decode(bytes(entry.at(), (int) entry.bytes()))
                .toString();
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }

    private static double number(ByteBuffer bytes, int type) {
        return switch (type) {
            case 1, 2, 7 -> Byte.toUnsignedInt(bytes.get());
            case 3 -> Short.toUnsignedInt(bytes.getShort());
            case 4, 13 -> Integer.toUnsignedLong(bytes.getInt());
            case 5 -> Integer.toUnsignedLong(bytes.getInt()) / (double) Integer.toUnsignedLong(bytes.getInt());
            case 6 -> bytes.get();
            case 8 -> bytes.getShort();
            case 9 -> bytes.getInt();
            case 10 -> bytes.getInt() / (double) bytes.getInt();
            case 11 -> bytes.getFloat();
            case 12 -> bytes.getDouble();
            default -> bytes.getLong();
        };
    }

    private ByteBuffer bytes(long at, int count) throws IOException {
        if (at < 0 || at > length - count) {
            throw new EOFException();
        }
        ByteBuffer buffer = ByteBuffer.allocate(count).order(order);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new EOFException();
            }
        }
        return buffer.flip();
    }

    private static RasterException notTiff(Path name) {
        return new RasterException(
                "not-a-tiff",
                name.getFileName()
                        + " không phải là tệp TIFF; hãy đổi bằng: gdal_translate -of COG <tệp> <tệp mới>.tif",
                name.getFileName() + " is no TIFF; convert it by: gdal_translate -of COG <file> <new file>.tif");
    }

    private static RasterException truncated() {
        return new RasterException(
                "file-truncated",
                "Tệp TIFF bị cắt ngắn: có phần nằm ngoài tệp; hãy chép lại tệp",
                "The TIFF is cut short: parts of it lie behind its end; copy the file again");
    }

    private static RasterException broken(String what) {
        return new RasterException("broken-tiff", "Tệp TIFF hỏng: " + what, "The TIFF is broken: " + what);
    }
}
