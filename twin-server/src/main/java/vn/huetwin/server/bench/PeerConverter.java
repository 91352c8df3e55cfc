package vn.huetwin.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** npm {@code citygml-to-3dtiles}, fetched from the registry when it is wanted. */
final class PeerConverter {
    static final String NAME = "citygml-to-3dtiles";
    private static final String VERSION = "0.1.6";

    /**
     * @param bytes   of all files that it made
     * @param problem why it was not measured, else null
     */
    record Result(
            double cpuSeconds,
            long peakMegabytes,
            long bytes,
            @Nullable String problem) {
        static Result failed(String problem) {
            return new Result(0, 0, 0, problem);
        }
    }

    private PeerConverter() {}

    static Result run(Path folder, Path model) throws IOException, InterruptedException {
        Path place = Files.createDirectories(folder.resolve("peer"));
        Child fetched;
        try {
            fetched = Child.run(
                    place,
                    List.of(
                            "npm",
                            "install",
                            "--no-audit",
                            "--no-fund",
                            "--ignore-scripts",
                            "--loglevel=error",
                            "--prefix",
                            ".",
                            NAME + "@" + VERSION));
        } catch (IOException e) {
            return Result.failed("there is no npm");
        }
        Path program = place.resolve("node_modules/" + NAME + "/bin/" + NAME + ".mjs");
        if (fetched.code() != 0 || !Files.exists(program)) {
            return Result.failed("the registry did not give it: " + fetched.said());
        }
        Path made = Files.createDirectories(place.resolve("made"));
        Child run = Child.run(
                place,
                List.of("node", "--max-old-space-size=6000", program.toString(), model.toString(), made.toString()));
        long bytes = 0;
        try (var files = Files.walk(made)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
        }
        if (run.code() != 0 || bytes == 0) {
            return Result.failed("it made nothing of the file: " + run.said());
        }
        return new Result(run.cpuSeconds(), run.peakMegabytes(), bytes, null);
    }
}
