package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Dimension;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryComponentFilter;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.relateng.RelateNG;
import org.locationtech.jts.operation.relateng.RelatePredicate;
import org.locationtech.jts.operation.union.UnaryUnionOp;

/** A geometry taken apart, so that relations of collections can be told; it is the set of all points of its members. */
final class Members {
    private static final GeometryFactory POINTS = new GeometryFactory();

    private final List<Polygon> areas = new ArrayList<>();
    private final List<LineString> lines = new ArrayList<>();
    private final Set<Coordinate> points = new HashSet<>();
    private final Set<Coordinate> ends = new HashSet<>();
    private final List<LineString> rings = new ArrayList<>();
    private final Geometry body;

    Members(Geometry geometry) {
        take(geometry);
        Geometry united = PointSets.isMixed(geometry) && mayOverlap() ? UnaryUnionOp.union(areas) : null;
        boolean exact = united != null && RelateNG.relate(rings(united), rings(geometry), RelatePredicate.coveredBy());
        body = body(geometry, exact ? united : null);
        if (united != null && !exact) {
            united.apply(rings(rings));
        }
        RelateNG relating = RelateNG.prepare(body);
        points.removeIf(p -> locate(relating, p) != Location.EXTERIOR);
        for (LineString line : lines) {
            ends.add(line.getCoordinateN(0));
            ends.add(line.getCoordinateN(line.getNumPoints() - 1));
        }
        ends.removeIf(e -> locate(relating, e) != Location.BOUNDARY);
    }

    private void take(Geometry geometry) {
        if (geometry instanceof GeometryCollection) {
            for (int i = 0; i < geometry.getNumGeometries(); i++) {
                take(geometry.getGeometryN(i));
            }
        } else if (geometry instanceof Polygon polygon && !polygon.isEmpty()) {
            areas.add(polygon);
        } else if (geometry instanceof LineString line && line.getLength() > 0) {
            lines.add(line);
        } else if (!geometry.isEmpty()) {
            points.add(geometry.getCoordinate());
        }
    }

    /** From left to right, each box is compared with those that begin before it ends. */
    private boolean mayOverlap() {
        List<Envelope> boxes = new ArrayList<>();
        areas.forEach(a -> boxes.add(a.getEnvelopeInternal()));
        boxes.sort(Comparator.comparingDouble(Envelope::getMinX));
        for (int i = 0; i < boxes.size(); i++) {
            for (int j = i + 1;
                    j < boxes.size() && boxes.get(j).getMinX() <= boxes.get(i).getMaxX();
                    j++) {
                if (boxes.get(i).intersects(boxes.get(j))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static Geometry rings(Geometry geometry) {
        List<LineString> found = new ArrayList<>();
        geometry.apply(rings(found));
        return geometry.getFactory().createMultiLineString(found.toArray(LineString[]::new));
    }

    private static GeometryComponentFilter rings(List<? super LinearRing> found) {
        return g -> {
            if (g instanceof LinearRing ring) {
                found.add(ring);
            }
        };
    }

    private Geometry body(Geometry whole, @Nullable Geometry united) {
        List<Geometry> all = new ArrayList<>(united == null ? areas : List.of(united));
        all.addAll(lines);
        boolean asIs = !PointSets.isMixed(whole) && !all.isEmpty();
        return asIs
                ? whole
                : all.size() == 1
                        ? all.get(0)
                        : whole.getFactory().createGeometryCollection(all.toArray(Geometry[]::new));
    }

    /** Where a point lies in a geometry, which may be empty: inside, on the boundary or outside. */
    static int locate(RelateNG geometry, Coordinate coordinate) {
        Geometry point = POINTS.createPoint(coordinate);
        if (!geometry.evaluate(point, RelatePredicate.intersects())) {
            return Location.EXTERIOR;
        }
        return geometry.evaluate(point, RelatePredicate.contains()) ? Location.INTERIOR : Location.BOUNDARY;
    }

    /**
     * Its areas and lines, which may be none. Areas that overlap are one here, as RelateNG has faults where edges of a
     * geometry lie on each other; but not if some corner of that one had to be rounded, which would move its edges.
     */
    Geometry body() {
        return body;
    }

    boolean hasAreas() {
        return !areas.isEmpty();
    }

    boolean hasLines() {
        return !lines.isEmpty();
    }

    /** Those in none of its areas and lines. Lines without length are points, too. */
    Set<Coordinate> points() {
        return points;
    }

    /** The ends of lines that are in its boundary. */
    Set<Coordinate> ends() {
        return ends;
    }

    /** The rounded edges of all areas together, where they overlap and {@link #body} has them as they are. */
    List<LineString> rings() {
        return rings;
    }

    /** The highest dimension among members that are not empty; -1 if there are none. */
    static int dimension(Geometry geometry) {
        if (!(geometry instanceof GeometryCollection)) {
            return geometry.isEmpty() ? Dimension.FALSE : geometry.getDimension();
        }
        int highest = Dimension.FALSE;
        for (int i = 0; i < geometry.getNumGeometries(); i++) {
            highest = Math.max(highest, dimension(geometry.getGeometryN(i)));
        }
        return highest;
    }
}
