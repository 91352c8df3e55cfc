package vn.huetwin.ingest.demo;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.coverage.CoverageValidator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.prep.PreparedGeometry;
import org.locationtech.jts.geom.prep.PreparedGeometryFactory;
import org.locationtech.jts.operation.union.UnaryUnionOp;
import vn.huetwin.ontology.catalogue.Catalogue;
import vn.huetwin.ontology.catalogue.CatalogueReader;
import vn.huetwin.ontology.feature.Draft;
import vn.huetwin.ontology.validate.FeatureValidator;
import vn.huetwin.ontology.validate.Verdict;

class DemoCityTest {
    private static final Instant NOW = Instant.parse("2026-11-26T00:00:00Z");
    private static final DemoCity CITY = new DemoCity(46, NOW);

    @Test
    void everyFeatureIsFitToBeStored() {
        Catalogue catalogue = CatalogueReader.read();
        FeatureValidator validator = new FeatureValidator(new Envelope(107.034, 108.211, 15.994, 16.743));
        for (String layer : CITY.layers()) {
            int count = 0;
            for (Iterator<Draft> drafts = CITY.features(layer); drafts.hasNext(); count++) {
                Draft draft = drafts.next();
                Verdict verdict = validator.check(catalogue.get(layer), draft);
                assertTrue(verdict instanceof Verdict.Checked, () -> layer + " " + draft.key() + ": " + verdict);
            }
            assertTrue(count > 0, layer);
            assertTrue(!layer.equals("building") || count >= 30_000, layer + " has " + count);
            assertTrue(!layer.equals("incident") || count >= 60_000, layer + " has " + count);
        }
    }

    @Test
    void wardsTileTheCityWithoutOverlap() {
        List<Geometry> wards = new ArrayList<>();
        CITY.features("ward").forEachRemaining(d -> wards.add(d.geometry()));
        assertEquals(40, wards.size());
        assertTrue(CoverageValidator.isValid(wards.toArray(Geometry[]::new)));
    }

    @Test
    void sameSeedSameCity() {
        Iterator<Draft> again = new DemoCity(46, NOW).features("building");
        for (Iterator<Draft> first = CITY.features("building"); first.hasNext(); ) {
            assertEquals(first.next(), again.next());
        }
    }

    @Test
    void roadsCrossWaterOnBridgesOnlyAndThePerfumeRiverOnThree() {
        Map<String, Geometry> waters = new HashMap<>();
        CITY.features("water").forEachRemaining(d -> waters.put(d.key(), d.geometry()));
        PreparedGeometry wet = PreparedGeometryFactory.prepare(
                UnaryUnionOp.union(waters.values()).buffer(-1e-6));
        PreparedGeometry river =
                PreparedGeometryFactory.prepare(waters.get("song-huong").buffer(-1e-6));
        TreeSet<String> across = new TreeSet<>();
        CITY.features("road").forEachRemaining(road -> {
            if (!Boolean.TRUE.equals(road.properties().get("bridge"))) {
                assertFalse(wet.intersects(road.geometry()), () -> road.key() + " runs in water");
            } else if (river.intersects(road.geometry())) {
                across.add(road.key());
            }
        });
        assertEquals(List.of("cau-da-vien", "cau-phu-xuan", "cau-truong-tien"), List.copyOf(across));
    }

    /** As the landmarks table of 2025 has them. */
    @Test
    void landmarksLieInTheirWards() {
        Map<String, Geometry> wards = new HashMap<>();
        CITY.features("ward").forEachRemaining(d -> wards.put(d.key(), d.geometry()));
        assertAll(
                () -> assertIn(wards, "19753", 107.5791834, 16.4676824, "Ngọ Môn"),
                () -> assertIn(wards, "19753", 107.5715980, 16.4730280, "Kinh thành"),
                () -> assertIn(wards, "19753", 107.5882, 16.4725, "Chợ Đông Ba"),
                () -> assertIn(wards, "19774", 107.5449, 16.4530, "Chùa Thiên Mụ"),
                () -> assertIn(wards, "19789", 107.5822, 16.4600, "Trường Quốc Học"),
                () -> assertIn(wards, "19789", 107.5900, 16.4640, "Lê Lợi"),
                () -> assertIn(wards, "19777", 107.6050, 16.4740, "Vỹ Dạ"));
        assertTrue(wards.get("19789").getInteriorPoint().getY() < 16.46);
    }

    private static void assertIn(Map<String, Geometry> wards, String code, double lon, double lat, String what) {
        Geometry point = wards.values().iterator().next().getFactory().createPoint(new Coordinate(lon, lat));
        List<String> found = wards.entrySet().stream()
                .filter(ward -> ward.getValue().intersects(point))
                .map(Map.Entry::getKey)
                .toList();
        assertEquals(List.of(code), found, what);
    }
}
