package vn.huetwin.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ontology.catalogue.Iris;
import vn.huetwin.server.City;
import vn.huetwin.server.cli.Main;
import vn.huetwin.server.config.Limits;
import vn.huetwin.server.config.ServerConfig;
import vn.huetwin.server.testing.EventText;

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
    private final List<Process> started = new ArrayList<>();
    private Path data = Path.of("");
    private String key = "";

    @BeforeEach
    void makeFolder() throws IOException {
        data = Files.createTempDirectory("twin-crash-");
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        System.out.println("-Dtwin.test.seed=" + seed);
    }

    @AfterEach
    void cleanUp() throws Exception {
        for (Process process : started) {
            process.destroy();
            process.waitFor(20, TimeUnit.SECONDS);
            process.destroyForcibly();
        }
        Thread.sleep(3_000);
        new ProcessBuilder("rm", "-rf", data.toString()).start().waitFor();
    }

    @Test
    void everyAcknowledgedEventIsThereOnceAfterTheServerOrItsDatabaseWasKilled() throws Exception {
        List<String> acknowledged = new ArrayList<>();
        int next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Server server = serve();
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
                        killPostgres();
                    }
                    server.process.destroyForcibly();
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
            server.process.waitFor(20, TimeUnit.SECONDS);
            // what was not acknowledged is sent again after the restart, as at-least-once sources do
        }
        Server last = serve();
        assertTrue(post(last, next), "it takes events again");
        for (int i = 0; i < BATCH; i++) {
            acknowledged.add("e" + (next + i));
        }
        assertTrue(acknowledged.size() > (ROUNDS + 1) * BATCH, acknowledged.size() + " were acknowledged");
        assertEquals(
                acknowledged.stream().sorted().toList(),
                rows("SELECT id FROM event_log WHERE source = 'crash' ORDER BY id COLLATE \"C\""));
        assertEquals(
                List.of(acknowledged.size() + " " + acknowledged.size()),
                rows("SELECT count(*), count(DISTINCT position) FROM layer.incident"));
        assertEquals(
                List.of("0"),
                rows("SELECT count(*) FROM layer.incident i LEFT JOIN event_log e USING (position)"
                        + " WHERE e.subject IS DISTINCT FROM i.id"));
    }

    private record Server(Process process, URI address) {}

    private Server serve() throws IOException {
        Process process = start("serve", "--port", "0", "--data", data.toString());
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        List<String> said = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            said.add(line);
            if (line.startsWith("admin key: ")) {
                key = line.substring(11).strip();
            } else if (line.contains("/events/stream")) {
                drain(out);
                String address = line.substring(line.indexOf("http"));
                return new Server(process, URI.create(address.replace("/stream", "")));
            }
        }
        throw new IOException("The server did not start: " + String.join("\n", said));
    }

    private static void drain(BufferedReader out) {
        Thread thread = new Thread(() -> out.lines().forEach(line -> {}));
        thread.setDaemon(true);
        thread.start();
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        started.add(process);
        return process;
    }

    private void killPostgres() throws IOException, InterruptedException {
        try (Stream<Path> files = Files.find(data, 4, (p, a) -> p.endsWith("postmaster.pid"))) {
            Path file = files.findFirst().orElseThrow();
            String pid = Files.readAllLines(file).get(0).strip();
            new ProcessBuilder("kill", "-9", pid).start().waitFor();
        }
    }

    /** @return whether all events of the batch were acknowledged */
    private boolean post(Server server, int first) throws InterruptedException {
        List<String> batch = new ArrayList<>();
        for (int i = first; i < first + BATCH; i++) {
            batch.add(EventText.report("e" + i, "").replace("hue-s", "crash"));
        }
        HttpRequest request = HttpRequest.newBuilder(server.address())
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key)
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

    private List<String> rows(String sql) throws SQLException, IOException {
        ServerConfig config = new ServerConfig(
                "127.0.0.1", 0, data, null, null, null, null, Iris.DEFAULT_BASE, false, Limits.DEFAULT);
        List<String> all = new ArrayList<>();
        try (City city = City.openBesideServer(config);
                Connection connection = city.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(rows.getString(i));
                }
                all.add(String.join(" ", columns));
            }
        }
        return all;
    }
}
