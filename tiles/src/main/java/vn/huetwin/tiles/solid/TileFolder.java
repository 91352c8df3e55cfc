package vn.huetwin.tiles.solid;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.content.ContentCoding;

/**
 * The files of a tileset in generations: a set made anew is written beside the one that is served and takes its place
 * at once. Within a generation each file is replaced whole. Beside each file lie its gzip and brotli forms.
 *
 * <p>One thread writes; any number read.
 */
public final class TileFolder {
    private static final String CURRENT = "current";
    private static final String PLAN = "plan.txt";
    /** A tile in any of its forms, one of them perhaps half written. */
    private static final Pattern TILE = Pattern.compile("(.*\\.glb)(\\.gz|\\.br)?(\\.new)?");

    private static final Duration GRACE = Duration.ofMinutes(1);
    private final Path folder;
    private volatile @Nullable Path current;
    private volatile @Nullable Path previous;
    private volatile long flipped;

    /**
     * A file as it goes over the wire.
     *
     * @param encoding {@code br}, {@code gzip} or null
     * @param tag      strong entity tag in quotes: content and encoding
     */
    public record Stored(byte[] bytes, @Nullable String encoding, String tag) {}

    public TileFolder(Path folder) {
        this.folder = folder;
    }

    /** Takes up the generation that was served last, if there is one. */
    public void open() throws IOException {
        Path pointer = folder.resolve(CURRENT);
        if (Files.exists(pointer)) {
            Path generation = folder.resolve(Files.readString(pointer).strip());
            current = Files.isDirectory(generation) ? generation : null;
        } else {
            current = null;
        }
    }

    /**
     * @param accepted value of Accept-Encoding, or null
     * @return null if there is no such file
     */
    public @Nullable Stored find(String name, @Nullable String accepted) throws IOException {
        Stored found = find(current, name, accepted);
        if (found == null && System.nanoTime() - flipped < GRACE.toNanos()) {
            found = find(previous, name, accepted);
        }
        return found;
    }

    private static @Nullable Stored find(@Nullable Path generation, String name, @Nullable String accepted)
            throws IOException {
        if (generation == null) {
            return null;
        }
        if (ContentCoding.accepts(accepted, "br") && Files.exists(generation.resolve(name + ".br"))) {
            return read(generation, name, ".br", "br");
        }
        if (ContentCoding.accepts(accepted, "gzip")) {
            return read(generation, name, ".gz", "gzip");
        }
        return read(generation, name, "", null);
    }

    private static @Nullable Stored read(Path generation, String name, String suffix, @Nullable String encoding)
            throws IOException {
        Path file = generation.resolve(name + suffix);
        try {
            byte[] bytes = Files.readAllBytes(file);
            return new Stored(bytes, encoding, ContentCoding.tag(bytes));
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    /** An empty generation beside the one that is served. */
    Path begin() throws IOException {
        Path fresh = next();
        delete(fresh);
        return Files.createDirectory(fresh);
    }

    /**
     * The generation beside the one that is served, with what was written of it under the same plan when work on it
     * was cut off; else empty.
     */
    public Path resume(String plan) throws IOException {
        Path fresh = next();
        Path told = fresh.resolve(PLAN);
        if (!Files.exists(told) || !Files.readString(told).equals(plan)) {
            Path begun = begin();
            replace(told, plan.getBytes(StandardCharsets.UTF_8));
            return begun;
        }
        return fresh;
    }

    private Path next() throws IOException {
        Files.createDirectories(folder);
        Path old = current;
        return folder.resolve("g" + (old == null ? 1 : number(old) + 1));
    }

    private static long number(Path generation) {
        return Long.parseLong(String.valueOf(generation.getFileName()).substring(1));
    }

    /** Serves a generation from now on; a reader of the old one finds its files for another minute. */
    public void serve(Path fresh) throws IOException {
        replace(folder.resolve(CURRENT), String.valueOf(fresh.getFileName()).getBytes(StandardCharsets.UTF_8));
        previous = current;
        flipped = System.nanoTime();
        current = fresh;
        try (var entries = Files.list(folder)) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                if (!entry.equals(current) && !entry.equals(previous)) {
                    delete(entry);
                }
            }
        }
    }

    /**
     * Deletes the generations before the one that is served, not one that is being written: for whoever knows that nobody
     * reads them any more.
     */
    public void forget() throws IOException {
        Path now = current;
        if (now == null) {
            return;
        }
        previous = null;
        try (var entries = Files.list(folder)) {
            for (Path entry : entries.filter(Files::isDirectory).toList()) {
                if (String.valueOf(entry.getFileName()).matches("g\\d{1,18}") && number(entry) < number(now)) {
                    delete(entry);
                }
            }
        }
    }

    /** The generation that is served, or null. */
    public @Nullable Path current() {
        return current;
    }

    /**
     * Writes a file and its compressed forms, each at once: it may be read meanwhile, or the work be cut off.
     *
     * @param name may lie in folders, {@code a/b/c}
     * @return its content hash
     */
    public String write(Path generation, String name, byte[] bytes) throws IOException {
        return put(generation, name, bytes).tag();
    }

    /**
     * By what it is seen whether the files of a name are still those that were written: a checksum (CRC-32) of each form,
     * -1 if there is none.
     */
    record Sums(long plain, long gzip, long brotli) {}

    /** A file that was written: its content hash and checksums. */
    record Written(String tag, Sums sums) {}

    /** The same, and tells by what the files are known again. */
    Written put(Path generation, String name, byte[] bytes) throws IOException {
        Path file = generation.resolve(name);
        if (name.indexOf('/') >= 0) {
            Files.createDirectories(file.resolveSibling(""));
        }
        byte[] brotli = ContentCoding.brotli(bytes);
        if (brotli != null) {
            replace(generation.resolve(name + ".br"), brotli);
        }
        byte[] gzip = ContentCoding.gzip(bytes);
        replace(generation.resolve(name + ".gz"), gzip);
        replace(file, bytes);
        return new Written(ContentCoding.tag(bytes), new Sums(sum(bytes), sum(gzip), sum(brotli)));
    }

    /** The checksums of the files as they are now. */
    static Sums sums(Path generation, String name) throws IOException {
        return new Sums(sum(generation, name), sum(generation, name + ".gz"), sum(generation, name + ".br"));
    }

    private static long sum(Path generation, String name) throws IOException {
        try {
            return sum(Files.readAllBytes(generation.resolve(name)));
        } catch (NoSuchFileException e) {
            return -1;
        }
    }

    private static long sum(byte @Nullable [] bytes) {
        if (bytes == null) {
            return -1;
        }
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return crc.getValue();
    }

    /** The names of tiles that lie in a generation beside those that are known, in any form. */
    static List<String> others(Path generation, Set<String> known) throws IOException {
        try (var entries = Files.list(generation)) {
            return entries.map(file -> TILE.matcher(String.valueOf(file.getFileName())))
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .filter(name -> !known.contains(name))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }

    void remove(Path generation, String name) throws IOException {
        for (String suffix : new String[] {"", ".gz", ".br", ".new", ".gz.new", ".br.new"}) {
            Files.deleteIfExists(generation.resolve(name + suffix));
        }
    }

    static void replace(Path file, byte[] bytes) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Serves nothing any more; another process that serves it notices. */
    public void remove() throws IOException {
        Files.deleteIfExists(folder.resolve(CURRENT));
        clear();
    }

    /** Removes everything. */
    void clear() throws IOException {
        current = null;
        previous = null;
        if (Files.exists(folder)) {
            delete(folder);
        }
    }

    /** Removes a folder with all that is in it. */
    public static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
