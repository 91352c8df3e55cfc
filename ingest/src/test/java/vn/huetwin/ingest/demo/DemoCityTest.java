package vn.huetwin.ingest.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.coverage.CoverageValidator;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
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
}
