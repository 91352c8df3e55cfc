package vn.huetwin.ontology.geosparql;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.jena.graph.NodeFactory;
import org.apache.jena.sparql.expr.ExprEvalException;
import org.apache.jena.sparql.expr.NodeValue;
import org.apache.jena.sparql.function.FunctionRegistry;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * Functions on shapes in space, which GeoSPARQL lacks: POINT Z, LINESTRING Z, POLYGON Z, and POLYHEDRALSURFACE Z or TIN Z,
 * which are filled where their faces close. Plane coordinates are measured in the city's metric CRS, heights in metres.
 */
final class SpaceFunctions {
    private final Wkt wkt;

    SpaceFunctions(Wkt wkt) {
        this.wkt = wkt;
    }

    void register(FunctionRegistry registry) {
        add(registry, "distance3D", 3, a -> distance(body(a, 0), body(a, 1), a.get(2)));
        add(registry, "intersects3D", 2, a -> NodeValue.makeBoolean(body(a, 0).meets(body(a, 1))));
        add(registry, "lineOfSight", 3, this::lineOfSight);
        add(registry, "volume", 1, a -> NodeValue.makeDouble(body(a, 0).volume()));
        add(registry, "surfaceArea3D", 1, a -> NodeValue.makeDouble(body(a, 0).area()));
        add(registry, "heightAbove", 2, a -> heightAbove(body(a, 0), a));
        add(registry, "extrude", 3, this::extrude);
    }

    private static void add(
            FunctionRegistry registry,
            String name,
            int arity,
            java.util.function.Function<List<NodeValue>, NodeValue> body) {
        Functions.add(registry, Functions.SPACE + name, arity, body);
    }

    private static NodeValue distance(Body a, Body b, NodeValue unit) {
        Unit length = Unit.find(unit.asNode());
        if (length == null || !length.metric()) {
            throw new ExprEvalException("distance3D: no unit of length: " + unit);
        }
        return NodeValue.makeDouble(a.distance(b) / length.factor());
    }

    /** Whether nothing of the third shape lies on the straight line between the two points. */
    private NodeValue lineOfSight(List<NodeValue> arguments) {
        Coordinate from = point(shape(arguments.get(0)));
        Coordinate to = point(shape(arguments.get(1)));
        Body line = new Body(wkt.factory().createLineString(new Coordinate[] {from, to}), false);
        return NodeValue.makeBoolean(!line.meets(body(arguments, 2)));
    }

    private static Coordinate point(Geometry shape) {
        if (shape.getNumPoints() != 1) {
            throw new ExprEvalException("lineOfSight: not a point");
        }
        return shape.getCoordinate();
    }

    /** From the top of the second, or from a height, up to the top of the first. */
    private NodeValue heightAbove(Body body, List<NodeValue> arguments) {
        NodeValue other = arguments.get(1);
        double below = other.isNumber() ? number(other) : body(arguments, 1).highest();
        return NodeValue.makeDouble(body.highest() - below);
    }

    private Body body(List<NodeValue> arguments, int index) {
        NodeValue value = arguments.get(index);
        return new Body(
                shape(value),
                Wkt.isSurface(value.asNode().isLiteral() ? value.asNode().getLiteralLexicalForm() : ""));
    }

    /** In metres. */
    private Geometry shape(NodeValue value) {
        if (!Wkt.isWkt(value.asNode())) {
            throw new ExprEvalException("Not a geo:wktLiteral: " + value);
        }
        return wkt.toLocal(wkt.faces(value.asNode().getLiteralLexicalForm()));
    }

    /** The solid over a polygon between two heights, such as a building from its footprint. */
    private NodeValue extrude(List<NodeValue> arguments) {
        Geometry footprint = Functions.plane(wkt, arguments.get(0).asNode());
        double bottom = number(arguments.get(1));
        double top = number(arguments.get(2));
        if (footprint.isEmpty()
                || footprint.getNumGeometries() != 1
                || !(footprint.getGeometryN(0) instanceof Polygon polygon)
                || top <= bottom) {
            throw new ExprEvalException("extrude: needs one polygon and a top above the bottom");
        }
        Polygon base = (Polygon) polygon.norm(); // exterior clockwise
        List<String> faces = new ArrayList<>();
        faces.add(face(base, bottom, false));
        faces.add(face(base, top, true));
        walls(base.getExteriorRing(), bottom, top, faces);
        for (int i = 0; i < base.getNumInteriorRing(); i++) {
            walls(base.getInteriorRingN(i), bottom, top, faces);
        }
        return NodeValue.makeNode(
                NodeFactory.createLiteralDT("POLYHEDRALSURFACE Z (" + String.join(", ", faces) + ")", Wkt.datatype()));
    }

    private static double number(NodeValue value) {
        if (!value.isNumber() || !Double.isFinite(value.getDouble())) {
            throw new ExprEvalException("Not a finite number: " + value);
        }
        return value.getDouble();
    }

    private static String face(Polygon polygon, double height, boolean turned) {
        List<String> rings = new ArrayList<>();
        rings.add(ring(turned ? polygon.getExteriorRing().reverse() : polygon.getExteriorRing(), height));
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
            LinearRing hole = polygon.getInteriorRingN(i);
            rings.add(ring(turned ? hole.reverse() : hole, height));
        }
        return "(" + String.join(", ", rings) + ")";
    }

    private static String ring(LinearRing ring, double height) {
        List<String> corners = new ArrayList<>();
        for (Coordinate corner : ring.getCoordinates()) {
            corners.add(corner(corner, height));
        }
        return "(" + String.join(", ", corners) + ")";
    }

    private static void walls(LinearRing ring, double bottom, double top, List<String> faces) {
        Coordinate[] c = ring.getCoordinates();
        for (int i = 1; i < c.length; i++) {
            faces.add("((" + corner(c[i], bottom) + ", " + corner(c[i - 1], bottom) + ", " + corner(c[i - 1], top)
                    + ", " + corner(c[i], top) + ", " + corner(c[i], bottom) + "))");
        }
    }

    private static String corner(Coordinate corner, double height) {
        return String.format(Locale.ROOT, "%s %s %s", corner.x, corner.y, height);
    }
}
