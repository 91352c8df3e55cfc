package vn.huetwin.ingest.source.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import vn.huetwin.ingest.source.format.Message;

/** The public conformance scenarios of CloudEvents for Kafka. */
class KafkaMessagesTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    List<DynamicTest> conformance() throws IOException {
        String shared = System.getenv("TWIN_SHARED");
        Assumptions.assumeTrue(shared != null, "TWIN_SHARED does not name the shared data");
        String text = Files.readString(Path.of(shared, "data/events/cloudevents/kafka-protocol-binding.feature"));
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
        assertEquals(3, tests.size());
        return tests;
    }

    private static void check(String scenario) throws IOException {
        String[] parts = scenario.split("\"\"\"");
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("t", 0, 0, new byte[0], parts[1].getBytes(StandardCharsets.UTF_8));
        int then = scenario.indexOf("When parsed");
        for (String[] row : rows(scenario.substring(scenario.indexOf("Kafka headers"), then))) {
            record.headers().add(row[0], row[1].getBytes(StandardCharsets.UTF_8));
        }
        Message message = KafkaMessages.of(record);
        Map<String, String> found = new TreeMap<>(message.attributes());
        JsonNode data = JSON.readTree(message.body());
        if (found.isEmpty()) {
            JsonNode event = data;
            event.properties().forEach(m -> found.put(m.getKey(), m.getValue().asText()));
            data = event.get("data");
            found.remove("data");
        } else {
            found.put("datacontenttype", message.contentType());
        }
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
