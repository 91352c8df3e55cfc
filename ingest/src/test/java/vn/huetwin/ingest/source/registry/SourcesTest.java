package vn.huetwin.ingest.source.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.huetwin.ingest.mapping.BuiltInMappings;
import vn.huetwin.ingest.mapping.MappingChooser;
import vn.huetwin.ingest.source.SourceBench;
import vn.huetwin.ingest.source.SourceException;
import vn.huetwin.ingest.source.SourceLimits;
import vn.huetwin.ingest.source.format.Message;
import vn.huetwin.ontology.crs.CrsRegistry;

/** Sources as they are declared in YAML, from the declaration to the rows. */
@Tag("postgis")
class SourcesTest {
    private static final String ALERTS = """
            layer: incident
            time-zone: UTC
            valid-from: dateIssued
            other-columns: ignore
            properties:
              category: { from: [category, service_code], values: { traffic: ROAD, "*": OTHER } }
              description: description
              due_at: expected_datetime
            """;
    private static final String GAUGES = """
            layer: observation
            key: [datastream, phenomenonTime]
            valid-from: phenomenonTime
            other-columns: ignore
            properties: { station: station, property: property, value: result, unit: unit, observed_at: phenomenonTime }
            """;

    @TempDir
    Path folder;

    private SourceBench bench;
    private volatile Instant now = Instant.now();

    @BeforeEach
    void open() throws Exception {
        bench = new SourceBench(null);
        Files.writeString(folder.resolve("alerts.yaml"), ALERTS);
        Files.writeString(folder.resolve("gauges.yaml"), GAUGES);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    /** The public examples: one alert written in three ways, a request with an impossible time, an anomaly without a kind. */
    @Test
    void realEntitiesOfNgsiLd() throws Exception {
        try (Sources sources =
                sources("- { name: orion, kind: http, format: ngsi-ld, mapping: alerts.yaml, verb: received }")) {
            for (String name : List.of(
                    "Alert_examples_example-geojsonfeature.json",
                    "Alert_examples_example-normalized.jsonld",
                    "Alert_examples_example.jsonld",
                    "Anomaly_examples_example-normalized.jsonld",
                    "Open311_ServiceRequest_example-normalized.jsonld")) {
                push(sources, "orion", Files.readString(SourceBench.shared("ngsi-ld-sdm/" + name)));
            }
            assertEquals("1 2 2", counts(sources, 0));
            assertEquals("ROAD", bench.one("SELECT category FROM layer.incident"));
            assertEquals(List.of("category", "due_at"), bench.rows("SELECT field FROM quarantine ORDER BY field"));
        }
    }

    @Test
    void dataArraysOfSensorThings() throws Exception {
        try (Sources sources = sources("""
                - name: gauges
                  kind: http
                  format: sensorthings
                  mapping: gauges.yaml
                  verb: measured
                  datastreams:
                    1: { station: kim-long, property: water-level, unit: m }
                """)) {
            String block = """
                    [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"], "dataArray": [
                      ["2025-11-03T00:00:00Z", 4.89], ["2025-11-03T01:00:00Z", 4.91], ["2025-11-03T02:00:00Z"]]},
                     {"Datastream": {"@iot.id": 2}, "components": ["phenomenonTime", "result"],
                      "dataArray": [["2025-11-03T00:00:00Z", 1]]}]
                    """;
            push(sources, "gauges", block);
            assertEquals("2 0 2", counts(sources, 0));
            push(sources, "gauges", block.replace("4.91", "4.95"));
            assertEquals("3 1 4", counts(sources, 0));
            assertEquals(
                    List.of("4.89", "4.95"), bench.rows("SELECT value FROM layer.observation ORDER BY observed_at"));
        }
    }

    /** A gauge that reports each quarter of an hour stops, over a restart of the server, and speaks again. */
    @Test
    void aSourceThatFallsSilentIsTheNewsOnce() throws Exception {
        String yaml = """
                - name: gauges
                  kind: http
                  format: sensorthings
                  mapping: gauges.yaml
                  verb: measured
                  period: 15m
                  access: internal
                  datastreams:
                    1: { station: kim-long, property: water-level, unit: m }
                """;
        String told =
                "SELECT type, subject, extensions->>'accessclass' FROM event_log WHERE source = 'urn:hue:twin:source'"
                        + " ORDER BY position";
        try (Sources sources = sources(yaml)) {
            sources.look();
            assertEquals(List.of(), bench.rows(told));
            now = now.plus(Duration.ofMinutes(16));
            sources.look();
            sources.look();
            assertEquals(List.of("vn.hue.source.silent gauges internal"), bench.rows(told));
        }
        try (Sources sources = sources(yaml)) {
            now = now.plus(Duration.ofMinutes(16));
            sources.look();
            assertEquals(List.of("vn.hue.source.silent gauges internal"), bench.rows(told), "it was told before");
            push(sources, "gauges", """
                    [{"Datastream": {"@iot.id": 1}, "components": ["phenomenonTime", "result"],
                      "dataArray": [["2025-11-03T00:00:00Z", 4.89]]}]
                    """);
            sources.look();
            now = now.plus(Duration.ofMinutes(16));
            sources.look();
            assertEquals(
                    List.of(
                            "vn.hue.source.silent gauges internal",
                            "vn.hue.source.heard gauges internal",
                            "vn.hue.source.silent gauges internal"),
                    bench.rows(told));
        }
    }

    @Test
    void aDeclarationThatCannotBeFollowedSaysWhatIsWrong() {
        refuses("- { name: x, kind: pol, url: 'https://example.org' }", "there is no kind 'pol'");
        refuses("- { name: x, kind: poll, url: 'file:///etc/passwd' }", "'url' begins with https://");
        refuses("- { name: x, kind: cap, url: 'ftp://example.org/feed' }", "'url' begins with https://");
        refuses("- { name: x, kind: cap, url: 'https://example.org/feed', host: a }", "did you mean 'hosts'?");
        refuses("- { name: x, kind: http, format: table, verb: said }", "'mapping' names the file");
        refuses("- { name: x, kind: http, format: table, verb: said, mapping: no.yaml }", "there is no file");
        refuses("- { name: x, kind: http, onwer: y }", "there is no key 'onwer'");
        refuses("- { name: x, kind: http }\n- { name: x, kind: http }", "the name 'x' is taken");
        refuses("- { name: x, kind: kafka, servers: '${NONE}', topics: a }", "'servers' needs NONE");
    }

    private void refuses(String yaml, String message) {
        SourceException refused = assertThrows(SourceException.class, () -> sources(yaml));
        assertTrue(String.valueOf(refused.getMessage()).contains(message), refused.getMessage());
    }

    private Sources sources(String yaml) throws Exception {
        Path file = Files.writeString(folder.resolve("sources.yaml"), "sources:\n" + yaml);
        return new Sources(
                SourceDeclaration.read(file, name -> null),
                new SourceKinds(
                        InstantSource.system(),
                        SourceLimits.DEFAULT,
                        new MappingChooser(SourceBench.CATALOGUE, BuiltInMappings.load()),
                        new CrsRegistry(),
                        bench.warnings()),
                bench.intake,
                bench.positions,
                () -> now);
    }

    private static void push(Sources sources, String name, String body) throws Exception {
        sources.push(name, new Message("m", null, Map.of(), body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH));
    }

    private static String counts(Sources sources, int at) {
        SourceReport report = sources.reports().get(at);
        return report.accepted() + " " + report.duplicates() + " " + report.setAside();
    }
}
