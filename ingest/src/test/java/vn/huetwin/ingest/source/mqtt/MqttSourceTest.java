package vn.huetwin.ingest.source.mqtt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceTally;
import vn.huetwin.ingest.source.registry.SourceRunner;
import vn.huetwin.ontology.postgres.TestPostgis;

/** Events through a real Mosquitto: both versions and modes, a flood, readers and brokers that stop. */
@Tag("slow")
@Tag("postgis")
class MqttSourceTest {
    private static final SourceLimits LIMITS = new SourceLimits(100_000, 1 << 20, 200, Duration.ofSeconds(10));

    @TempDir
    static Path folder;

    private static Mosquitto broker;
    private static MqttAsyncClient sender;

    private SourceBench bench;
    private final SourceTally tally = new SourceTally();

    @BeforeAll
    static void start() throws Exception {
        broker = new Mosquitto(folder);
        sender = sender();
    }

    @AfterAll
    static void stop() throws Exception {
        if (broker != null) {
            broker.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        bench = new SourceBench(TestPostgis.address(), SourceBench.CITY, 400);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void binaryAndStructuredModeOfMqtt5() throws Exception {
        try (SourceRunner runner = runner(place(5, "five", "five/#", null), tally)) {
            begin(runner);
            send("five/x", "application/json", SourceBench.attributes("a"), SourceBench.DATA);
            send("five/x", "application/cloudevents+json", Map.of(), SourceBench.report("b"));
            send("five/x", null, Map.of("colour", "red"), SourceBench.report("c"));
            send("five/x", "application/cloudevents-batch+json", Map.of(), "[" + SourceBench.report("d") + ",8]");
            send("five/x", "application/json", Map.of(), "{\"cut");
            SourceBench.await(() -> done() == 6);
            assertEquals(List.of("a", "b", "c", "d"), bench.rows("SELECT id FROM event_log ORDER BY id"));
            assertEquals(
                    List.of("not-an-object 8", "not-json {\"cut"),
                    bench.rows("SELECT reason_code, convert_from(original, 'UTF8') FROM quarantine ORDER BY 1"));
        }
    }

    @Test
    void structuredModeOfMqtt311() throws Exception {
        try (SourceRunner runner = runner(place(3, "three", "three/+", null), tally)) {
            begin(runner);
            send("three/x", null, Map.of(), SourceBench.report("a"));
            send("three/x", null, Map.of(), "[" + SourceBench.report("b") + "," + SourceBench.report("a") + "]");
            SourceBench.await(() -> done() == 3);
            assertEquals("2 1", tally.acceptedEvents() + " " + tally.duplicateEvents());
        }
    }

    /** After each message that is none comes one that is: it is taken, and the reason of the other is kept. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void poisonIsSetAsideAndTheStreamGoesOn(int version) throws Exception {
        String topic = "poison" + version;
        List<byte[]> poison = List.of(
                new byte[] {(byte) 0xff, 0},
                new byte[0],
                utf8("<alert/>"),
                utf8("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000)),
                new byte[LIMITS.messageBytes() + 1],
                utf8("[" + "{},".repeat(10_000) + "{}]"),
                utf8(SourceBench.report("p").replace("hue-s", "a\\u0000b")),
                utf8(SourceBench.report("p").replace("2026-11-25", "2126-11-25")),
                utf8(SourceBench.report("p").replace("pa-p", "pa\\n0")),
                utf8(SourceBench.report("p").replace("ROAD", "RAOD")));
        try (SourceRunner runner = runner(place(version, topic, topic, null), tally)) {
            begin(runner);
            for (int i = 0; i < poison.size(); i++) {
                publish(topic, new MqttMessage(poison.get(i), 1, false, new MqttProperties()));
                publish(topic, new MqttMessage(utf8(SourceBench.report("g" + i)), 1, false, new MqttProperties()));
            }
            SourceBench.await(() -> done() == 2L * poison.size());
            assertEquals("10 0 10", SourceBench.counts(tally));
            assertEquals(
                    List.of(
                            "attribute-invalid",
                            "code-not-in-list",
                            "key-control-character",
                            "message-too-large",
                            "not-an-object",
                            "not-json",
                            "not-json",
                            "time-in-future",
                            "too-many-events",
                            "wrong-encoding"),
                    bench.rows("SELECT reason_code FROM quarantine ORDER BY 1"));
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aFloodIsHeldBackByTheBrokerAndNothingIsLost() throws Exception {
        int count = 5_000;
        try (SourceRunner runner = runner(place(5, "flood", "flood", null), tally)) {
            begin(runner);
            flood("flood", count);
            SourceBench.await(() -> done() >= count);
            assertEquals(count + " " + count, bench.one("SELECT count(*), count(DISTINCT id) FROM event_log"));
        }
    }

    /** Brokers send what a session holds before they answer the subscription. */
    @ParameterizedTest
    @ValueSource(ints = {3, 5})
    void aSessionThatHoldsMoreThanTheQueueIsTakenAllTheSame(int version) throws Exception {
        String topic = "held" + version;
        MqttPlace place = place(version, topic, topic, null, 1_000);
        try (SourceRunner runner = runner(place, tally)) {
            begin(runner);
        }
        flood(topic, 900);
        try (SourceRunner runner = runner(place, tally)) {
            begin(runner);
            SourceBench.await(() -> done() == 900);
            assertEquals("900", bench.one("SELECT count(*) FROM event_log"));
            assertEquals(0, tally.failures());
        }
    }

    @Test
    void membersOfASharedSubscriptionTakeEachMessageOnce() throws Exception {
        SourceTally other = new SourceTally();
        try (SourceRunner one = runner(place(5, "member-1", "shared/#", "twins"), tally);
                SourceRunner two = runner(place(5, "member-2", "shared/#", "twins"), other)) {
            begin(one);
            two.start();
            SourceBench.await(() -> other.state() == SourceTally.State.RUNNING);
            flood("shared/x", 400);
            SourceBench.await(() -> done() + other.acceptedEvents() >= 400);
            assertEquals("400", bench.one("SELECT count(*) FROM event_log"));
            assertEquals(0, tally.duplicateEvents() + other.duplicateEvents());
            assertTrue(tally.acceptedEvents() > 0 && other.acceptedEvents() > 0, "both worked");
        }
    }

    @Test
    void whatComesWhileTheServerOrTheBrokerIsAwayIsTakenLater() throws Exception {
        MqttPlace place = place(5, "away", "away", null);
        try (SourceRunner runner = runner(place, tally)) {
            begin(runner);
            send("away", null, Map.of(), SourceBench.report("before"));
            SourceBench.await(() -> done() == 1);
        }
        send("away", null, Map.of(), SourceBench.report("server-away"));
        try (SourceRunner runner = runner(place, tally)) {
            begin(runner);
            SourceBench.await(() -> done() == 2);
            broker.stop();
            SourceBench.await(() -> tally.failures() > 0);
            broker.start();
            sender = sender();
            SourceBench.await(() -> tally.state() == SourceTally.State.RUNNING);
            send("away", null, Map.of(), SourceBench.report("after"));
            SourceBench.await(() -> done() == 3);
        }
        assertEquals(
                List.of("before", "server-away", "after"), bench.rows("SELECT id FROM event_log ORDER BY position"));
    }

    private long done() {
        return tally.acceptedEvents() + tally.duplicateEvents() + tally.messagesSetAside();
    }

    private void begin(SourceRunner runner) throws InterruptedException {
        runner.start();
        SourceBench.await(() -> tally.state() == SourceTally.State.RUNNING);
    }

    private SourceRunner runner(MqttPlace place, SourceTally counts) {
        return new SourceRunner(
                new MqttSource(place, bench.cloudEvents, LIMITS),
                bench.inlet(SourceBench.spec(place.clientId(), "mqtt"), counts),
                counts);
    }

    private static MqttPlace place(int version, String client, String topic, @Nullable String share) {
        return place(version, client, topic, share, 50);
    }

    private static MqttPlace place(
            int version, String client, String topic, @Nullable String share, int receiveMaximum) {
        return new MqttPlace(
                "127.0.0.1",
                broker.port(),
                false,
                version,
                client,
                List.of(topic),
                share,
                receiveMaximum,
                Duration.ofHours(1),
                null,
                null);
    }

    private static MqttAsyncClient sender() throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient("tcp://127.0.0.1:" + broker.port(), "sender", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setReceiveMaximum(1_000);
        client.connect(options).waitForCompletion();
        return client;
    }

    private static void send(String topic, @Nullable String type, Map<String, String> properties, String body)
            throws MqttException {
        MqttMessage message = new MqttMessage(body.getBytes(StandardCharsets.UTF_8));
        message.setQos(1);
        MqttProperties more = new MqttProperties();
        more.setContentType(type);
        more.setUserProperties(properties.entrySet().stream()
                .map(p -> new UserProperty(p.getKey(), p.getValue()))
                .toList());
        message.setProperties(more);
        publish(topic, message);
    }

    /** The client frees its place a little after it says that a message has gone. */
    private static void publish(String topic, MqttMessage message) throws MqttException {
        while (true) {
            try {
                sender.publish(topic, message).waitForCompletion();
                return;
            } catch (MqttException e) {
                if (e.getReasonCode() != MqttClientException.REASON_CODE_MAX_INFLIGHT) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private static void flood(String topic, int count) throws MqttException {
        for (int i = 0; i < count; i++) {
            send(topic, null, Map.of(), SourceBench.report("e" + i));
        }
    }
}
