package vn.huetwin.tiles.raster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * Where the files of raster layers are kept, under the names of their checksums. A file is there whole or not at all; none
 * is ever written over.
 */
public final class RasterFolder {
    private static final Pattern CHECKSUM = Pattern.compile("[0-9a-f]{64}");
    private static final String PART = ".part";
    private static final String TIFF = ".tif";
    /** Files that no feature tells of may be those of an import that goes on. */
    private static final Duration FRESH = Duration.ofHours(6);

    private static final int CHUNK = 1 << 20;

    private final Path folder;

    public RasterFolder(Path folder) {
        this.folder = folder;
    }

    /**
     * A copy that was looked at.
     *
     * @param checksum SHA-256 in hexadecimal digits
     * @param bytes    its size
     */
    public record Kept(String checksum, long bytes) {}

    /** Looks at a copy before it is kept. */
    public interface Check {
        void check(RasterFile copy) throws IOException;
    }

    /**
     * Copies a file into the folder, once it is known that it can be read; the copy is on the disk when this returns.
     *
     * @param declared its CRS as a person says, or null for what the file says
     * @param progress gets the bytes copied so far
     * @throws RasterException if it cannot be used; nothing of it is kept then
     */
    public Kept keep(Path file, CrsRegistry systems, @Nullable Crs declared, LongConsumer progress, Check check)
            throws IOException {
        Files.createDirectories(folder);
        // a file that is no good is not copied at all
        RasterFile.open(file, systems, declared).close();
        Path part = folder.resolve(UUID.randomUUID() + PART);
        try {
            String checksum = copy(file, part, progress);
            try (RasterFile copy = RasterFile.open(part, systems, declared)) {
                prove(copy);
                check.check(copy);
            }
            move(part, path(checksum));
            return new Kept(checksum, Files.size(path(checksum)));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String copy(Path from, Path to, LongConsumer progress) throws IOException {
        MessageDigest digest = sha256();
        byte[] chunk = new byte[CHUNK];
        long done = 0;
        try (InputStream in = Files.newInputStream(from);
                FileChannel out = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
                ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, n);
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                done += n;
                progress.accept(done);
            }
            out.force(true);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void move(Path part, Path to) throws IOException {
        try {
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("The folder " + to.getParent() + " cannot rename files at once", e);
        }
    }

    /** Unpacks a sketch of it, and the corners and the middle of the finest. */
    private static void prove(RasterFile file) throws IOException {
        Envelope all = file.bounds();
        file.sketch();
        double pixel = file.grid().pixelWidth();
        for (double x : new double[] {0, 0.5, 1}) {
            for (double y : new double[] {0, 0.5, 1}) {
                Envelope spot = new Envelope(
                        all.getMinX() + x * all.getWidth() - pixel,
                        all.getMinX() + x * all.getWidth() + pixel,
                        all.getMinY() + y * all.getHeight() - pixel,
                        all.getMinY() + y * all.getHeight() + pixel);
                file.read(spot, pixel);
            }
        }
    }

    /** @throws IllegalArgumentException if it is no checksum: a name from elsewhere leads nowhere else */
    public Path path(String checksum) {
        if (!CHECKSUM.matcher(checksum).matches()) {
            throw new IllegalArgumentException("No SHA-256: " + checksum);
        }
        return folder.resolve(checksum + TIFF);
    }

    /** Whole files, in the order of their names. */
    public List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(f -> String.valueOf(f.getFileName()).endsWith(TIFF))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * Deletes what imports that were broken off have left, and files that no feature tells of any more.
     *
     * @param kept checksums of those that are told of
     * @return how many
     */
    public int sweep(Set<String> kept, Instant now) throws IOException {
        int swept = 0;
        List<Path> all;
        try (Stream<Path> files = Files.list(folder)) {
            all = files.toList();
        } catch (NoSuchFileException e) {
            return 0;
        }
        for (Path file : all) {
            String name = String.valueOf(file.getFileName());
            boolean ours = name.endsWith(PART) || name.endsWith(TIFF);
            boolean told = name.endsWith(TIFF) && kept.contains(name.substring(0, name.length() - TIFF.length()));
            boolean fresh = Files.getLastModifiedTime(file).toInstant().isAfter(now.minus(FRESH));
            if (ours && !told && !fresh) {
                Files.deleteIfExists(file);
                swept++;
            }
        }
        return swept;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
