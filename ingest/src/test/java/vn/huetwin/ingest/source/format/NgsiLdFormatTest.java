package vn.huetwin.ingest.source.format;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.huetwin.ingest.event.CloudEventJson;
import vn.huetwin.ingest.source.SourceBench;

/** Entities in all their representations. */
class NgsiLdFormatTest {
    private static final String MAPPING = """
            layer: incident
            time-zone: UTC
            valid-from: dateIssued
            other-columns: ignore
            properties:
              category: { from: [category, service_code], values: { traffic: ROAD, "*": OTHER } }
              description: description
              reported_at: [dateIssued, requested_datetime]
              due_at: expected_datetime
            """;

    @Test
    void aNotificationBringsItsEntities() throws Exception {
        String notification = """
                {"id": "urn:ngsi-ld:Notification:1", "type": "Notification", "subscriptionId": "urn:ngsi-ld:Subscription:1",
                 "notifiedAt": "2025-11-02T00:00:00Z", "data": [
                   {"id": "urn:1", "type": "Alert", "category": {"type": "Property", "value": "traffic", "observedAt": "2025-11-02T00:00:00Z"},
                    "description": {"type": "LanguageProperty", "languageMap": {"vi": "Tắc đường", "en": "Jam"}},
                    "location": {"type": "GeoProperty", "value": {"type": "Point", "coordinates": [107.58, 16.46]}}},
                   {"id": "urn:2", "type": "Alert", "category": [{"value": "traffic", "datasetId": "urn:a"}, {"value": "x"}]},
                   {"id": "urn:3", "type": "Alert", "category": "traffic", "location": {"type": "Point", "coordinates": ["x"]}},
                   7]}
                """;
        assertEquals(
                List.of(
                        "urn:1 incident.received Tắc đường [107.58,16.46]",
                        "urn:2 incident.received null ",
                        "geometry-invalid",
                        "not-an-entity"),
                told(notification));
    }

    @Test
    void theSameEntityIsTheSameEventHoweverItIsWritten() throws Exception {
        List<String> ids = new ArrayList<>();
        for (String name : List.of("geojsonfeature.json", "normalized.jsonld", ".jsonld")) {
            String file = "ngsi-ld-sdm/Alert_examples_example" + (name.startsWith(".") ? "" : "-") + name;
            List<CloudEventJson.Item> items = read(Files.readString(SourceBench.shared(file)));
            assertEquals(1, items.size());
            ids.add(items.get(0).event().subject() + " " + items.get(0).id());
        }
        assertEquals(1, ids.stream().distinct().count(), ids.toString());
    }

    private static List<CloudEventJson.Item> read(String body) throws Exception {
        return new NgsiLdFormat(
                        "broker", SourceBench.mapping(MAPPING, "received"), new CloudEventJson(InstantSource.system()))
                .read(new Message("n", null, Map.of(), body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    private static List<String> told(String body) throws Exception {
        return read(body).stream()
                .map(item -> item.event() == null
                        ? item.problems().get(0).code()
                        : item.event().subject() + " "
                                + item.event().type().substring("vn.hue.".length()) + " "
                                + item.event().data().path("description").asText() + " "
                                + item.event().data().path("geometry").path("coordinates"))
                .toList();
    }
}
