package vn.huetwin.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.server.testing.EventText;
import vn.huetwin.server.testing.TwinProcesses;

/** The server and its PostgreSQL are killed while events come in; every acknowledged event is there once. */
@Tag("slow")
@Tag("postgis")
class CrashTest {
    private static final int ROUNDS = Integer.getInteger("twin.crash.rounds", 3);
    private static final int BATCH = 20;

    private final long seed = Long.getLong("twin.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private TwinProcesses twin;

    @BeforeEach
    void makeFolder() throws IOException {
        System.out.println("-Dtwin.test.seed=" + seed);
        twin = new TwinProcesses();
    }

    @AfterEach
    void cleanUp() throws IOException {
        twin.close();
    }

    @Test
    void everyAcknowledgedEventIsThereOnceAfterTheServerOrItsDatabaseWasKilled() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            TwinProcesses.Server server = twin.serve();
            boolean database = round % 2 == 1;
            AtomicBoolean killed = new AtomicBoolean();
            assertTrue(post(server, next), "a fresh server takes events");
            for (int i = 0; i < BATCH; i++) {
                acknowledged.add("e" + next++);
            }
            Thread killer = new Thread(() -> {
                try {
                    Thread.sleep(300 + random.nextInt(1_500));
                    killed.set(true);
                    if (database) {
                        twin.killPostgres();
                    }
                    server.process().destroyForcibly();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            killer.start();
            while (!killed.get()) {
                if (post(server, next)) {
                    for (int i = 0; i < BATCH; i++) {
                        acknowledged.add("e" + next++);
                    }
                }
            }
            killer.join();
            server.process().waitFor(20, TimeUnit.SECONDS);
            // what was not acknowledged is sent again after the restart, as at-least-once sources do
        }
        TwinProcesses.Server last = twin.serve();
        assertTrue(post(last, next), "it takes events again");
        for (int i = 0; i < BATCH; i++) {
            acknowledged.add("e" + (next + i));
        }
        assertTrue(acknowledged.size() > (ROUNDS + 1) * BATCH, acknowledged.size() + " were acknowledged");
        assertEquals(
                acknowledged.stream().sorted().toList(),
                twin.rows("SELECT id FROM event_log WHERE source = 'crash' ORDER BY id COLLATE \"C\""));
        assertEquals(
                List.of(acknowledged.size() + " " + acknowledged.size()),
                twin.rows("SELECT count(*), count(DISTINCT position) FROM layer.incident"));
        assertEquals(
                List.of("0"),
                twin.rows("SELECT count(*) FROM layer.incident i LEFT JOIN event_log e USING (position)"
                        + " WHERE e.subject IS DISTINCT FROM i.id"));
    }

    /** @return whether all events of the batch were acknowledged */
    private boolean post(TwinProcesses.Server server, int first) throws InterruptedException {
        List<String> batch = new ArrayList<>();
        for (int i = first; i < first + BATCH; i++) {
            batch.add(EventText.report("e" + i, "").replace("hue-s", "crash"));
        }
        HttpRequest request = HttpRequest.newBuilder(server.events())
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + server.adminKey())
                .header("Content-Type", "application/cloudevents-batch+json")
                .POST(HttpRequest.BodyPublishers.ofString("[" + String.join(",", batch) + "]"))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 202
                    && new JsonObject(answer.body()).getJsonArray("results").size() == BATCH;
        } catch (IOException e) {
            return false;
        }
    }
}
