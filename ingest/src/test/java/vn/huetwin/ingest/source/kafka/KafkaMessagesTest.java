package vn.huetwin.ingest.source.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.format.CloudEventFormat;

/** The public conformance scenarios of CloudEvents for Kafka. */
class KafkaMessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CloudEventFormat FORMAT = new CloudEventFormat(new CloudEventJson(InstantSource.system()), 10);

    @TestFactory
    List<DynamicTest> conformance() throws IOException {
        String shared = System.getenv("TWIN_SHARED");
        Path file = Path.of(shared == null ? "../../shared" : shared)
                .resolve("data/events/cloudevents/kafka-protocol-binding.feature");
        Assumptions.assumeTrue(Files.exists(file), "No shared data at " + file + "; set TWIN_SHARED");
        String text = Files.readString(file);
        List<DynamicTest> tests = new ArrayList<>();
        for (String scenario : text.split("Scenario(?: Outline)?: ")) {
            if (!scenario.contains("Given a Kafka message")) {
                continue;
            }
            String name = scenario.lines().findFirst().orElse("");
            List<String> types = scenario.contains("Examples:")
                    ? rows(scenario.substring(scenario.indexOf("Examples:"))).stream()
                            .map(r -> r[0])
                            .toList()
                    : List.of("");
            for (String type : types) {
                tests.add(DynamicTest.dynamicTest(
                        name + " " + type, () -> check(scenario.replace("<contentType>", type))));
            }
        }
        assertEquals(
                text.lines()
                                .filter(line -> line.contains("application/cloudevents"))
                                .count()
                        + 1,
                tests.size());
        return tests;
    }

    private static void check(String scenario) throws Exception {
        String[] parts = scenario.split("\"\"\"");
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("t", 0, 0, new byte[0], parts[1].getBytes(StandardCharsets.UTF_8));
        int then = scenario.indexOf("When parsed");
        for (String[] row : rows(scenario.substring(scenario.indexOf("Kafka headers"), then))) {
            record.headers().add(row[0], row[1].getBytes(StandardCharsets.UTF_8));
        }
        ObjectNode event = FORMAT.envelope(KafkaMessages.of(record));
        JsonNode data = event.remove("data");
        Map<String, String> found = new TreeMap<>();
        event.properties().forEach(m -> found.put(m.getKey(), m.getValue().asText()));
        Map<String, String> expected = new TreeMap<>();
        String table = scenario.substring(scenario.indexOf("attributes are"), scenario.indexOf("And the data"));
        rows(table).forEach(row -> expected.put(row[0], row[1]));
        assertEquals(expected, found);
        assertEquals(JSON.readTree("{\"message\": \"Hello World!\"}"), data);
    }

    /** The cells of a table without its head. */
    private static List<String[]> rows(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("|"))
                .skip(1)
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toArray(String[]::new))
                .toList();
    }
}
