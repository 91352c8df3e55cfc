package vn.huetwin.ingest.source.folder;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.Digest;
import vn.huetwin.ingest.source.Inlet;
import vn.huetwin.ingest.source.Parcel;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceTally;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ingest.source.format.TableFormat;

/** Files in a folder: whole ones are taken once, row by row, and moved away. */
@Tag("postgis")
class FolderSourceTest {
    private static final String REPORTS = """
            layer: incident
            key: [so]
            geometry: { lon: kinh_do, lat: vi_do }
            time-zone: Asia/Ho_Chi_Minh
            date-formats: [dd/MM/yyyy HH:mm]
            valid-from: ngay
            properties: { category: loai, title: noi_dung, reported_at: ngay }
            """;
    private static final String HEAD = "so,ngay,loai,noi_dung,kinh_do,vi_do\n";
    private static final String ROWS = """
            a1,01/11/2025 08:00,FLOOD,Ngập,107.58,16.46
            a2,32/11/2025 08:00,FLOOD,Ngập,107.58,16.46
            a3,01/11/2025 09:00,FLOOD,Ngập,107.59,16.46
            """;

    private static final String LOS_ANGELES = """
            layer: incident
            key: [srnumber]
            key-prefix: la-
            geometry: { lon: longitude, lat: latitude }
            time-zone: America/Los_Angeles
            date-formats: ["M/d/yy H:mm"]
            valid-from: updateddate
            other-columns: ignore
            properties:
              category: { from: requesttype, values: { "Illegal Dumping Pickup": WASTE, "*": OTHER } }
              title: requesttype
              reported_at: createddate
              closed_at: closeddate
            """;

    @TempDir
    Path folder;

    private final SourceTally tally = new SourceTally();
    private Instant now = Instant.parse("2025-11-02T00:00:00Z");
    private SourceBench bench;
    private Inlet inlet;

    @BeforeEach
    void open() throws Exception {
        bench = new SourceBench(null);
        inlet = bench.inlet(SourceBench.spec("drop", "folder"), tally);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aFileThatGrowsWaitsUntilItIsWhole() throws Exception {
        FolderSource source = source(REPORTS, 1_000);
        Path file = write("reports.csv", HEAD);
        source.look(inlet);
        Files.writeString(file, ROWS, StandardOpenOption.APPEND);
        now = now.plusSeconds(10);
        source.look(inlet);
        assertEquals("0 0 0 waiting 1", SourceBench.counts(tally) + " waiting " + tally.lag());
        now = now.plusSeconds(10);
        source.look(inlet);
        assertEquals("2 0 1 waiting 0", SourceBench.counts(tally) + " waiting " + tally.lag());
        assertEquals(List.of("done/reports.csv"), files());
        assertEquals(
                List.of("a1 2025-11-01 01:00:00+00", "a3 2025-11-01 02:00:00+00"),
                bench.rows("SELECT id, valid_from FROM layer.incident ORDER BY id"));
        assertEquals("0", bench.one("SELECT count(*) FROM source_position"));
    }

    @Test
    void theSameRowsAgainChangeNothingAndCorrectedOnesCount() throws Exception {
        FolderSource source = source(REPORTS, 1_000);
        drop(source, "one.csv", HEAD + ROWS);
        drop(source, "one.csv", HEAD + ROWS.replace("Ngập,107.59", "Ngập sâu,107.59"));
        assertEquals("3 1 2", SourceBench.counts(tally));
        assertEquals("Ngập sâu", bench.one("SELECT title FROM layer.incident WHERE id = 'a3'"));
        assertEquals(List.of("done/2-one.csv", "done/one.csv"), files());
    }

    @Test
    void whatIsNoTableIsSetAsideWhole() throws Exception {
        FolderSource source = source(REPORTS, 1_000);
        write(".hidden.csv", "x");
        write("upload.csv.part", "x");
        drop(source, "broken.json", "{\"type\": \"FeatureCollection\", \"features\": [");
        assertEquals(List.of(".hidden.csv", "failed/broken.json", "upload.csv.part"), files());
        assertEquals("1", bench.one("SELECT count(*) FROM quarantine WHERE source = 'drop'"));
    }

    @Test
    void aServerThatWasKilledGoesOnInTheMiddleOfTheFile() throws Exception {
        String text = HEAD + ROWS + ROWS.replace("a", "b");
        TableFormat format = new TableFormat("drop", SourceBench.mapping(REPORTS, "received"), bench.json());
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        List<CloudEventJson.Item> items = format.read(new Message("x.csv", null, Map.of(), body, now));
        inlet.take(new Parcel(items.subList(0, 4), Map.of("x.csv", Digest.of(body) + ":4")));
        assertEquals("3 0 1", SourceBench.counts(tally));

        drop(source(REPORTS, 2), "x.csv", text);
        assertEquals("4 0 2", SourceBench.counts(tally), "nothing was brought in again");
        assertEquals("4 2", bench.one("SELECT (SELECT count(*) FROM event_log), (SELECT count(*) FROM quarantine)"));
    }

    /** Ten thousand requests as another city publishes them, in local time, some without a place. */
    @Test
    void realRequests() throws Exception {
        Path real = SourceBench.shared("la311_requests_seed.csv");
        drop(source(LOS_ANGELES, 1_000), "la311.csv", Files.readString(real));
        assertEquals("10000 0 0", SourceBench.counts(tally));
        assertEquals(
                "10000 11 901",
                bench.one("SELECT count(*), count(*) FILTER (WHERE geometry IS NULL),"
                        + " count(*) FILTER (WHERE category = 'WASTE') FROM layer.incident"));
        drop(source(LOS_ANGELES, 1_000), "la311.csv", Files.readString(real));
        assertEquals("10000 10000 0", SourceBench.counts(tally));
    }

    private FolderSource source(String mapping, int parcel) throws Exception {
        return new FolderSource(
                new FolderSource.Place(folder, Duration.ofSeconds(1), Duration.ofSeconds(5)),
                new TableFormat("drop", SourceBench.mapping(mapping, "received"), bench.json()),
                new SourceLimits(100_000, 1 << 24, parcel, Duration.ofSeconds(10)),
                (InstantSource) () -> now);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private void drop(FolderSource source, String name, String text) throws Exception {
        write(name, text);
        source.look(inlet);
        now = now.plusSeconds(5);
        source.look(inlet);
    }

    private List<String> files() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(f -> folder.relativize(f).toString())
                    .sorted()
                    .toList();
        }
    }
}
