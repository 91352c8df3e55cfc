package vn.huetwin.ingest.format.citymodel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;

/** Edges that cross, in a plane that lies, stands along an axis, or stands across. */
class SelfCrossingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    triangle              | false | 0 0, 4 0, 0 4                                          |
                    square                | false | 0 0, 4 0, 4 4, 0 4                                     |
                    square the other way  | false | 0 0, 0 4, 4 4, 4 0                                     |
                    point on an edge      | false | 0 0, 2 0, 4 0, 4 4, 0 4                                |
                    corner inwards        | false | 0 0, 4 0, 4 4, 2 1, 0 4                                |
                    hole by an edge twice | false | 0 0, 6 0, 6 6, 0 6, 0 0, 2 2, 2 4, 4 4, 4 2, 2 2       |
                    corner on an edge     | false | 0 0, 4 0, 4 4, 2 0, 0 4                                |
                    bow tie, area zero    | true  | 0 0, 4 4, 4 0, 0 4                                     |
                    bow tie, one side big | true  | 0 0, 6 6, 6 0, 0 2                                     |
                    star: turns one way   | true  | 0 6, 4 -5, -6 2, 6 2, -4 -5                            |
                    twice round           | true  | 0 0, 6 0, 6 6, 1 6, 1 -1, 7 -1, 7 7, 0 7               |
                    whole hole            | false | 0 0, 6 0, 6 6, 0 6                                     | 2 2, 2 4, 4 4
                    hole through the edge | true  | 0 0, 6 0, 6 6, 0 6                                     | 2 2, 2 4, 8 4
                    """)
    void seesEdgesThatCross(String what, boolean expected, String outer, String hole) {
        for (double[] up :
                new double[][] {{1, 0, 0, 0, 1, 0}, {1, 0, 0, 0, 0, 1}, {0, 1, 0, 0, 0, 1}, {.6, .8, 0, 0, 0, 1}}) {
            List<LinearRing> holes =
                    hole == null ? List.of() : List.of(new GeometryFactory().createLinearRing(ring(hole, up)));
            assertEquals(expected, SelfCrossing.is(ring(outer, up), holes), what + " in " + Arrays.toString(up));
        }
    }

    /** @param up where the two axes of the drawing point in space */
    private static Coordinate[] ring(String corners, double[] up) {
        List<Coordinate> points = new ArrayList<>();
        for (String corner : corners.split(", ")) {
            double a = Double.parseDouble(corner.split(" ")[0]);
            double b = Double.parseDouble(corner.split(" ")[1]);
            points.add(new Coordinate(a * up[0] + b * up[3], a * up[1] + b * up[4], a * up[2] + b * up[5]));
        }
        points.add(points.get(0).copy());
        return points.toArray(Coordinate[]::new);
    }
}
