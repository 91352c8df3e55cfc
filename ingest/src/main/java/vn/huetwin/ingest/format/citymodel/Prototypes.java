package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateFilter;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Polygon;

/**
 * Prototypes of implicit geometries (CityGML 2.0, 8.2) by their id: each is written once in a file, and placed as often as
 * something links to it. Only those are kept that something links to, up to a number of corners.
 */
final class Prototypes {
    private static final int MOST_CORNERS = 1_000_000;

    /** In a system of its own: surfaces, those of solids by their shell, and points and curves. */
    record Prototype(Map<Integer, List<Polygon>> shells, List<Polygon> surfaces, List<Geometry> others) {
        /** The same at its place. */
        Prototype placed(Ring3D rings, double[] matrix, Coordinate origin) {
            Map<Integer, List<Polygon>> solids = new HashMap<>();
            shells.forEach((number, polygons) -> solids.put(number, placed(polygons, rings, matrix, origin)));
            return new Prototype(
                    solids, placed(surfaces, rings, matrix, origin), placed(others, rings, matrix, origin));
        }

        @SuppressWarnings("unchecked") // a copy has the class of what it is a copy of
        private static <T extends Geometry> List<T> placed(
                List<T> geometries, Ring3D rings, double[] matrix, Coordinate origin) {
            List<T> placed = new ArrayList<>(geometries.size());
            for (T geometry : geometries) {
                T copy = (T) geometry.copy();
                copy.apply((CoordinateFilter) point -> point.setCoordinate(rings.placed(matrix, origin, point)));
                copy.geometryChanged();
                placed.add(copy);
            }
            return placed;
        }

        private long corners() {
            long corners = 0;
            for (Polygon polygon : surfaces) {
                corners += polygon.getNumPoints();
            }
            for (List<Polygon> shell : shells.values()) {
                for (Polygon polygon : shell) {
                    corners += polygon.getNumPoints();
                }
            }
            return corners;
        }
    }

    private final IdTable linked;
    private final Map<String, Prototype> kept = new HashMap<>();
    private long corners;
    private boolean full;

    /** @param linked ids of prototypes that something links to */
    Prototypes(IdTable linked) {
        this.linked = linked;
    }

    /** Whether it is one that something links to and that is not known yet. */
    boolean wants(@Nullable String id) {
        return id != null && linked.get(id) >= 0 && !kept.containsKey(id);
    }

    void keep(String id, Prototype prototype) {
        corners += prototype.corners();
        if (corners > MOST_CORNERS) {
            full = true;
        } else {
            kept.put(id, prototype);
        }
    }

    @Nullable
    Prototype find(String id) {
        return kept.get(id);
    }

    /** Whether some were left out for their size. */
    boolean isFull() {
        return full || linked.left() > 0;
    }
}
