package vn.huetwin.ontology.geosparql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineSegment;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Sets of points of collections. */
class PointSetsTest {
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private static Geometry wkt(String text) throws ParseException {
        return new WKTReader(FACTORY).read(text);
    }

    private static Geometry made(String function, Geometry a, Geometry b) {
        return switch (function) {
            case "union" -> PointSets.union(a, b);
            case "intersection" -> PointSets.intersection(a, b);
            case "difference" -> PointSets.difference(a, b);
            case "symDifference" -> PointSets.symDifference(a, b);
            default -> PointSets.boundary(a);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "union | GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0,4 0,4 4,0 4,0 0))) | POINT(1 1)"
                        + " | GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0,4 0,4 4,0 4,0 0)))",
                "union | GEOMETRYCOLLECTION(POINT(9 9)) | LINESTRING(8 9,10 9) | LINESTRING(8 9,9 9,10 9)",
                "intersection | GEOMETRYCOLLECTION(POINT(9 9), LINESTRING(0 0,8 0)) | POLYGON((4 -2,9 -2,9 9,4 9,4 -2))"
                        + " | GEOMETRYCOLLECTION(POINT(9 9), LINESTRING(4 0,8 0))",
                "intersection | GEOMETRYCOLLECTION(POINT(9 9)) | GEOMETRYCOLLECTION(POINT(8 8)) | POINT EMPTY",
                "difference | GEOMETRYCOLLECTION(POINT(9 9), LINESTRING(0 0,8 0)) | POLYGON((4 -2,9 -2,9 9,4 9,4 -2)) | LINESTRING(0 0,4 0)",
                "difference | POLYGON((0 0,4 0,4 4,0 4,0 0)) | GEOMETRYCOLLECTION(LINESTRING(0 0,4 4), POLYGON((2 0,6 0,6 4,2 4,2 0)))"
                        + " | POLYGON((0 0,2 0,2 4,0 4,0 0))",
                "symDifference | GEOMETRYCOLLECTION(LINESTRING(0 0,4 0), POINT(1 1)) | GEOMETRYCOLLECTION(LINESTRING(2 0,6 0), POINT(1 1))"
                        + " | MULTILINESTRING((0 0,2 0),(4 0,6 0))",
                // the same line, cut by an area at a corner that has to be rounded
                "difference | GEOMETRYCOLLECTION(LINESTRING(4 0,5 2,5 -2)) | GEOMETRYCOLLECTION(LINESTRING(4 0,5 2,5 -2), LINESTRING(1 5,4 10,4 0),"
                        + " LINESTRING(0 1,5 5,5 -3), POLYGON((4 1,7 2.6666666666666667,4 6,4 1))) | LINESTRING EMPTY",
                "boundary | GEOMETRYCOLLECTION(POLYGON((0 0,4 0,4 4,0 4,0 0)), LINESTRING(2 2,8 2), POINT(9 9)) | POINT EMPTY"
                        + " | GEOMETRYCOLLECTION(LINESTRING(0 0,4 0,4 4,0 4,0 0), POINT(8 2))",
                "boundary | GEOMETRYCOLLECTION(LINESTRING(0 0,1 0), LINESTRING(1 0,2 0), LINESTRING(1 0,1 1)) | POINT EMPTY"
                        + " | MULTIPOINT((0 0),(2 0),(1 1),(1 0))",
                "boundary | GEOMETRYCOLLECTION(POINT(1 1)) | POINT EMPTY | POINT EMPTY",
                "union | GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POLYGON((0 0,2 0,2 2,0 2,0 0))), POLYGON((1 0,3 0,3 2,1 2,1 0))) | GEOMETRYCOLLECTION EMPTY"
                        + " | POLYGON((0 0,3 0,3 2,0 2,0 0))",
            })
    void collectionsAreSetsOfPoints(String function, String a, String b, String expected) throws ParseException {
        Geometry result = made(function, wkt(a), wkt(b));
        Geometry wanted = wkt(expected);
        assertTrue(
                wanted.isEmpty() ? result.isEmpty() : Relation.SF_EQUALS.test(wanted, result),
                function + " is " + result + ", not " + expected);
    }

    /** Points of lines that both may have, beside the edges of areas and other lines. */
    @Test
    void linesInCommonStayInCommon() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("lines in common: -Dseed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            LineString common = FACTORY.createLineString(new Coordinate[] {
                new Coordinate(random.nextInt(10), random.nextInt(10)),
                new Coordinate(10 + random.nextInt(5), random.nextInt(15))
            });
            Geometry a = FACTORY.createGeometryCollection(new Geometry[] {common, collection(random)});
            Geometry b = FACTORY.createGeometryCollection(new Geometry[] {common, collection(random)});
            Geometry point = FACTORY.createPoint(new LineSegment(common.getCoordinateN(0), common.getCoordinateN(1))
                    .pointAlong(random.nextDouble()));
            if (isBesideAreas(point, a) && isBesideAreas(point, b)) {
                String of = a + " and " + b + " at " + point;
                assertTrue(point.distance(PointSets.intersection(a, b)) < 1e-9, of);
                assertFalse(point.isWithinDistance(PointSets.difference(a, b), 1e-9), of);
                assertFalse(point.isWithinDistance(PointSets.symDifference(a, b), 1e-9), of);
            }
        }
    }

    private static boolean isBesideAreas(Geometry point, Geometry collection) {
        Geometry areas = PointSets.areas(collection);
        return areas.isEmpty() || point.distance(areas) > 1e-6;
    }

    private static Geometry member(Random random) {
        double x = random.nextInt(10);
        double y = random.nextInt(10);
        double width = 1 + random.nextInt(5);
        double height = 1 + random.nextInt(5);
        return switch (random.nextInt(3)) {
            case 0 -> FACTORY.createPoint(new Coordinate(x, y));
            case 1 ->
                FACTORY.createLineString(
                        new Coordinate[] {new Coordinate(x, y), new Coordinate(x + width, y + height)});
            default -> FACTORY.toGeometry(new Envelope(x, x + width, y, y + height));
        };
    }

    private static Geometry collection(Random random) {
        List<Geometry> members = new ArrayList<>();
        for (int n = random.nextInt(5); n > 0; n--) {
            members.add(random.nextInt(6) == 0 ? collection(random) : member(random));
        }
        return FACTORY.createGeometryCollection(members.toArray(Geometry[]::new));
    }

    /** Points beside all edges and lines; in the areas, as areas have no edge there. */
    @Test
    void randomPointsAreWhereTheySay() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("random collections: -Dseed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            Geometry a = collection(random);
            Geometry b = random.nextBoolean() ? collection(random) : member(random);
            for (int n = 0; n < 20; n++) {
                Geometry point = FACTORY.createPoint(
                        new Coordinate(random.nextDouble() * 15 + 1e-4, random.nextDouble() * 15 + 1e-4));
                boolean inA = Relation.SF_INTERSECTS.test(point, a);
                boolean inB = Relation.SF_INTERSECTS.test(point, b);
                String of = a + " and " + b + " at " + point;
                assertEquals(inA || inB, Relation.SF_INTERSECTS.test(point, PointSets.union(a, b)), of);
                assertEquals(inA && inB, Relation.SF_INTERSECTS.test(point, PointSets.intersection(a, b)), of);
                assertEquals(inA && !inB, Relation.SF_INTERSECTS.test(point, PointSets.difference(a, b)), of);
                assertEquals(inA != inB, Relation.SF_INTERSECTS.test(point, PointSets.symDifference(a, b)), of);
            }
        }
    }
}
