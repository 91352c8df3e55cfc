package vn.huetwin.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vn.huetwin.ontology.postgres.PostgresAddress;
import vn.huetwin.server.security.Role;
import vn.huetwin.server.testing.EventText;
import vn.huetwin.server.testing.TestTwin;

/** {@code ./twin quarantine} beside a server that runs. */
@Tag("postgis")
class QuarantineCommandTest {
    @TempDir
    private Path folder;

    @Test
    void warningsAndEventsAreShownMendedAndSentAgain() throws Exception {
        try (TestTwin twin = TestTwin.empty()) {
            String warning = """
                    <alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>K-1</identifier><sender>kttv@hue.example</sender>
                    <sent>2026-11-20T08:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
                    <info><language>vi-VN</language><category>Met</category><event>Lũ</event><urgency>Soon</urgency>
                    <severity>Severe</severity><certainty>Likely</certainty><area><areaDesc>Huế</areaDesc></area></info></alert>""";
            twin.post("/api/cap/alerts", "application/cap+xml", warning, twin.as(Role.OPERATOR));
            String event = EventText.report("q1", "").replace("ROAD", "RAOD");
            twin.post("/events", "application/cloudevents+json", event, twin.as(Role.OPERATOR));

            String listed = run(twin, 0, "list");
            assertTrue(listed.contains("1  urgency-invalid  cap"), listed);
            assertTrue(listed.contains("1  code-not-in-list  hue-s  incident"), listed);
            String first = listed.replaceAll("(?s).*#(\\d+) [^\n]*urgency-invalid.*", "$1");
            String second = listed.replaceAll("(?s).*#(\\d+) [^\n]*code-not-in-list.*", "$1");
            assertTrue(run(twin, 0, "show", first).contains(warning));

            assertTrue(run(twin, 1, "replay", first).contains("refused: 'urgency' must be one of"));
            Path mended = Files.writeString(folder.resolve("mended"), warning.replace(">Soon<", ">Future<"));
            assertTrue(
                    run(twin, 0, "replay", first, "--file", mended.toString()).contains("accepted at position"));
            Files.writeString(mended, event.replace("RAOD", "ROAD"));
            assertTrue(
                    run(twin, 0, "replay", second, "--file", mended.toString()).contains("accepted at position"));
            assertEquals("", run(twin, 0, "list").strip());
            assertEquals(
                    200,
                    twin.get("/api/cap/alerts/kttv@hue.example,K-1", twin.as(Role.OPEN))
                            .statusCode());
        }
    }

    private static String run(TestTwin twin, int exit, String... words) {
        PostgresAddress database = twin.city().address();
        List<String> arguments = new ArrayList<>(List.of("quarantine"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of(
                "--data",
                twin.data().toString(),
                "--database-url",
                database.jdbcUrl(),
                "--database-user",
                database.user(),
                "--database-password",
                database.password()));
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine().setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        assertEquals(exit, line.execute(arguments.toArray(String[]::new)), said::toString);
        return said.toString();
    }
}
