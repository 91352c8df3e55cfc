package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.huetwin.tiles.style.Mark;
import vn.huetwin.tiles.style.Stroke;

class CanvasTest {
    private static final Paint INK = Paint.of(0x102030, 1);
    private static final Stroke THREE = Stroke.solid(0, 1, 3);

    private static String area(int width, int height, String outlines) {
        Canvas canvas = new Canvas(width, height, null);
        canvas.areas(Drawing.path('a', outlines), INK);
        return Drawing.alpha(canvas);
    }

    private static String line(int width, int height, String points, Stroke stroke) {
        Canvas canvas = new Canvas(width, height, null);
        canvas.lines(Drawing.path('l', points), stroke, INK);
        return Drawing.alpha(canvas);
    }

    @Test
    void pixelsAreCoveredByTheShareOfTheArea() {
        assertEquals("""
                ......
                .355..
                .5##..
                .5##..
                ......
                """, area(6, 5, "1.5 1.5, 4 1.5, 4 4, 1.5 4"));
        assertEquals("""
                5.....
                #5....
                ##5...
                ###5..
                """, area(6, 4, "0 0, 4 4, 0 4"));
    }

    @Test
    void holesAreLeftOutWhicheverWayTheyRun() {
        String frame = """
                ......
                .####.
                .#..#.
                .####.
                ......
                """;
        assertEquals(frame, area(6, 5, "1 1, 5 1, 5 4, 1 4 / 2 2, 4 2, 4 3, 2 3"));
        assertEquals(frame, area(6, 5, "1 1, 1 4, 5 4, 5 1 / 2 2, 4 2, 4 3, 2 3"));
    }

    @Test
    void whatReachesBeyondTheImageIsCutOff() {
        assertEquals("""
                ####
                ####
                ####
                """, area(4, 3, "-1000 -1000, 1000 -1000, 1000 1000, -1000 1000"));
        assertEquals("""
                ..##
                ..##
                ....
                """, area(4, 3, "2 -50, 90 -50, 90 2, 2 2"));
        assertEquals("""
                ##..
                ##..
                ....
                """, area(4, 3, "-90 -50, 2 -50, 2 2, -90 2"));
    }

    @Test
    void aFeatureSmallerThanAPixelIsStillAPixel() {
        assertTrue(area(3, 1, "1.2 0.2, 1.4 0.2, 1.4 0.4, 1.2 0.4").matches("\\.[1-9]\\.\n"));
    }

    @Test
    void linesHaveTheirWidthJoinsAndCaps() {
        assertEquals("""
                ........
                .######.
                .######.
                .######.
                ........
                """, line(8, 5, "1 2.5, 7 2.5", THREE));
        Stroke square = new Stroke(0, 1, 2, Stroke.Join.MITRE, Stroke.Cap.SQUARE, List.of(), 0);
        assertEquals("""
                ........
                .#####..
                .#####..
                .##.....
                .##.....
                .##.....
                ........
                """, line(8, 7, "2 5, 2 2, 5 2", square));
        Stroke bevel = new Stroke(0, 1, 2, Stroke.Join.BEVEL, Stroke.Cap.BUTT, List.of(), 0);
        assertEquals("""
                ........
                .5###...
                .####...
                .##.....
                .##.....
                ........
                """, line(8, 6, "2 5, 2 2, 5 2", bevel));
    }

    @Test
    void dashesFollowThePattern() {
        Stroke dashed = new Stroke(0, 1, 1, Stroke.Join.MITRE, Stroke.Cap.BUTT, List.of(2.0, 1.0), 0);
        assertEquals("##.##.##.#\n", line(10, 1, "0 0.5, 10 0.5", dashed));
        Stroke later = new Stroke(0, 1, 1, Stroke.Join.MITRE, Stroke.Cap.BUTT, List.of(2.0, 1.0), 1);
        assertEquals("#.##.##.##\n", line(10, 1, "0 0.5, 10 0.5", later));
    }

    @Test
    void marksStandAroundTheirPoint() {
        Canvas canvas = new Canvas(7, 7, null);
        canvas.mark(Mark.SQUARE, 3.5f, 3.5f, 5, 0, INK, null, null);
        assertEquals("""
                .......
                .#####.
                .#####.
                .#####.
                .#####.
                .#####.
                .......
                """, Drawing.alpha(canvas));
        Canvas triangle = new Canvas(6, 6, null);
        triangle.mark(Mark.TRIANGLE, 3, 3, 6, 0, INK, null, null);
        assertEquals("""
                ..33..
                ..77..
                .3##3.
                .7##7.
                3####3
                7####7
                """, Drawing.alpha(triangle));
    }

    /** The area that is painted is the area of the shape, wherever it lies. */
    @Test
    void coverageAddsUpToTheArea() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int corners = 3 + random.nextInt(6);
            float[] xy = new float[2 * corners];
            double x = 20 + random.nextDouble() * 10;
            double y = 20 + random.nextDouble() * 10;
            double radius = 2 + random.nextDouble() * 15;
            for (int i = 0; i < corners; i++) {
                double angle = 2 * Math.PI * i / corners;
                xy[2 * i] = (float) (x + radius * Math.cos(angle));
                xy[2 * i + 1] = (float) (y + radius * Math.sin(angle));
            }
            Coverage coverage = new Coverage(50, 50);
            int[] pixels = new int[2500];
            coverage.outline(xy, 0, xy.length, random.nextBoolean() ? 1 : -1);
            coverage.paint(INK, pixels);
            double painted =
                    Arrays.stream(pixels).mapToDouble(p -> (p >>> 24) / 255.0).sum();
            double area = corners / 2.0 * radius * radius * Math.sin(2 * Math.PI / corners);
            assertEquals(area, painted, 0.4 + 0.25 * radius, "seed " + seed);
        }
    }

    @Test
    void overlappingPaintsAreMixed() {
        assertEquals("ff800000", Drawing.hex(Paint.over(0xff000000, Paint.premultiplied(128, 0xff0000))));
        assertEquals("80800000", Drawing.hex(Paint.over(0, Paint.premultiplied(128, 0xff0000))));
        assertEquals("ffffffff", Drawing.hex(Paint.over(0xffffffff, 0)));
    }
}
