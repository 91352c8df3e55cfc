package vn.huetwin.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.server.testing.TwinProcesses;

/** Rasters come by the command line, beside a server that shows them at once, and go into backups. */
@Tag("slow")
@Tag("postgis")
class RastersTest {
    private static final String FILES = "SELECT count(*) FROM layer.raster";
    private TwinProcesses twin;
    private TwinProcesses other;

    @BeforeEach
    void open() throws IOException {
        twin = new TwinProcesses();
        other = new TwinProcesses();
    }

    @AfterEach
    void close() throws IOException {
        twin.close();
        other.close();
    }

    /** Heights of about the city, so many pixels a side. */
    private Path heights(String name, int side) throws IOException {
        float[] values = new float[side * side];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 97;
        }
        return DrawnTiff.heights(side, values)
                .crs(9214)
                .at(560_000, 1_820_000, 1)
                .write(twin.data().resolve(name));
    }

    /** What a command says, after its exit code. */
    private static String said(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        return line.execute(arguments) + " " + said;
    }

    @Test
    void anImportThatIsKilledLeavesNothingAndOnceMoreIsWhole() throws Exception {
        Path file = heights("large.tif", 4_000);
        Process importing = twin.start("import", file.toString(), "--layer", "terrain");
        Path folder = twin.data().resolve("rasters");
        for (int i = 0; i < 3_000 && names(folder).isEmpty(); i++) {
            Thread.sleep(10);
        }
        importing.destroyForcibly().waitFor();
        assertEquals(List.of("0"), twin.rows(FILES));
        Process again = twin.start("import", file.toString(), "--layer", "terrain", "--language", "en");
        String report = new String(again.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, again.waitFor(), report);
        assertTrue(report.contains("large.tif → terrain  (terrain.large, EPSG:9214, 4000 × 4000 × 1): new"), report);
        assertEquals(List.of("1"), twin.rows(FILES));
    }

    private static List<String> names(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).toList();
        }
    }

    @Test
    void aServerThatRunsShowsThemAndABackupHoldsThem() throws Exception {
        TwinProcesses.Server server = twin.serve();
        String data = twin.data().toString();
        String report = said(
                "import", heights("a.tif", 20).toString(), "--layer", "terrain", "--language", "en", "--data", data);
        assertTrue(report.startsWith("0 "), report);
        String refused =
                said("import", heights("b.tif", 20).toString(), "--layer", "water", "--language", "vi", "--data", data);
        assertTrue(refused.startsWith("1 ") && refused.contains("TỪ CHỐI [unknown-raster-layer]"), refused);
        URI capabilities = server.events().resolve("/wms?SERVICE=WMS&REQUEST=GetCapabilities");
        String text = "";
        for (int i = 0; i < 200 && !text.contains("<Name>terrain</Name>"); i++) {
            Thread.sleep(50);
            text = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(capabilities).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
        assertTrue(text.contains("<Name>terrain</Name>"), "the layer is not there");
        Path backup = twin.data().resolve("city.zip");
        String url = server.events().resolve("/").toString();
        assertEquals(
                "0",
                said("backup", backup.toString(), "--url", url, "--key", server.adminKey())
                        .substring(0, 1));
        server.process().destroy();
        server.process().waitFor();

        Path restored = other.data().resolve("city");
        assertEquals(
                "0",
                said("restore", backup.toString(), "--data", restored.toString())
                        .substring(0, 1));
        String list = said("rasters", "--data", restored.toString());
        assertEquals("0 terrain.a\t-\tEPSG:9214\t1.0\ta.tif\n", list);
        assertEquals(names(twin.data().resolve("rasters")), names(restored.resolve("rasters")));
        assertEquals("0 terrain.a: removed\n", said("rasters", "--remove", "terrain.a", "--data", restored.toString()));
        assertEquals("0 ", said("rasters", "--data", restored.toString()));
    }
}
