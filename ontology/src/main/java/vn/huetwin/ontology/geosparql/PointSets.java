package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.GeometryExtracter;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;

/**
 * Set functions of GeoSPARQL 1.1, clause 8.7, on collections too, which JTS refuses: a collection is the set of all points
 * of its members, so members may overlap. Answers are closed, as those of JTS: what is left of an area keeps its edge.
 */
final class PointSets {
    private static final Map<String, Integer> DIMENSIONS =
            Map.of(Geometry.TYPENAME_POINT, 0, Geometry.TYPENAME_LINESTRING, 1, Geometry.TYPENAME_POLYGON, 2);

    /** The areas of a geometry as one, its lines, its points; each may be empty. */
    private record Parts(Geometry areas, Geometry lines, Geometry points) {
        /** Lines before areas, which cut them at rounded corners. */
        List<Geometry> all() {
            return List.of(points, lines, areas);
        }
    }

    private PointSets() {}

    static Geometry union(Geometry a, Geometry b) {
        return mixed(a, b) ? together(a, List.of(a, b)) : a.union(b);
    }

    static Geometry intersection(Geometry a, Geometry b) {
        if (!mixed(a, b)) {
            return a.intersection(b);
        }
        List<Geometry> shared = new ArrayList<>();
        Parts other = parts(b);
        for (Geometry one : parts(a).all()) {
            other.all().forEach(o -> shared.add(OverlayNGRobust.overlay(one, o, OverlayNG.INTERSECTION)));
        }
        return together(a, shared);
    }

    static Geometry difference(Geometry a, Geometry b) {
        if (!mixed(a, b)) {
            return a.difference(b);
        }
        List<Geometry> left = new ArrayList<>();
        Parts other = parts(b);
        for (Geometry one : parts(a).all()) {
            Geometry rest = one;
            for (Geometry taken : other.all()) {
                // what has fewer dimensions takes nothing away: the answer is closed
                rest = taken.getDimension() >= one.getDimension() ? minus(rest, taken) : rest;
            }
            left.add(rest);
        }
        return together(a, left);
    }

    static Geometry symDifference(Geometry a, Geometry b) {
        return mixed(a, b) ? together(a, List.of(difference(a, b), difference(b, a))) : a.symDifference(b);
    }

    /**
     * The boundary; that of a collection is the edge of its areas, and the ends of its lines by the rule of odd numbers
     * (OGC 06-103r4, clause 6.1.2.3) where they are not in an area.
     */
    static Geometry boundary(Geometry geometry) {
        if (!isMixed(geometry)) {
            return geometry.getBoundary();
        }
        Geometry areas = parts(geometry).areas();
        Geometry lines = lines(geometry);
        return together(geometry, List.of(areas.getBoundary(), minus(lines.getBoundary(), areas)));
    }

    /** The lines of a geometry as they are, without the edges of its areas. */
    static Geometry lines(Geometry geometry) {
        return members(geometry, Geometry.TYPENAME_LINESTRING);
    }

    /** The areas of a geometry as they are. */
    static Geometry areas(Geometry geometry) {
        return members(geometry, Geometry.TYPENAME_POLYGON);
    }

    private static Geometry points(Geometry geometry) {
        return members(geometry, Geometry.TYPENAME_POINT);
    }

    private static boolean mixed(Geometry a, Geometry b) {
        return isMixed(a) || isMixed(b);
    }

    /** Whether it is a collection of anything. */
    static boolean isMixed(Geometry geometry) {
        return geometry.getClass() == GeometryCollection.class;
    }

    /** Lines as they are: new corners would be rounded, and then not lie on the same line of another collection. */
    private static Parts parts(Geometry geometry) {
        return new Parts(OverlayNGRobust.union(areas(geometry)), lines(geometry), points(geometry));
    }

    /** Members of one kind, also of collections within it, as one geometry. */
    private static Geometry members(Geometry geometry, String kind) {
        List<Geometry> found = new ArrayList<>();
        for (Object member : GeometryExtracter.extract(geometry, kind)) {
            found.add((Geometry) member);
        }
        GeometryFactory factory = geometry.getFactory();
        return found.isEmpty() ? factory.createEmpty(DIMENSIONS.getOrDefault(kind, -1)) : factory.buildGeometry(found);
    }

    private static Geometry minus(Geometry one, Geometry taken) {
        return OverlayNGRobust.overlay(one, taken, OverlayNG.DIFFERENCE);
    }

    /** All as one: areas, lines outside them, points outside both. */
    private static Geometry together(Geometry like, List<Geometry> parts) {
        GeometryFactory factory = like.getFactory();
        Geometry all = factory.createGeometryCollection(parts.toArray(Geometry[]::new));
        Geometry areas = OverlayNGRobust.union(areas(all));
        Geometry lines = minus(OverlayNGRobust.union(lines(all)), areas);
        Geometry points = minus(minus(OverlayNGRobust.union(points(all)), areas), lines);
        List<Geometry> members = new ArrayList<>();
        for (Geometry part : List.of(points, lines, areas)) {
            for (int i = 0; i < part.getNumGeometries() && !part.isEmpty(); i++) {
                members.add(part.getGeometryN(i));
            }
        }
        return factory.buildGeometry(members);
    }
}
