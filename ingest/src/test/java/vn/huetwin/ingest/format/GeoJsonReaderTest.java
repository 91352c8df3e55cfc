package vn.huetwin.ingest.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeoJsonReaderTest {
    private static final String A =
            "{\"type\":\"Feature\",\"id\":1,\"properties\":{\"a\":\"x\",\"b\":null},\"geometry\":{\"type\":\"Point\",\"coordinates\":[107.5,16.4]}}";
    private static final String B =
            "{\"geometry\":{\"coordinates\":[[107.5,16.4],[107.6,16.4]],\"type\":\"LineString\"},\"properties\":{\"n\":2.5,\"l\":[1,{\"k\":true}]},\"type\":\"Feature\"}";
    private static final List<String> ROWS = List.of(
            "1 1 POINT (107.5 16.4) {a=x}", "2 null LINESTRING (107.5 16.4, 107.6 16.4) {n=2.5, l=[1, {k=true}]}");

    @TempDir
    Path folder;

    @Test
    void readsCollectionsSequencesAndSingleFeatures() throws IOException {
        assertEquals(ROWS, read("{\"type\":\"FeatureCollection\",\"features\":[" + A + "," + B + "]}"));
        assertEquals(
                ROWS,
                read("{\"features\":[" + A + ",\n" + B + "], \"type\":\"FeatureCollection\", \"bbox\":[1,2,3,4]}"));
        assertEquals(ROWS, read(A + "\n" + B + "\n"));
        assertEquals(ROWS, read("\u001e" + A + "\n\u001e" + B + "\n"));
        assertEquals(ROWS, read("\ufeff{\"type\":\"FeatureCollection\",\"features\":[" + A + "," + B + "]}"));
        assertEquals(ROWS.subList(0, 1), read(A));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"Polygon","coordinates":[[[1,2],[3,2],[3,4],[1,2]]]}                                | POLYGON ((1 2, 3 2, 3 4, 1 2))
            {"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[5,1],[6,1],[6,2],[5,1]]]}     | POLYGON ((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1))
            {"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]} | MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)))
            {"type":"MultiLineString","coordinates":[[[0,0],[1,0]],[[2,2],[3,3]]]}                      | MULTILINESTRING ((0 0, 1 0), (2 2, 3 3))
            {"type":"MultiPoint","coordinates":[[0,0],[1,0]]}                                           | MULTIPOINT ((0 0), (1 0))
            {"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}           | GEOMETRYCOLLECTION (POINT (1 2))
            {"type":"Point","coordinates":[]}                                                           | GEOMETRYCOLLECTION EMPTY
            null                                                                                        | -
            {"type":"Polygon","coordinates":[[[1,2],[3,2],[3,4],[1,3]]]}                                | ring-not-closed
            {"type":"Polygon","coordinates":[[[1,2],[3,2],[1,2]]]}                                      | geometry-degenerate
            {"type":"LineString","coordinates":[[1,2]]}                                                 | geometry-degenerate
            {"type":"LineString","coordinates":[[1,2],[3]]}                                             | coordinates-malformed
            {"type":"LineString","coordinates":[[1,2],["3",4]]}                                         | coordinates-malformed
            {"type":"LineString","coordinates":[[1,2],[[3,4]]]}                                         | coordinates-malformed
            {"type":"Polygon","coordinates":[[1,2],[3,4]]}                                              | coordinates-malformed
            {"type":"Circle","coordinates":[1,2]}                                                       | geometry-malformed
            {"type":"Point"}                                                                            | geometry-malformed
            [1,2]                                                                                       | geometry-malformed
            {"type":"Polygon","coordinates":[[[NaN,2],[3,2],[3,4],[NaN,2]]]}                            | not-finite
            """)
    void readsGeometriesOrSaysWhatIsWrongAndGoesOn(String geometry, String expected) throws IOException {
        String feature = "{\"type\":\"Feature\",\"geometry\":" + geometry + ",\"properties\":{}}";
        List<String> rows = read("{\"type\":\"FeatureCollection\",\"features\":[" + feature + "," + A + "]}");
        assertEquals(
                List.of(expected, "POINT (107.5 16.4)"),
                rows.stream().map(GeoJsonReaderTest::shape).toList());
    }

    private static String shape(String row) {
        return row.contains("!")
                ? row.substring(row.indexOf('!') + 1)
                : row.split(" ", 3)[2].replaceFirst(" \\{.*", "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                                      | empty-file
            '   '                                                   | empty-file
            {"type":"FeatureCollection","features":[{"type":"Fea    | file-truncated
            {"type":"FeatureCollection","features":[                | file-truncated
            {"type":"FeatureCollection","features":[]               | file-truncated
            {"type":"FeatureCollection","features":[}               | syntax-error
            {"type":"FeatureCollection","features":[1]}             | syntax-error
            {"type":"FeatureCollection","features":[]} x            | syntax-error
            {"type":"Topology","objects":{}}                        | syntax-error
            [1,2]                                                   | syntax-error
            {"type":"CityJSON","version":"2.0"}                     | crs-missing
            <gml/>                                                  | unknown-format
            just words                                              | unknown-format
            """)
    void refusesTheWholeFile(String text, String code) throws IOException {
        assertEquals(code, Reading.outcome(Files.writeString(folder.resolve("f.geojson"), text)));
    }

    @Test
    void saysWhereASyntaxErrorIs() throws IOException {
        Path file = Files.writeString(
                folder.resolve("f.geojson"), "{\"type\":\"FeatureCollection\",\"features\":[\n" + A + ",\n{\"type\":");
        FormatException e = assertThrows(FormatException.class, () -> Reading.of(file));
        assertTrue(
                e.text().en().contains("line 3") && e.text().en().contains("after 1 features"),
                e.text().en());
    }

    @Test
    void tellsWrongEncodings() throws IOException {
        String text =
                "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{\"name\":\"Phú Xuân\"},\"geometry\":null}]}";
        Path old = Files.write(folder.resolve("old.geojson"), text.getBytes(Charset.forName("windows-1258")));
        assertEquals("wrong-encoding", Reading.outcome(old));
        Path wide = Files.write(folder.resolve("wide.geojson"), ("\ufeff" + text).getBytes(StandardCharsets.UTF_16LE));
        assertEquals("1 null - {name=Phú Xuân}", Reading.outcome(wide));
    }

    @Test
    void honoursTheOldCrsMember() throws IOException {
        String crs = "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::9214\"}},";
        Path before = Files.writeString(
                folder.resolve("a.geojson"), "{\"type\":\"FeatureCollection\"," + crs + "\"features\":[" + A + "]}");
        assertEquals(FileCrs.epsg(9214), Reading.crs(before));
        Path none = Files.writeString(
                folder.resolve("b.geojson"), "{\"type\":\"FeatureCollection\",\"features\":[" + A + "]}");
        assertEquals(FileCrs.CRS84, Reading.crs(none));
        Path after = Files.writeString(
                folder.resolve("c.geojson"), "{\"features\":[" + A + "]," + crs + "\"type\":\"FeatureCollection\"}");
        assertEquals("crs-after-features", Reading.outcome(after));
    }

    @Test
    void setsAFeatureBeyondTheLimitsAsideAndGoesOn() throws IOException {
        StringBuilder line = new StringBuilder("[0,0]");
        for (int i = 0; i < 1_000_001; i++) {
            line.append(",[").append(i % 100).append(",1]");
        }
        String huge = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":["
                + line + "]}}";
        List<String> rows = read("{\"type\":\"FeatureCollection\",\"features\":[" + huge + "," + A + "]}");
        assertEquals(List.of("1 !feature-too-large", "2 1 POINT (107.5 16.4) {a=x}"), rows);
        assertEquals(
                "feature-too-large",
                Reading.outcome(Files.writeString(
                        folder.resolve("t.geojson"),
                        "{\"type\":\"Feature\",\"geometry\":null,\"properties\":{\"a\":\"" + "x".repeat(8_100_000)
                                + "\"}}")));
    }

    @Test
    @Tag("slow")
    void holdsOneFeatureAtATime() throws IOException {
        Path file = folder.resolve("large.geojson");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("{\"type\":\"FeatureCollection\",\"features\":[");
            for (int i = 0; i < 600_000; i++) {
                out.write((i == 0 ? "" : ",\n")
                        + A.replace("\"id\":1", "\"id\":" + i).replace("\"x\"", "\"" + "name ".repeat(40) + "\""));
            }
            out.write("]}");
        }
        try (FeatureFile open = new FeatureFiles(FormatLimits.DEFAULT, null, List.of(), null).open(file);
                FeatureReader reader = open.read(open.tables().get(0))) {
            long most = 0;
            long rows = 0;
            for (Row row = reader.next(); row != null; row = reader.next()) {
                if (++rows % 100_000 == 0) {
                    System.gc();
                    most = Math.max(
                            most,
                            Runtime.getRuntime().totalMemory()
                                    - Runtime.getRuntime().freeMemory());
                }
            }
            assertEquals(600_000, rows);
            assertTrue(Files.size(file) > 180_000_000, "size " + Files.size(file));
            assertTrue(most < 100_000_000, most + " bytes are held");
        }
    }

    private List<String> read(String text) throws IOException {
        return Reading.of(folder, "f.geojson", text);
    }
}
