package vn.huetwin.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The public conformance scenarios of CloudEvents for HTTP. */
class EventModeTest {
    private record Scenario(String name, MultiMap headers, String body, Map<String, String> attributes) {}

    @TestFactory
    List<DynamicTest> conformance() throws IOException {
        String shared = System.getenv("TWIN_SHARED");
        Assumptions.assumeTrue(shared != null, "TWIN_SHARED does not name the shared data");
        Path file = Path.of(shared, "data/events/cloudevents/http-protocol-binding.feature");
        List<DynamicTest> tests = new ArrayList<>();
        for (String outline : Files.readString(file).split("Scenario Outline: ")) {
            if (outline.contains("Given an HTTP request")) {
                for (String type : examples(outline)) {
                    Scenario scenario = scenario(outline.replace("<contentType>", type));
                    tests.add(DynamicTest.dynamicTest(scenario.name(), () -> check(scenario)));
                }
            }
        }
        assertFalse(tests.isEmpty());
        return tests;
    }

    private static void check(Scenario scenario) {
        boolean binary = scenario.name().startsWith("Binary");
        assertEquals(binary ? EventMode.BINARY : EventMode.STRUCTURED, EventMode.of(scenario.headers()));
        Map<String, String> found = new TreeMap<>();
        JsonObject data;
        if (binary) {
            found.putAll(EventMode.attributes(scenario.headers()));
            data = new JsonObject(scenario.body());
        } else {
            JsonObject event = new JsonObject(scenario.body());
            data = (JsonObject) event.remove("data");
            event.forEach(member -> found.put(member.getKey(), String.valueOf(member.getValue())));
        }
        assertEquals(new TreeMap<>(scenario.attributes()), found);
        assertEquals(new JsonObject().put("message", "Hello World!"), data);
    }

    private static List<String> examples(String outline) {
        return outline.substring(outline.indexOf("Examples:"))
                .lines()
                .filter(line -> line.contains("application/"))
                .map(line -> line.replace("|", "").strip())
                .toList();
    }

    private static Scenario scenario(String text) {
        String request = text.split("\"\"\"")[1];
        MultiMap headers = MultiMap.caseInsensitiveMultiMap();
        StringBuilder body = new StringBuilder();
        List<String> lines = request.strip().lines().map(String::strip).toList();
        int blank = lines.indexOf("");
        for (String line : lines.subList(1, blank)) {
            int colon = line.indexOf(':');
            headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
        }
        lines.subList(blank + 1, lines.size()).forEach(body::append);
        Map<String, String> attributes = new LinkedHashMap<>();
        String table = text.substring(text.indexOf("attributes are:"), text.indexOf("And the data"));
        table.lines().filter(line -> line.strip().startsWith("|")).skip(1).forEach(line -> {
            String[] cells = line.strip().split("\\|");
            attributes.put(cells[1].strip(), cells[2].strip());
        });
        return new Scenario(text.lines().findFirst().orElse(""), headers, body.toString(), attributes);
    }
}
