package vn.huetwin.ontology.geosparql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import vn.huetwin.ontology.crs.Crs;
import vn.huetwin.ontology.crs.CrsRegistry;

/**
 * On which plane shapes are measured in metres: on the city's metric CRS within {@value #REACH}° of its central
 * meridian, where its scale is right to about half a per cent; elsewhere in the UTM zone that their middle lies in. What
 * is wider than twice that has no measure: no plane is true to it.
 */
final class Metres {
    private static final double REACH = 6;
    private static final Pattern MERIDIAN = Pattern.compile("\\+lon_0=(-?[\\d.]+)");

    private static final int UTM_NORTH = 32_600;
    private static final int UTM_SOUTH = 32_700;

    private final CrsRegistry systems;
    private final Crs city;
    private final double meridian;

    Metres(CrsRegistry systems, Crs city) {
        this.systems = systems;
        this.city = city;
        Matcher matcher = MERIDIAN.matcher(city.parameters());
        this.meridian = matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }

    /** Whether the city's metric CRS measures it. */
    boolean reaches(Geometry lonLat) {
        return reaches(lonLat.getEnvelopeInternal());
    }

    private boolean reaches(Envelope box) {
        return box.isNull() || (box.getMinX() >= meridian - REACH && box.getMaxX() <= meridian + REACH);
    }

    /** @throws MalformedGeometryException if they lie too far apart */
    Crs plane(Geometry... lonLat) {
        Envelope box = new Envelope();
        for (Geometry geometry : lonLat) {
            box.expandToInclude(geometry.getEnvelopeInternal());
        }
        if (reaches(box)) {
            return city;
        }
        if (box.getWidth() > 2 * REACH || box.getMinX() < -180 || box.getMaxX() > 180) {
            throw new MalformedGeometryException("Too wide to be measured in metres on a plane: from " + box.getMinX()
                    + "° to " + box.getMaxX() + "°, more than " + 2 * REACH + "° of longitude");
        }
        int zone = Math.min(60, (int) ((box.centre().x + 180) / 6) + 1);
        return systems.get((box.centre().y < 0 ? UTM_SOUTH : UTM_NORTH) + zone);
    }
}
