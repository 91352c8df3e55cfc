package vn.huetwin.server.viewer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.huetwin.tiles.content.ContentCoding;

/**
 * One file of the viewer, read once.
 *
 * @param type media type
 * @param gzip the same compressed; null where that saves nothing
 * @param tag  entity tag, quoted, from the content
 */
record Asset(String type, byte[] bytes, byte @Nullable [] gzip, String tag) {
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry(".html", "text/html; charset=utf-8"),
            Map.entry(".js", "text/javascript; charset=utf-8"),
            Map.entry(".css", "text/css; charset=utf-8"),
            Map.entry(".json", "application/json"),
            Map.entry(".svg", "image/svg+xml"),
            Map.entry(".png", "image/png"),
            Map.entry(".wasm", "application/wasm"),
            Map.entry(".woff2", "font/woff2"),
            Map.entry(".md", "text/plain; charset=utf-8"),
            Map.entry("LICENSE", "text/plain; charset=utf-8"));

    /** Folder and file names that start with a letter or digit: no way up, no hidden file. */
    private static final Pattern PATH = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]*/)*[A-Za-z0-9][A-Za-z0-9._-]*");

    private static final int MAX_PATH = 200;

    /**
     * @param path relative to the viewer's folder, {@code /} between names
     * @return null if there is no such file or its name is not one that the viewer can have
     */
    static @Nullable Asset read(String path) {
        if (path.length() > MAX_PATH || !PATH.matcher(path).matches()) {
            return null;
        }
        String name = path.substring(path.lastIndexOf('/') + 1);
        String type = TYPES.get(name.substring(Math.max(0, name.lastIndexOf('.'))));
        if (type == null) {
            return null;
        }
        try (InputStream in = Asset.class.getResourceAsStream("/viewer/" + path)) {
            return in == null ? null : of(type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Viewer file " + path, e);
        }
    }

    static Asset of(String type, byte[] bytes) {
        byte[] compressed = ContentCoding.gzip(bytes);
        return new Asset(
                type, bytes, compressed.length < bytes.length * 0.9 ? compressed : null, ContentCoding.tag(bytes));
    }
}
