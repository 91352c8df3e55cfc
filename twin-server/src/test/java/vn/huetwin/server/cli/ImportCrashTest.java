package vn.huetwin.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.City;
import vn.huetwin.server.testing.TwinProcesses;

/** An import is killed in mid-transaction, or its server, or PostgreSQL: all rows of a file are there or none. */
@Tag("slow")
@Tag("postgis")
class ImportCrashTest {
    private static final int FEW = 300;
    private static final int MANY = 30_000;
    /** Each batch with the rows that say they came with it, and the entry of the log. */
    private static final String BATCHES =
            "SELECT b.file_name, b.stored, (SELECT count(*) FROM layer.building r WHERE r.batch = b.id),"
                    + " (SELECT count(*) FROM event_log e WHERE e.data ->> 'batch' = b.id) FROM layer.import_batch b ORDER BY 1";

    private static final String STATE = "SELECT count(*), md5(string_agg(concat(id, name, height, ward_code,"
            + " ST_AsBinary(geometry)), '' ORDER BY id)) FROM layer.building";

    private final long seed = Long.getLong("twin.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private TwinProcesses twin;
    private Path few = Path.of("");
    private Path many = Path.of("");

    @BeforeEach
    void makeFiles() throws IOException {
        System.out.println("-Dtwin.test.seed=" + seed);
        twin = new TwinProcesses();
        few = file("few.ndjson", "F", FEW);
        many = file("many.ndjson", "M", MANY);
    }

    @AfterEach
    void cleanUp() throws IOException {
        twin.close();
    }

    @Test
    void allRowsOfAFileAreThereOrNoneAndOnceMoreIsTheSame() throws Exception {
        assertEquals(
                0, twin.start("import", "--layer", "building", few.toString()).waitFor());
        List<String> before = twin.rows(BATCHES);
        assertEquals(List.of("few.ndjson " + FEW + " " + FEW + " 1"), before);
        String fewState = twin.rows(STATE).get(0);

        Process alone = importMany();
        waitForCopy();
        alone.destroyForcibly().waitFor();
        assertEquals(before, twin.rows(BATCHES), "the importing process was killed");

        TwinProcesses.Server server = twin.serve();
        Process beside = importMany();
        waitForCopy();
        server.process().destroyForcibly().waitFor();
        assertGivesUp(beside);
        assertEquals(before, twin.rows(BATCHES), "the server was killed");

        server = twin.serve();
        beside = importMany();
        waitForCopy();
        twin.killPostgres();
        assertGivesUp(beside);
        server.process().destroyForcibly().waitFor();
        assertEquals(before, twin.rows(BATCHES), "PostgreSQL was killed");
        assertEquals(List.of(fewState), twin.rows(STATE), "what was acknowledged is as it was");

        assertEquals(0, importMany().waitFor());
        assertEquals(
                List.of(before.get(0), "many.ndjson " + MANY + " " + MANY + " 1"),
                twin.rows(BATCHES),
                "and again, whole");
        List<String> state = twin.rows(STATE);
        assertTrue(state.get(0).startsWith((FEW + MANY) + " "), state.toString());
        assertEquals(0, importMany().waitFor());
        assertEquals(state, twin.rows(STATE), "once more changes nothing");
        assertEquals(List.of("0"), twin.rows("SELECT count(*) FROM layer_history.building"));
    }

    private Process importMany() throws IOException {
        return twin.start("import", "--layer", "building", many.toString());
    }

    /** Until the rows are on their way, and a little longer. */
    private void waitForCopy() throws IOException, SQLException, InterruptedException {
        try (City city = twin.open();
                Connection connection = city.dataSource().getConnection()) {
            for (int i = 0; i < 3_000; i++) {
                if (!TwinProcesses.rows(
                                connection,
                                "SELECT FROM pg_stat_activity WHERE query LIKE 'COPY \"stage_building%'"
                                        + " AND state = 'active'")
                        .isEmpty()) {
                    Thread.sleep(random.nextInt(400));
                    return;
                }
                Thread.sleep(10);
            }
        }
        throw new IllegalStateException("The import did not begin");
    }

    /** With a word to its user, not a stack trace. */
    private static void assertGivesUp(Process process) throws IOException, InterruptedException {
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertNotEquals(0, process.exitValue(), said);
        assertTrue(said.contains("nothing of many.ndjson was stored"), said);
        assertFalse(said.contains("\tat "), said);
    }

    private Path file(String name, String prefix, int rows) throws IOException {
        Path file = twin.data().resolve(name);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            double x = 107.4 + i % 300 * 0.001;
            int line = i / 300;
            double y = 16.3 + line * 0.001;
            text.append(String.format(
                    Locale.ROOT,
                    "{\"type\":\"Feature\",\"id\":\"%s%d\",\"properties\":{\"name\":\"Nhà %d\",\"height\":%d},\"geometry\":"
                            + "{\"type\":\"Polygon\",\"coordinates\":[[[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f],[%.4f,%.4f]]]}}%n",
                    prefix,
                    i,
                    i,
                    i % 40,
                    x,
                    y,
                    x + 0.0001,
                    y,
                    x + 0.0001,
                    y + 0.0001,
                    x,
                    y));
        }
        return Files.writeString(file, text);
    }
}
