package vn.huetwin.server.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.server.City;
import vn.huetwin.server.testing.EventText;
import vn.huetwin.server.testing.TwinProcesses;

/**
 * A whole server that reads from Kafka, MQTT and a recording is killed, and so are both brokers and PostgreSQL, while events flow. Every
 * event that was produced is there once. The short form kills the server and Mosquitto once each; {@code
 * -Dtwin.crash.rounds=100} kills a hundred times, at random.
 */
@Tag("slow")
@Tag("postgis")
class SourceCrashTest {
    private static final int ROUNDS = Integer.getInteger("twin.crash.rounds", 2);
    private static final int PAUSE_MILLIS = 5;
    private static final int RECORDED = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** In the order in which they are killed first; later at random. */
    private enum Victim {
        SERVER,
        MOSQUITTO,
        KAFKA,
        POSTGRES
    }

    private final long seed = Long.getLong("twin.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final AtomicBoolean flowing = new AtomicBoolean(true);
    private final AtomicInteger toKafka = new AtomicInteger();
    private final AtomicInteger toMqtt = new AtomicInteger();
    /** Events by their numbers, and when Mosquitto last acknowledged them. */
    private final Map<Integer, Instant> acknowledged = new ConcurrentHashMap<>();

    /** Number of the first event that Mosquitto may not have written down when it was killed. */
    private final AtomicInteger again = new AtomicInteger(Integer.MAX_VALUE);

    private TwinProcesses twin;

    @BeforeEach
    void makeFolder() throws IOException {
        System.out.println("-Dtwin.test.seed=" + seed);
        twin = new TwinProcesses();
    }

    @AfterEach
    void cleanUp() throws IOException {
        flowing.set(false);
        twin.close();
    }

    @Test
    void everyEventIsThereOnceWhateverWasKilled(@TempDir Path kafkaFolder, @TempDir Path mqttFolder) throws Exception {
        try (MosquittoProcess mqtt = new MosquittoProcess(mqttFolder);
                KafkaProcess kafka = new KafkaProcess(kafkaFolder)) {
            mqtt.start();
            kafka.begin(); // takes as long as the server
            String sources = declare(kafka.port(), mqtt.port()).toString();
            TwinProcesses.Server server = twin.serve("--sources", sources);
            kafka.await();
            kafka.createTopic("reports", 2);
            Thread kafkaFlow = flow(() -> produce(kafka.port()));
            Thread mqttFlow = flow(() -> publish(mqtt.port()));
            int stored = 0;
            for (int round = 0; round < ROUNDS; round++) {
                stored = awaitMore(stored);
                System.out.println(
                        "round " + round + ": " + toKafka + " + " + toMqtt + " sent, " + stored + " of each stored");
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1_500));
                Victim victim = Victim.values()[round < 2 ? round : random.nextInt(Victim.values().length)];
                switch (victim) {
                    case MOSQUITTO -> {
                        mqtt.kill();
                        again.set(firstSince(mqtt.saved()));
                        mqtt.start();
                    }
                    case KAFKA -> {
                        kafka.kill();
                        kafka.start();
                    }
                    default -> {
                        if (victim == Victim.POSTGRES) {
                            twin.killPostgres();
                        }
                        server.process().destroyForcibly().waitFor();
                        server = twin.serve("--sources", sources);
                    }
                }
            }
            awaitMore(stored);
            flowing.set(false);
            kafkaFlow.join();
            mqttFlow.join();
            check();
        }
    }

    /** The first event that Mosquitto acknowledged after that. */
    private int firstSince(Instant saved) {
        return acknowledged.entrySet().stream()
                .filter(e -> e.getValue().isAfter(saved))
                .mapToInt(Map.Entry::getKey)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** A recording of a hundred events in a second is played meanwhile. */
    private Path declare(int kafka, int mqtt) throws IOException {
        Files.write(
                twin.data().resolve("recording.ndjson"),
                IntStream.range(0, RECORDED)
                        .mapToObj(i -> event("file", "f" + i)
                                .replace("08:00:00", "08:00:%02d.%02d".formatted(i / 100, i % 100)))
                        .toList());
        return Files.writeString(twin.data().resolve("sources.yaml"), """
                sources:
                  - name: crash-kafka
                    kind: kafka
                    servers: 127.0.0.1:%d
                    topics: [reports]
                    client: { session.timeout.ms: 6000, heartbeat.interval.ms: 500, group.instance.id: twin }
                  - name: crash-mqtt
                    kind: mqtt
                    host: 127.0.0.1
                    port: %d
                    topics: [reports/#]
                  - name: crash-file
                    kind: file
                    file: recording.ndjson
                    speed: 1
                """.formatted(kafka, mqtt));
    }

    private interface Flow {
        void run() throws Exception;
    }

    private static Thread flow(Flow flow) {
        Thread thread = new Thread(() -> {
            try {
                flow.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Kafka has what it acknowledged; the client sends the rest until it is acknowledged. */
    private void produce(int port) throws InterruptedException {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                "127.0.0.1:" + port,
                "acks",
                "all",
                "delivery.timeout.ms",
                600_000,
                "linger.ms",
                5);
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            while (flowing.get()) {
                int number = toKafka.getAndIncrement();
                var unused =
                        producer.send(new ProducerRecord<>("reports", "pa-k" + number, event("kafka", "k" + number)));
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            producer.flush();
        }
    }

    /** Each is sent until Mosquitto acknowledges it; what it may have forgotten when it was killed is sent again. */
    private void publish(int port) throws MqttException, InterruptedException {
        MqttAsyncClient client = null;
        int number = 0;
        while (flowing.get() || number < toMqtt.get()) {
            number = Math.min(number, again.getAndSet(Integer.MAX_VALUE));
            try {
                if (client == null) {
                    client = new MqttAsyncClient("tcp://127.0.0.1:" + port, "gauges", new MemoryPersistence());
                    client.connect().waitForCompletion(2_000);
                }
                byte[] body = event("mqtt", "m" + number).getBytes(StandardCharsets.UTF_8);
                client.publish("reports/" + number % 7, body, 1, false).waitForCompletion(2_000);
                acknowledged.put(number, Instant.now());
                number++;
                toMqtt.accumulateAndGet(number, Math::max);
                TimeUnit.MILLISECONDS.sleep(number < toMqtt.get() ? 0 : PAUSE_MILLIS);
            } catch (MqttException e) {
                close(client);
                client = null;
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        close(client);
    }

    private static void close(MqttAsyncClient client) {
        try {
            if (client != null) {
                client.disconnectForcibly(0, 500, false);
                client.close(true);
            }
        } catch (MqttException e) {
            // it is gone
        }
    }

    private static String event(String source, String id) {
        return EventText.report(id, "").replace("hue-s", "crash-" + source);
    }

    /** Waits until more events of both sources are stored than at the last kill. */
    private int awaitMore(int before) throws Exception {
        Instant end = Instant.now().plus(PATIENCE);
        try (City city = twin.open();
                Connection connection = city.dataSource().getConnection()) {
            while (Instant.now().isBefore(end)) {
                int fewer = Integer.parseInt(TwinProcesses.rows(
                                connection,
                                "SELECT least(count(*) FILTER (WHERE source = 'crash-kafka'),"
                                        + " count(*) FILTER (WHERE source = 'crash-mqtt')) FROM event_log")
                        .get(0));
                if (fewer > before) {
                    return fewer;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new AssertionError("nothing came for " + PATIENCE + " after " + before + " events");
    }

    private void check() throws SQLException, IOException, InterruptedException {
        try (City city = twin.open();
                Connection connection = city.dataSource().getConnection()) {
            int sent = toKafka.get() + toMqtt.get() + RECORDED;
            Instant end = Instant.now().plus(PATIENCE);
            String count = "SELECT count(*) FROM event_log WHERE source LIKE 'crash-%'";
            while (Instant.now().isBefore(end)
                    && !TwinProcesses.rows(connection, count).equals(List.of("" + sent))) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
            assertEquals(ids("k", toKafka.get()), stored(connection, "crash-kafka"));
            assertEquals(ids("m", toMqtt.get()), stored(connection, "crash-mqtt"));
            assertEquals(ids("f", RECORDED), stored(connection, "crash-file"));
            assertEquals(
                    List.of(sent + " " + sent),
                    TwinProcesses.rows(connection, "SELECT count(*), count(DISTINCT id) FROM layer.incident"));
            assertEquals(List.of("0"), TwinProcesses.rows(connection, "SELECT count(*) FROM quarantine"));
        }
    }

    private static List<String> ids(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).sorted().toList();
    }

    private static List<String> stored(Connection connection, String source) throws SQLException {
        return TwinProcesses.rows(
                connection, "SELECT id FROM event_log WHERE source = '" + source + "' ORDER BY id COLLATE \"C\"");
    }
}
