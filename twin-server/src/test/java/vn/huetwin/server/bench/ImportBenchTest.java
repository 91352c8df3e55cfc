package vn.huetwin.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportBenchTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theSameSeedGivesTheSameBuildings() throws Exception {
        List<String> first = buildings(3, 46);
        assertEquals(first, buildings(3, 46));
        assertEquals(3, first.size());
        assertTrue(first.get(2).startsWith("{\"type\":\"Feature\",\"id\":\"B2\""), first.get(2));
    }

    private List<String> buildings(long rows, long seed) throws Exception {
        Path file = folder.resolve("b.ndjson");
        BuildingFile.write(file, rows, seed);
        return Files.readAllLines(file);
    }

    @Test
    @Tag("postgis")
    @Tag("slow")
    void tellsTheImportBesideTheCopyAndLeavesNothing() throws Exception {
        StringWriter said = new StringWriter();
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        int code = new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(said))
                .execute("import", "--rows", "2000", "--folder", folder.toString());
        assertEquals(0, code, said.toString());
        assertTrue(said.toString().contains("2,000 buildings in 0 MB"), said.toString());
        assertTrue(said.toString().contains("The import runs at "), said.toString());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
