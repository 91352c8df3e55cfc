package vn.huetwin.ingest.format.osm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/** Joins the member ways of a multipolygon relation into rings, and the rings into polygons. */
final class Multipolygon {
    private static final GeometryFactory FACTORY = new GeometryFactory();

    private Multipolygon() {}

    /**
     * @param outer node ids of the outer ways
     * @param inner node ids of the inner ways
     * @return null if some ways do not close to rings or nodes are missing
     */
    static @Nullable Geometry assemble(List<long[]> outer, List<long[]> inner, NodePlaces places) {
        List<LinearRing> shells = rings(outer, places);
        List<LinearRing> holes = rings(inner, places);
        if (shells == null || holes == null || shells.isEmpty()) {
            return null;
        }
        List<List<LinearRing>> owned = new ArrayList<>();
        shells.forEach(shell -> owned.add(new ArrayList<>()));
        for (LinearRing hole : holes) {
            int owner = owner(hole, shells);
            if (owner >= 0) {
                owned.get(owner).add(hole);
            }
        }
        Polygon[] polygons = new Polygon[shells.size()];
        for (int i = 0; i < polygons.length; i++) {
            polygons[i] = FACTORY.createPolygon(shells.get(i), owned.get(i).toArray(LinearRing[]::new));
        }
        return polygons.length == 1 ? polygons[0] : FACTORY.createMultiPolygon(polygons);
    }

    private static int owner(LinearRing hole, List<LinearRing> shells) {
        int best = -1;
        for (int i = 0; i < shells.size(); i++) {
            LinearRing shell = shells.get(i);
            boolean round = shell.getEnvelopeInternal().contains(hole.getEnvelopeInternal()) && inside(hole, shell);
            if (round
                    && (best < 0
                            || shells.get(best).getEnvelopeInternal().getArea()
                                    > shell.getEnvelopeInternal().getArea())) {
                best = i;
            }
        }
        return best;
    }

    private static boolean inside(LinearRing hole, LinearRing shell) {
        Coordinate[] ring = shell.getCoordinates();
        for (Coordinate vertex : hole.getCoordinates()) {
            if (!PointLocation.isOnLine(vertex, ring)) {
                return PointLocation.isInRing(vertex, ring);
            }
        }
        return true;
    }

    private static @Nullable List<LinearRing> rings(List<long[]> ways, NodePlaces places) {
        Map<Long, Deque<long[]>> byEnd = new HashMap<>();
        for (long[] way : ways) {
            byEnd.computeIfAbsent(way[0], k -> new ArrayDeque<>()).add(way);
            byEnd.computeIfAbsent(way[way.length - 1], k -> new ArrayDeque<>()).add(way);
        }
        Set<long[]> used = Collections.newSetFromMap(new IdentityHashMap<>());
        List<LinearRing> rings = new ArrayList<>();
        for (long[] way : ways) {
            if (!used.contains(way)) {
                LinearRing ring = ring(way, byEnd, used, places);
                if (ring == null) {
                    return null;
                }
                rings.add(ring);
            }
        }
        return rings;
    }

    private static @Nullable LinearRing ring(
            long[] first, Map<Long, Deque<long[]>> byEnd, Set<long[]> used, NodePlaces places) {
        List<Coordinate> ring = new ArrayList<>();
        long start = first[0];
        long at = start;
        long[] way = first;
        while (way != null) {
            used.add(way);
            boolean forward = way[0] == at;
            for (int i = ring.isEmpty() ? 0 : 1; i < way.length; i++) {
                Coordinate place = places.find(forward ? way[i] : way[way.length - 1 - i]);
                if (place == null) {
                    return null;
                }
                ring.add(place);
            }
            at = forward ? way[way.length - 1] : way[0];
            if (at == start) {
                return ring.size() < 4 ? null : FACTORY.createLinearRing(ring.toArray(Coordinate[]::new));
            }
            way = byEnd.getOrDefault(at, new ArrayDeque<>()).stream()
                    .filter(w -> !used.contains(w))
                    .findFirst()
                    .orElse(null);
        }
        return null;
    }
}
