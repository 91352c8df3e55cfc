package vn.huetwin.ingest.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The public sample events of CloudEvents: the same in binary mode, structured mode and as Base64. */
class CloudEventSamplesTest {
    private static final CloudEventJson EVENTS = new CloudEventJson(InstantSource.system());
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    List<DynamicTest> eachSampleIsReadTheSameInEachMode() throws IOException {
        String shared = System.getenv("TWIN_SHARED");
        Path folder = Path.of(shared == null ? "../../shared" : shared).resolve("data/events/cloudevents");
        Assumptions.assumeTrue(Files.exists(folder), "No shared data at " + folder + "; set TWIN_SHARED");
        List<DynamicTest> tests = new ArrayList<>();
        for (String file : List.of("v1.yaml", "v1_minimum.yaml")) {
            try (MappingIterator<JsonNode> samples = new YAMLMapper()
                    .readerFor(JsonNode.class)
                    .readValues(folder.resolve(file).toFile())) {
                while (samples.hasNext()) {
                    JsonNode sample = samples.next();
                    String name =
                            file + " " + sample.at("/ContextAttributes/id").asText() + " "
                                    + sample.path("Mode").asText();
                    tests.add(DynamicTest.dynamicTest(name, () -> check(sample)));
                }
            }
        }
        assertEquals(8, tests.size());
        return tests;
    }

    private static void check(JsonNode sample) throws Exception {
        Map<String, String> attributes = new LinkedHashMap<>();
        sample.path("ContextAttributes").properties().forEach(a -> put(attributes, a.getKey(), a.getValue()));
        byte[] body = sample.path("Data").asText().getBytes(StandardCharsets.UTF_8);
        ObjectNode expected = JSON.createObjectNode();
        attributes.forEach(expected::put);
        expected.set("data", data(attributes.get("datacontenttype"), body));

        assertEquals(expected, EVENTS.envelope(attributes, body), "binary");
        assertEquals(expected, EVENTS.envelope(JSON.writeValueAsBytes(expected)), "structured");
        ObjectNode encoded = expected.deepCopy();
        encoded.remove("data");
        encoded.put("data_base64", Base64.getEncoder().encodeToString(body));
        assertEquals(expected, EVENTS.envelope(JSON.writeValueAsBytes(encoded)), "as Base64");

        EventException refused = assertThrows(EventException.class, () -> EVENTS.parse(attributes, body));
        assertEquals("unknown-type", refused.problems().get(0).code(), "it is a CloudEvent, and none of the city's");
    }

    private static void put(Map<String, String> attributes, String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(a -> put(attributes, a.getKey(), a.getValue()));
        } else {
            attributes.put(name, value.asText());
        }
    }

    private static JsonNode data(String type, byte[] body) throws IOException {
        boolean json = type == null || type.startsWith("application/json");
        return json ? JSON.readTree(body) : TextNode.valueOf(new String(body, StandardCharsets.UTF_8));
    }
}
