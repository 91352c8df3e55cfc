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

/** A city for one measurement, with a PostgreSQL of its own in a temporary folder; closing it deletes all. */
final class BenchCity implements AutoCloseable {
    static final long SEED = 46;
    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private static final Logger log = LoggerFactory.getLogger(BenchCity.class);

    private final Path folder;
    private final ServerConfig config;
    private final City city;
    private final Thread atExit = new Thread(this::close, "bench-end");
    private boolean closed;

    private BenchCity(Path folder, ServerConfig config, City city) {
        this.folder = folder;
        this.config = config;
        this.city = city;
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
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        ServerConfig config = ServerConfig.of(folder.resolve("data")).build();
        BenchCity bench = new BenchCity(folder, config, City.open(config));
        bench.load(demoLayers);
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
            delete(folder);
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
