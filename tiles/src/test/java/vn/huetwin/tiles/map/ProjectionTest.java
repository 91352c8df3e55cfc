package vn.huetwin.tiles.map;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;

class ProjectionTest {
    private static final Envelope CITY = new Envelope(107.034, 108.211, 15.994, 16.743);

    /** Within the city and just around it the grid is less than a centimetre off; far away it is exact. */
    @Test
    void isNoCentimetreOffInAnySystem() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (Crs crs : new CrsRegistry().advertised()) {
            Projection projection = new Projection(crs, CITY);
            double tolerance = crs.isGeographic() ? 1e-7 : 0.01;
            double[] out = new double[2];
            for (int i = 0; i < 300; i++) {
                double longitude = 106.7 + random.nextDouble() * 1.8;
                double latitude = 15.7 + random.nextDouble() * 1.3;
                projection.project(longitude, latitude, out);
                double[] exact = crs.fromWgs84(longitude, latitude);
                assertEquals(exact[0], out[0], tolerance, crs + ", seed " + seed);
                assertEquals(exact[1], out[1], tolerance, crs + ", seed " + seed);
            }
        }
    }
}
