package vn.huetwin.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("postgis")
@Tag("slow")
class EventsBenchTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void tellsTheIntakeBesideSqlAloneWhoHeardWhatAndLeavesNothing() throws Exception {
        StringWriter said = new StringWriter();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int code = new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(said))
                .execute(
                        "events",
                        "--events=2000",
                        "--warm-up=200",
                        "--batch=100",
                        "--latency-seconds=2",
                        "--listeners=60",
                        "--geofences=300",
                        "--soak=1000",
                        "--folder=" + folder);
        assertEquals(0, code, said.toString());
        assertTrue(said.toString().contains("times the processor time of SQL alone"), said.toString());
        assertTrue(said.toString().contains("POST to visible"), said.toString());
        assertTrue(said.toString().contains("60 listeners while 1,000 events came in"), said.toString());
        assertTrue(said.toString().contains("0 missed, 0 double or unwanted: met"), said.toString());
        assertTrue(said.toString().contains("300 geofences"), said.toString());
        assertTrue(said.toString().contains("0 missed, 0 double or wrong: met"), said.toString());
        assertTrue(said.toString().contains("1,000 events,"), said.toString());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
