package vn.huetwin.ingest.format;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The members of a zip file, or of the folder round a {@code .shp}, by name without regard to letter case. Nothing
 * is ever unpacked to disk; names that would leave the folder and members that unpack to absurd sizes are refused.
 */
final class ZipSource implements AutoCloseable {
    private static final long SMALL = 10L << 20;

    private final @Nullable ZipFile zip;
    private final FormatLimits limits;
    private final Map<String, ZipEntry> entries = new LinkedHashMap<>();
    private final Map<String, Path> files = new LinkedHashMap<>();

    private ZipSource(@Nullable ZipFile zip, FormatLimits limits) {
        this.zip = zip;
        this.limits = limits;
    }

    static ZipSource zip(Path path, FormatLimits limits) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (ZipException e) {
            throw new FormatException(
                    "file-truncated",
                    "Tệp zip hỏng hoặc bị cắt cụt: " + e.getMessage(),
                    "The zip file is broken or truncated: " + e.getMessage(),
                    e);
        }
        ZipSource source = new ZipSource(zip, limits);
        try {
            source.readEntries(zip);
        } catch (FormatException e) {
            zip.close();
            throw e;
        }
        return source;
    }

    /** The files beside a {@code .shp} with its name. */
    static ZipSource beside(Path shp, FormatLimits limits) throws IOException {
        ZipSource source = new ZipSource(null, limits);
        String base = FeatureFiles.fileName(shp);
        String stem = base.substring(0, base.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        Path folder = shp.toAbsolutePath().getParent();
        if (folder != null) {
            try (var siblings = Files.newDirectoryStream(folder)) {
                for (Path sibling : siblings) {
                    String name = FeatureFiles.fileName(sibling).toLowerCase(Locale.ROOT);
                    if (name.startsWith(stem)) {
                        source.files.put(name, sibling);
                    }
                }
            }
        }
        return source;
    }

    private void readEntries(ZipFile file) throws FormatException {
        if (file.size() > limits.zipMembers()) {
            throw bomb("có " + file.size() + " tệp con", "holds " + file.size() + " members");
        }
        Enumeration<? extends ZipEntry> all = file.entries();
        while (all.hasMoreElements()) {
            ZipEntry entry = all.nextElement();
            String name = entry.getName().replace('\\', '/');
            if (name.startsWith("/")
                    || name.matches("(?s)(?:.*/)?\\.\\.(?:/.*)?")
                    || name.matches("^[A-Za-z]:.*")
                    || name.indexOf(0) >= 0) {
                throw new FormatException(
                        "zip-unsafe-name",
                        "Tệp zip có tên không an toàn: '" + name + "'",
                        "The zip file has an unsafe name: '" + name + "'");
            }
            if (entry.isDirectory() || name.startsWith("__MACOSX/")) {
                continue;
            }
            long size = entry.getSize();
            boolean absurd = size > limits.unpacked()
                    || (size > SMALL && size / Math.max(1, entry.getCompressedSize()) > limits.zipRatio());
            if (absurd) {
                throw bomb(
                        "giải nén '" + name + "' thành " + size + " byte",
                        "unpacks '" + name + "' to " + size + " bytes");
            }
            entries.put(name.toLowerCase(Locale.ROOT), entry);
        }
    }

    private static FormatException bomb(String vi, String en) {
        return new FormatException(
                "zip-bomb", "Tệp zip " + vi + ", quá giới hạn", "The zip file " + en + ", beyond the limit");
    }

    /** Lower-case names of all members. */
    Iterable<String> names() {
        return zip == null ? files.keySet() : entries.keySet();
    }

    /** @param name lower case */
    boolean has(String name) {
        return entries.containsKey(name) || files.containsKey(name);
    }

    long size(String name) throws IOException {
        ZipEntry entry = entries.get(name);
        Path file = files.get(name);
        return entry != null ? entry.getSize() : file != null ? Files.size(file) : 0;
    }

    InputStream open(String name) throws IOException {
        Path file = files.get(name);
        if (file != null) {
            return Files.newInputStream(file);
        }
        ZipEntry entry = entries.get(name);
        if (entry == null || zip == null) {
            throw new FormatException("member-missing", "Thiếu tệp " + name, "The member " + name + " is missing");
        }
        InputStream in = zip.getInputStream(entry);
        return new Capped(in, Math.max(entry.getSize(), 0));
    }

    @Override
    public void close() throws IOException {
        if (zip != null) {
            zip.close();
        }
    }

    /** The directory of a zip file may lie about sizes; this does not believe it. */
    private static final class Capped extends FilterInputStream {
        private long left;

        Capped(InputStream in, long size) {
            super(in);
            this.left = size;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                took(1);
            }
            return b;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            if (n > 0) {
                took(n);
            }
            return n;
        }

        private void took(int n) throws FormatException {
            left -= n;
            if (left < 0) {
                throw bomb("khai sai kích thước", "lies about its sizes");
            }
        }
    }
}
