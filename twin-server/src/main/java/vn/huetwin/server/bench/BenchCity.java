package vn.huetwin.server.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.huetwin.ingest.demo.DemoCity;
import vn.huetwin.ingest.demo.DemoLoader;
import vn.huetwin.server.City;
import vn.huetwin.server.config.ServerConfig;

/** A city to measure, with a PostgreSQL of its own in a temporary folder that closing deletes, or in one that is kept. */
final class BenchCity implements AutoCloseable {
    static final long SEED = 46;
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Logger log = LoggerFactory.getLogger(BenchCity.class);

    private final Path folder;
    private final boolean kept;
    private final ServerConfig config;
    private final City city;
    private final Thread atExit = new Thread(this::close, "bench-end");
    private boolean closed;

    private BenchCity(Path folder, boolean kept) throws IOException, SQLException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        this.folder = folder;
        this.kept = kept;
        this.config = ServerConfig.of(folder.resolve("data")).build();
        this.city = City.open(config);
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * @param within     where the temporary folder is made; null for the system's place
     * @param demoLayers layers of the demo city to load; wards come first
     */
    static BenchCity open(@Nullable Path within, List<String> demoLayers) throws IOException, SQLException {
        Path folder = within == null
                ? Files.createTempDirectory("twin-bench-")
                : Files.createTempDirectory(Files.createDirectories(within), "twin-bench-");
        BenchCity bench = new BenchCity(folder, false);
        bench.load(demoLayers);
        return bench;
    }

    /** The city of this folder, which is left there; made if there is none. */
    static BenchCity keep(Path folder, List<String> demoLayers) throws IOException, SQLException {
        BenchCity bench = new BenchCity(Files.createDirectories(folder), true);
        Path loaded = bench.file("demo-layers");
        if (!Files.exists(loaded)) {
            bench.load(demoLayers);
            Files.createFile(loaded);
        }
        return bench;
    }

    private void load(List<String> layers) throws SQLException {
        new DemoLoader(city.dataSource(), city.catalogue(), city.validator(), city.writer())
                .load(new DemoCity(SEED, NOW), layers, NOW, (layer, count) -> {});
    }

    City city() {
        return city;
    }

    /** For a measurement that needs a server: close the city first, the server opens it itself. */
    ServerConfig config() {
        return config;
    }

    /** A place for files of the measurement. */
    Path file(String name) {
        return folder.resolve(name);
    }

    Meter meter() {
        return new Meter(city.databaseProcess());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        city.close();
        try {
            if (!kept) {
                delete(folder);
            }
            if (Thread.currentThread() != atExit) {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        } catch (IllegalStateException | IOException e) {
            log.warn("The temporary folder {} could not be deleted: {}", folder, e.getMessage());
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
