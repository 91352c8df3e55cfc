package vn.huetwin.server.backup;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import vn.huetwin.ontology.postgres.DatabaseDump;
import vn.huetwin.ontology.postgres.PrivateCluster;
import vn.huetwin.ontology.rdf.QuadFile;
import vn.huetwin.ontology.store.Database;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;

/** Makes a city from a backup, in a data directory where nothing is. */
public final class Restore {
    private Restore() {}

    /**
     * @return rows in the database, as many as the backup says
     * @throws IllegalArgumentException if the directory is not empty, or the file is no backup
     * @throws IllegalStateException if the result differs from what the backup says; nothing is to be used then
     */
    public static long run(Path file, ServerConfig config) throws IOException, SQLException {
        Path data = config.data();
        if (Files.exists(data) && !isEmpty(data)) {
            throw new IllegalArgumentException("The data directory " + data
                    + " is not empty. Name another with --data: a restore never writes over a city");
        }
        try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            JsonObject manifest = manifest(zip, file);
            files(zip, Backup.MODEL, data.resolve("model"));
            files(zip, Backup.RASTERS, data.resolve("rasters"));
            database(zip, manifest, data);
            try (InputStream quads = open(zip, Backup.QUADS, file)) {
                QuadFile.read(quads, City.folder(config, "tdb2"));
            }
            return manifest.getJsonObject("rows").stream()
                    .mapToLong(e -> ((Number) e.getValue()).longValue())
                    .sum();
        } catch (ZipException e) {
            throw new IllegalArgumentException(file + " is no backup, or it is cut off: " + e.getMessage(), e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static JsonObject manifest(ZipFile zip, Path file) throws IOException {
        try (InputStream in = open(zip, Backup.MANIFEST, file)) {
            JsonObject manifest = new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            Integer format = manifest.getInteger("format");
            if (format == null || format > Backup.FORMAT || manifest.getJsonObject("rows") == null) {
                throw new IllegalArgumentException(
                        file + " was written by a newer version (format " + format + "); update this one first");
            }
            open(zip, Backup.QUADS, file).close();
            open(zip, Backup.DATABASE, file).close();
            return manifest;
        } catch (DecodeException | ClassCastException e) {
            throw new IllegalArgumentException(file + " is no backup of a city: its manifest cannot be read", e);
        }
    }

    private static InputStream open(ZipFile zip, String name, Path file) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new IllegalArgumentException(file + " is no backup of a city: it has no " + name);
        }
        return zip.getInputStream(entry);
    }

    private static void files(ZipFile zip, String prefix, Path to) throws IOException {
        Path folder = to.toAbsolutePath().normalize();
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
            ZipEntry entry = entries.nextElement();
            if (!entry.getName().startsWith(prefix) || entry.isDirectory()) {
                continue;
            }
            Path target =
                    folder.resolve(entry.getName().substring(prefix.length())).normalize();
            if (!target.startsWith(folder)) {
                throw new IllegalArgumentException("The backup has an unsafe name: " + entry.getName());
            }
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, target);
            }
        }
    }

    private static void database(ZipFile zip, JsonObject manifest, Path data) throws IOException, SQLException {
        Files.createDirectories(data);
        Path archive = data.resolve("restore.dump");
        try (InputStream in = zip.getInputStream(zip.getEntry(Backup.DATABASE))) {
            Files.copy(in, archive);
        }
        try (PrivateCluster cluster = PrivateCluster.start(data, true);
                Database database = Database.open(
                        cluster.address().jdbcUrl(),
                        cluster.address().user(),
                        cluster.address().password(),
                        2)) {
            Map<String, Long> rows = new DatabaseDump(cluster.address(), database.dataSource()).restore(archive);
            JsonObject wanted = manifest.getJsonObject("rows");
            for (String table : wanted.fieldNames()) {
                if (!wanted.getLong(table).equals(rows.get(table))) {
                    throw new IllegalStateException(
                            "The restored table " + table + " has " + rows.get(table) + " rows, the backup "
                                    + wanted.getLong(table) + ". Delete " + data + " and use another backup");
                }
            }
        } finally {
            Files.deleteIfExists(archive);
        }
    }
}
