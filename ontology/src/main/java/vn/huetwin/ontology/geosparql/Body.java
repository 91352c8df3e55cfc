package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.algorithm.CGAlgorithms3D;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.math.Vector3D;
import org.locationtech.jts.triangulate.polygon.PolygonTriangulator;

/**
 * A shape in space, in metres: its faces as triangles, its edges and its corners. A surface that is closed, such as a
 * building's, is filled.
 */
final class Body {
    private record Triangle(Coordinate a, Coordinate b, Coordinate c) {
        Vector3D normal() {
            return cross(new Vector3D(a, b), new Vector3D(a, c));
        }
    }

    private record Edge(Coordinate from, Coordinate to) {}

    private static final GeometryFactory FACTORY = new GeometryFactory();
    private static final double TOLERANCE = 1e-9;
    /** Pairs of triangles; more would keep a query busy for seconds. */
    private static final long MOST_PAIRS = 4_000_000;
    /** Leaves no axis and no usual face at a right angle or along. */
    private static final Vector3D RAY = new Vector3D(0.43871, 0.36913, 0.81937);

    private final List<Triangle> faces = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Coordinate> corners = new ArrayList<>();
    private final boolean closed;
    private final double highest;

    /**
     * Takes a shape apart.
     *
     * @param shape  in metres, with a height at every corner
     * @param filled whether its faces may bound a volume
     * @throws MalformedGeometryException if it is empty or lacks heights
     */
    Body(Geometry shape, boolean filled) {
        Map<Edge, Integer> directed = new HashMap<>();
        for (int i = 0; i < shape.getNumGeometries(); i++) {
            Geometry part = shape.getGeometryN(i);
            if (part instanceof Polygon polygon) {
                rings(polygon).forEach(ring -> edges(ring, directed));
                faces.addAll(triangles(polygon));
            } else if (part instanceof LineString line) {
                edges(line, directed);
            } else if (part.getDimension() > 0) {
                throw new MalformedGeometryException("No shape in space: " + part.getGeometryType());
            }
        }
        for (Coordinate corner : shape.getCoordinates()) {
            if (Double.isNaN(corner.getZ())) {
                throw new MalformedGeometryException("The geometry has no heights");
            }
            corners.add(corner);
        }
        if (corners.isEmpty()) {
            throw new MalformedGeometryException("The geometry is empty");
        }
        highest = corners.stream().mapToDouble(Coordinate::getZ).max().orElseThrow();
        closed = filled
                && !directed.isEmpty()
                && directed.entrySet().stream()
                        .allMatch(e -> e.getValue()
                                .equals(directed.get(
                                        new Edge(e.getKey().to(), e.getKey().from()))));
    }

    private static List<LinearRing> rings(Polygon polygon) {
        List<LinearRing> rings = new ArrayList<>(List.of(polygon.getExteriorRing()));
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
            rings.add(polygon.getInteriorRingN(i));
        }
        return rings;
    }

    private void edges(LineString line, Map<Edge, Integer> directed) {
        Coordinate[] points = line.getCoordinates();
        for (int i = 1; i < points.length; i++) {
            edges.add(new Edge(points[i - 1], points[i]));
            directed.merge(new Edge(rounded(points[i - 1]), rounded(points[i])), 1, Integer::sum);
        }
    }

    /** Corners that meet are the same to the micrometre after a change of CRS. */
    private static Coordinate rounded(Coordinate point) {
        return new SpaceCoordinate(Math.rint(point.x * 1e6), Math.rint(point.y * 1e6), Math.rint(point.getZ() * 1e6));
    }

    /** Equal where all three numbers are. */
    private static final class SpaceCoordinate extends Coordinate {
        private static final long serialVersionUID = 1;

        SpaceCoordinate(double x, double y, double z) {
            super(x, y, z);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Coordinate coordinate && equals3D(coordinate);
        }

        @Override
        public int hashCode() {
            return super.hashCode() * 31 + Double.hashCode(getZ());
        }
    }

    /** Seen along the axis that its face looks at most, so that walls are triangles too. */
    private static List<Triangle> triangles(Polygon polygon) {
        Vector3D normal = normal(polygon.getExteriorRing());
        double x = Math.abs(normal.getX());
        double y = Math.abs(normal.getY());
        int turns = Math.abs(normal.getZ()) >= Math.max(x, y) ? 0 : x >= y ? 1 : 2;
        List<LinearRing> rings =
                rings(polygon).stream().map(r -> turned(r, turns)).toList();
        Polygon seen = FACTORY.createPolygon(
                rings.get(0), rings.subList(1, rings.size()).toArray(LinearRing[]::new));
        List<Triangle> triangles = new ArrayList<>();
        Geometry pieces = PolygonTriangulator.triangulate(seen);
        for (int i = 0; i < pieces.getNumGeometries(); i++) {
            Coordinate[] c = pieces.getGeometryN(i).getCoordinates();
            Triangle triangle = new Triangle(turned(c[0], 3 - turns), turned(c[1], 3 - turns), turned(c[2], 3 - turns));
            boolean same = triangle.normal().dot(normal) >= 0;
            triangles.add(same ? triangle : new Triangle(triangle.a(), triangle.c(), triangle.b()));
        }
        return triangles;
    }

    private static LinearRing turned(LinearRing ring, int turns) {
        Coordinate[] points = ring.getCoordinates();
        Coordinate[] seen = new Coordinate[points.length];
        for (int i = 0; i < points.length; i++) {
            seen[i] = turned(points[i], turns);
        }
        return FACTORY.createLinearRing(seen);
    }

    /** x, y, z become y, z, x at each turn. */
    private static Coordinate turned(Coordinate point, int turns) {
        return switch (turns % 3) {
            case 1 -> new Coordinate(point.y, point.getZ(), point.x);
            case 2 -> new Coordinate(point.getZ(), point.x, point.y);
            default -> new Coordinate(point.x, point.y, point.getZ());
        };
    }

    /** Newell's method: twice the area, at a right angle to the ring. */
    private static Vector3D normal(LinearRing ring) {
        Coordinate[] points = ring.getCoordinates();
        double x = 0;
        double y = 0;
        double z = 0;
        for (int i = 1; i < points.length; i++) {
            Coordinate a = points[i - 1];
            Coordinate b = points[i];
            x += (a.y - b.y) * (a.getZ() + b.getZ() - 2 * points[0].getZ());
            y += (a.getZ() - b.getZ()) * (a.x + b.x - 2 * points[0].x);
            z += (a.x - b.x) * (a.y + b.y - 2 * points[0].y);
        }
        return new Vector3D(x, y, z);
    }

    private static Vector3D cross(Vector3D a, Vector3D b) {
        return new Vector3D(
                a.getY() * b.getZ() - a.getZ() * b.getY(),
                a.getZ() * b.getX() - a.getX() * b.getZ(),
                a.getX() * b.getY() - a.getY() * b.getX());
    }

    /** Metres. */
    double highest() {
        return highest;
    }

    /** Square metres of all faces. */
    double area() {
        return faces.stream().mapToDouble(f -> f.normal().length() / 2).sum();
    }

    /** Cubic metres within. @throws MalformedGeometryException if its faces do not close, each edge run both ways */
    double volume() {
        if (!closed) {
            throw new MalformedGeometryException("The surface is not closed, so that it has no volume");
        }
        Coordinate origin = corners.get(0);
        double sum = 0;
        for (Triangle face : faces) {
            Vector3D a = new Vector3D(origin, face.a());
            sum += a.dot(cross(new Vector3D(origin, face.b()), new Vector3D(origin, face.c()))) / 6;
        }
        return Math.abs(sum);
    }

    /** Whether they have a point in common. */
    boolean meets(Body other) {
        return distance(other) <= TOLERANCE;
    }

    /** The shortest way between the two, in metres; 0 where they meet or one is within the other. */
    double distance(Body other) {
        long sizes = (long) (edges.size() + corners.size()) * (other.edges.size() + other.corners.size());
        if (sizes > MOST_PAIRS) {
            throw new MalformedGeometryException("The shapes have too many corners to compare in space");
        }
        if (contains(other.corners.get(0)) || other.contains(corners.get(0)) || pierces(other) || other.pierces(this)) {
            return 0;
        }
        double nearest = Math.min(toFaces(other), other.toFaces(this));
        for (Edge edge : edges) {
            for (Edge far : other.edges) {
                double apart = CGAlgorithms3D.distanceSegmentSegment(edge.from(), edge.to(), far.from(), far.to());
                nearest = Math.min(nearest, apart);
            }
        }
        return Math.min(nearest, Math.min(toEdges(other), other.toEdges(this)));
    }

    private double toFaces(Body other) {
        double nearest = Double.POSITIVE_INFINITY;
        for (Coordinate corner : corners) {
            for (Triangle face : other.faces) {
                nearest = Math.min(nearest, distance(corner, face));
            }
        }
        return nearest;
    }

    private double toEdges(Body other) {
        double nearest = Double.POSITIVE_INFINITY;
        for (Coordinate corner : corners) {
            for (Edge edge : other.edges) {
                nearest = Math.min(nearest, CGAlgorithms3D.distancePointSegment(corner, edge.from(), edge.to()));
            }
            if (other.edges.isEmpty()) {
                for (Coordinate far : other.corners) {
                    nearest = Math.min(nearest, CGAlgorithms3D.distance(corner, far));
                }
            }
        }
        return nearest;
    }

    /** Straight down onto the face; infinite where that misses it, since an edge is nearer then. */
    private static double distance(Coordinate point, Triangle face) {
        Vector3D normal = face.normal();
        double length = normal.length();
        if (length == 0) {
            return Double.POSITIVE_INFINITY;
        }
        Vector3D unit = normal.divide(length);
        double height = unit.dot(new Vector3D(face.a(), point));
        Coordinate foot = new Coordinate(
                point.x - height * unit.getX(), point.y - height * unit.getY(), point.getZ() - height * unit.getZ());
        boolean over = side(face.a(), face.b(), foot, unit) >= 0
                && side(face.b(), face.c(), foot, unit) >= 0
                && side(face.c(), face.a(), foot, unit) >= 0;
        return over ? Math.abs(height) : Double.POSITIVE_INFINITY;
    }

    private static double side(Coordinate from, Coordinate to, Coordinate point, Vector3D normal) {
        return cross(new Vector3D(from, to), new Vector3D(from, point)).dot(normal);
    }

    private boolean pierces(Body other) {
        for (Edge edge : edges) {
            for (Triangle face : other.faces) {
                double at = crossing(edge.from(), new Vector3D(edge.from(), edge.to()), face);
                if (at >= 0 && at <= 1) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Odd crossings of its surface on the way out. */
    private boolean contains(Coordinate point) {
        return closed
                && faces.stream().filter(f -> crossing(point, RAY, f) >= 0).count() % 2 == 1;
    }

    /** Where a line meets a triangle, in lengths of its direction (Möller and Trumbore, 1997); NaN where it does not. */
    private static double crossing(Coordinate from, Vector3D direction, Triangle face) {
        Vector3D first = new Vector3D(face.a(), face.b());
        Vector3D second = new Vector3D(face.a(), face.c());
        Vector3D h = cross(direction, second);
        double determinant = first.dot(h);
        if (Math.abs(determinant) < 1e-15 * direction.length() * first.length() * second.length()) {
            return Double.NaN;
        }
        Vector3D s = new Vector3D(face.a(), from);
        double u = s.dot(h) / determinant;
        Vector3D q = cross(s, first);
        double v = direction.dot(q) / determinant;
        boolean within = u >= -TOLERANCE && v >= -TOLERANCE && u + v <= 1 + TOLERANCE;
        return within ? second.dot(q) / determinant : Double.NaN;
    }
}
