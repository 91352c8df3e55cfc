package vn.huetwin.ontology.validate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.operation.valid.IsValidOp;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.catalogue.Layer;
import vn.huetwin.ontology.catalogue.Property;
import vn.huetwin.ontology.feature.Draft;

class FeatureValidatorTest {
    private static final Envelope HUE = new Envelope(107.034, 108.211, 15.994, 16.743);
    private static final Catalogue CATALOGUE = CatalogueReader.read();
    private static final String SQUARE = "POLYGON ((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.5, 107.5 16.4))";
    private static final String POINT = "POINT (107.5 16.4)";

    private final FeatureValidator validator =
            new FeatureValidator(HUE, new FeatureValidator.Limits(200, 40, 1_000_000, 0.1));

    @ParameterizedTest(name = "{0} {1}={2} gives {3}")
    @CsvSource(delimiter = '|', textBlock = """
            building        | height           | 12.5                     | 12.5
            building        | height           | 12                       | 12.0
            building        | height           | ' 1e1 '                  | 10.0
            building        | height           | 12,5                     | not-a-number
            building        | height           | NaN                      | not-a-number
            building        | height           | 0x10                     | not-a-number
            building        | height           | -1                       | out-of-range
            building        | height           | 501                      | out-of-range
            building        | floors           | 3                        | 3
            building        | floors           | 3.0                      | 3
            building        | floors           | 3.5                      | not-a-whole-number
            building        | floors           | three                    | not-a-whole-number
            building        | name             | "Ngọ Môn"                | "Ngọ Môn"
            building        | name             | '  '                     | null
            building        | usage            | house                    | house
            building        | usage            | HOUSE                    | house code-matched
            building        | usage            | Chùa                     | pagoda code-matched
            building        | usage            | Apartments               | apartment code-matched
            building        | usage            | castle                   | code-not-in-list
            building        | usag             | house                    | unknown-property
            road            | bridge           | có                       | true
            road            | bridge           | no                       | false
            road            | bridge           | maybe                    | not-a-boolean
            tourism_site    | opened_on        | 2025-07-01               | 2025-07-01
            tourism_site    | opened_on        | 01/07/2025               | wrong-date
            tourism_site    | opened_on        | 2025-02-30               | wrong-date
            tourism_site    | website          | https://hue.gov.vn/a     | https://hue.gov.vn/a
            tourism_site    | website          | www.hue.vn               | https://www.hue.vn iri-completed
            tourism_site    | website          | no address               | wrong-iri
            incident        | reported_at      | 2025-07-01T08:00:00+07:00| 2025-07-01T01:00:00Z
            incident        | reported_at      | 2025-07-01 01:00:00Z     | 2025-07-01T01:00:00Z
            incident        | reported_at      | 2025-07-01T08:00:00      | time-without-zone
            incident        | reported_at      | yesterday                | wrong-time
            """)
    void convertsAValueOrSaysWhyNot(String layer, String property, String given, String expected) {
        assertEquals(expected, outcome(layer, property, given));
    }

    @Test
    void takesTypedValues() {
        assertEquals("2025-07-01", outcome("tourism_site", "opened_on", LocalDate.of(2025, 7, 1)));
        assertEquals("2025-07-01T01:00:00Z", outcome("incident", "reported_at", Instant.parse("2025-07-01T01:00:00Z")));
        assertEquals("5", outcome("building", "floors", 5));
        assertEquals("wrong-type", outcome("building", "name", List.of("a", "b")));
        assertEquals("19753", outcome("building", "name", 19753L));
        assertEquals("control-character", outcome("building", "name", "a\u0000b"));
        assertEquals("broken-character", outcome("building", "name", "a\ud800"));
        assertEquals("Huế", outcome("building", "name", "Hue\u0302\u0301"));
        assertEquals("text-too-long", outcome("building", "name", "x".repeat(201)));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            tourism_site | POINT (107.5 16.4)                       | POINT (107.5 16.4)
            tourism_site | MULTIPOINT ((107.5 16.4))                | POINT (107.5 16.4)
            tourism_site | MULTIPOINT ((107.5 16.4), (107.6 16.4))  | wrong-geometry-type
            tourism_site | POINT Z (107.5 16.4 12)                  | POINT (107.5 16.4) z-dropped
            tourism_site | POINT EMPTY                              | geometry-empty
            tourism_site | POINT (16.4 107.5)                       | axes-swapped
            tourism_site | POINT (9.5 47.1)                         | outside-city
            tourism_site | POINT (561645.55 1821415.99)             | looks-projected
            tourism_site | POINT (107.5 -100)                       | not-on-earth
            tourism_site | POINT (NaN 16.4)                         | not-finite
            tourism_site | GEOMETRYCOLLECTION (POINT (107.5 16.4))  | POINT (107.5 16.4)
            road         | LINESTRING (107.5 16.4, 107.6 16.4)      | MULTILINESTRING ((107.5 16.4, 107.6 16.4))
            road         | LINESTRING (107.5 16.4, 107.5 16.4, 107.6 16.4) | MULTILINESTRING ((107.5 16.4, 107.6 16.4)) repeated-points-removed
            road         | LINESTRING (107.5 16.4, 107.5 16.4)      | geometry-degenerate
            road         | LINESTRING (107.5 16.4, 107.6 16.4, 0 0) | outside-city
            road         | POINT (107.5 16.4)                       | wrong-geometry-type
            building     | POLYGON ((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.4)) | MULTIPOLYGON (((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.4)))
            building     | POLYGON ((107.5 16.4, 107.6 16.5, 107.6 16.4, 107.5 16.4)) | MULTIPOLYGON (((107.5 16.4, 107.6 16.4, 107.6 16.5, 107.5 16.4)))
            building     | POLYGON ((107.5 16.4, 107.6 16.5, 107.6 16.4, 107.5 16.5, 107.5 16.4)) | MULTIPOLYGON (((107.55 16.45, 107.6 16.4, 107.6 16.5, 107.55 16.45)), ((107.5 16.4, 107.55 16.45, 107.5 16.5, 107.5 16.4))) geometry-mended
            building     | POLYGON ((107.5 16.4, 107.6 16.4, 107.7 16.4, 107.5 16.4)) | geometry-degenerate
            building     | POLYGON ((107.5 16.4, 107.5 16.4, 107.5 16.4, 107.5 16.4)) | geometry-degenerate
            observation  | POINT (107.5 16.4)                       | geometry-not-allowed
            """)
    void mendsAGeometryOrSaysWhyNot(String layer, String wkt, String expected) throws ParseException {
        assertEquals(expected, geometry(layer, new WKTReader().read(wkt)));
    }

    @Test
    void refusesThreeDimensionsMixedWithTwo() {
        Coordinate[] line = {new Coordinate(107.5, 16.4, 3), new Coordinate(107.6, 16.4)};
        assertEquals("mixed-dimensions", geometry("road", new GeometryFactory().createLineString(line)));
    }

    @Test
    void refusesMoreVerticesThanTheLimit() {
        Geometry round =
                new GeometryFactory().createPoint(new Coordinate(107.5, 16.4)).buffer(0.01, 32);
        assertEquals("too-many-vertices", geometry("building", round));
    }

    /** A thousand vertices at random cross 100,000 times; to mend that took a minute and a gigabyte. */
    @Test
    void refusesAScribbleRatherThanMendIt() {
        Coordinate[] ring = new Coordinate[2_001];
        Random random = new Random(46);
        for (int i = 0; i < 2_000; i++) {
            ring[i] = new Coordinate(107.5 + random.nextDouble() * 0.1, 16.4 + random.nextDouble() * 0.1);
        }
        ring[2_000] = ring[0];
        Draft scribble = new Draft("1", new GeometryFactory().createPolygon(ring), Map.of(), null);
        Verdict verdict = new FeatureValidator(HUE).check(CATALOGUE.get("building"), scribble);
        Problem problem =
                assertInstanceOf(Verdict.Refused.class, verdict).problems().get(0);
        assertEquals("geometry-invalid", problem.code());
        assertTrue(
                problem.message().en().contains("crosses itself more than 1000 times"),
                problem.message().en());
    }

    @Test
    void needsAGeometryWhereALineOrAreaIsMeant() {
        assertEquals("geometry-missing", geometry("building", null));
        assertEquals("null", geometry("tourism_site", null));
    }

    @ParameterizedTest
    @CsvSource({"'',key-missing", "' ',key-missing", "'a\tb',key-control-character", "đường/12 %,ok"})
    void checksTheKey(String key, String expected) {
        Verdict verdict = validator.check(CATALOGUE.get("building"), new Draft(key, wkt(SQUARE), Map.of(), null));
        assertEquals(expected, verdict instanceof Verdict.Refused r ? codes(r.problems()) : "ok");
    }

    @Test
    void collectsAllThatIsWrongAndNamesTheCureInBothLanguages() {
        Draft draft = new Draft("", wkt("POINT (0 0)"), Map.of("heigth", 3, "floors", "x", "usage", "?"), null);
        List<Problem> problems = assertInstanceOf(
                        Verdict.Refused.class, validator.check(CATALOGUE.get("building"), draft))
                .problems();
        assertEquals(
                "code-not-in-list key-missing not-a-whole-number unknown-property wrong-geometry-type",
                problems.stream().map(Problem::code).sorted().collect(Collectors.joining(" ")));
        assertTrue(
                problems.stream().anyMatch(p -> p.message().en().contains("did you mean 'height'")),
                problems::toString);
        assertTrue(
                problems.stream()
                        .allMatch(p -> !p.message().vi().equals(p.message().en())),
                problems::toString);
    }

    @Test
    void requiredPropertiesMustBeThere() {
        Draft draft = new Draft("Q1", wkt(POINT), Map.of(), null);
        assertEquals(
                "property-missing",
                codes(((Verdict.Refused) validator.check(CATALOGUE.get("health_facility"), draft)).problems()));
    }

    @Test
    void randomRingsComeOutValidAnticlockwiseAndOfTheSameAreaWhenTheyWereValid() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        GeometryFactory factory = new GeometryFactory();
        for (int n = 0; n < 5_000; n++) {
            int size = 3 + random.nextInt(6);
            Coordinate[] ring = new Coordinate[size + 1];
            for (int i = 0; i < size; i++) {
                ring[i] = new Coordinate(107.5 + random.nextInt(6) / 100.0, 16.4 + random.nextInt(6) / 100.0);
            }
            ring[size] = ring[0];
            Polygon given = factory.createPolygon(ring);
            String message = "seed " + seed + ": " + given;
            Verdict verdict = validator.check(CATALOGUE.get("building"), new Draft("b", given, Map.of(), null));
            if (verdict instanceof Verdict.Checked checked) {
                Geometry stored = checked.geometry();
                assertTrue(IsValidOp.isValid(stored), message);
                for (int i = 0; i < stored.getNumGeometries(); i++) {
                    Coordinate[] shell =
                            ((Polygon) stored.getGeometryN(i)).getExteriorRing().getCoordinates();
                    assertTrue(Orientation.isCCW(shell), message);
                }
                boolean mended = codes(checked.repairs()).contains("geometry-mended");
                assertEquals(!given.isValid(), mended, message);
                if (!mended) {
                    assertEquals(given.getArea(), stored.getArea(), 1e-12, message);
                }
            } else {
                assertTrue(!given.isValid(), message);
            }
        }
    }

    @Test
    void theTurnOfASliverIsTakenFromItsVerticesNotFromItsRoundedArea() {
        Geometry crossed = wkt("POLYGON ((107.5 16.4, 107.51 16.41, 107.53 16.439999999999998, 107.51 16.4,"
                + " 107.53 16.43, 107.55 16.45, 107.5 16.4))");

        Verdict verdict = validator.check(CATALOGUE.get("building"), new Draft("b", crossed, Map.of(), null));

        Geometry stored = ((Verdict.Checked) verdict).geometry();
        for (int i = 0; i < stored.getNumGeometries(); i++) {
            Polygon part = (Polygon) stored.getGeometryN(i);
            assertTrue(Orientation.isCCW(part.getExteriorRing().getCoordinates()), part.toText());
        }
    }

    private String outcome(String layerName, String property, Object given) {
        Layer layer = CATALOGUE.get(layerName);
        Map<String, Object> values = new HashMap<>();
        for (Property other : layer.properties()) {
            if (other.required()) {
                values.put(other.name(), other.codeList().codes().get(0).notation());
            }
        }
        values.put(property, given);
        Geometry geometry = layer.geometry().dimension() == 2
                ? wkt(SQUARE)
                : layer.geometry().dimension() == 1 ? wkt("LINESTRING (107.5 16.4, 107.6 16.4)") : wkt(POINT);
        Verdict verdict = validator.check(layer, new Draft("k", geometry, values, null));
        if (verdict instanceof Verdict.Refused refused) {
            return codes(refused.problems());
        }
        Verdict.Checked checked = (Verdict.Checked) verdict;
        int index = layer.properties().indexOf(layer.find(property));
        return (checked.values().get(index) + " " + codes(checked.repairs())).strip();
    }

    private String geometry(String layer, Geometry geometry) {
        Map<String, Object> values = layer.equals("observation")
                ? Map.of("station", "s", "property", "water-level", "value", 1, "observed_at", Instant.EPOCH)
                : Map.of();
        Verdict verdict = validator.check(CATALOGUE.get(layer), new Draft("k", geometry, values, null));
        if (verdict instanceof Verdict.Refused refused) {
            return codes(refused.problems());
        }
        Verdict.Checked checked = (Verdict.Checked) verdict;
        Geometry stored = checked.geometry();
        return ((stored == null ? "null" : stored.toText()) + " " + codes(checked.repairs())).strip();
    }

    private static String codes(List<Problem> problems) {
        return problems.stream().map(Problem::code).collect(Collectors.joining(" "));
    }

    private static Geometry wkt(String text) {
        try {
            return new WKTReader().read(text);
        } catch (ParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
