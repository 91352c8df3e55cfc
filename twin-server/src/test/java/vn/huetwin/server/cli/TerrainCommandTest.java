package vn.huetwin.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vn.huetwin.ontology.testing.DrawnTiff;
import vn.huetwin.server.testing.SmallCity;
import vn.huetwin.server.testing.TestTwin;

/** An elevation model becomes the ground of a city whose server runs. */
@Tag("postgis")
class TerrainCommandTest {
    private static final String MESH = "application/vnd.quantized-mesh";
    private static final String WITH_NORMALS = MESH + ";extensions=octvertexnormals,application/octet-stream;q=0.9";
    /** Over the small city, of the finest that a model with pixels of 44 m has. */
    private static final String TILE = "11/3271/1211.terrain";

    @TempDir
    private static Path folder;

    private static TestTwin twin;

    @BeforeAll
    static void start() throws Exception {
        twin = TestTwin.plan().filled(SmallCity::build).start();
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    private record Ran(int code, String said) {}

    private static Ran run(String... arguments) {
        StringWriter said = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(said, true));
        List<String> all =
                new ArrayList<>(List.of("terrain", "--data", twin.data().toString(), "--language", "en"));
        all.addAll(List.of(arguments));
        return new Ran(line.execute(all.toArray(String[]::new)), said.toString());
    }

    /** Ground of one height all over the small city and 1 km around. */
    private static Path model(String name, float height) throws IOException {
        float[] heights = new float[100 * 100];
        Arrays.fill(heights, height);
        return DrawnTiff.heights(100, heights)
                .crs(4326)
                .at(SmallCity.WEST - 0.01, SmallCity.SOUTH + 0.02, 4e-4)
                .write(folder.resolve(name));
    }

    private static int code(String path) throws IOException {
        return twin.get(path).statusCode();
    }

    private static HttpResponse<byte[]> bytes(String path, String... headers) throws IOException {
        return twin.send(twin.request(path, headers), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static void awaitTerrain(boolean there) throws Exception {
        for (int i = 0; i < 300 && (code("/terrain/layer.json") == 200) != there; i++) {
            Thread.sleep(100);
        }
        assertEquals(there ? 200 : 404, code("/terrain/layer.json"));
    }

    /** Highest metre of the region around all buildings, once their tiles are up to date. */
    private static double top(double expected) throws Exception {
        double top = 0;
        for (int i = 0; i < 300 && Math.abs(top - expected) > 0.1; i++) {
            Thread.sleep(100);
            JsonObject root = twin.json("/tiles/3d/buildings/tileset.json").getJsonObject("root");
            top = root.getJsonObject("boundingVolume").getJsonArray("region").getDouble(5);
        }
        return top;
    }

    @Test
    void theServerTakesTheTerrainUpAndSetsItsBuildingsOnIt() throws Exception {
        assertNull(twin.json("/api/config").getString("terrain"));
        assertEquals(404, code("/terrain/" + TILE));
        Ran ran = run(model("hill.tif", 300).toString(), "--geoid-offset", "-17");
        assertEquals(0, ran.code(), ran.said());
        assertTrue(ran.said().contains("hill.tif: "), ran.said());
        awaitTerrain(true);
        JsonObject layer = twin.json("/terrain/layer.json");
        assertEquals(
                "*",
                twin.get("/terrain/layer.json")
                        .headers()
                        .firstValue("Access-Control-Allow-Origin")
                        .orElse(""),
                "globes on pages of others");
        assertEquals(layer.getString("version"), twin.json("/api/config").getString("terrain"));
        assertEquals(360 + 60, top(420), 0.1, "283 m of ground and a house, and a margin");
        served(layer.getString("version"));
        assertEquals(0, run("--remove").code());
        awaitTerrain(false);
        assertEquals(120 + 60, top(180), 0.1, "on flat ground again");
        assertNull(twin.json("/api/config").getString("terrain"));
    }

    private static void served(String version) throws IOException {
        HttpResponse<byte[]> plain = bytes("/terrain/" + TILE);
        HttpResponse<byte[]> whole = bytes("/terrain/" + TILE, "Accept", WITH_NORMALS);
        assertEquals(MESH, header(plain, "content-type"));
        assertEquals(MESH + ";extensions=octvertexnormals", header(whole, "content-type"));
        assertTrue(plain.body().length < whole.body().length, "without normals");
        assertEquals("Accept-Encoding, Accept, Authorization", header(whole, "vary"));
        HttpResponse<byte[]> again =
                bytes("/terrain/" + TILE, "Accept", WITH_NORMALS, "If-None-Match", header(whole, "etag"));
        assertEquals("304 0", again.statusCode() + " " + again.body().length);
        assertFalse(header(plain, "etag").equals(header(whole, "etag")), "tags tell them apart");
        HttpResponse<byte[]> packed = bytes("/terrain/" + TILE, "Accept", WITH_NORMALS, "Accept-Encoding", "br, gzip");
        assertEquals("br", header(packed, "content-encoding"));
        assertEquals(
                "public, max-age=31536000, immutable",
                header(bytes("/terrain/" + TILE + "?v=" + version), "cache-control"));
        assertEquals("no-cache", header(bytes("/terrain/" + TILE + "?v=old"), "cache-control"));
        assertEquals(200, code("/terrain/12/0/0.terrain"), "flat, at the end of the world");
        assertEquals(404, code("/terrain/12/6543/2422.terrain"), "finer than the model");
        assertEquals(404, code("/terrain/12/9000/0.terrain"), "beyond");
        assertEquals(404, code("/terrain/99/0/0.terrain"));
    }

    @Test
    void whatCannotBeDoneIsSaid() throws Exception {
        assertEquals(1, run(folder.resolve("none.tif").toString()).code());
        Path text = Files.writeString(folder.resolve("text.tif"), "heights");
        Ran refused = run(text.toString());
        assertEquals(1, refused.code());
        assertTrue(refused.said().contains("REFUSED [not-a-tiff]"), refused.said());
        assertEquals(2, run().code(), "neither a file nor --remove");
        assertEquals(2, run(text.toString(), "--unit", "fathom").code());
        assertEquals(2, run(text.toString(), "--geoid-offset", "900").code());
        assertEquals(2, run(text.toString(), "--error", "0").code());
        assertEquals(2, run(text.toString(), "--max-level", "25").code());
    }
}
