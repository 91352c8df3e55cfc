package vn.huetwin.ingest.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of a house that cannot be taken: which it is, and what to do. */
@Tag("postgis")
class CityModelFaultsTest {
    @TempDir
    private Path folder;

    /** Corners 0 to 3 are a square, 0, 1 and 4 lie on a line. */
    private static final String MODEL = """
            {"type": "CityJSON", "version": "2.0", "metadata": {"referenceSystem": "https://www.opengis.net/def/crs/EPSG/0/9214"},
             "transform": {"scale": [0.001, 0.001, 0.001], "translate": [%s, 0]},
             "CityObjects": {"house": {"type": "Building", "geometry": [
               {"type": "MultiSurface", "lod": "2", "boundaries": [[%s]]}]}},
             "vertices": [[0,0,2000], [9000,0,2000], [9000,9000,2000], [0,9000,2000], [18000,0,2000]]}
            """;

    /** The third stands as surveyors of Việt Nam write: x is the northing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    vertex-index-out-of-range | 561000, 1820000 | [0, 1, 99]   | Object 'house': There is no vertex 99; the file has 5 vertices
                    geometry-missing          | 561000, 1820000 | [0, 1, 4]    | 1 surfaces have no area; kept as they are
                    axes-swapped              | 1820000, 561000 | [0, 1, 2, 3] | put easting first
                    """)
    void eachFaultIsNamedWithItsCure(String code, String corner, String ring, String end) throws Exception {
        Path file = Files.writeString(folder.resolve("house.city.json"), MODEL.formatted(corner, ring));
        try (ImportCity city = new ImportCity()) {
            ImportReport report = city.importer.run(ImportRequest.of(file), Progress.NONE);
            assertNull(report.refused(), String.valueOf(report.refused()));
            ImportReport.TableReport table = report.tables().get(0);
            assertEquals(Map.of(code, 1L), table.setAside());
            String why = table.examples().get(0).message().en();
            assertTrue(why.endsWith(end), why);
        }
    }
}
