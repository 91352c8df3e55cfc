package vn.huetwin.tiles.solid;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;

/**
 * What the files of a generation hold, beside them: which features are in which tile, where each tile lies, and the checksums
 * of its files, so that a later server need not ask for all features again.
 *
 * <p>Records are appended after the files that they tell of were written; the last one that tells of a tile counts. Files
 * that came after the last record, or did not come to the disk, have other checksums than it says: they are seen to be
 * damaged. So a journal that lost its end tells less, but nothing wrong.
 *
 * <p>A record is its length, its checksum (CRC-32), and the bytes; the first says how tiles were made.
 */
final class TileJournal {
    static final String FILE = "journal.bin";
    private static final int TILES_IN_A_RECORD = 256;
    /** No record of so many tiles is longer; what says otherwise is none. */
    private static final int LONGEST = 1 << 28;
    /** Bytes of updates that a journal may have beside as many as it had when it was written whole. */
    private static final long SPARE = 4L << 20;

    private final Path file;
    private final String made;
    private final long whole;
    private long length;

    /** @param mark of the features that the tiles show */
    record Found(TileTree tree, String mark, TileJournal journal) {}

    private TileJournal(Path file, String made, long length) {
        this.file = file;
        this.made = made;
        this.whole = length;
        this.length = length;
    }

    /**
     * Writes all of it, at once.
     *
     * @param made how tiles are made: it is read by those who make them so
     */
    static TileJournal write(Path generation, String made, TileTree tree, String mark) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        ByteArrayOutputStream first = new ByteArrayOutputStream();
        new DataOutputStream(first).writeUTF(made);
        record(out, first.toByteArray());
        List<TileTree.Tile> tiles = tree.ever();
        for (int from = 0; from == 0 || from < tiles.size(); from += TILES_IN_A_RECORD) {
            List<TileTree.Tile> some = tiles.subList(from, Math.min(tiles.size(), from + TILES_IN_A_RECORD));
            record(out, told(tree, some, mark));
        }
        Path file = generation.resolve(FILE);
        TileFolder.replace(file, bytes.toByteArray());
        return new TileJournal(file, made, bytes.size());
    }

    /** Tells of some tiles. @return the journal from now on: itself, or written whole if it had become long */
    TileJournal append(TileTree tree, Collection<TileTree.Tile> tiles, String mark) throws IOException {
        if (length > 2 * whole + SPARE) {
            return write(file.resolveSibling(""), made, tree, mark);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        record(new DataOutputStream(bytes), told(tree, tiles, mark));
        try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
            channel.truncate(length).position(length);
            ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        }
        length += bytes.size();
        return this;
    }

    private static void record(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.writeInt(sum(bytes));
        out.write(bytes);
    }

    private static int sum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] told(TileTree tree, Collection<TileTree.Tile> tiles, String mark) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeUTF(mark);
        out.writeInt(tiles.size());
        for (TileTree.Tile tile : tiles) {
            out.writeInt(tile.cell.level());
            out.writeInt(tile.cell.x());
            out.writeInt(tile.cell.y());
            out.writeBoolean(tree.isSplit(tile));
            tile.members.write(out);
            Envelope box = tile.box;
            TileFolder.Sums sums = tile.sums;
            out.writeBoolean(box != null && sums != null);
            if (box != null && sums != null) {
                out.writeDouble(box.getMinX());
                out.writeDouble(box.getMaxX());
                out.writeDouble(box.getMinY());
                out.writeDouble(box.getMaxY());
                out.writeDouble(tile.lowest);
                out.writeDouble(tile.height);
                out.writeLong(sums.plain());
                out.writeLong(sums.gzip());
                out.writeLong(sums.brotli());
            }
        }
        return bytes.toByteArray();
    }

    private record Told(TileTree.Tile tile, boolean isSplit) {}

    /** @return null if there is none, or if tiles were made in another way */
    static @Nullable Found read(Path generation, String made) throws IOException {
        Path file = generation.resolve(FILE);
        if (!Files.exists(file)) {
            return null;
        }
        Map<Cell, Told> tiles = new LinkedHashMap<>();
        String mark = null;
        long length = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 16))) {
            byte[] first = next(in);
            if (first == null || !made.equals(input(first).readUTF())) {
                return null;
            }
            length = 8L + first.length;
            for (byte[] bytes = next(in); bytes != null; bytes = next(in)) {
                mark = read(input(bytes), tiles);
                length += 8L + bytes.length;
            }
        }
        if (mark == null) {
            return null;
        }
        TileTree tree = new TileTree();
        tiles.values().forEach(told -> tree.restore(told.tile(), told.isSplit()));
        return new Found(tree, mark, new TileJournal(file, made, length));
    }

    private static DataInputStream input(byte[] bytes) {
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    /** The next record, or null where whole ones end. */
    private static byte @Nullable [] next(DataInputStream in) throws IOException {
        byte[] head = in.readNBytes(8);
        if (head.length < 8) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(head);
        int size = buffer.getInt();
        if (size <= 0 || size > LONGEST) {
            return null;
        }
        byte[] bytes = in.readNBytes(size);
        return bytes.length == size && sum(bytes) == buffer.getInt() ? bytes : null;
    }

    /** @return the mark */
    private static String read(DataInputStream in, Map<Cell, Told> tiles) throws IOException {
        String mark = in.readUTF();
        int count = in.readInt();
        for (int i = 0; i < count; i++) {
            TileTree.Tile tile = new TileTree.Tile(new Cell(in.readInt(), in.readInt(), in.readInt()));
            boolean isSplit = in.readBoolean();
            tile.members = Members.read(in);
            if (in.readBoolean()) {
                tile.box = new Envelope(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble());
                tile.lowest = in.readDouble();
                tile.height = in.readDouble();
                tile.sums = new TileFolder.Sums(in.readLong(), in.readLong(), in.readLong());
            }
            tiles.put(tile.cell, new Told(tile, isSplit));
        }
        return mark;
    }
}
