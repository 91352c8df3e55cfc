package vn.huetwin.ontology.geosparql;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** Relations of collections: drawn ones, and random ones against a drawing on squared paper. */
class RelationMatrixTest {
    private static Geometry wkt(String text) throws ParseException {
        return new WKTReader().read(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a free point takes nothing from what the area beside it contains
                "GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0,4 0,4 4,0 4,0 0))) | POLYGON((1 1,2 1,2 2,1 2,1 1)) | 212FF1FF2",
                "GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0,4 0,4 4,0 4,0 0))) | LINESTRING(0 0,4 4) | 1F2F01FF2",
                "LINESTRING(1 1,4 4) | GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0,4 0,4 4,0 4,0 0))) | 1FF00F212",
                // an end of a line on a free point is in it, not outside
                "LINESTRING(0 0,4 0) | GEOMETRYCOLLECTION(POINT(4 0), POLYGON((0 -1,1 -1,1 1,0 1,0 -1))) | 10100F212",
                "GEOMETRYCOLLECTION(POINT(1 1), POINT(2 2)) | GEOMETRYCOLLECTION(POINT(2 2)) | 0F0FFFFF2",
                "GEOMETRYCOLLECTION(POINT(1 1), POINT(2 2)) | LINESTRING(0 0,1 1) | F00FFF102",
                // the other line's ends count, though they are far off
                "LINESTRING(10 10,20 20) | MULTILINESTRING((0 0,1 0),(1 0,2 0),(-1 0,0 0)) | FF1FF0102",
                // overlapping areas each of whose first corner is inside the other, round a smaller one and beside one
                "GEOMETRYCOLLECTION(POLYGON((4 4,0 4,0 0,4 0,4 4)), POLYGON((3 3,7 3,7 7,3 7,3 3))) | POLYGON((20 0,21 0,21 1,20 0)) | FF2FF1212",
                "GEOMETRYCOLLECTION(POLYGON((4 4,0 4,0 0,4 0,4 4)), POLYGON((3 3,7 3,7 7,3 7,3 3))) | POLYGON((-9 -9,30 -9,30 30,-9 30,-9 -9)) | 2FF1FF212",
                // two areas with a common edge: it is inside them
                "GEOMETRYCOLLECTION(POLYGON((0 0,2 0,2 2,0 2,0 0)), POLYGON((2 0,4 0,4 2,2 2,2 0))) | LINESTRING(2 0,2 2) | 1F2F01FF2",
                // areas that cross where no number is exact, beside a triangle that has part of an edge in common with
                // one
                "GEOMETRYCOLLECTION(POLYGON((0 0,9 3,0 9,0 0)), POLYGON((6 0,8 0,7 4,6 4,6 0))) | POLYGON((0 0,3 1,3 -1,0 0)) | FF2F11212",
                "GEOMETRYCOLLECTION(POLYGON EMPTY, POINT(1 1)) | POINT(1 1) | 0FFFFFFF2",
                "GEOMETRYCOLLECTION(LINESTRING(0 0,1 0), LINESTRING(1 0,0 0)) | POINT EMPTY | FF1FFFFF2",
                "GEOMETRYCOLLECTION EMPTY | GEOMETRYCOLLECTION(POINT(9 9), POLYGON((0 0,4 0,4 4,0 4,0 0))) | FFFFFF212",
            })
    void collectionsRelateAsDrawn(String a, String b, String matrix) throws ParseException {
        assertEquals(matrix, matrix(wkt(a), wkt(b)));
        assertEquals(turned(matrix), matrix(wkt(b), wkt(a)), "the other way round");
    }

    private static String matrix(Geometry a, Geometry b) {
        return RelationMatrix.of(new Members(a), new Members(b)).toString();
    }

    private static String turned(String matrix) {
        StringBuilder turned = new StringBuilder();
        for (int i = 0; i < 9; i++) {
            turned.append(matrix.charAt(i % 3 * 3 + i / 3));
        }
        return turned.toString();
    }

    /** Of each relation, what its definition in OGC 06-103r4, clause 6.1.15.3, says of a matrix. */
    private static Map<Relation, Boolean> relations(String matrix, int a, int b) {
        boolean disjoint = matches(matrix, "FF*FF****");
        String across = a < b ? "T*T******" : a > b ? "T*****T**" : a == 1 ? "0********" : "FTFFFFFFF";
        return Map.of(
                Relation.SF_EQUALS, matches(matrix, "T*F**FFF*"),
                Relation.SF_DISJOINT, disjoint,
                Relation.SF_INTERSECTS, !disjoint,
                Relation.SF_TOUCHES, matches(matrix, "FT*******", "F**T*****", "F***T****"),
                Relation.SF_WITHIN, matches(matrix, "T*F**F***"),
                Relation.SF_CONTAINS, matches(matrix, "T*****FF*"),
                Relation.SF_OVERLAPS, a == b && matches(matrix, a == 1 ? "1*T***T**" : "T*T***T**"),
                Relation.SF_CROSSES, matches(matrix, across),
                Relation.EH_COVERS, matches(matrix, "T*TFT*FF*"),
                Relation.RCC8_DC, a == 2 && b == 2 && matches(matrix, "FFTFFTTTT"));
    }

    private static boolean matches(String matrix, String... patterns) {
        return Stream.of(patterns)
                .anyMatch(p -> matrix.matches(p.replace('*', '.').replace("T", "[012]")));
    }

    @Test
    void randomCollectionsRelateAsOnSquaredPaper() {
        long seed = Long.getLong("seed", System.nanoTime());
        int pairs = Integer.getInteger("pairs", 5_000);
        System.out.println("random collections: -Dseed=" + seed + " -Dpairs=" + pairs);
        Random random = new Random(seed);
        List<SquaredPaper> papers = new ArrayList<>();
        for (int i = 0; i < pairs / 10; i++) {
            papers.add(SquaredPaper.of(random));
        }
        for (int i = 0; i < pairs; i++) {
            SquaredPaper a = papers.get(random.nextInt(papers.size()));
            SquaredPaper b = papers.get(random.nextInt(papers.size()));
            String pair = a.shape() + " and " + b.shape();
            String expected = a.matrix(b);
            assertEquals(expected, matrix(a.shape(), b.shape()), pair);
            if (a.shape().isEmpty() || b.shape().isEmpty()) {
                continue;
            }
            relations(expected, a.dimension(), b.dimension())
                    .forEach((relation, holds) ->
                            assertEquals(holds, relation.test(a.shape(), b.shape()), relation + " of " + pair));
        }
    }
}
