package vn.huetwin.ingest.source.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.SourceBench;

/** Observations as SensorThings 1.1 sends them. */
class SensorThingsFormatTest {
    private static final String MAPPING = """
            layer: observation
            key: [datastream, phenomenonTime]
            time-zone: UTC
            valid-from: phenomenonTime
            other-columns: ignore
            properties: { station: station, property: property, value: result, unit: unit, observed_at: phenomenonTime }
            """;
    private static final Map<String, Map<String, String>> STREAMS = Map.of(
            "1", Map.of("station", "kim-long", "property", "water-level", "unit", "m"),
            "2", Map.of("station", "kim-long", "property", "rainfall", "unit", "mm"));

    /** Clause 13.3: arrays of several datastreams, with a row cut short and a datastream that nobody declared. */
    @Test
    void dataArrays() throws Exception {
        assertEquals(
                List.of(
                        "kim-long water-level 4.89 2025-11-03T00:00:00Z",
                        "kim-long water-level 4.91 2025-11-03T01:00:00Z",
                        "kim-long rainfall 36 2025-11-03T01:00:00Z",
                        "kim-long rainfall  2025-11-03T02:00:00Z",
                        "unknown-datastream"),
                told("Observations", """
                        [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
                          "dataArray@iot.count": 2,
                          "dataArray": [["2025-11-03T00:00:00Z", 4.89, 1], ["2025-11-03T01:00:00Z", 4.91, 1]]},
                         {"Datastream": {"@iot.id": "2"}, "components": ["phenomenonTime", "result"],
                          "dataArray": [["2025-11-03T00:00:00Z/2025-11-03T01:00:00Z", 36], ["2025-11-03T02:00:00Z"]]},
                         {"Datastream": {"@iot.id": 9}, "components": ["phenomenonTime", "result"],
                          "dataArray": [["2025-11-03T00:00:00Z", 1]]}]
                        """));
    }

    @Test
    void observationsByTopicLinkOrPage() throws Exception {
        String body = "{\"phenomenonTime\": \"2025-11-03T00:00:00Z\", \"result\": 4.5%s}";
        List<String> one = List.of("kim-long water-level 4.5 2025-11-03T00:00:00Z");
        assertEquals(one, told("v1.1/Datastreams(1)/Observations", body.formatted("")));
        assertEquals(one, told("x", body.formatted(", \"Datastream\": {\"@iot.id\": 1}")));
        String link = ", \"Datastream@iot.navigationLink\": \"https://example.org/v1.1/Datastreams('1')\"";
        assertEquals(one, told("x", "{\"value\": [" + body.formatted(link) + "]}"));
    }

    private static List<String> told(String topic, String body) throws Exception {
        SensorThingsFormat format = new SensorThingsFormat(
                "gauges",
                SourceBench.mapping(MAPPING, "measured"),
                new CloudEventJson(InstantSource.system()),
                STREAMS);
        return format
                .read(new Message(topic, null, Map.of(), body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH))
                .stream()
                .map(SensorThingsFormatTest::told)
                .toList();
    }

    private static String told(CloudEventJson.Item item) {
        if (item.event() == null) {
            return item.problems().get(0).code();
        }
        JsonNode data = item.event().data();
        return Stream.of("station", "property", "value", "observed_at")
                .map(name -> data.path(name).asText())
                .collect(Collectors.joining(" "));
    }
}
