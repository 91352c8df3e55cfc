package vn.huetwin.tiles.map;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.locationtech.jts.geom.Envelope;
import vn.huetwin.ontology.crs.Crs;

/** The projections that maps were asked in, each made once: a megabyte and 70 ms. */
public final class Projections {
    private final Envelope city;
    private final Map<String, Projection> made = new ConcurrentHashMap<>();

    /** @param city WGS 84 lon/lat box of the features */
    public Projections(Envelope city) {
        this.city = new Envelope(city);
    }

    /** The box of the city in a system, x before y. */
    public Envelope cityIn(Crs crs) {
        if (crs.isWgs84()) {
            return new Envelope(city);
        }
        Envelope box = new Envelope();
        for (double[] corner : new double[][] {
            crs.fromWgs84(city.getMinX(), city.getMinY()),
            crs.fromWgs84(city.getMaxX(), city.getMinY()),
            crs.fromWgs84(city.getMinX(), city.getMaxY()),
            crs.fromWgs84(city.getMaxX(), city.getMaxY())
        }) {
            box.expandToInclude(corner[0], corner[1]);
        }
        return box;
    }

    Projection of(Crs crs) {
        return made.computeIfAbsent(crs.shortName(), name -> new Projection(crs, city));
    }
}
