package vn.huetwin.server.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.TestTwin;

/** The public conformance scenarios of CloudEvents for HTTP, read by the codec and sent to a server byte by byte. */
class EventModeTest {
    private static final CloudEventJson JSON = new CloudEventJson(InstantSource.system());

    /**
     * A scenario with the values of one of its examples.
     *
     * @param head lines of the request up to its body
     */
    private record Scenario(
            String name, List<String> head, String body, Map<String, String> attributes, JsonNode data) {
        MultiMap headers() {
            MultiMap headers = MultiMap.caseInsensitiveMultiMap();
            for (String line : head.subList(1, head.size())) {
                int colon = line.indexOf(':');
                headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
            }
            return headers;
        }
    }

    @TestFactory
    Stream<DynamicTest> readByTheCodec() throws IOException {
        return scenarios().stream()
                .map(s -> DynamicTest.dynamicTest(s.name(), () -> {
                    byte[] body = s.body().getBytes(StandardCharsets.UTF_8);
                    EventMode mode = EventMode.of(s.headers());
                    ObjectNode event = mode == EventMode.BINARY
                            ? JSON.envelope(EventMode.attributes(s.headers()), body)
                            : JSON.envelope(body);
                    assertEquals(s.name().startsWith("Binary") ? EventMode.BINARY : EventMode.STRUCTURED, mode);
                    assertEquals(s.data(), event.remove("data"));
                    Map<String, String> found = new TreeMap<>();
                    event.properties()
                            .forEach(a -> found.put(a.getKey(), a.getValue().asText()));
                    assertEquals(s.attributes(), found);
                }));
    }

    /** Nothing about them is wrong but that their type is none of the city. */
    @Test
    @Tag("postgis")
    void sentToTheServer() throws Exception {
        List<Scenario> scenarios = scenarios();
        try (TestTwin server = TestTwin.empty()) {
            for (Scenario scenario : scenarios) {
                String answer = send(server, scenario);
                assertTrue(answer.startsWith("HTTP/1.1 400 "), scenario.name() + ": " + answer);
                JsonObject problem = new JsonObject(answer.substring(answer.indexOf("\r\n\r\n") + 4));
                assertEquals("unknown-type type", problem.getString("code") + " " + problem.getString("field"));
            }
            assertEquals(
                    scenarios.size(),
                    server.json("/api/quarantine?source=/mycontext/subcontext", server.as(Role.OPERATOR))
                            .getJsonArray("items")
                            .size(),
                    "each is kept under its own source");
        }
    }

    private static String send(TestTwin server, Scenario scenario) throws IOException {
        List<String> head = new ArrayList<>(scenario.head());
        head.set(0, "POST /events HTTP/1.1");
        head.add("Authorization: Bearer " + server.key(Role.OPERATOR));
        head.add("Connection: close");
        String request = String.join("\r\n", head) + "\r\n\r\n" + scenario.body();
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.twin().port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<Scenario> scenarios() throws IOException {
        String shared = System.getenv("TWIN_SHARED");
        Path file = Path.of(shared == null ? "../../shared" : shared)
                .resolve("data/events/cloudevents/http-protocol-binding.feature");
        Assumptions.assumeTrue(Files.exists(file), "No shared data at " + file + "; set TWIN_SHARED");
        String text = Files.readString(file);
        List<Scenario> scenarios = new ArrayList<>();
        for (String outline : text.split("Scenario(?: Outline)?: ")) {
            int examples = outline.indexOf("Examples:");
            for (String type : examples < 0 ? List.<String>of() : cells(outline.substring(examples), 1)) {
                scenarios.add(scenario(outline.replace("<contentType>", type)));
            }
        }
        assertEquals(
                text.lines()
                        .filter(line -> line.strip().startsWith("| application/"))
                        .count(),
                scenarios.size());
        return scenarios;
    }

    private static Scenario scenario(String text) {
        String[] quoted = text.split("\"\"\" *\\n?");
        List<String> lines = quoted[1].stripIndent().lines().toList();
        int blank = lines.indexOf("");
        String table = text.substring(text.indexOf("attributes are:"), text.indexOf("And the data"));
        List<String> names = cells(table, 1);
        List<String> values = cells(table, 2);
        Map<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            attributes.put(names.get(i), values.get(i));
        }
        try {
            return new Scenario(
                    text.lines().findFirst().orElse(""),
                    lines.subList(0, blank),
                    String.join("\n", lines.subList(blank + 1, lines.size())).stripTrailing(),
                    attributes,
                    new ObjectMapper().readTree(quoted[3]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A column of a table without its head. */
    private static List<String> cells(String table, int column) {
        return table.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("|"))
                .skip(1)
                .map(line -> line.split("\\|")[column].strip())
                .toList();
    }
}
