package vn.huetwin.server.backup;

import io.vertx.core.json.JsonObject;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import vn.huetwin.ontology.postgres.DatabaseDump;
import vn.huetwin.ontology.rdf.TwinDataset;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;

/** Writes a city into one file while it is in use. */
public final class Backup {
    static final int FORMAT = 1;
    static final String MANIFEST = "manifest.json";
    static final String DATABASE = "database.dump";
    static final String QUADS = "quads.nq";
    static final String MODEL = "model/";
    static final String RASTERS = "rasters/";

    private final ServerConfig config;
    private final DatabaseDump database;
    private final TwinDataset dataset;

    public Backup(ServerConfig config, DatabaseDump database, TwinDataset dataset) {
        this.config = config;
        this.database = database;
        this.dataset = dataset;
    }

    /**
     * Writes a zip file: {@code manifest.json} with the rows of each table, {@code database.dump} for pg_restore,
     * {@code quads.nq}, the declarations of {@code <data>/model} and the files of raster layers.
     *
     * @return rows in the database
     */
    public long write(OutputStream out) throws IOException, SQLException {
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        try (DatabaseDump.Snapshot snapshot = database.snapshot()) {
            Map<String, Long> rows = snapshot.rows();
            JsonObject tables = new JsonObject();
            rows.forEach(tables::put);
            JsonObject manifest = new JsonObject()
                    .put("format", FORMAT)
                    .put("made", Instant.now().toString())
                    .put("base", config.base())
                    .put("rows", tables);
            zip.putNextEntry(new ZipEntry(MANIFEST));
            zip.write(manifest.encodePrettily().getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new ZipEntry(QUADS));
            dataset.writeQuads(new Unclosed(zip));
            model(zip);
            zip.setLevel(Deflater.NO_COMPRESSION); // pg_dump has compressed it, and rasters are packed
            zip.putNextEntry(new ZipEntry(DATABASE));
            snapshot.write(new Unclosed(zip));
            zip.closeEntry();
            // after the moment of the database, so that every file it tells of is there
            for (Path file : City.rasters(config).files()) {
                zip.putNextEntry(new ZipEntry(RASTERS + file.getFileName()));
                Files.copy(file, zip);
                zip.closeEntry();
            }
            zip.finish();
            zip.flush();
            return rows.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    private void model(ZipOutputStream zip) throws IOException {
        Path folder = config.data().resolve("model");
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            zip.putNextEntry(
                    new ZipEntry(MODEL + folder.relativize(file).toString().replace('\\', '/')));
            Files.copy(file, zip);
        }
    }

    /** An entry ends, the file goes on. */
    private static final class Unclosed extends FilterOutputStream {
        Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // Thousands of small flushes would go to the client one by one.
        }

        @Override
        public void close() {
            // The zip file is not ours to close.
        }
    }
}
