package vn.huetwin.ingest.format.citymodel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;
import org.locationtech.jts.operation.overlayng.UnaryUnionNG;
import vn.huetwin.ingest.format.citymodel.CityObject.Shape;

/**
 * The outline of a member on the ground: its ground surfaces, else its LoD 0, else its roofs, else whatever it has,
 * seen from above. Points and curves if it has no surface.
 */
final class Footprint {
    private static final GeometryFactory FACTORY = new GeometryFactory();
    /** Square metres (or degrees) below which a surface seen from above is a line. */
    private static final double FLAT = 1e-12;
    /** More surfaces than these are outlined by their hull: nobody wants the union of a terrain's triangles. */
    private static final int MOST_UNITED = 20_000;

    private Footprint() {}

    static @Nullable Geometry of(List<CityObject> objects, @Nullable String shown) {
        Predicate<Shape> level = shape -> shape.lod().equals(shown);
        List<Predicate<Shape>> preferred = List.of(
                level.and(s -> s.role().equals("ground")),
                s -> s.role().equals("ground"),
                s -> s.lod().equals("0"),
                level.and(s -> s.role().equals("roof")),
                level);
        for (Predicate<Shape> wanted : preferred) {
            List<Polygon> seen = fromAbove(objects, wanted);
            if (!seen.isEmpty()) {
                return union(seen);
            }
        }
        List<Geometry> others = new ArrayList<>();
        for (CityObject object : objects) {
            object.shapes().stream()
                    .filter(s -> s.geometry().getDimension() < 2)
                    .forEach(s -> others.add(s.geometry()));
        }
        return others.isEmpty() ? null : FACTORY.buildGeometry(others);
    }

    private static List<Polygon> fromAbove(List<CityObject> objects, Predicate<Shape> wanted) {
        List<Polygon> seen = new ArrayList<>();
        for (CityObject object : objects) {
            for (Shape shape : object.shapes()) {
                if (wanted.test(shape)) {
                    for (int i = 0; i < shape.geometry().getNumGeometries(); i++) {
                        if (shape.geometry().getGeometryN(i) instanceof Polygon polygon && polygon.getArea() > FLAT) {
                            seen.add(flat(polygon));
                        }
                    }
                }
            }
        }
        return seen;
    }

    private static Polygon flat(Polygon polygon) {
        LinearRing[] holes = new LinearRing[polygon.getNumInteriorRing()];
        for (int i = 0; i < holes.length; i++) {
            holes[i] = flat(polygon.getInteriorRingN(i));
        }
        return FACTORY.createPolygon(flat(polygon.getExteriorRing()), holes);
    }

    private static LinearRing flat(LinearRing ring) {
        Coordinate[] points = new Coordinate[ring.getNumPoints()];
        for (int i = 0; i < points.length; i++) {
            Coordinate c = ring.getCoordinateN(i);
            points[i] = new Coordinate(c.x, c.y);
        }
        return FACTORY.createLinearRing(points);
    }

    private static Geometry union(List<Polygon> polygons) {
        if (polygons.size() == 1) {
            return polygons.get(0);
        }
        Geometry all = FACTORY.createMultiPolygon(polygons.toArray(Polygon[]::new));
        if (polygons.size() > MOST_UNITED) {
            return all.convexHull();
        }
        try {
            Geometry united = UnaryUnionNG.union(all.buffer(0), new PrecisionModel());
            return united.getDimension() == 2 && !united.isEmpty() ? united : all.convexHull();
        } catch (RuntimeException e) { // a topology that even the robust union cannot take
            return all.convexHull();
        }
    }
}
