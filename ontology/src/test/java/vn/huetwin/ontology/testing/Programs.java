package vn.huetwin.ontology.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of the system that tests run as clients: GDAL, OWSLib, QGIS.
 *
 * @param folder for their files, and their home
 */
public record Programs(Path folder) {
    /** Runs a program and gives what it prints; skips the test if it or its module is not installed. */
    public String run(String... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Map.of("QT_QPA_PLATFORM", "offscreen", "HOME", folder.toString()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            assumeTrue(false, command[0] + " is not installed");
            throw e;
        }
        boolean ended = process.waitFor(180, TimeUnit.SECONDS);
        process.destroyForcibly();
        String text = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, () -> "still running after " + text);
        assumeTrue(!text.contains("ModuleNotFoundError"), text);
        return text;
    }

    /** A script of the system's Python with one argument. */
    public String python(String argument, String... lines) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("client.py"), String.join("\n", lines));
        return run("/usr/bin/python3", script.toString(), argument);
    }
}
