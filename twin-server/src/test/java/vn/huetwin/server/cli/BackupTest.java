package vn.huetwin.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import vn.huetwin.server.testing.TwinProcesses;

/** A city goes into a file and comes out of it the same, whether its server runs or not. */
@Tag("slow")
@Tag("postgis")
class BackupTest {
    private static final String KIOSK = """
            @prefix def: <https://data.huetwin.vn/def#> .
            @prefix dcterms: <http://purl.org/dc/terms/> .
            @prefix layer: <https://data.huetwin.vn/layer/> .
            @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            @prefix sf: <http://www.opengis.net/ont/sf#> .
            @prefix sh: <http://www.w3.org/ns/shacl#> .
            @prefix schema: <https://schema.org/> .
            @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
            @prefix geo: <http://www.opengis.net/ont/geosparql#> .
            def:Kiosk a owl:Class ; rdfs:subClassOf geo:Feature ; rdfs:label "Ki-ốt"@vi, "Kiosk"@en .
            layer:kiosk a def:Layer, sh:NodeShape ; sh:targetClass def:Kiosk ;
              dcterms:title "Ki-ốt"@vi, "Kiosks"@en ; dcterms:description "Ki-ốt"@vi, "Kiosks"@en ;
              def:geometryType sf:Point ; def:access def:open ; def:group "Khác"@vi, "Other"@en ; def:order 99 ;
              sh:property [ sh:path schema:name ; sh:order 1 ; sh:datatype xsd:string ; sh:name "Tên"@vi, "Name"@en ] .
            """;
    private static final String STATE = "SELECT (SELECT string_agg(concat(id, name, ST_AsText(geometry)), ',') FROM"
            + " layer.kiosk), (SELECT count(*) FROM event_log), (SELECT max(position) FROM event_log),"
            + " (SELECT round(ST_X(geometry_local)) FROM layer.kiosk)";

    private TwinProcesses twin;
    private TwinProcesses other;

    @BeforeEach
    void makeCity() throws IOException {
        twin = new TwinProcesses();
        other = new TwinProcesses();
        Files.createDirectories(twin.data().resolve("model"));
        Files.writeString(twin.data().resolve("model/kiosk.ttl"), KIOSK);
    }

    @AfterEach
    void cleanUp() throws IOException {
        twin.close();
        other.close();
    }

    @Test
    void comesBackTheSame() throws Exception {
        Path row = Files.writeString(twin.data().resolve("kiosk.csv"), "id,name,lon,lat\n1,Phở,107.58,16.46\n");
        assertEquals(
                "",
                failure(
                        "import",
                        row.toString(),
                        "--crs",
                        "4326",
                        "--data",
                        twin.data().toString()));
        TwinProcesses.Server server = twin.serve();
        Path running = twin.data().resolve("running.zip");
        assertTrue(failure("backup", running.toString(), "--data", twin.data().toString())
                .contains("A server uses " + twin.data()));
        String url = server.events().resolve("/").toString();
        assertTrue(failure("backup", running.toString(), "--url", url, "--key", "wrong")
                .contains("answered 401"));
        assertFalse(Files.exists(running));
        assertEquals("", failure("backup", running.toString(), "--url", url, "--key", server.adminKey()));
        server.process().destroy();
        server.process().waitFor();

        Files.writeString(twin.data().resolve("webhook.key"), "no backup holds it\n");
        Path stopped = twin.data().resolve("stopped.zip");
        assertEquals(
                "", failure("backup", stopped.toString(), "--data", twin.data().toString()));
        assertEquals(drawn(running), drawn(stopped), "a city that runs and the same at rest");
        assertTrue(failure("backup", stopped.toString()).contains("exists"));

        try (ZipFile zip = new ZipFile(stopped.toFile())) {
            assertTrue(zip.stream().noneMatch(e -> e.getName().contains("webhook")));
        }
        Path restored = other.data().resolve("city");
        assertEquals("", failure("restore", stopped.toString(), "--data", restored.toString()));
        Path again = other.data().resolve("again.zip");
        assertEquals("", failure("backup", again.toString(), "--data", restored.toString()));
        assertEquals(drawn(stopped), drawn(again), "the backup of the restored city");
        assertEquals(twin.rows(STATE), TwinProcesses.rows(restored, STATE));
    }

    @Test
    void neverWritesOverACityAndKnowsItsOwnFiles() throws Exception {
        Path data = other.data();
        Path noZip = Files.writeString(data.resolve("a.zip"), "PK no zip");
        assertTrue(
                failure("restore", noZip.toString(), "--data", data.toString()).contains("is not empty"));
        String empty = data.resolve("city").toString();
        assertTrue(failure("restore", noZip.toString(), "--data", empty).contains("is no backup"));
        assertTrue(failure("restore", data.resolve("b.zip").toString(), "--data", empty)
                .contains("There is no file"));
        assertFalse(Files.exists(Path.of(empty)));
    }

    /** Rows of each table, and the triples in order. */
    private static List<Object> drawn(Path backup) throws IOException {
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            Map<String, Object> rows = new JsonObject(text(zip, "manifest.json"))
                    .getJsonObject("rows")
                    .getMap();
            List<String> quads = text(zip, "quads.nq").lines().sorted().toList();
            assertTrue(quads.size() > 1_000, quads.size() + " quads");
            return List.of(rows, quads, text(zip, "model/kiosk.ttl"));
        }
    }

    private static String text(ZipFile zip, String entry) throws IOException {
        try (InputStream in = zip.getInputStream(zip.getEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** What the command says if it fails; else an empty text. */
    private static String failure(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said)).setErr(new PrintWriter(said));
        return line.execute(arguments) == 0 ? "" : said.toString();
    }
}
