package vn.huetwin.server.viewer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the tests of the viewer's modules, {@code src/test/viewer}, with node, which the build needs anyway. */
class ViewerScriptsTest {
    @Test
    void theModulesPassTheirTests(@TempDir Path folder) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node", "--test"));
        try (Stream<Path> files = Files.list(Path.of("src/test/viewer"))) {
            files.filter(file -> file.toString().endsWith(".test.mjs"))
                    .sorted()
                    .forEach(file -> command.add(file.toString()));
        }
        Path output = folder.resolve("output");
        Process node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = node.waitFor(60, TimeUnit.SECONDS);
        node.destroyForcibly();
        assertTrue(ended, "node did not end within a minute");
        assertEquals(0, node.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
