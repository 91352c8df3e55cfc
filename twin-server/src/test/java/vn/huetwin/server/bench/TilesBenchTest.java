package vn.huetwin.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TilesBenchTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void copiesOfAModelStandSideBySideWithIdsOfTheirOwn() throws Exception {
        Path model = Files.writeString(folder.resolve("m.gml"), """
                <CityModel><gml:upperCorner>390100.5 5819200.25 30</gml:upperCorner>
                <cityObjectMember><b gml:id="B1"><x xlink:href="#P1"/><gml:posList>390000.5 5819000.25 1 390010 5819000 2</gml:posList></b></cityObjectMember>
                </CityModel>""");
        Path copies = folder.resolve("copies.gml");
        ModelCopies.cityGml(model, copies, 400, 21);
        String made = Files.readString(copies);
        assertTrue(made.contains("<gml:upperCorner>397700.5 5819600.25 30<"), made);
        assertTrue(
                made.contains("gml:id=\"B1_1\"><x xlink:href=\"#P1_1\"/><gml:posList>390400.5 5819000.25 1 390410"),
                made);
        assertTrue(
                made.contains("gml:id=\"B1_20\"><x xlink:href=\"#P1_20\"/><gml:posList>390000.5 5819400.25 1 "), made);
        assertEquals(21, made.split("<cityObjectMember>").length - 1);
    }

    @Test
    void copiesOfADocumentHaveVerticesOfTheirOwn() throws Exception {
        Path model = Files.writeString(folder.resolve("m.city.json"), """
                {"type":"CityJSON","transform":{"scale":[0.5,0.5,1],"translate":[0,0,0]},
                 "CityObjects":{"a":{"children":["b"],"geometry":[{"boundaries":[[[0,1]]]}]},"b":{"parents":["a"]}},
                 "vertices":[[1,2,3],[4,5,6]]}""");
        Path copies = folder.resolve("copies.city.json");
        ModelCopies.cityJson(model, copies, 10, 2);
        assertEquals(
                "{\"type\":\"CityJSON\",\"transform\":{\"scale\":[0.5,0.5,1],\"translate\":[0,0,0]},\"CityObjects\":{"
                        + "\"a_0\":{\"children\":[\"b_0\"],\"geometry\":[{\"boundaries\":[[[0,1]]]}]},\"b_0\":{\"parents\":[\"a_0\"]},"
                        + "\"a_1\":{\"children\":[\"b_1\"],\"geometry\":[{\"boundaries\":[[[2,3]]]}]},\"b_1\":{\"parents\":[\"a_1\"]}},"
                        + "\"vertices\":[[1,2,3],[4,5,6],[21,2,3],[24,5,6]]}",
                Files.readString(copies));
    }

    @Test
    @Tag("postgis")
    @Tag("slow")
    void tellsWhatTilesAndEditsTakeAndLeavesNothing() throws Exception {
        StringWriter said = new StringWriter();
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        int code = new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(said))
                .execute(
                        "tiles",
                        "--only",
                        "lod1,edits",
                        "--buildings",
                        "500",
                        "--edits",
                        "3",
                        "--folder",
                        folder.toString());
        assertEquals(0, code, said.toString());
        assertTrue(said.toString().contains("500 buildings without a model: "), said.toString());
        assertTrue(said.toString().contains("3 edits, from commit to the tile's new files"), said.toString());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    @Tag("slow")
    void tellsWhatTerrainTakesAndLeavesNothing() throws Exception {
        StringWriter said = new StringWriter();
        int code = new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(said))
                .execute("tiles", "--only", "terrain", "--terrain-pixels", "100", "--folder", folder.toString());
        assertEquals(0, code, said.toString());
        assertTrue(said.toString().contains("elevation model of 10,000 pixels: "), said.toString());
        try (var left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void refusesAPartThatItDoesNotHave() {
        StringWriter said = new StringWriter();
        int code = new CommandLine(new BenchCommand())
                .setErr(new PrintWriter(said))
                .execute("tiles", "--only", "lod2");
        assertEquals(2, code);
        assertTrue(
                said.toString().contains("--only takes lod1, edits, model, large, terrain and million"),
                said.toString());
    }
}
