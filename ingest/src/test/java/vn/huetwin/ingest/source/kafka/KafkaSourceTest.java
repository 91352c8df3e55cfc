package vn.huetwin.ingest.source.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.SourceTally;
import vn.huetwin.ingest.source.registry.SourceRunner;
import vn.huetwin.ontology.postgres.TestPostgis;

/** Events through a real broker: both modes, poison, a full queue, and readers that are killed. */
@Tag("slow")
@Tag("postgis")
class KafkaSourceTest {
    private static final String STRUCTURED = "application/cloudevents+json; charset=utf-8";
    private static final SourceLimits LIMITS = new SourceLimits(100_000, 1 << 20, 200, SourceLimits.DEFAULT.patience());

    private static KafkaBroker broker;
    private static KafkaProducer<String, byte[]> producer;

    @BeforeAll
    static void open() throws Exception {
        broker = new KafkaBroker();
        producer = broker.producer();
    }

    @AfterAll
    static void close() throws Exception {
        producer.close();
        broker.close();
    }

    @Test
    void bothModesAreTakenAndPoisonIsSetAside() throws Exception {
        broker.createTopic("reports", 2);
        send(
                "reports",
                "pa-a",
                SourceBench.report("a").getBytes(StandardCharsets.UTF_8),
                Map.of("content-type", STRUCTURED));
        Map<String, String> headers = new java.util.HashMap<>(Map.of("content-type", "application/json"));
        SourceBench.attributes("b").forEach((name, value) -> headers.put("ce_" + name, value));
        send("reports", "pa-b", SourceBench.DATA.getBytes(StandardCharsets.UTF_8), headers);
        send("reports", "pa-a", "{\"cut".getBytes(StandardCharsets.UTF_8), Map.of("content-type", STRUCTURED));
        send("reports", "pa-b", new byte[] {(byte) 0xff, 0}, Map.of());
        send("reports", "pa-a", null, Map.of());
        send("reports", "pa-b", new byte[LIMITS.messageBytes() + 1], Map.of());
        send(
                "reports",
                "pa-a",
                SourceBench.report("c").replace("ROAD", "RAOD").getBytes(StandardCharsets.UTF_8),
                Map.of());
        send("reports", "pa-a", SourceBench.report("a").getBytes(StandardCharsets.UTF_8), Map.of());
        send("reports", "pa-b", SourceBench.report("d").getBytes(StandardCharsets.UTF_8), Map.of());
        producer.flush();
        SourceTally tally = new SourceTally();
        try (SourceBench bench = new SourceBench(SourceBench.CITY);
                SourceRunner runner = runner(bench, "reports", tally)) {
            runner.start();
            SourceBench.await(() -> tally.acceptedEvents() + tally.duplicateEvents() + tally.messagesSetAside() == 9);
            assertEquals(List.of("a", "b", "d"), bench.rows("SELECT id FROM event_log ORDER BY id"));
            assertEquals(
                    List.of(
                            "hue-s code-not-in-list 217",
                            "reports message-too-large 100001",
                            "reports not-an-object 0",
                            "reports not-json 5",
                            "reports wrong-encoding 2"),
                    bench.rows("SELECT source, reason_code, length(original) FROM quarantine ORDER BY 1, 2"));
            assertEquals("9", bench.one("SELECT sum(position::int) FROM source_position WHERE source = 'reports'"));
            SourceBench.await(() -> Long.valueOf(0).equals(tally.lag()));
            assertEquals(0L, tally.lag());
        }
        assertTrue(broker.offsets("twin-reports").size() > 0, "the tools of Kafka see how far it is read");
    }

    @Test
    void aFullQueuePausesAndNothingIsLost() throws Exception {
        broker.createTopic("flood", 3);
        int count = 3_000;
        for (int i = 0; i < count; i++) {
            send("flood", "pa-" + i, SourceBench.report("e" + i).getBytes(StandardCharsets.UTF_8), Map.of());
        }
        producer.flush();
        SourceTally tally = new SourceTally();
        try (SourceBench bench = new SourceBench(TestPostgis.address(), SourceBench.CITY, LIMITS.events());
                SourceRunner runner = runner(bench, "flood", tally)) {
            runner.start();
            SourceBench.await(() -> tally.acceptedEvents() == count);
            assertEquals(count + " " + count, bench.one("SELECT count(*), count(DISTINCT id) FROM event_log"));
            assertEquals("0", bench.one("SELECT count(*) FROM quarantine"));
        }
    }

    @Test
    void readersKilledAtRandomMomentsLoseNothingAndTakeNothingTwice() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("-Dseed=" + seed);
        Random random = new Random(seed);
        broker.createTopic("killed", 3);
        int count = 6_000;
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = i % 500 == 7 ? "poison " + i : SourceBench.report("e" + i);
            send("killed", "pa-" + i, text.getBytes(StandardCharsets.UTF_8), Map.of());
            if (i % 500 == 7) {
                bad.add(text);
            }
        }
        producer.flush();
        try (SourceBench bench = new SourceBench(SourceBench.CITY)) {
            String all = "SELECT (SELECT count(*) FROM event_log) + (SELECT count(*) FROM quarantine)";
            for (int kills = 0; kills < Integer.getInteger("twin.crash.rounds", 2); kills++) {
                Process reader = KafkaReader.start(bench.address, broker.servers(), "killed");
                int before = Integer.parseInt(bench.one(all));
                while (reader.isAlive() && Integer.parseInt(bench.one(all)) == before) {
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(150));
                reader.destroyForcibly().waitFor();
            }
            try (SourceRunner runner = runner(bench, "killed", new SourceTally())) {
                runner.start();
                SourceBench.await(() -> {
                    try {
                        return Integer.parseInt(bench.one(all)) >= count;
                    } catch (java.sql.SQLException e) {
                        return false;
                    }
                });
            }
            assertEquals((count - bad.size()) + "", bench.one("SELECT count(*) FROM event_log"));
            assertEquals((count - bad.size()) + "", bench.one("SELECT count(*) FROM layer.incident"));
            assertEquals(
                    bad.stream().sorted().toList(),
                    bench.rows("SELECT convert_from(original, 'UTF8') FROM quarantine").stream()
                            .sorted()
                            .toList(),
                    "poison is set aside once");
        }
    }

    private static SourceRunner runner(SourceBench bench, String topic, SourceTally tally) {
        return new SourceRunner(
                KafkaReader.source(broker.servers(), topic, bench.cloudEvents, LIMITS),
                bench.inlet(SourceBench.spec(topic, "kafka"), tally),
                tally);
    }

    private static void send(String topic, String key, byte[] value, Map<String, String> headers) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        var unused = producer.send(record);
    }
}
