package vn.huetwin.server.ogc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.huetwin.ontology.crs.CrsRegistry;
import vn.huetwin.server.http.HttpProblem;

class BoundingBoxTest {
    private static final CrsRegistry SYSTEMS = new CrsRegistry();

    private static String envelopes(String box, String crs) {
        return BoundingBox.areas(box, SYSTEMS.parse(crs)).stream()
                .map(area -> area.getEnvelopeInternal())
                .map(e -> String.format(
                        Locale.ROOT, "%.3f %.3f %.3f %.3f", e.getMinX(), e.getMinY(), e.getMaxX(), e.getMaxY()))
                .collect(Collectors.joining(" + "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "107.5,16.4,107.6,16.5         | CRS:84    | 107.500 16.400 107.600 16.500",
                "107.5,16.4,-5,107.6,16.5,9000 | CRS:84    | 107.500 16.400 107.600 16.500",
                "16.4,107.5,16.5,107.6         | EPSG:4326 | 107.500 16.400 107.600 16.500",
                "170,-10,-170,10               | CRS:84    | 170.000 -10.000 180.000 10.000 + -180.000 -10.000 -170.000 10.000",
                "560000,1820000,561000,1821000 | EPSG:9214 | 107.564 16.455 107.573 16.464"
            })
    void aBoxIsReadInTheOrderOfItsAxes(String box, String crs, String expected) {
        assertEquals(expected, envelopes(box, crs));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "16.4,107.5,16.5,107.6   | CRS:84    | axes seem to be swapped: CRS:84 is written lon,lat",
                "107.5,16.4,107.6,16.5   | EPSG:4326 | axes seem to be swapped: EPSG:4326 is written lat,lon",
                "107.5,16.5,107.6,16.4   | CRS:84    | the lower edge 16.5 is above the upper edge 16.4",
                "561000,0,560000,1       | EPSG:9214 | the left edge",
                "1,2,3                   | CRS:84    | 4 or 6 numbers",
                "1,2,x,4                 | CRS:84    | 'x' is not a number",
                "1,2,NaN,4               | CRS:84    | 'NaN' is not a number",
                "1,2,9,3,4,5             | CRS:84    | the lowest height is above the highest"
            })
    void whatIsWrongWithABoxIsSaid(String box, String crs, String expected) {
        HttpProblem problem = assertThrows(HttpProblem.class, () -> envelopes(box, crs));
        assertEquals("400 invalid-bbox bbox", problem.status() + " " + problem.code() + " " + problem.field());
        assertTrue(problem.text().en().contains(expected), problem.text().en());
    }
}
