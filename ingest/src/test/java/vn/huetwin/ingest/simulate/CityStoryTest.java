package vn.huetwin.ingest.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;

class CityStoryTest {
    private static final Catalogue CATALOGUE = CatalogueReader.read();
    private static final Instant START = Instant.parse("2026-11-26T01:00:00Z");

    @Test
    void theSameSeedTellsTheSameStory() {
        CityStory one = new CityStory(Scenario.FLOOD_2025, 7, "r");
        CityStory two = new CityStory(Scenario.FLOOD_2025, 7, "r");
        for (int i = 0; i < 500; i++) {
            assertArrayEquals(one.next(START.plusSeconds(i)), two.next(START.plusSeconds(i)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void namesOnlyLayersPropertiesAndCodesOfTheCatalogue(Scenario scenario) throws IOException {
        for (JsonNode event : story(scenario, 3_000)) {
            Layer layer = CATALOGUE.get(event.get("type").textValue().split("\\.")[2]);
            event.get("data").properties().forEach(member -> {
                if (!member.getKey().equals("geometry")) {
                    Property property = layer.find(member.getKey());
                    assertTrue(property != null, () -> layer.name() + " has no " + member.getKey());
                    assertTrue(
                            member.getValue().isNull()
                                    || property.codeList() == null
                                    || property.codeList()
                                                    .find(member.getValue().asText())
                                            != null,
                            () -> "no code " + member);
                }
            });
        }
    }

    @Test
    void reportsGoThroughTheirWholeLife() throws IOException {
        Map<String, List<String>> lives = new HashMap<>();
        for (JsonNode event : story(Scenario.NORMAL, 20_000)) {
            String[] type = event.get("type").textValue().split("\\.");
            if (type[2].equals("incident")) {
                lives.computeIfAbsent(event.get("subject").textValue(), s -> new ArrayList<>())
                        .add(type[3]);
            }
        }
        Set<String> ways = new HashSet<>();
        lives.values().forEach(life -> ways.add(String.join(" ", life)));
        assertTrue(ways.contains("received classified assigned in_progress resolved rated"), ways::toString);
        assertTrue(ways.contains("received classified assigned in_progress extended resolved rated"), ways::toString);
        assertTrue(
                ways.contains("received classified assigned in_progress resolved rated reopened resolved rated"),
                ways::toString);
        assertTrue(ways.contains("received rejected"), ways::toString);
    }

    @Test
    void theFloodRisesOverAlertThreeAndCallsForRescueFollow() throws IOException {
        double highest = 0;
        int calls = 0;
        int walls = 0;
        int closed = 0;
        Map<String, Double> depths = new HashMap<>();
        for (JsonNode event : story(Scenario.FLOOD_2025, 2_000)) {
            JsonNode data = event.get("data");
            if (data.has("value") && data.get("station").asText().equals("kim-long")) {
                highest = Math.max(highest, data.get("value").doubleValue());
            }
            calls += event.get("type").textValue().equals("vn.hue.sos_request.received") ? 1 : 0;
            closed += event.get("type").textValue().equals("vn.hue.incident.road_closed") ? 1 : 0;
            if (event.get("type").textValue().startsWith("vn.hue.flood_zone.")) {
                depths.merge(
                        event.get("subject").textValue(), data.get("depth_m").doubleValue(), Math::max);
            }
            walls += data.path("title").asText().contains("Đặng Thái Thân") ? 1 : 0;
        }
        assertEquals(5.0, highest, 0.1, "about 1.5 m above alert 3 of 3.5 m");
        assertTrue(calls > 30, calls + " calls for rescue");
        assertEquals(1, walls);
        assertTrue(closed > 5, closed + " roads closed");
        assertEquals(8, depths.size(), "monuments under water");
        assertEquals(2.0, depths.values().stream().mapToDouble(d -> d).max().orElse(0), 0.2, "An Định palace");
    }

    @Test
    void theStoryIsPlayedAtAnySpeedAndNeverOvertakesThePresent() {
        Instant[] real = {START};
        StoryClock clock = new StoryClock(() -> real[0], Instant.parse("2025-10-26T00:00:00Z"), 3_600);
        real[0] = START.plusSeconds(24);
        assertEquals(Instant.parse("2025-10-27T00:00:00Z"), clock.instant());
        real[0] = START.plusSeconds(1_000_000);
        assertEquals(real[0], clock.instant());
    }

    private static List<JsonNode> story(Scenario scenario, int count) throws IOException {
        CityStory story = new CityStory(scenario, 46, "t");
        List<JsonNode> events = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        for (int i = 0; i < count; i++) {
            events.add(mapper.readTree(story.next(START.plusSeconds(i))));
        }
        return events;
    }
}
